"""Words of the stored text <-> words of a PDF's page with their places, so that a span can be shown on the page.

Two libraries read the page, one for the text and one for the places, and the text has been cleaned since: words are
joined over line ends, rows of tables carry their headers. So each block is laid beside the page's words, and what does
not fit is left out.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

from ingest.documents import BlockKind, Document, Locator

WHOLE = 10_000  # width and height of a page in the unit of boxes
_SURE = 4  # words in a row that do not meet by chance
_SHORT = 3  # letters of words such as "the", which is on every page
_STRAY = 8  # words that may stand between two parts of a block: a page's number, a footnote's
Box = tuple[int, int, int, int]  # left, top, right, bottom, from the top left corner of the page as it is seen


@dataclass(frozen=True, slots=True)
class TextWord:
    """A word of the stored text: its span, and its letters and digits alone."""

    start: int
    end: int
    letters: str


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word of a page: its letters and digits alone, and its boxes, one for each line that it stands on."""

    letters: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A span of the stored text (a word, seldom more) and a box of the page that shows it, in 1/WHOLE of the page."""

    start: int
    end: int
    box: Box


def letters_of(word: str) -> str:
    """What of a word both libraries agree on: letters and digits, ligatures undone, in one case."""
    return "".join(c for c in unicodedata.normalize("NFKC", word).casefold() if c.isalnum())


def pages_of(document: Document) -> list[int]:
    """The pages that passages stand on: those with more than headings."""
    told = (block.locator for block in document.blocks if block.kind is not BlockKind.HEADING)
    return sorted({page for locator in told for page in _pages(locator)})


def words_by_page(document: Document) -> dict[int, list[list[TextWord]]]:
    """The pages that passages stand on -> the words of each block on them, headings included, in reading order."""
    found: dict[int, list[list[TextWord]]] = {page: [] for page in pages_of(document)}
    for block in document.blocks:
        words = list(_words(document.text[block.start : block.end], block.start))
        for page in found.keys() & set(_pages(block.locator)):
            found[page].append(words)
    return found


def _pages(locator: Locator) -> range:
    first = locator.page
    return range(first, (locator.page_end or first) + 1) if first else range(0)


def _words(text: str, offset: int) -> Iterator[TextWord]:
    at = 0
    for word in text.split():
        at = text.index(word, at)
        if letters := letters_of(word):
            yield TextWord(offset + at, offset + at + len(word), letters)
        at += len(word)


def placed(blocks: Sequence[Sequence[TextWord]], page: Sequence[PageWord]) -> list[PlacedWord]:
    """The words of blocks that are found on the page, with their boxes; a page's word is given to one block only."""
    left = list(page)
    out: list[PlacedWord] = []
    for words in blocks:
        runs = _believed(_runs(words, left), words, left)
        before: Match | None = None
        for run in runs:
            if before:
                out += _between(words, left, before, run)
            for n in range(run.size):
                out += _boxes(words[run.a + n : run.a + n + 1], left[run.b + n : run.b + n + 1])
            before = run
        if before:
            del left[runs[0].b : before.b + before.size]
    return out


def _runs(words: Sequence[TextWord], page: Sequence[PageWord]) -> list[Match]:
    """Longest runs of words that both have, in the order of both."""
    matcher = SequenceMatcher(None, [w.letters for w in words], [w.letters for w in page], autojunk=False)
    return [run for run in matcher.get_matching_blocks() if run.size]


def _believed(runs: list[Match], words: Sequence[TextWord], page: Sequence[PageWord]) -> list[Match]:
    """The runs that are no chance: together with those near them they hold enough words, or rare ones."""
    often = Counter(word.letters for word in page)
    out: list[Match] = []
    for together in _clusters(runs):
        found = sum(run.size for run in together)
        seen = (word.letters for run in together for word in words[run.a : run.a + run.size])
        rare = any(often[letters] == 1 and (len(letters) > _SHORT or not letters.isalpha()) for letters in seen)
        if found >= _SURE or 2 * found >= len(words) or (found > 1 and rare):
            out += together
    return out


def _clusters(runs: list[Match]) -> list[list[Match]]:
    """Runs that follow one another closely, in the block and on the page, as the cells of a table's row do."""
    out: list[list[Match]] = []
    for run in runs:
        last = out[-1][-1] if out else None
        skipped = run.a - last.a - last.size if last else 0
        if last and skipped <= 2 * _STRAY and run.b - last.b - last.size <= skipped + _STRAY:
            out[-1].append(run)
        else:
            out.append([run])
    return out


def _between(words: Sequence[TextWord], page: Sequence[PageWord], before: Match, after: Match) -> list[PlacedWord]:
    """Words between two runs that differ in their spaces alone, or by the number of a footnote: "collab orative2"."""
    text = words[before.a + before.size : after.a]
    seen = page[before.b + before.size : after.b]
    ours, theirs = ("".join(w.letters for w in each) for each in (text, seen))
    same = theirs == ours or (theirs.startswith(ours) and theirs[len(ours) :].isdecimal())
    return _boxes(text, seen) if text and same else []


def _boxes(words: Sequence[TextWord], page: Sequence[PageWord]) -> list[PlacedWord]:
    return [PlacedWord(words[0].start, words[-1].end, box) for word in page for box in word.boxes]

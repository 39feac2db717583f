"""Blocks -> sentences with their spans."""

import re
from collections.abc import Iterator
from functools import lru_cache

import pysbd

from ingest.documents import Block, BlockKind, Sentence

Span = tuple[int, int]

LONGEST_SENTENCE = 2_000  # characters: what is longer is no sentence, and is cut at white space
_WHOLE = {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW}
_WHOLE_ITEM = 40  # words: a longer list item is paragraphs with a bullet, and its later sentences stand alone
_LABEL = 3  # words
_SHORTEST = 12  # characters: over less, the splitter takes longer to begin than to split
_WINDOW = 2 * LONGEST_SENTENCE  # characters given to the splitter at once: its time grows faster than the text
# Where a sentence may end inside a piece; without one of these the splitter finds a single sentence.
_MARK = re.compile(r"""(?:[.!?)。．！？]|-["'“”])\W*""")
# What the splitter takes for the number of a list's item. It goes over the whole piece again for each of them.
_NUMBER = re.compile(r"(?<![^\s(-])(?:[a-z]\.|(?:[a-z]|[ivx]+)\)|\d\d?[.)](?=[\s)]|$))", re.IGNORECASE)
# One of its patterns never comes to an end over a long run of digits; two of its own signs mislead another.
_ENDLESS = re.compile(r"\.\[[\d,\s-]{16}|[♨☝∯]")
# What prose has at most: a word, a mark and a number of a list in so many characters, beside a few numbers anywhere.
_WORD_EVERY, _MARK_EVERY, _NUMBER_EVERY, _FEW_NUMBERS = 4, 8, 40, 5
# A guess at where sentences end, for what is not prose.
_GUESS = re.compile(r"[.!?…。．！？][\"'”’)\]]{0,3}(?:\s+|$)")
_SHORTEST_GUESS = 40  # characters
_LINE = re.compile(r"[^\r\n]*[\r\n]?")


@lru_cache(maxsize=1)
def _splitter() -> pysbd.Segmenter:
    return pysbd.Segmenter(language="en", clean=False)


def sentences_of(block: Block, text: str) -> list[Sentence]:
    """Sentences of one block of a document `text`; list items and table rows stay whole, headings give none."""
    if block.kind is BlockKind.HEADING:
        return []
    words = text[block.start : block.end]
    whole = block.kind in _WHOLE and len(words) <= LONGEST_SENTENCE and len(words.split()) <= _WHOLE_ITEM
    inside = [(0, len(words))] if whole else split(words)
    if block.kind is BlockKind.LIST_ITEM:
        inside = _with_label(words, inside)
    spans = [(block.start + a, block.start + b) for a, b in inside]
    kinds = [block.kind if whole or block.kind is BlockKind.SPEAKER_NOTE else BlockKind.PARAGRAPH] * len(spans)
    if block.kind is BlockKind.LEAD_IN:
        kinds[-1] = BlockKind.LEAD_IN
    if block.kind is BlockKind.LIST_ITEM:
        kinds[0] = BlockKind.LIST_ITEM  # of a long item what it begins with is told in its list
    return [
        Sentence(start, end, kind, None if kind is BlockKind.PARAGRAPH else block.group, block.sources)
        for (start, end), kind in zip(spans, kinds, strict=True)
    ]


def split(text: str) -> list[Span]:
    """Spans of the sentences of a paragraph (pysbd), in order, without the white space between them.

    Every line break ends a sentence. None is longer than LONGEST_SENTENCE characters, and the time is proportional to
    the length of the text, whatever stands in it.
    """
    lines = (line.span() for line in _LINE.finditer(text))
    return [piece for line in lines for span in _split_line(text, *line) for piece in _bounded(text, *span)]


def _split_line(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of a line, which is read a window at a time."""
    while start < end:
        stop = _last_space(text, start, start + _WINDOW) if end - start > _WINDOW else end
        found = _split_window(text, start, stop)
        # A window's last sentence may run on, so the next begins with it; one that is too long is cut in any case.
        if stop < end and found and found[-1][0] - start >= _WINDOW - LONGEST_SENTENCE:
            stop = found.pop()[0]
        yield from found
        start = stop


def _split_window(text: str, start: int, end: int) -> list[Span]:
    """Sentences of a piece of one line; every word of it is in one of them."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    piece = text[start:end].rstrip()
    end = start + len(piece)
    marks = sum(mark.end() < len(piece) for mark in _MARK.finditer(piece))
    if not marks or len(piece) < _SHORTEST:
        return _cover(text, start, end, [])
    if _is_prose(piece, marks):
        return _cover(text, start, end, list(_found(_splitter().segment(piece), text, start, end)))
    return _cover(text, start, end, list(_guessed(text, start, end)))


def _is_prose(piece: str, marks: int) -> bool:
    """Whether the splitter can read it in reasonable time; in what it cannot nearly every word ends or numbers something."""
    if len(piece.split()) * _WORD_EVERY > len(piece) or marks * _MARK_EVERY > len(piece):
        return False
    numbers = len(_NUMBER.findall(piece))
    return numbers <= max(_FEW_NUMBERS, len(piece) // _NUMBER_EVERY) and not _ENDLESS.search(piece)


def _found(sentences: list[str], text: str, start: int, end: int) -> Iterator[Span]:
    """Where the splitter's sentences stand; it changes some of them, which are left out."""
    for sentence in sentences:
        words = sentence.strip()
        at = text.find(words, start, end) if words else -1
        if at >= 0:
            start = at + len(words)
            yield at, start


def _guessed(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences that end at a mark before white space, none of them very short."""
    for mark in _GUESS.finditer(text, start, end):
        if mark.end() - start >= _SHORTEST_GUESS:
            yield start, start + len(text[start : mark.end()].rstrip())
            start = mark.end()


def _with_label(text: str, spans: list[Span]) -> list[Span]:
    """A label at a long list item's start ("Lead provider. This model involves ...") says nothing alone: it joins what follows."""
    if len(spans) > 1 and len(text[slice(*spans[0])].split()) <= _LABEL:
        joined = (spans[0][0], spans[1][1])
        return [joined, *spans[2:]] if joined[1] - joined[0] <= LONGEST_SENTENCE else spans
    return spans


def _cover(text: str, start: int, end: int, spans: list[Span]) -> list[Span]:
    """Nothing may be lost between sentences: words that the splitter dropped join the sentence before them."""
    covered: list[Span] = []
    at = start
    for first, last in [*spans, (end, end)]:
        gap = text[at:first]
        if gap.strip():
            left = at + len(gap) - len(gap.lstrip())
            right = at + len(gap.rstrip())
            covered[-1:] = [(covered[-1][0] if covered else left, right)]
        if last > first:
            covered.append((first, last))
        at = last
    return covered


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """A sentence, or its pieces of at most LONGEST_SENTENCE characters."""
    while end - start > LONGEST_SENTENCE:
        stop = _last_space(text, start, start + LONGEST_SENTENCE)
        yield start, start + len(text[start:stop].rstrip())
        start = end - len(text[stop:end].lstrip())
    yield start, end


def _last_space(text: str, start: int, most: int) -> int:
    """Where a long piece can be parted between words: the last white space after `start` up to `most`, or else `most`."""
    return next((n for n in range(most, start, -1) if text[n].isspace()), most)

"""Lines of a PDF -> headings, paragraphs and list items."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.documents import BlockKind, LoadedBlock
from ingest.loaders.pdf_furniture import body_size
from ingest.loaders.pdf_layout import PageLines
from ingest.loaders.pdf_levels import GLYPH, Draft, levelled
from ingest.loaders.pdf_notes import parted
from ingest.loaders.pdf_order import Line
from ingest.loaders.tidy import vocabulary

_NUMBERED = re.compile(r"^\s*(?:\(?(?:\d{1,2}|[a-z]|[ivx]{1,5})\)|(?:\d{1,2}|[a-z])\.)\s+(?=\S)")
_ENDS = re.compile(r"[.!?:;][)”’\"']?\s*$")
_CLAUSE = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]?\s")
_LABEL = re.compile(r"^[^\W\d_][\w’' -]{1,30}:(\s|$)")
_STOPS = re.compile(r"[.,;:]\s*$")
_BIG, _BOLDEST = 1.15, 0.4  # times the body size; share of bold letters above which bold means nothing
_LONGEST_HEADING, _LONGEST_SLIDE = 30, 14  # words
_SLIDE_LINES, _FULL_PAGE = 45, 150  # lines in the height of a slide, at most; words of a page that is none
_USUAL_LEADING, _WIDEST_LEADING = 1.3, 2.1  # distance of two lines, in type sizes
_LOOSE = 1.2  # times the usual leading: a new paragraph


@dataclass(frozen=True, slots=True)
class _Setting:
    """What is usual in the document."""

    body: float
    leading: dict[float, float]
    bold_counts: bool


def blocks_of(pages: Sequence[PageLines]) -> list[LoadedBlock]:
    """Blocks in reading order with their pages (1-based); a paragraph over a page's end is one block."""
    setting = _setting(pages)
    drafts: list[Draft] = []
    notes: list[Draft] = []  # of the page before
    for page in pages:
        if page.lines:
            text, below = parted(page.lines, setting.body)
            found = _slide(page, setting) if _is_slide(page) else _drafts(text, setting)
            place = _open_from(drafts, found)
            if drafts and found and _runs_on(drafts[-1], found[0]):
                drafts[-1].lines += found.pop(0).lines
            drafts[place:place] = notes
            drafts += found
            notes = [Draft(BlockKind.PARAGRAPH, note) for note in below]
    drafts += notes
    known = vocabulary(line.text for page in pages for line in page.lines)
    return levelled([draft for draft in drafts if draft.lines], known)


def _open_from(drafts: Sequence[Draft], found: Sequence[Draft]) -> int:
    """Where that begins which goes on over a page's end, a paragraph or a list with its lead-in: footnotes go before it."""
    if not drafts or not found:
        return len(drafts)
    if drafts[-1].kind is BlockKind.LIST_ITEM and found[0].kind is BlockKind.LIST_ITEM:
        first = len(drafts) - 1
        while first > 0 and drafts[first - 1].kind is BlockKind.LIST_ITEM:
            first -= 1
        return first - (first > 0 and drafts[first - 1].lines[-1].text.endswith(":"))
    return len(drafts) - _runs_on(drafts[-1], found[0])


def _setting(pages: Sequence[PageLines]) -> _Setting:
    lines = [line for page in pages for line in page.lines if line.text]
    letters = sum(len(line.text) for line in lines) or 1
    bold = sum(len(line.text) for line in lines if line.bold)
    gaps: dict[float, list[float]] = defaultdict(list)
    for page in pages:
        for upper, lower in pairwise(page.lines):
            if upper.size == lower.size and 0.8 < (upper.y - lower.y) / upper.size < _WIDEST_LEADING:
                gaps[round(upper.size)].append(round((upper.y - lower.y) / upper.size, 1))
    return _Setting(body_size(lines), {s: _usual(g) for s, g in gaps.items()}, bold < _BOLDEST * letters)


def _usual(gaps: Sequence[float]) -> float:
    """The smallest leading that a tenth of the lines have: larger ones part paragraphs."""
    counts = Counter(gaps)
    return min(gap for gap, n in counts.items() if n >= 0.1 * len(gaps))


def _is_slide(page: PageLines) -> bool:
    """A page that is wider than high, unless it is a full page of small print."""
    small = body_size(page.lines) < page.height / _SLIDE_LINES
    words = sum(len(line.text.split()) for line in page.lines)
    return page.width > page.height and not (small and words > _FULL_PAGE)


def _slide(page: PageLines, setting: _Setting) -> list[Draft]:
    """A slide-like page: its biggest line, or a short first one, is its heading and goes first."""
    lines = list(page.lines)
    top = max(line.size for line in lines)
    usual = body_size(lines)
    first = next((n for n, line in enumerate(lines) if line.size > 0.97 * top), 0)
    end = first + 1
    few = sum(len(line.text.split()) for line in lines) <= _LONGEST_SLIDE
    if top >= 1.1 * min(usual, setting.body) or few:
        while end < len(lines) and lines[end].size > 0.97 * top and _near(lines[end - 1], lines[end], 1.5):
            end += 1
    else:
        first, end = 0, 1
    heading = lines[first:end]
    words = len(" ".join(line.text for line in heading).split())
    if any(line.rows for line in heading) or words > _LONGEST_SLIDE or GLYPH.match(heading[0].text):
        return _drafts(lines, replace(setting, body=10_000.0, bold_counts=False))
    rest = lines[:first] + lines[end:]
    title = Draft(BlockKind.HEADING, heading, heading[0].size, slide=True)
    return [title, *_drafts(rest, replace(setting, body=10_000.0, bold_counts=False))]


def _near(upper: Line, lower: Line, leadings: float) -> bool:
    return abs(upper.y - lower.y) <= leadings * max(upper.size, lower.size)


def _drafts(lines: Sequence[Line], setting: _Setting) -> list[Draft]:
    out: list[Draft] = []
    right = _right_edge(lines)
    bold = _bold_headings(lines, setting)
    for n, line in enumerate(lines):
        if line.rows:
            out.append(Draft(BlockKind.TABLE_ROW, [line]))
            continue
        before = out[-1] if out else None
        big = line.size >= _BIG * setting.body
        if big or n in bold:
            size = line.size if big else 0.0
            if before and before.kind is BlockKind.HEADING and _same_heading(before, line, size):
                before.lines.append(line)
            else:
                out.append(Draft(BlockKind.HEADING, [line], size))
        elif before and before.kind is not BlockKind.HEADING and _continues(before, line, setting, right):
            before.lines.append(line)
        else:
            is_item = _is_item(line, before)
            out.append(Draft(BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH, [line], indent=line.x0))
    return [_demoted(draft) for draft in out]


def _right_edge(lines: Sequence[Line]) -> float:
    """Right edge that full lines reach (points)."""
    edges = sorted(line.x1 for line in lines if line.text)
    return edges[int(0.85 * (len(edges) - 1))] if edges else 0.0


def _same_heading(before: Draft, line: Line, size: float) -> bool:
    last = before.lines[-1]
    same_look = abs(before.size - size) <= 0.06 * max(size, 1.0) and last.bold == line.bold
    return (
        same_look
        and _near(last, line, 2.1 if line.text[:1].islower() else 1.7)
        and line.page == last.page
        and not _NUMBERED.match(line.text)
    )


def _bold_headings(lines: Sequence[Line], setting: _Setting) -> set[int]:
    """Indexes of the lines of short bold runs that stand alone: no labels of a form, no bold prose."""
    found: set[int] = set()
    n = 0
    while n < len(lines) and setting.bold_counts:
        end = n + 1
        while end < len(lines) and lines[n].bold and _same_bold_run(lines[end - 1], lines[end]):
            end += 1
        if lines[n].bold and _heads(lines[n:end], setting):
            found.update(range(n, end))
        n = end
    return found


def _same_bold_run(upper: Line, lower: Line) -> bool:
    near = _near(upper, lower, 2.1 if lower.text[:1].islower() else 1.7)
    return lower.bold and near and upper.page == lower.page and not _NUMBERED.match(lower.text)


def _heads(run: Sequence[Line], setting: _Setting) -> bool:
    text = " ".join(line.text for line in run)
    if len(run) > 3 or run[0].size < 0.95 * setting.body or _STOPS.search(text) or len(text.split()) > _LONGEST_HEADING:
        return False
    opens = text[:1].isalnum() and not text[:1].islower()
    return opens and all(len(line.cells) <= 1 for line in run) and not GLYPH.match(text)


def _is_item(line: Line, before: Draft | None) -> bool:
    if GLYPH.match(line.text):
        return True
    # A line of running text may begin with "5. " or "a) " by chance: not when a sentence is still open.
    if before is None or before.kind is not BlockKind.PARAGRAPH:
        return bool(_NUMBERED.match(line.text))
    last = before.lines[-1]
    carried_on = not _ENDS.search(last.text) and _near(last, line, 1.6)
    return bool(_NUMBERED.match(line.text)) and not carried_on


def _continues(before: Draft, line: Line, setting: _Setting, right: float) -> bool:
    """Whether a line goes on with the block before it."""
    last = before.lines[-1]
    if last.rows or line.page != last.page or abs(line.size - last.size) > 0.15 * last.size or _is_item(line, before):
        return False
    leading = setting.leading.get(round(last.size), _USUAL_LEADING)
    down = last.y - line.y
    # A line that fills the column or is carried on in lower case goes on, however wide the lines are set.
    open_line = not _ENDS.search(last.text) and (line.text[:1].islower() or last.x1 > right - 0.12 * (right - last.x0))
    if down < -1 or down > (_WIDEST_LEADING if open_line else _LOOSE * leading) * last.size:
        return False
    if line.x0 > last.x1 or line.x1 < before.lines[0].x0:
        return False
    if before.kind is BlockKind.LIST_ITEM and len(before.lines) >= 1:
        hangs = line.x0 > before.indent + 1
        return hangs or not _ENDS.search(last.text)
    ended = bool(_ENDS.search(last.text))
    if not ended and _broken_on_purpose(before, line):
        return False
    short = last.x1 < right - 0.2 * (right - last.x0)
    hangs = len(before.lines) == 1 and bool(_CLAUSE.match(last.text))  # beside its number stands the clause
    indented = not hangs and line.x0 > max(last.x0, before.lines[0].x0) + 0.8 * line.size
    return not (ended and (short or indented) and not line.text[:1].islower())


def _broken_on_purpose(before: Draft, line: Line) -> bool:
    """A line with room for the first word of the next one, where one of them is a label with its value, or leads in."""
    last = before.lines[-1]
    first = line.text.split(maxsplit=1)[0]
    labelled = _LABEL.match(line.text) or (_LABEL.match(last.text) and len(before.lines) == 1)
    if not first[0].isupper() or not labelled or last.text[-1] in ",&-–/(":
        return False
    if _LABEL.match(line.text) and _LABEL.match(last.text):
        return True
    letter = (line.x1 - line.x0) / len(line.text)
    widest = max(other.x1 for other in (*before.lines, line))
    return last.x1 + (len(first) + 2) * letter < widest


def _demoted(draft: Draft) -> Draft:
    """Large type that runs to a paragraph is an introduction, not a heading."""
    text = " ".join(line.text for line in draft.lines)
    words = len(text.split())
    if draft.kind is not BlockKind.HEADING:
        return draft
    if words > _LONGEST_HEADING or not any(c.isalpha() for c in text):
        return replace(draft, kind=BlockKind.PARAGRAPH)
    return draft


def _runs_on(before: Draft, after: Draft) -> bool:
    """A paragraph or list item whose sentence is not finished at the foot of the page."""
    if before.kind in {BlockKind.HEADING, BlockKind.TABLE_ROW} or after.kind is not BlockKind.PARAGRAPH:
        return False
    last, first = before.lines[-1].text.rstrip(), after.lines[0].text
    same_size = abs(before.lines[-1].size - after.lines[0].size) <= 0.1 * before.lines[-1].size
    return same_size and not _ENDS.search(last) and (first[:1].islower() or last.endswith("-"))

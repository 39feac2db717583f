"""Lines of a PDF's pages without running headers, footers, page numbers and lines of contents."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.loaders.pdf_layout import PageLines
from ingest.loaders.pdf_order import Line
from ingest.loaders.tidy import CONTENTS, LEADERS, MANY_LEADERS

_SAME_PLACE = 3.0  # points
_MOST = 0.5  # share of the pages on which a running line stands
_MANY = (8, 0.4)  # left and right pages of a longer document take turns: a smaller share of so many pages
_CHAPTER_PAGES = 3
_NUMBER = re.compile(r"(page )?#( (of|/) #|/#)?( \|.*)?|page( of)?( ?#)*|.*\| ?(page )?#|[ivxlc]+", re.IGNORECASE)
_ROMAN = re.compile(r"[ivxl]{1,6}")
_PAGE_CELL = re.compile(r"^\d{1,4}(\s*[-–]\s*\d{1,4})?$")


def without_furniture(pages: Sequence[PageLines]) -> list[PageLines]:
    """Take out what repeats in the same place on most pages, page numbers and tables of contents.

    The same words elsewhere on a page stay: only the place tells a running title from a heading.
    """
    body = body_size(line for page in pages for line in page.lines)
    running = _running(pages, body)
    return [
        replace(page, lines=tuple(line for line in _without_contents(page) if id(line) not in running))
        for page in pages
    ]


def body_size(lines: Iterable[Line]) -> float:
    """Type size (points, to the half) that most letters are set in; 10 where there are none."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def _running(pages: Sequence[PageLines], body: float) -> set[int]:
    """Identities of the lines that run through the document."""
    found: set[int] = set()
    places: dict[str, list[tuple[Line, bool]]] = defaultdict(list)
    for page in pages:
        edges = _edges(page.lines)
        for line in page.lines:
            if (line.text.strip() == str(page.number) or _ROMAN.fullmatch(line.text.strip())) and id(line) in edges:
                found.add(id(line))  # slides place their number here and there
            if line.text:
                places[_mask(line.text)].append((line, id(line) in edges))
    # Some programs mark content so as well: what stands where no other page has such a line may be content.
    marked = [(line, True) for page in pages for line in page.lines if line.artifact]
    for group in _by_place(marked):
        if len({line.page for line, _ in group}) > 1:
            found.update(id(line) for line, _ in group)
    for mask, lines in places.items():
        for group in _by_place(lines):
            if _runs(mask, group, len(pages), body):
                found.update(id(line) for line, _ in group)
    return found


def _runs(mask: str, group: Sequence[tuple[Line, bool]], pages: int, body: float) -> bool:
    on = len({line.page for line, _ in group})
    at_edge = all(edge for _, edge in group)
    small = all(line.size <= 1.05 * body for line, _ in group)
    if pages < 2 or on < 2:
        return False
    same_words = len({line.text for line, _ in group}) == 1
    if pages == 2:
        same = same_words or len({_unnumbered(line) for line, _ in group}) == 1
        return at_edge and small and (bool(_NUMBER.fullmatch(mask)) or same)
    share = _MANY[1] if pages >= _MANY[0] else _MOST
    # Where only the figures differ it may be a numbered row or item, unless it stands at the edge.
    if on >= share * pages and (same_words or (small and at_edge) or bool(_NUMBER.fullmatch(mask))):
        return True
    turns = {line.page % 2 for line, _ in group}  # left and right pages take turns; the first may be a cover
    if len(turns) == 1 and same_words and at_edge and small and on >= len(range(2 + turns.pop(), pages + 1, 2)):
        return True
    return on >= _CHAPTER_PAGES and at_edge and small  # a running chapter title


def _mask(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()).lower())


def _unnumbered(line: Line) -> str:
    """A line's words without the number of its own page."""
    return re.sub(rf"(?<!\d){line.page}(?!\d)", "#", line.text)


def _edges(lines: Sequence[Line]) -> set[int]:
    """The uppermost and lowest two lines of a page."""
    by_place = sorted(lines, key=lambda line: line.y)
    return {id(line) for line in [*by_place[:2], *by_place[-2:]]} if len(by_place) > 4 else set(map(id, by_place))


def _by_place(lines: Sequence[tuple[Line, bool]]) -> list[list[tuple[Line, bool]]]:
    groups: list[list[tuple[Line, bool]]] = []
    for line in sorted(lines, key=lambda pair: pair[0].y):
        if groups and line[0].y - groups[-1][-1][0].y <= _SAME_PLACE:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _without_contents(page: PageLines) -> list[Line]:
    """A table of contents only repeats headings: its lines end in leader dots or a page number set apart."""
    leaders = sum(bool(LEADERS.search(line.text)) for line in page.lines)
    listed = leaders >= MANY_LEADERS or any(CONTENTS.match(line.text.strip()) for line in page.lines)
    kept = []
    for line in page.lines:
        entry = listed and len(line.cells) > 1 and _PAGE_CELL.match(line.cells[-1].strip())
        if not entry and not LEADERS.search(line.text) and not (listed and CONTENTS.match(line.text.strip())):
            kept.append(line)
    return kept

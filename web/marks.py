"""A stored document as parts of a page, with a cited span marked; offsets are code points of its text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.documents import Block, BlockKind, Document

Span = tuple[int, int]
_LISTS = {BlockKind.LIST_ITEM: "list", BlockKind.TABLE_ROW: "rows"}


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text inside or outside the cited span; a link to the span leads to its `first` segment."""

    text: str
    marked: bool = False
    first: bool = False


Line = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, paragraph, list or speaker note of a document's page.

    Attributes:
        kind: heading | paragraph | list | rows | speaker_note.
        level: heading level on the page, 1 to 6; 0 for other parts.
        anchor: id of a heading, for the contents list.
        label: "Page 3" or "Slide 3" where a page or slide begins, else "".
    """

    kind: str
    lines: tuple[Line, ...]
    level: int = 0
    anchor: str = ""
    label: str = ""

    @property
    def text(self) -> str:
        """Return the part's words without marks."""
        return " ".join("".join(segment.text for segment in line) for line in self.lines)


def clean_span(document: Document, start: int | None, end: int | None) -> Span | None:
    """Return the span from its first visible character on, or None when it holds no text of the document."""
    if start is None or end is None or not 0 <= start < end <= len(document.text):
        return None
    # A span may begin in the line breaks between blocks, where nothing can be marked.
    starts = [max(block.start, start) for block in document.blocks if block.end > start]
    return (starts[0], end) if starts and starts[0] < end else None


def segments(text: str, start: int, end: int, span: Span | None) -> Line:
    """Cut text[start:end] at the edges of the cited span."""
    low, high = (max(span[0], start), min(span[1], end)) if span else (end, end)
    if span is None or low >= high:
        return (Segment(text[start:end]),)
    cut = (
        Segment(text[start:low]),
        Segment(text[low:high], marked=True, first=low == span[0]),
        Segment(text[high:end]),
    )
    return tuple(segment for segment in cut if segment.text)


def parts(document: Document, span: Span | None = None) -> list[Part]:
    """Return the parts of a document's page in reading order; a list or a table is one part."""
    made: list[Part] = []
    label = ""
    for key, group in groupby(enumerate(document.blocks), key=_together):
        blocks = [block for _, block in group]
        new_label = _label(blocks[0])
        shown = new_label if new_label != label else ""
        label = new_label
        lines = tuple(segments(document.text, block.start, block.end, span) for block in blocks)
        made.append(_part(blocks[0], lines, f"section-{key[0]}", shown))
    return made


def cited_parts(made: Sequence[Part]) -> int:
    """Return how many parts there are up to the last with marked words; 0 where the title alone holds them."""
    marked = (n for n, part in enumerate(made, start=1) if any(s.marked for line in part.lines for s in line))
    return max(marked, default=0)


def _together(numbered: tuple[int, Block]) -> tuple[int, str]:
    n, block = numbered
    if block.kind in _LISTS and block.group is not None:
        return -block.group, f"{_LISTS[block.kind]} {_label(block)}"
    return n, block.kind


def _part(block: Block, lines: tuple[Line, ...], anchor: str, label: str) -> Part:
    if block.kind is BlockKind.HEADING:
        level = min(max(len(block.locator.heading_path), 1), 6)
        return Part("heading", lines, level, anchor, label)
    if block.kind is BlockKind.SPEAKER_NOTE:
        return Part("speaker_note", lines, label=label)
    return Part(_LISTS.get(block.kind, "paragraph"), lines, label=label)


def _label(block: Block) -> str:
    if block.locator.slide is not None:
        return f"Slide {block.locator.slide}"
    return f"Page {block.locator.page}" if block.locator.page is not None else ""


def under_title(document: Document, made: list[Part]) -> tuple[Line, list[Part]]:
    """Split off a first heading that is the title, and set the other headings below the page's own."""
    title: Line = (Segment(document.title),)
    if made and made[0].kind == "heading" and made[0].text == document.title and not made[0].label:
        title, made = made[0].lines[0], made[1:]
    return title, list(_levelled(made))


def _levelled(made: list[Part]) -> Iterator[Part]:
    """Number headings from 2 without gaps: a level is never more than one deeper than the one before."""
    above = 1
    shift = 1 if any(part.level == 1 for part in made) else 0
    for part in made:
        if part.kind != "heading":
            yield part
            continue
        above = min(max(part.level + shift, 2), above + 1, 6)
        yield Part(part.kind, part.lines, above, part.anchor, part.label)

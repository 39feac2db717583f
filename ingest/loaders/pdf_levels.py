"""Drafts of a PDF's blocks -> blocks with their levels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.documents import BlockKind, LoadedBlock
from ingest.loaders.pdf_order import Line
from ingest.loaders.tidy import join_lines

# The standard reads unused codes of the usual encoding (as \x7f) as bullets.
GLYPH = re.compile(r"^\s*(?:[\x7f•●▪■◦○‣⁃►▶➢➤✓✔❖◆∙·*\ue000-\uf8ff]\s*|[-–—]\s+|o\s+(?=\S))")
_DEEPEST = 6
_COVER_WORDS = 40
_WIDEST_INDENT = 100.0  # points


@dataclass(slots=True)
class Draft:
    """A block being put together from lines."""

    kind: BlockKind
    lines: list[Line]
    size: float = 0.0  # of a heading; 0 where only its weight marks it
    indent: float = 0.0
    slide: bool = False


def levelled(drafts: Sequence[Draft], known: frozenset[str]) -> list[LoadedBlock]:
    """Give headings and list items their levels: the biggest heading of the first page is the title."""
    title = _title(drafts)
    drafts = [_subtitle(draft, drafts, title) for draft in drafts]
    sizes: list[float] = []
    sized = {d.size for d in drafts if d.kind is BlockKind.HEADING and d.size and d is not title and not d.slide}
    for size in sorted(sized, reverse=True):
        if not sizes or size < 0.94 * sizes[-1]:
            sizes.append(size)
    out: list[LoadedBlock] = []
    indents: list[float] = []
    for draft in drafts:
        level = 0
        if draft.kind is BlockKind.HEADING:
            level = 1 if draft is title else 2 if draft.slide else _heading_level(draft.size, sizes)
        indents = _indents(indents, draft) if draft.kind is BlockKind.LIST_ITEM else []
        level = len(indents) - 1 if indents else level
        out += _rows(draft) if draft.kind is BlockKind.TABLE_ROW else [_block(draft, level, known)]
    out = [block for block in out if block.text]
    if all(block.kind is BlockKind.HEADING for block in out):  # large letters with nothing beneath them are the text
        return [replace(block, kind=BlockKind.PARAGRAPH, level=0) for block in out]
    return out


def _title(drafts: Sequence[Draft]) -> Draft | None:
    first_page = drafts[0].lines[0].page if drafts else 0
    opening = [d for d in drafts if d.kind is BlockKind.HEADING and d.size and d.lines[0].page == first_page]
    return max(opening, key=lambda draft: draft.size, default=None)


def _subtitle(draft: Draft, drafts: Sequence[Draft], title: Draft | None) -> Draft:
    """A heading beside the title on a cover, or in a size that no later page uses, heads nothing."""
    if draft.kind is not BlockKind.HEADING or draft is title or title is None or not draft.size or draft.slide:
        return draft
    cover = title.lines[0].page
    if draft.lines[0].page != cover:
        return draft
    later = [d.size for d in drafts if d.kind is BlockKind.HEADING and d.lines[0].page > cover]
    if not later:
        return draft
    texts = (d for d in drafts if d.kind is not BlockKind.HEADING and d.lines[0].page == cover)
    words = sum(len(line.text.split()) for d in texts for line in d.lines)
    used = any(abs(draft.size - size) <= 0.06 * size for size in later)
    return draft if used and words > _COVER_WORDS else replace(draft, kind=BlockKind.PARAGRAPH)


def _heading_level(size: float, sizes: Sequence[float]) -> int:
    rank = next((n for n, known in enumerate(sizes) if size >= 0.94 * known), len(sizes))
    return min(2 + rank, _DEEPEST)


def _indents(open_ones: Sequence[float], draft: Draft) -> list[float]:
    """Left edges of the lists that this item stands in, from the outermost."""
    inner = draft.indent - open_ones[-1] if open_ones else 0.0
    if inner > _WIDEST_INDENT:  # beside the list, not inside it
        return [draft.indent]
    return [edge for edge in open_ones if edge < draft.indent - 4] + [draft.indent]


def _rows(table: Draft) -> list[LoadedBlock]:
    return [LoadedBlock(table.kind, row, page=line.page) for line in table.lines for row in line.rows]


def _block(draft: Draft, level: int, known: frozenset[str]) -> LoadedBlock:
    text = join_lines([line.text for line in draft.lines], known)
    if draft.kind is BlockKind.LIST_ITEM:
        text = GLYPH.sub("", text, count=1)
    first, last = draft.lines[0].page, draft.lines[-1].page
    return LoadedBlock(draft.kind, text, level, first, last if last > first else None)

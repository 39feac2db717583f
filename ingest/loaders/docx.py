"""Word files (.docx) -> LoadedFile, with python-docx."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from ingest.documents import BlockKind, LoadedBlock, LoadedFile
from ingest.errors import IngestError
from ingest.loaders.docx_styles import Look, Styles
from ingest.loaders.docx_words import footnotes_of, is_bold, starts_bold, text_boxes, words_of
from ingest.loaders.ooxml import check_archive, named_errors, properties_of
from ingest.loaders.table_rows import Cell, rows_of
from ingest.loaders.tidy import tidy

_LONGEST_BOLD_HEADING = 14  # words
_PARAGRAPHS_A_HEADING = 30
_FULL_LINE = 60  # characters: a shorter line was not cut by the edge of a page
_CUT_LINES = 5  # lines that go on in lower case: so many show that the author ended lines by hand
_NO_FILL = {"", "auto", "ffffff"}
_WRAPPERS = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml")}


def load(path: Path) -> LoadedFile:
    """Read a Word file; raises IngestError when it is encrypted, damaged, not Word or without text."""
    check_archive(path, "word/document.xml", "Word (.docx)")
    with named_errors(path, "Word (.docx)"):
        document = docx.Document(str(path))
        blocks = _levels(_Reader(document).blocks(document.element.body))
        properties = properties_of(document.core_properties, document.part.package)
    if not blocks:
        raise IngestError(path.name, "holds no text (images only or blank)", "Save a version with text in it")
    title = next((block.text for block in blocks if block.kind is BlockKind.HEADING and block.level == 1), "")
    return LoadedFile(blocks, {"title": title, **properties} if title else properties)


def _levels(blocks: Iterator[LoadedBlock]) -> list[LoadedBlock]:
    """Turn Title = 0, Heading 1 = 1 into levels with one title at the top.

    Where no paragraph has the style Title, a single Heading 1 before every other heading is the title.
    """
    kept = _rejoined([block for block in blocks if block.text])
    headings = [block.level for block in kept if block.kind is BlockKind.HEADING]
    titled = 0 in headings or headings[:1] != [1] or headings.count(1) > 1
    shift = 1 if titled else 0
    return [replace(b, level=b.level + shift) if b.kind is BlockKind.HEADING else b for b in kept]


def _rejoined(blocks: list[LoadedBlock]) -> list[LoadedBlock]:
    """Join paragraphs that are single lines of one, as in text pasted with its line ends."""
    pairs = list(pairwise(blocks))
    by_hand = sum(_is_cut(a, b) and b.text[:1].islower() for a, b in pairs) >= _CUT_LINES
    out = blocks[:1]
    for before, block in pairs:
        if _is_cut(before, block) and (block.text[:1].islower() or (by_hand and block.text[:1].isalpha())):
            out[-1] = replace(out[-1], text=f"{out[-1].text} {block.text}")
        else:
            out.append(block)
    return out


def _is_cut(before: LoadedBlock, block: LoadedBlock) -> bool:
    both = before.kind is BlockKind.PARAGRAPH and block.kind is BlockKind.PARAGRAPH
    return both and len(before.text) >= _FULL_LINE and before.text[-1] not in '.!?:;…”"'


class _Reader:
    """Walks the body; knows the document's styles and footnotes."""

    def __init__(self, document: Any) -> None:
        self._styles = Styles(document.styles.element)
        self._notes = footnotes_of(document.part)
        paragraphs = [p for p in document.element.body.iter(qn("w:p")) if words_of(p, {}).strip()]
        styled = sum(self._styles.look(p).heading is not None for p in paragraphs)
        # Bold lines are read as headings only where the author hardly used heading styles.
        self._bold_heads = styled * _PARAGRAPHS_A_HEADING < len(paragraphs)
        self._bold_level = 2 if styled else 1

    def blocks(self, container: Any) -> Iterator[LoadedBlock]:
        for child in container:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self.blocks(child)

    def _paragraph(self, element: Any) -> Iterator[LoadedBlock]:
        look = self._styles.look(element)
        text = tidy(words_of(element, self._notes))
        if text and not look.contents:
            yield self._block(element, look, text)
        for box in text_boxes(element):
            yield from self.blocks(box)

    def _block(self, element: Any, look: Look, text: str) -> LoadedBlock:
        if look.heading is not None:
            return LoadedBlock(BlockKind.HEADING, text, look.heading)
        short = len(text.split()) <= _LONGEST_BOLD_HEADING and text[-1] not in ".,;:"
        if self._bold_heads and short and is_bold(element, look.bold):
            return LoadedBlock(BlockKind.HEADING, text, self._bold_level)
        if look.list_level is not None:
            return LoadedBlock(BlockKind.LIST_ITEM, text, look.list_level)
        return LoadedBlock(BlockKind.PARAGRAPH, text)

    def _table(self, table: Any) -> Iterator[LoadedBlock]:
        rows = list(_children(table, "w:tr"))
        cells = [list(_children(row, "w:tc")) for row in rows]
        if all(len(row) <= 1 for row in cells):  # a box drawn around text
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell)
            return
        headers = 0
        for row in rows:
            if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
                break
            headers += 1
        yield from rows_of(self._grid(cells), headers or None)

    def _grid(self, rows: Sequence[Sequence[Any]]) -> list[list[Cell]]:
        grid: list[list[Cell]] = []
        for row in rows:
            line: list[Cell] = []
            for element in row:
                span, below = _spans(element)
                above = grid[-1][len(line)] if below and grid and len(line) < len(grid[-1]) else None
                cell = above or Cell(self._cell_text(element), self._cell_look(element))
                line += [replace(cell, continued=n > 0) for n in range(span)]
            grid.append(line)
        return grid

    def _cell_text(self, cell: Any) -> str:
        return tidy(" ".join(words_of(p, self._notes) for p in cell.iter(qn("w:p"))))

    def _cell_look(self, cell: Any) -> str:
        shade = cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
        fill = "" if shade is None else shade.get(qn("w:fill"), "")
        for paragraph in cell.iter(qn("w:p")):
            if words_of(paragraph, {}).strip():
                if starts_bold(paragraph, self._styles.look(paragraph).bold):
                    return "bold"
                return "" if fill.lower() in _NO_FILL else fill
        return ""


def _children(element: Any, name: str) -> Iterator[Any]:
    """Rows or cells, also those inside a content control."""
    for child in element:
        if child.tag == qn(name):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, name)


def _spans(cell: Any) -> tuple[int, bool]:
    """Columns that a cell takes up, and whether it continues the cell above."""
    wide = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    tall = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    span = wide.get(qn("w:val"), "1") if wide is not None else "1"
    below = tall is not None and tall.get(qn("w:val"), "continue") == "continue"
    return (min(int(span), 100) if span.isdigit() and int(span) else 1), below

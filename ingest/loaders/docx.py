"""Word files (.docx) -> LoadedFile, with python-docx."""

import re
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
from ingest.loaders.docx_words import (
    goes_on,
    is_bold,
    is_prompt,
    lists_a_heading,
    notes_of,
    paragraphs_of,
    starts_bold,
    text_boxes,
    words_of,
)
from ingest.loaders.ooxml import DIAGRAM, check_archive, diagram_items, named_errors, properties_of
from ingest.loaders.table_rows import Cell, joined_lines, rows_of
from ingest.loaders.tidy import tidy
from ingest.loaders.typed_lists import with_typed_lists

_LONGEST_BOLD_HEADING = 14  # words
_PARAGRAPHS_A_HEADING = 30
_FULL_LINE = 60  # characters: a shorter line was not cut by the edge of a page
_CUT_LINES = 5  # lines that go on in lower case: so many show that the author ended lines by hand
_COLUMN_OF_TEXT = 4  # paragraphs
_CONTENTS = re.compile(r"(table of |list of )?(contents|figures|tables)\W*", re.IGNORECASE)
_NO_FILL = {"", "auto", "ffffff"}
_WRAPPERS = {qn(name) for name in ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:smartTag", "w:customXml")}


def load(path: Path) -> LoadedFile:
    """Read a Word file; raises IngestError when it is encrypted, damaged, not Word or without text."""
    check_archive(path, "word/document.xml", "Word (.docx)")
    with named_errors(path, "Word (.docx)"):
        document = docx.Document(str(path))
        reader = _Reader(document)
        blocks = with_typed_lists(_levels(_without_contents(reader.blocks(document.element.body))))
        properties = properties_of(document.part.package)
    if not blocks:
        raise IngestError(path.name, "holds no text (images only or blank)", "Save a version with text in it")
    title = next((block.text for block in blocks if block.kind is BlockKind.HEADING and block.level == 1), "")
    if title and (reader.styled or "title" not in properties):
        properties["title"] = title  # what a reader sees; a file's properties often keep its template's title
    return LoadedFile(blocks, properties)


def _without_contents(blocks: Iterator[LoadedBlock | None]) -> list[LoadedBlock]:
    """Leave out the lines of tables of contents (None) together with the "Contents" above them."""
    kept: list[LoadedBlock] = []
    inside = False
    for block in blocks:
        if block is None and not inside and kept and _CONTENTS.fullmatch(kept[-1].text):
            kept.pop()
        inside = block is None
        if block is not None and block.text:
            kept.append(block)
    return kept


def _levels(blocks: list[LoadedBlock]) -> list[LoadedBlock]:
    """Turn Title = 0, Heading 1 = 1 into levels with one title at the top.

    Where no paragraph has the style Title, a single Heading 1 before every other heading is the title.
    """
    kept = _rejoined(blocks)
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
        self._part = document.part
        self._notes = notes_of(document.part)
        self._carried = ""  # words whose paragraph goes on in the next one
        paragraphs = [p for p in document.element.body.iter(qn("w:p")) if words_of(p, {}).strip()]
        self.styled = sum(self._styles.look(p).heading is not None for p in paragraphs)
        # Bold lines are read as headings only where the author hardly used heading styles.
        self._bold_heads = self.styled * _PARAGRAPHS_A_HEADING < len(paragraphs)
        self._bold_level = 2 if self.styled else 1

    def blocks(self, container: Any) -> Iterator[LoadedBlock | None]:
        """What a container holds; None stands for a line of a table of contents."""
        for child in container:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in _WRAPPERS and not is_prompt(child):
                yield from self.blocks(child)

    def _paragraph(self, element: Any) -> Iterator[LoadedBlock | None]:
        look = self._styles.look(element)
        text = self._carried + ("" if look.hidden else words_of(element, self._notes))
        self._carried = ""
        if goes_on(element):
            self._carried = text
        elif tidy(text):
            contents = look.contents or (look.heading is None and lists_a_heading(element))
            yield None if contents else self._block(element, look, tidy(text))
        for box in text_boxes(element):
            yield from self.blocks(box)
        for drawing in element.iter(DIAGRAM):
            for level, words in diagram_items(self._part.related_parts[drawing.get(qn("r:dm"))].blob):
                yield LoadedBlock(BlockKind.LIST_ITEM, words, level)

    def _block(self, element: Any, look: Look, text: str) -> LoadedBlock:
        if look.heading is not None:
            return LoadedBlock(BlockKind.HEADING, text, look.heading)
        short = len(text.split()) <= _LONGEST_BOLD_HEADING and text[-1] not in ".,;:"
        if self._bold_heads and short and is_bold(element, look.bold):
            return LoadedBlock(BlockKind.HEADING, text, self._bold_level)
        if look.list_level is not None:
            return LoadedBlock(BlockKind.LIST_ITEM, text, look.list_level)
        return LoadedBlock(BlockKind.PARAGRAPH, text)

    def _table(self, table: Any) -> Iterator[LoadedBlock | None]:
        rows = [row for row in _children(table, "w:tr") if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None]
        cells = [list(_children(row, "w:tc")) for row in rows]
        if all(len(row) <= 1 for row in cells) or self._is_layout(cells):  # drawn around text, to place it
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
        for row in cells:
            for cell in row:
                for inner in _children(cell, "w:tbl"):
                    yield from self._table(inner)

    def _is_layout(self, rows: Sequence[Sequence[Any]]) -> bool:
        """Whether a table only places text: sections with headings in its cells, or one row of columns of text."""
        cells = [[p for p in paragraphs_of(cell) if words_of(p, {}).strip()] for row in rows for cell in row]
        if any(len(cell) > 1 and self._styles.look(cell[0]).heading is not None for cell in cells):
            return True
        lengths = [len(cell) for cell in cells if cell]
        return len(rows) == 1 and bool(lengths) and min(lengths) > 1 and max(lengths) >= _COLUMN_OF_TEXT

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
        """The words of a cell, those of tables inside it left out; the items of a list in it are kept apart."""
        lines: list[tuple[str, bool]] = []
        for paragraph in paragraphs_of(cell):
            if words := tidy(words_of(paragraph, self._notes)):
                lines.append((words, self._styles.look(paragraph).list_level is not None))
        return joined_lines(lines)

    def _cell_look(self, cell: Any) -> str:
        shade = cell.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
        fill = "" if shade is None else shade.get(qn("w:fill"), "")
        for paragraph in paragraphs_of(cell):
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

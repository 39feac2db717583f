"""PowerPoint files (.pptx) -> LoadedFile, with python-pptx."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from ingest.documents import BlockKind, LoadedBlock, LoadedFile
from ingest.errors import IngestError
from ingest.loaders.ooxml import check_archive, named_errors, properties_of
from ingest.loaders.table_rows import Cell, rows_of
from ingest.loaders.tidy import tidy

_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
_FURNITURE = {PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER}
_BULLETED = {
    PP_PLACEHOLDER.BODY,
    PP_PLACEHOLDER.OBJECT,
    PP_PLACEHOLDER.VERTICAL_BODY,
    PP_PLACEHOLDER.VERTICAL_OBJECT,
}
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_DEEPEST_GROUP = 50


def load(path: Path) -> LoadedFile:
    """Read a presentation; raises IngestError when it is encrypted, damaged, not PowerPoint or textless."""
    check_archive(path, "ppt/presentation.xml", "PowerPoint (.pptx)")
    blocks: list[LoadedBlock] = []
    silent: list[int] = []
    with named_errors(path, "PowerPoint (.pptx)"):
        presentation = pptx.Presentation(str(path))
        for number, slide in enumerate(presentation.slides, start=1):
            found = list(_slide_blocks(slide, number))
            if not found:
                silent.append(number)
                continue
            if not _has_title(found):
                # Without a heading of its own a slide would be told under the title of the one before.
                blocks.append(LoadedBlock(BlockKind.HEADING, f"Slide {number}", 2, slide=number))
            blocks += found
        properties = properties_of(presentation.core_properties, presentation.part.package)
    if not blocks:
        raise IngestError(path.name, "holds no text (images only or blank)", "Save a version with text in it")
    if blocks[0].kind is BlockKind.HEADING and blocks[0].level == 1:
        properties.setdefault("title", blocks[0].text)
    return LoadedFile(blocks, properties, warnings=_warnings(silent))


def _warnings(silent: list[int]) -> tuple[str, ...]:
    if not silent:
        return ()
    return (f"Slides without text: {', '.join(map(str, silent))}.",)


def _has_title(blocks: list[LoadedBlock]) -> bool:
    return any(block.kind is BlockKind.HEADING for block in blocks)


def _slide_blocks(slide: Any, number: int) -> Iterator[LoadedBlock]:
    title = slide.shapes.title
    words = tidy(title.text_frame.text) if title is not None else ""
    if words:
        yield LoadedBlock(BlockKind.HEADING, words, 1 if number == 1 else 2, slide=number)
    for shape in _leaves(slide.shapes):
        yield from _shape_blocks(shape, number)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            if note := tidy(paragraph.text):
                yield LoadedBlock(BlockKind.SPEAKER_NOTE, note, slide=number)


def _leaves(shapes: Any, depth: int = 0) -> Iterator[Any]:
    """Shapes in the order a screen reader takes them, groups walked, titles and page furniture left out."""
    for shape in shapes:
        if hasattr(shape, "shapes") and depth < _DEEPEST_GROUP:
            yield from _leaves(shape.shapes, depth + 1)
        elif _placeholder(shape) not in _FURNITURE | _TITLES and not _hidden(shape):
            yield shape


def _placeholder(shape: Any) -> Any:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _hidden(shape: Any) -> bool:
    return any(node.get("hidden") in {"1", "true"} for node in shape.element.iter(qn("p:cNvPr")))


def _shape_blocks(shape: Any, number: int) -> Iterator[LoadedBlock]:
    if getattr(shape, "has_table", False):
        yield from _table_blocks(shape.table, number)
    elif getattr(shape, "has_chart", False):
        if shape.chart.has_title and (words := tidy(shape.chart.chart_title.text_frame.text)):
            yield LoadedBlock(BlockKind.PARAGRAPH, words, slide=number)
    elif shape.has_text_frame:
        bulleted = _placeholder(shape) in _BULLETED
        for paragraph in shape.text_frame.paragraphs:
            if words := tidy(paragraph.text):
                is_item = _bullet(paragraph, bulleted)
                kind = BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH
                yield LoadedBlock(kind, words, paragraph.level if is_item else 0, slide=number)
    else:
        for words in _diagram_words(shape):
            yield LoadedBlock(BlockKind.LIST_ITEM, words, slide=number)


def _bullet(paragraph: Any, inherited: bool) -> bool:
    """Whether a paragraph has a bullet or number of its own, or inherits the placeholder's."""
    settings = paragraph._p.pPr
    if settings is None:
        return inherited
    if settings.find(qn("a:buNone")) is not None:
        return False
    own = any(settings.find(qn(name)) is not None for name in ("a:buChar", "a:buAutoNum", "a:buBlip"))
    return own or inherited


def _table_blocks(table: Any, number: int) -> Iterator[LoadedBlock]:
    grid: list[list[Cell]] = []
    for row in table.rows:
        line: list[Cell] = []
        for n, cell in enumerate(row.cells):
            # A merged cell's words stand in its top left part only: carry them to the parts they cover.
            if cell.is_spanned:
                wide = bool(cell._tc.hMerge)
                origin = line[n - 1] if wide and line else (grid[-1][n] if grid else Cell(""))
                line.append(Cell(origin.text, continued=wide and bool(line)))
            else:
                line.append(Cell(tidy(cell.text)))
        grid.append(line)
    yield from rows_of(grid, 1 if table.first_row else None, table.first_col, slide=number)


def _diagram_words(shape: Any) -> Iterator[str]:
    """The words of a SmartArt drawing, which stand in a part of their own."""
    relation = next(shape.element.iter(f"{_DIAGRAM}relIds"), None)
    if relation is None:
        return
    part = shape.part.related_part(relation.get(qn("r:dm")))
    root: Any = parse_xml(part.blob)
    for point in root.iter(f"{_DIAGRAM}pt"):
        paragraphs = ("".join(t.text or "" for t in p.iter(qn("a:t"))) for p in point.iter(qn("a:p")))
        if words := tidy(" ".join(paragraphs)):
            yield words

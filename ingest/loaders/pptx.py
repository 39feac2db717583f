"""PowerPoint files (.pptx) -> LoadedFile, with python-pptx."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from ingest.documents import BlockKind, LoadedBlock, LoadedFile
from ingest.errors import IngestError
from ingest.loaders.ooxml import check_archive, named_errors, properties_of
from ingest.loaders.pptx_drawn import chart_blocks, diagram_blocks
from ingest.loaders.pptx_looks import is_bulleted, mark_of, placeholder, repeated, title_shape
from ingest.loaders.table_rows import Cell, rows_of
from ingest.loaders.tidy import tidy
from ingest.loaders.typed_lists import with_typed_lists

_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
_FURNITURE = {PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER}
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_DEEPEST_GROUP = 50


def load(path: Path) -> LoadedFile:
    """Read a presentation; raises IngestError when it is encrypted, damaged, not PowerPoint or textless."""
    check_archive(path, "ppt/presentation.xml", "PowerPoint (.pptx)")
    with named_errors(path, "PowerPoint (.pptx)"):
        presentation = pptx.Presentation(str(path))
        slides = list(enumerate(presentation.slides, start=1))
        shown = [(number, slide) for number, slide in slides if slide.element.get("show") not in {"0", "false"}]
        hidden = [number for number, slide in slides if slide.element.get("show") in {"0", "false"}]
        found = dict(_read(shown))
        blocks = [block for number in found for block in found[number]]
        properties = properties_of(presentation.part.package)
    if not blocks:
        raise IngestError(path.name, "holds no text (images only or blank)", "Save a version with text in it")
    own = next((block.text for block in blocks if block.kind is BlockKind.HEADING and block.level == 1), "")
    if own and ("title" not in properties or _opens_deck(shown[0][1])):
        properties["title"] = own  # a file's properties often keep the title of the deck it was made from
    silent = [number for number, _ in shown if not found[number]]
    return LoadedFile(blocks, properties, warnings=tuple(_warnings(silent, hidden)))


def _read(slides: list[tuple[int, Any]]) -> Iterator[tuple[int, list[LoadedBlock]]]:
    """The blocks of each slide by its number, under a heading of its own."""
    leaves = {number: list(_leaves(slide.shapes)) for number, slide in slides}
    furniture = repeated(list(leaves.values()))
    for number, slide in slides:
        shapes = [shape for shape in leaves[number] if mark_of(shape) not in furniture]
        blocks = with_typed_lists(list(_slide_blocks(slide, shapes, number)))
        if blocks and not _has_title(blocks):
            # Without a heading of its own a slide would be told under the title of the one before.
            blocks.insert(0, LoadedBlock(BlockKind.HEADING, f"Slide {number}", 2, slide=number))
        yield number, blocks


def _opens_deck(slide: Any) -> bool:
    """Whether a slide is a title slide, whose title is that of the whole deck."""
    return any(placeholder(shape) == PP_PLACEHOLDER.CENTER_TITLE for shape in slide.placeholders)


def _warnings(silent: list[int], hidden: list[int]) -> Iterator[str]:
    if silent:
        yield f"Slides without text: {', '.join(map(str, silent))}."
    if hidden:
        yield f"Hidden slides left out: {', '.join(map(str, hidden))}. Show them in PowerPoint to have them read."


def _has_title(blocks: list[LoadedBlock]) -> bool:
    return any(block.kind is BlockKind.HEADING for block in blocks)


def _slide_blocks(slide: Any, shapes: list[Any], number: int) -> Iterator[LoadedBlock]:
    titles = [shape for shape in slide.placeholders if placeholder(shape) in _TITLES and shape.has_text_frame]
    words = next((words for shape in titles if (words := tidy(shape.text_frame.text))), "")
    if not words and (standing := title_shape(shapes)):
        words = tidy(standing.text_frame.text)
        shapes = [shape for shape in shapes if shape is not standing]
    if words:
        yield LoadedBlock(BlockKind.HEADING, words, 1 if number == 1 else 2, slide=number)
    for shape in shapes:
        yield from _shape_blocks(shape, number)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
            if note := tidy(paragraph.text):
                yield LoadedBlock(BlockKind.SPEAKER_NOTE, note, slide=number)


def _leaves(shapes: Any, depth: int = 0) -> Iterator[Any]:
    """Shapes in the order a screen reader takes them, groups walked, titles and page furniture left out."""
    _choose(shapes.element)
    for shape in shapes:
        if hasattr(shape, "shapes") and depth < _DEEPEST_GROUP:
            yield from _leaves(shape.shapes, depth + 1)
        elif placeholder(shape) not in _FURNITURE | _TITLES and not _hidden(shape):
            yield shape


def _choose(tree: Any) -> None:
    """Put in the newer of two drawings of the same thing: python-pptx sees neither."""
    for both in tree.findall(_ALTERNATIVES):
        for drawing in both[0] if len(both) else ():
            both.addprevious(drawing)
        tree.remove(both)


def _hidden(shape: Any) -> bool:
    return any(node.get("hidden") in {"1", "true"} for node in shape.element.iter(qn("p:cNvPr")))


def _shape_blocks(shape: Any, number: int) -> Iterator[LoadedBlock]:
    if getattr(shape, "has_table", False):
        yield from _table_blocks(shape.table, number)
    elif getattr(shape, "has_chart", False):
        yield from chart_blocks(shape.chart, number)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            if words := tidy(paragraph.text):
                is_item = is_bulleted(paragraph, shape)
                kind = BlockKind.LIST_ITEM if is_item else BlockKind.PARAGRAPH
                yield LoadedBlock(kind, words, paragraph.level if is_item else 0, slide=number)
    else:
        yield from diagram_blocks(shape, number)


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

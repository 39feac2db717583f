"""Ruled tables of a PDF's pages -> their rows, with pdfplumber.

Text and reading order stay pdfium's. A table is taken only where its cells hold the very letters of the lines that it
replaces, so that nothing is lost or told twice however its rules are drawn.
"""

import math
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pdfplumber
from pdfplumber.utils.text import extract_text

from ingest.loaders.pdf_layout import PageLines
from ingest.loaders.pdf_objects import BOLD_FONTS
from ingest.loaders.pdf_order import Line
from ingest.loaders.pdf_rules import rows_between_rules
from ingest.loaders.table_rows import Cell
from ingest.loaders.tidy import join_lines

SPLIT = 3.0  # points within which two edges are one
_SAME_LETTERS = 0.98  # share of the letters that cells and replaced lines have in common
_FEWEST_FILLED = 0.4  # share of the cells: boxes drawn for looks stand mostly empty
_MOSTLY = 0.6
_SECONDS = 8.0  # of the processor for the tables of a file; a page takes a tenth of a second
_LETTERHEAD = 4  # rows
_WORD_GAP = 0.15  # ems between two words

_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page: left, bottom, right and top edge (points), left edges of its columns, its cells."""

    box: _Box
    columns: tuple[float, ...]
    grid: tuple[tuple[Cell, ...], ...]
    headers: int | None = None  # header rows, where known


Tables = dict[int, list[tuple[Table, list[Line]]]]  # page number -> tables and the lines they replace


def could_hold_tables(page: PageLines) -> bool:
    """Whether a page draws rules like those of a table and sets words apart on a line, or several lines apart."""
    return page.ruled and bool(page.lines)


def tables_of(path: Path, pages: Sequence[PageLines], until: float = math.inf) -> Tables:
    """Page number -> its tables, each with the lines that it replaces; pages that there was no time for are left out.

    Args:
        until: reading of time.monotonic at which the search is given up.
    """
    ruled = {page.number: page for page in pages if could_hold_tables(page)}
    found: Tables = {}
    if not ruled:
        return found
    began = time.process_time()
    try:
        with pdfplumber.open(path, pages=list(ruled)) as reader:
            for page in reader.pages:
                if time.process_time() - began > _SECONDS or time.monotonic() > until:
                    break
                found[page.page_number] = _confirmed(page, ruled[page.page_number])
                page.close()
    except MemoryError:
        raise
    except Exception:  # a file that pdfplumber cannot read keeps its text, which pdfium has read
        return found
    return _without_letterheads(found)


def _without_letterheads(tables: Tables) -> Tables:
    """A small table that stands on several pages, but for its figures, is page furniture and judged with it, as lines."""
    small = [table for here in tables.values() for table, _ in here if len(table.grid) <= _LETTERHEAD]
    often = {mask for mask, pages in Counter(map(_mask, small)).items() if pages > 1}
    return {page: [pair for pair in here if _mask(pair[0]) not in often] for page, here in tables.items()}


def _mask(table: Table) -> str:
    return re.sub(r"\d+", "#", " ".join(cell.text for row in table.grid for cell in row))


def _confirmed(page: Any, lines: PageLines) -> list[tuple[Table, list[Line]]]:
    """The tables of a page whose words are those of the lines inside; the larger of two that overlap."""
    candidates = [found.cells for found in page.find_tables()] + list(rows_between_rules(page))
    out: list[tuple[Table, list[Line]]] = []
    for cells in sorted(candidates, key=_size, reverse=True):
        cells = [cell for cell in cells if cell[2] - cell[0] > SPLIT and cell[3] - cell[1] > SPLIT]
        texts = _texts(page, cells)
        box = _box(page, cells)
        inside = [line for line in lines.lines if _lies_in(line, box)]
        apart = not any(line is taken for line in inside for _, other in out for taken in other)
        if apart and _is_table(texts) and _alike(inside, (text for text, _ in texts.values())):
            out.append((_table(box, texts), inside))
    return sorted(out, key=lambda pair: -pair[0].box[3])


def _size(cells: Sequence[_Box]) -> tuple[float, int]:
    """Height to the nearest ten points, then the number of cells."""
    return round(max(cell[3] for cell in cells) - min(cell[1] for cell in cells), -1), len(cells)


def _texts(page: Any, cells: Iterable[_Box]) -> dict[_Box, tuple[str, str]]:
    """Each cell's words and look; nothing where a word runs over an edge, which is then no edge that a reader sees."""
    chars = {cell: [char for char in page.chars if _stands_in(char, cell)] for cell in cells}
    owner = {id(char): cell for cell, inside in chars.items() for char in inside}
    for word in page.extract_words(return_chars=True, x_tolerance_ratio=_WORD_GAP):
        if len({owner.get(id(char)) for char in word["chars"]}) > 1:
            return {}
    return {cell: (_text(inside), _look(inside)) for cell, inside in chars.items()}


def _stands_in(char: Any, cell: _Box) -> bool:
    across, down = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return bool(cell[0] <= across < cell[2] and cell[1] <= down < cell[3])


def _text(chars: Sequence[Any]) -> str:
    return join_lines(extract_text(list(chars), x_tolerance_ratio=_WORD_GAP).split("\n")) if chars else ""


def _look(chars: Sequence[Any]) -> str:
    heavy = sum(bool(BOLD_FONTS.search(char["fontname"])) for char in chars)
    return "bold" if chars and heavy > _MOSTLY * len(chars) else ""


def _is_table(texts: dict[_Box, tuple[str, str]]) -> bool:
    """Two filled rows and columns at least, and not mostly empty boxes."""
    filled = [cell for cell, (text, _) in texts.items() if text]
    rows, columns = _edges(cell[1] for cell in filled), _edges(cell[0] for cell in filled)
    return len(rows) > 1 and len(columns) > 1 and len(filled) >= _FEWEST_FILLED * len(texts)


def _edges(places: Iterable[float]) -> list[float]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place > edges[-1] + SPLIT:
            edges.append(place)
    return edges


def _box(page: Any, cells: Sequence[_Box]) -> _Box:
    """pdfplumber measures from the top of the page as it is shown; lines are measured along their own direction."""
    width, height = float(page.width), float(page.height)
    left, top = min((cell[0] for cell in cells), default=0), min((cell[1] for cell in cells), default=0)
    right, bottom = max((cell[2] for cell in cells), default=0), max((cell[3] for cell in cells), default=0)
    across = {180: -width, 270: -width}.get(page.rotation or 0, 0.0)
    up = {90: -height, 180: -height}.get(page.rotation or 0, 0.0)
    return left + across, height - bottom + up, right + across, height - top + up


def _lies_in(line: Line, box: _Box) -> bool:
    middle = (line.x0 + min(line.x1, box[2])) / 2
    return box[0] - SPLIT <= line.x0 <= middle <= box[2] and box[1] - SPLIT <= line.y <= box[3]


def _alike(lines: Iterable[Line], texts: Iterable[str]) -> bool:
    here = Counter(c for line in lines for c in line.text if c.isalnum())
    there = Counter(c for text in texts for c in text if c.isalnum())
    return bool(here) and (here & there).total() >= _SAME_LETTERS * max(here.total(), there.total())


def _table(box: _Box, texts: dict[_Box, tuple[str, str]]) -> Table:
    """The cells on a grid; a cell over several columns or rows stands in each of them."""
    columns, rows = _edges(cell[0] for cell in texts), _edges(cell[1] for cell in texts)
    grid = [[Cell("") for _ in columns] for _ in rows]
    for cell, (text, look) in texts.items():
        over = [n for n, edge in enumerate(columns) if cell[0] - SPLIT <= edge < cell[2] - SPLIT]
        down = [n for n, edge in enumerate(rows) if cell[1] - SPLIT <= edge < cell[3] - SPLIT]
        for row in down:
            for n in over:
                grid[row][n] = Cell(text, look, continued=n > over[0])
    return Table(box, tuple(columns), tuple(tuple(row) for row in grid))

"""Cells of a table -> the lines that its rows are read as."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.documents import BlockKind, LoadedBlock

# An address, a sum or a share is data; a lone year or quarter can name a column.
_DATA = re.compile(r"^(https?://|www\.)|^\S+@\S+\.\S+$|^[£$€]\s?\d|^[\d.,]+\s?%$")
_SHORT_ITEM = 8  # words: longer items of a list are sentences
_LONGEST_HEADER = 80  # characters of a cell that still looks like a column's name


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table laid out as a grid.

    Attributes:
        look: what makes it look the way it does (bold, style, shading); headers and labels share a look.
        continued: the cell is the right-hand part of a wider one (of the same text).
    """

    text: str
    look: str = ""
    continued: bool = False


Grid = Sequence[Sequence[Cell]]


def rows_of(
    grid: Grid, headers: int | None = None, labels: bool = False, *, slide: int | None = None
) -> list[LoadedBlock]:
    """Table rows as text, each with its header: 'Header: cell; Header: cell'.

    Args:
        grid: rows of cells; a cell over several columns is followed by continued ones, one over several rows
            is given in each of them.
        headers: number of header rows where the file says so; None to judge by the cells.
        labels: the first column names its row, as in a form, when there is no header row.
    """
    grid = [row for row in grid if any(cell.text for cell in row)]
    out: list[str] = []
    while len(grid) > 1 and _spans_all(grid[0]):
        out.append(grid[0][0].text)  # a first row of one wide cell is the table's caption
        grid = grid[1:]
        headers = headers - 1 or None if headers else headers
    if headers is None:
        headers = 0 if labels or not has_header(grid) else 1
    if headers >= len(grid):
        headers = 0  # a header with nothing under it is all the table says
    names = _header_names(grid[:headers])
    for row in grid[headers:]:
        if _spans_all(row):
            out.append(row[0].text)
        elif names:
            out.append(_named(names, row))
        else:
            out.append(_labelled(row, labels))
    return [LoadedBlock(BlockKind.TABLE_ROW, text, slide=slide) for text in out if text]


def joined_lines(lines: Sequence[tuple[str, bool]]) -> str:
    """A cell's lines, each with whether it is an item of a list, as one: items that end bare are kept apart."""
    text = ""
    for n, (line, item) in enumerate(lines):
        text += f" {line}" if text else line
        if item and line[-1:].isalnum() and n + 1 < len(lines) and lines[n + 1][1]:
            text += "," if len(line.split()) <= _SHORT_ITEM else "."
    return text


def _spans_all(row: Sequence[Cell]) -> bool:
    return len(row) > 1 and all(cell.continued for cell in row[1:])


def has_header(grid: Grid) -> bool:
    """Whether the first row names the columns: all filled, short, of one look and no 'Label:' among them."""
    if len(grid) < 2:
        return False
    first = [cell for cell in grid[0] if not cell.continued]
    filled = [cell for cell in first if cell.text]
    if len(filled) < 2 or len(filled) < len(first) - 1:
        return False
    if len({cell.look for cell in filled}) > 1 or any(cell.text.endswith(":") for cell in filled):
        return False
    return all(len(cell.text) <= _LONGEST_HEADER and not _DATA.match(cell.text) for cell in filled)


def _header_names(rows: Grid) -> list[str]:
    """One name a column; two header rows are read from the top down, a wide cell for each column."""
    width = max((len(row) for row in rows), default=0)
    names = []
    for n in range(width):
        parts = [row[n].text.rstrip(" :") for row in rows if n < len(row)]
        names.append(" ".join(part for k, part in enumerate(parts) if part and part not in parts[:k]))
    return names


def _named(names: Sequence[str], row: Sequence[Cell]) -> str:
    parts = []
    for n, cell in enumerate(row):
        if not cell.text or cell.continued:
            continue
        name = names[n] if n < len(names) else ""
        parts.append(f"{name}: {cell.text}" if name and name != cell.text else cell.text)
    return "; ".join(parts)


def _labelled(row: Sequence[Cell], labels: bool) -> str:
    """A row of a form: 'Label: value; Label: value', labels end in a colon or look like the first cell."""
    cells = [cell for cell in row if cell.text and not cell.continued]
    looks = len({cell.look for cell in cells}) > 1
    text = ""
    open_label = False
    for n, cell in enumerate(cells):
        is_label = n + 1 < len(cells) and (
            cell.text.endswith(":")
            or (looks and cell.look == cells[0].look and cells[n + 1].look != cell.look)
            or (labels and n == 0)
        )
        text += ("" if not text else " " if open_label else "; ") + cell.text
        text += ":" if is_label and not cell.text.endswith(":") else ""
        open_label = is_label
    return text

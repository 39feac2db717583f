"""Tables of a PDF's pages -> their rows in the place of the lines that they replace, put together over pages' ends."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.loaders.pdf_layout import PageLines
from ingest.loaders.pdf_order import Line
from ingest.loaders.pdf_tables import SPLIT, Table, Tables
from ingest.loaders.table_rows import Cell, has_header, rows_of
from ingest.loaders.tidy import join_lines

_LONGEST_LABEL = 60  # characters


def with_tables(pages: Sequence[PageLines], tables: Tables) -> list[PageLines]:
    """Put each table in the place of its first line; one that goes on from the page before keeps its header."""
    joined = _joined(pages, tables)
    out: list[PageLines] = []
    for page in pages:
        lines = list(page.lines)
        for table, replaced in joined.get(page.number, []):
            places = [n for n, line in enumerate(lines) if any(line is gone for gone in replaced)]
            stand_in = Line("", table.box[0], table.box[2], table.box[3], 1.0, False, page.number, rows=_rows(table))
            lines = [stand_in if n == places[0] else line for n, line in enumerate(lines) if n not in places[1:]]
        out.append(replace(page, lines=tuple(lines)))
    return out


def _joined(pages: Sequence[PageLines], tables: Tables) -> Tables:
    """The tables, those that begin a page with the header of the one that they go on from and with whole rows."""
    out: Tables = {}
    for page in pages:
        here = list(tables.get(page.number, []))
        before = out.get(page.number - 1, [])
        if here and before:
            first = _continued(before[-1][0], here[0][0])
            whole, rest = _with_whole_row(before[-1][0], first)
            before[-1] = (whole, before[-1][1])
            here[0] = (rest, here[0][1])
        out[page.number] = here
    return out


def _continued(before: Table, table: Table) -> Table:
    """A table with the columns of the last one on the page before goes on from it, under the same header."""
    if not _same_columns(before, table) or not has_header(before.grid):
        return table
    header = before.grid[0]
    repeated = [cell.text for cell in header] == [cell.text for cell in table.grid[0]]
    if repeated:
        return replace(table, headers=1)
    anew = any(cell.look for cell in header) and [c.look for c in header] == [c.look for c in table.grid[0]]
    return table if anew else replace(table, grid=(header, *table.grid), headers=1)


def _same_columns(before: Table, table: Table) -> bool:
    return len(before.columns) == len(table.columns) and all(
        abs(a - b) <= SPLIT for a, b in zip(before.columns, table.columns, strict=True)
    )


def _with_whole_row(before: Table, table: Table) -> tuple[Table, Table]:
    """A row that the page's end has cut, put together again on the first page."""
    head, rest = table.grid[: table.headers or 0], table.grid[table.headers or 0 :]
    if len(rest) < 2 or len(before.grid) < 2 or not _same_columns(before, table):
        return before, table
    upper, lower = before.grid[-1], rest[0]
    if not _is_second_half(upper, lower):
        return before, table
    whole = tuple(
        replace(a, text=join_lines([a.text, b.text])) if b.text else a for a, b in zip(upper, lower, strict=True)
    )
    return replace(before, grid=(*before.grid[:-1], whole)), replace(table, grid=(*head, *rest[1:]))


def _is_second_half(upper: Sequence[Cell], lower: Sequence[Cell]) -> bool:
    """It lacks what names the row, and goes on with sentences that are open."""
    if lower[0].text or not upper[0].text or any(cell.continued for cell in lower):
        return False
    pairs = [(a.text, b.text) for a, b in zip(upper, lower, strict=True) if b.text]
    return bool(pairs) and all(a and (b[0].islower() or a[-1].isalnum()) for a, b in pairs)


def _rows(table: Table) -> tuple[str, ...]:
    form = _is_form(table)
    return tuple(block.text for block in rows_of(table.grid, 0 if form else table.headers, form))


def _is_form(table: Table) -> bool:
    """Two columns, labels and what they stand for, as on a paper's cover sheet: the first row looks like the others."""
    if len(table.columns) != 2 or table.headers or len(table.grid) < 2:
        return False
    looks = [[cell.look for cell in row] for row in table.grid]
    labels = [row[0].text for row in table.grid]
    if looks[0] != looks[1] or not all(0 < len(label) <= _LONGEST_LABEL for label in labels):
        return False
    # Plain rows may as well stand under a plain header: where values are longer than names, they are no such rows.
    return looks[0][0] != looks[0][1] or any(len(row[1].text) > _LONGEST_LABEL for row in table.grid)

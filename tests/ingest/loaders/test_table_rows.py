"""Promises about rows of tables: what counts as a header, and how the lines of a cell are told."""

import pytest

from ingest.loaders.table_rows import Cell, has_header, joined_lines, rows_of


def grid(*rows: str) -> list[list[Cell]]:
    return [[Cell(text) for text in row.split("|")] for row in rows]


@pytest.mark.parametrize("first", ["North|https://north.example", "North|a@north.example", "North|£40", "North|40%"])
def test_a_row_of_data_is_no_header(first: str) -> None:
    assert not has_header(grid(first, "South|something"))


def test_a_row_of_years_is_a_header() -> None:
    assert [b.text for b in rows_of(grid("Trust|2022|2023", "North|1|2"))] == ["Trust: North; 2022: 1; 2023: 2"]


def test_items_of_a_list_are_parted_and_lines_are_not() -> None:
    assert joined_lines([("Chair", True), ("Deputy", True), ("since May", False)]) == "Chair, Deputy since May"
    assert joined_lines([("40 mm wide", False), ("and tall", False)]) == "40 mm wide and tall"
    long = "The consumer system obtains the endpoints of all practices"
    assert joined_lines([(long, True), ("It sends.", True)]) == f"{long}. It sends."

"""Promises of tables in PDFs: rows with their headers, told once, in their place; what is no table stays text."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from ingest.documents import BlockKind, LoadedFile
from ingest.loaders import pdf_tables
from ingest.loaders.pdf import load

Draw = Callable[[Canvas], None]

ROWS = [["Trust", "Beds", "Lead"], ["North Harbour", "40", "A. Nurse"], ["South Sands", "25", "B. Porter"]]
READ = ["Trust: North Harbour; Beds: 40; Lead: A. Nurse", "Trust: South Sands; Beds: 25; Lead: B. Porter"]
COLUMNS = [72.0, 200.0, 300.0, 450.0]  # edges in points
HEIGHT = 20.0


def loaded(folder: Path, *pages: Draw) -> LoadedFile:
    canvas = Canvas(str(folder / "report.pdf"), pagesize=A4)
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return load(folder / "report.pdf")


def read(folder: Path, *pages: Draw) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in loaded(folder, *pages).blocks]


def rows(folder: Path, *pages: Draw) -> list[str]:
    return [text for kind, text in read(folder, *pages) if kind is BlockKind.TABLE_ROW]


def cells(canvas: Canvas, table: Sequence[Sequence[str]], top: float = 700) -> None:
    for n, row in enumerate(table):
        for x, text in zip(COLUMNS, row, strict=False):
            canvas.drawString(x + 4, top - n * HEIGHT - 14, text)


def across(canvas: Canvas, count: int, top: float = 700) -> None:
    for n in range(count):
        canvas.line(COLUMNS[0], top - n * HEIGHT, COLUMNS[-1], top - n * HEIGHT)


def ruled(table: Sequence[Sequence[str]], top: float = 700) -> Draw:
    def draw(canvas: Canvas) -> None:
        cells(canvas, table, top)
        across(canvas, len(table) + 1, top)
        for x in COLUMNS:
            canvas.line(x, top, x, top - len(table) * HEIGHT)

    return draw


def between(canvas: Canvas) -> None:
    canvas.drawString(72, 740, "The harbour trusts have shared their beds since spring, as the table says.")
    ruled(ROWS)(canvas)
    canvas.drawString(72, 600, "More beds will follow in the next year, when two more towns join.")


def test_rows_carry_their_header_and_stand_where_the_table_stood(tmp_path: Path) -> None:
    assert read(tmp_path, between) == [
        (BlockKind.PARAGRAPH, "The harbour trusts have shared their beds since spring, as the table says."),
        *((BlockKind.TABLE_ROW, text) for text in READ),
        (BlockKind.PARAGRAPH, "More beds will follow in the next year, when two more towns join."),
    ]
    assert {block.page for block in load(tmp_path / "report.pdf").blocks} == {1}


def test_rules_between_the_rows_are_enough(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        cells(canvas, ROWS)
        across(canvas, 4)

    assert rows(tmp_path, draw) == READ


def test_shaded_rows_are_enough(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        for n in (0, 2):
            for left, right in pairwise(COLUMNS):
                canvas.rect(left, 680 - n * HEIGHT, right - left, HEIGHT, stroke=0, fill=1)
        canvas.setFillGray(0)
        cells(canvas, ROWS)

    assert rows(tmp_path, draw) == READ


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_like_any_other(tmp_path: Path, turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        width, height = A4 if turn == 180 else landscape(A4)
        canvas.setPageSize((width, height))
        canvas.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[turn])
        canvas.rotate(turn)
        between(canvas)

    loaded(tmp_path, draw)
    writer = PdfWriter(clone_from=PdfReader(tmp_path / "report.pdf"))
    writer.pages[0].rotate(turn)
    writer.write(tmp_path / "turned.pdf")
    texts = [block.text for block in load(tmp_path / "turned.pdf").blocks if block.kind is BlockKind.TABLE_ROW]
    assert texts == READ


def test_a_table_over_a_pages_end_keeps_its_header(tmp_path: Path) -> None:
    more = [["East Cliff", "12", "C. Cook"], ["West Moor", "9", "D. Driver"]]
    texts = rows(tmp_path, ruled(ROWS, 120), ruled(more, 780))
    assert texts == [*READ, "Trust: East Cliff; Beds: 12; Lead: C. Cook", "Trust: West Moor; Beds: 9; Lead: D. Driver"]


def test_a_header_repeated_on_each_page_is_no_row(tmp_path: Path) -> None:
    more = [ROWS[0], ["East Cliff", "12", "C. Cook"]]
    texts = rows(tmp_path, ruled(ROWS, 120), ruled(more, 780))
    assert texts == [*READ, "Trust: East Cliff; Beds: 12; Lead: C. Cook"]


def test_rows_that_differ_in_figures_alone_are_all_kept(tmp_path: Path) -> None:
    pages = [
        [["Step", "Day", "Room"], *([f"Step {n}", f"{n}", f"Room {n}"] for n in range(p, p + 6))] for p in (1, 7, 13)
    ]
    texts = rows(tmp_path, *(ruled(page, 700) for page in pages))
    assert texts == [f"Step: Step {n}; Day: {n}; Room: Room {n}" for n in range(1, 19)]


def test_a_letterhead_is_no_table(tmp_path: Path) -> None:
    head = [["Harbour trusts", "Version 2", "May"], ["Report on beds", "Draft", "Public"]]

    def page(words: str) -> Draw:
        def draw(canvas: Canvas) -> None:
            ruled(head, 800)(canvas)
            canvas.drawString(72, 500, words)

        return draw

    texts = ["Two trusts share one list of beds.", "Two more towns join it in spring.", "The list is read each Monday."]
    assert read(tmp_path, *map(page, texts)) == [(BlockKind.PARAGRAPH, text) for text in texts]


def test_a_box_around_a_paragraph_is_text(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(60, 640, 450, 70)
        canvas.line(60, 675, 510, 675)
        canvas.drawString(72, 690, "The board meets in public each month.")
        canvas.drawString(72, 655, "Its papers are sent out a week before.")

    assert not rows(tmp_path, draw)


def test_an_edge_that_words_run_over_parts_no_cells(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        ruled([["", "", ""], ["", "", ""]])(canvas)
        canvas.drawString(80, 686, "The board of the harbour trusts meets in public each month.")
        canvas.drawString(80, 666, "Its papers are sent out a week before to all of its members.")

    texts = [text for _, text in read(tmp_path, draw)]
    assert " ".join(texts).startswith("The board of the harbour trusts meets in public each month. Its papers")


def test_pages_that_there_is_no_time_to_search_are_told_and_keep_their_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_tables, "_SECONDS", -1.0)
    found = loaded(tmp_path, between)
    assert found.warnings == ("Pages whose tables, if any, are read as plain text: 1.",)
    assert "North Harbour 40 A. Nurse" in " ".join(block.text for block in found.blocks)


def test_a_file_that_the_tables_cannot_be_read_of_keeps_its_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr(pdf_tables.pdfplumber, "open", fail)
    found = loaded(tmp_path, between)
    assert "North Harbour 40 A. Nurse" in " ".join(block.text for block in found.blocks)


def test_a_row_cut_by_a_pages_end_is_whole_again(tmp_path: Path) -> None:
    top = [*ROWS, ["East Cliff", "12", "C. Cook, who"]]
    more = [ROWS[0], ["", "", "has left"], ["West Moor", "9", "D. Driver"]]
    texts = rows(tmp_path, ruled(top, 120), ruled(more, 780))
    assert texts == [
        *READ,
        "Trust: East Cliff; Beds: 12; Lead: C. Cook, who has left",
        "Trust: West Moor; Beds: 9; Lead: D. Driver",
    ]


def test_a_row_without_a_name_that_begins_anew_is_a_row_of_its_own(tmp_path: Path) -> None:
    more = [ROWS[0], ["", "7", "Vacant."], ["West Moor", "9", "D. Driver"]]
    texts = rows(tmp_path, ruled([*ROWS, ["East Cliff", "12", "C. Cook."]], 120), ruled(more, 780))
    assert "Beds: 7; Lead: Vacant." in texts


@pytest.mark.parametrize("font", ["Helvetica-Bold", "Helvetica"])
def test_a_cover_sheet_of_labels_has_no_header(tmp_path: Path, font: str) -> None:
    title = "Sharing the beds of the four harbour trusts with the towns nearby"
    labels = [["Meeting date", "6 June 2024"], ["Agenda item", "7.2"], ["Title", title]]

    def draw(canvas: Canvas) -> None:
        for n, (label, value) in enumerate(labels):
            canvas.setFont(font, 10)
            canvas.drawString(76, 686 - 20 * n, label)
            canvas.setFont("Helvetica", 8)
            canvas.drawString(204, 686 - 20 * n, value)
        across(canvas, len(labels) + 1)
        for x in (COLUMNS[0], COLUMNS[1], COLUMNS[-1]):
            canvas.line(x, 700, x, 640)

    assert rows(tmp_path, draw) == [f"{label}: {value}" for label, value in labels]

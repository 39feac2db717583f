"""Promise of every loader: a document written in its format comes back whole, nothing lost, repeated or out of order."""

import textwrap
from collections.abc import Sequence
from html import escape
from pathlib import Path

import docx
import pptx
import pytest
from hypothesis import given
from pptx.util import Inches
from reportlab.lib import colors
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from ingest.documents import BlockKind
from ingest.loaders import docx as docx_loader
from ingest.loaders import html as html_loader
from ingest.loaders import markdown as markdown_loader
from ingest.loaders import pdf as pdf_loader
from ingest.loaders import pptx as pptx_loader
from ingest.loaders import text as text_loader
from tests.ingest.loaders.made_up_files import FILES, HEADER, Part, blocks_of, documents, kinds_and_words

ITEM, ROW = BlockKind.LIST_ITEM, BlockKind.TABLE_ROW


@FILES
@given(documents())
def test_markdown_comes_back_whole(tmp_path: Path, parts: list[Part]) -> None:
    lines = []
    for part in parts:
        lines += [f"## {part.heading}", "", *(f"{text}\n" for text in part.paragraphs)]
        lines += [*(f"- {item}" for item in part.items), ""]
        if part.rows:
            lines += [_piped(HEADER), "|---|---|---|", *map(_piped, part.rows), ""]
    path = tmp_path / "note.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert kinds_and_words(markdown_loader.load(path).blocks) == blocks_of(parts)


def _piped(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


@FILES
@given(documents())
def test_html_comes_back_whole(tmp_path: Path, parts: list[Part]) -> None:
    out = []
    for part in parts:
        out += [f"<h2>{escape(part.heading)}</h2>", *(f"<p>{escape(text)}</p>" for text in part.paragraphs)]
        out += ["<ul>", *(f"<li>{item}</li>" for item in part.items), "</ul>"]
        if part.rows:
            out += ["<table>", _row("th", HEADER), *(_row("td", row) for row in part.rows), "</table>"]
    path = tmp_path / "page.html"
    path.write_text(f"<html><body><main>{''.join(out)}</main></body></html>", encoding="utf-8")
    assert kinds_and_words(html_loader.load(path).blocks) == blocks_of(parts)


def _row(tag: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>"


@FILES
@given(documents())
def test_word_files_come_back_whole(tmp_path: Path, parts: list[Part]) -> None:
    document = docx.Document()
    for part in parts:
        document.add_heading(part.heading, level=1)
        for text in part.paragraphs:
            document.add_paragraph(text)
        for item in part.items:
            document.add_paragraph(item, style="List Bullet")
        if part.rows:
            table = document.add_table(0, len(HEADER))
            for row in [HEADER, *part.rows]:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
    document.save(str(tmp_path / "report.docx"))
    assert kinds_and_words(docx_loader.load(tmp_path / "report.docx").blocks) == blocks_of(parts)


@FILES
@given(documents())
def test_slides_come_back_whole_with_their_notes(tmp_path: Path, parts: list[Part]) -> None:
    presentation = pptx.Presentation()
    for part in parts:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = part.heading
        slide.placeholders[1].text = "\n".join(part.items)
        slide.notes_slide.notes_text_frame.text = "\n".join(part.paragraphs)
        if part.rows:
            size = (Inches(1), Inches(4), Inches(8), Inches(2))
            table = slide.shapes.add_table(len(part.rows) + 1, len(HEADER), *size).table
            for r, row in enumerate([HEADER, *part.rows]):
                for c, text in enumerate(row):
                    table.cell(r, c).text = text
    presentation.save(str(tmp_path / "deck.pptx"))
    blocks = pptx_loader.load(tmp_path / "deck.pptx").blocks
    for number, part in enumerate(parts, start=1):
        notes = [(BlockKind.SPEAKER_NOTE, text) for text in part.paragraphs]
        shown = [(kind, text) for kind, text in part.blocks if kind is not BlockKind.PARAGRAPH]
        assert kinds_and_words([b for b in blocks if b.slide == number]) == [*shown, *notes]


@pytest.mark.slow
@FILES
@given(documents())
def test_pdf_files_come_back_whole_with_their_tables(tmp_path: Path, parts: list[Part]) -> None:
    styles = getSampleStyleSheet()
    story = []
    for part in parts:
        story += [
            Paragraph(part.heading, styles["Heading2"]),
            *(Paragraph(t, styles["Normal"]) for t in part.paragraphs),
        ]
        story += [
            Spacer(1, 8),
            *(Paragraph(item, styles["Normal"], bulletText="•") for item in part.items),
            Spacer(1, 8),
        ]
        if part.rows:
            grid = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
            story += [Table([HEADER, *part.rows], style=grid, splitByRow=0), Spacer(1, 12)]
    SimpleDocTemplate(str(tmp_path / "report.pdf")).build(story)
    blocks = pdf_loader.load(tmp_path / "report.pdf").blocks
    assert [b.text for b in blocks if b.kind is ROW] == [text for part in parts for text in part.row_texts]
    words = " ".join(block.text for block in blocks).split()
    assert words == " ".join(text for _, text in blocks_of(parts)).split()


@FILES
@given(documents())
def test_wrapped_text_comes_back_whole(tmp_path: Path, parts: list[Part]) -> None:
    out = []
    for part in parts:
        out += [part.heading, *(textwrap.fill(text, 90) for text in part.paragraphs)]
        out += ["\n".join(textwrap.fill(f"• {item}", 90) for item in part.items)]
    path = tmp_path / "report.txt"
    path.write_text("\n\n".join(out), encoding="utf-8")
    blocks = text_loader.load(path).blocks
    wanted = " ".join(text for part in parts for kind, text in part.blocks if kind is not ROW)
    assert " ".join(block.text for block in blocks).split() == wanted.split()
    assert [b.text for b in blocks if b.kind is ITEM] == [item for part in parts for item in part.items]


@FILES
@given(documents())
def test_text_of_a_web_page_comes_back_whole_with_its_lists(tmp_path: Path, parts: list[Part]) -> None:
    """A page's text as it is copied: a line for each paragraph and item, no bullets."""
    out = []
    for part in parts:
        long = [f"{text[:-1]} {text[:-1].lower()[::-1]}." for text in part.paragraphs]
        out += [f"{part.heading}\n{long[0]}", *long[1:], "This is what it says, in short:"]
        out += ["\n".join(item.lower() for item in part.items)]
    path = tmp_path / "page.txt"
    path.write_text("\n\n".join(out), encoding="utf-8")
    blocks = text_loader.load(path).blocks
    assert " ".join(block.text for block in blocks).split() == " ".join(out).split()
    items = [item.lower() for part in parts for item in part.items]
    assert [b.text for b in blocks if b.kind is ITEM] == items

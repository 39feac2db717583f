"""Promises of the PowerPoint loader: slide numbers, titles, bullets, tables, notes, groups, bad files."""

from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.util import Inches

from ingest.assembly import assemble
from ingest.documents import BlockKind, LoadedBlock
from ingest.errors import IngestError
from ingest.loaders.pptx import load

_BOX = (Inches(1), Inches(3), Inches(5), Inches(1))


def deck() -> Any:
    presentation = pptx.Presentation()
    opening = presentation.slides.add_slide(presentation.slide_layouts[0])
    opening.shapes.title.text = "Working at scale"
    opening.placeholders[1].text = "Autumn webinar"
    members = presentation.slides.add_slide(presentation.slide_layouts[1])
    members.shapes.title.text = "Members"
    body = members.placeholders[1].text_frame
    body.text = "Acute trusts"
    body.add_paragraph().text = "two in the north"
    body.paragraphs[1].level = 1
    members.notes_slide.notes_text_frame.text = "Thank the hosts."
    return presentation


def saved(presentation: Any, path: Path) -> list[LoadedBlock]:
    presentation.save(str(path))
    return list(load(path).blocks)


def test_titles_bullets_and_notes_stand_on_their_slides(tmp_path: Path) -> None:
    blocks = saved(deck(), tmp_path / "deck.pptx")
    assert [(b.kind, b.text, b.level, b.slide) for b in blocks] == [
        (BlockKind.HEADING, "Working at scale", 1, 1),
        (BlockKind.PARAGRAPH, "Autumn webinar", 0, 1),
        (BlockKind.HEADING, "Members", 2, 2),
        (BlockKind.LIST_ITEM, "Acute trusts", 0, 2),
        (BlockKind.LIST_ITEM, "two in the north", 1, 2),
        (BlockKind.SPEAKER_NOTE, "Thank the hosts.", 0, 2),
    ]
    _, placed = assemble(blocks)
    assert placed[-1].locator.heading_path == ("Working at scale", "Members")
    assert load(tmp_path / "deck.pptx").properties["title"] == "Working at scale"


def test_slide_without_a_title_is_not_told_under_the_one_before(tmp_path: Path) -> None:
    presentation = deck()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    slide.shapes.add_textbox(*_BOX).text_frame.text = "Any questions?"
    _, placed = assemble(saved(presentation, tmp_path / "deck.pptx"))
    assert placed[-1].locator.heading_path == ("Working at scale", "Slide 3")


def test_table_rows_carry_their_header(tmp_path: Path) -> None:
    presentation = deck()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Beds"
    table = slide.shapes.add_table(3, 3, *_BOX).table
    for r, row in enumerate([["Area", "Trust", "Beds"], ["West", "North", "40"], ["", "South", ""]]):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    rows = [b for b in saved(presentation, tmp_path / "deck.pptx") if b.kind is BlockKind.TABLE_ROW]
    assert [b.text for b in rows] == ["Area: West; Trust: North; Beds: 40", "Area: West; Trust: South"]
    assert {b.slide for b in rows} == {3}


def test_groups_are_walked(tmp_path: Path) -> None:
    presentation = deck()
    outer = presentation.slides[1].shapes.add_group_shape()
    inner = outer.shapes.add_group_shape()
    inner.shapes.add_textbox(*_BOX).text_frame.text = "Inside two groups"
    blocks = saved(presentation, tmp_path / "deck.pptx")
    assert ("Inside two groups", 2) in [(b.text, b.slide) for b in blocks]


def test_slides_without_text_are_reported(tmp_path: Path) -> None:
    presentation = deck()
    presentation.slides.add_slide(presentation.slide_layouts[6])
    presentation.save(str(tmp_path / "deck.pptx"))
    assert load(tmp_path / "deck.pptx").warnings == ("Slides without text: 3.",)


def test_deck_without_text_is_named(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[6])
    with pytest.raises(IngestError, match=r"blank\.pptx: holds no text"):
        saved(presentation, tmp_path / "blank.pptx")


@pytest.mark.parametrize("data", [b"", b"name,beds\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04 cut"])
def test_unreadable_file_is_named(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "wrong.pptx"
    path.write_bytes(data)
    with pytest.raises(IngestError, match=r"wrong\.pptx"):
        load(path)

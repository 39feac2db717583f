"""Promises of the PowerPoint loader: slide numbers, titles, bullets, tables, notes, groups, bad files."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from ingest.assembly import assemble
from ingest.documents import BlockKind, LoadedBlock
from ingest.errors import IngestError
from ingest.loaders.ooxml import diagram_items
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


def texts(blocks: list[LoadedBlock]) -> list[str]:
    return [block.text for block in blocks]


def written(slide: Any, words: str, top: float, points: float | None = None) -> None:
    """A text box with words of that size, so far (inches) from the top of the slide."""
    frame = slide.shapes.add_textbox(Inches(1), Inches(top), Inches(5), Inches(1)).text_frame
    frame.text = words
    if points:
        frame.paragraphs[0].runs[0].font.size = Pt(points)


def test_hidden_slide_is_left_out_and_told_and_the_others_keep_their_numbers(tmp_path: Path) -> None:
    presentation = deck()
    presentation.slides[0].element.set("show", "0")
    blocks = saved(presentation, tmp_path / "deck.pptx")
    assert {block.slide for block in blocks} == {2}
    assert "Autumn webinar" not in texts(blocks)
    assert load(tmp_path / "deck.pptx").warnings[0].startswith("Hidden slides left out: 1.")


def test_biggest_line_on_top_stands_as_the_title_of_a_slide_without_one(tmp_path: Path) -> None:
    presentation = deck()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    written(slide, "Two trusts share a rota.", 3, 18)
    written(slide, "Shared rota", 1, 36)
    _, placed = assemble(saved(presentation, tmp_path / "deck.pptx"))
    assert placed[-1].locator.heading_path == ("Working at scale", "Shared rota")


def test_text_of_one_size_makes_no_title(tmp_path: Path) -> None:
    presentation = deck()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    written(slide, "North", 1, 18)
    written(slide, "South", 3, 18)
    _, placed = assemble(saved(presentation, tmp_path / "deck.pptx"))
    assert placed[-1].locator.heading_path == ("Working at scale", "Slide 3")


def test_words_at_one_place_of_most_slides_are_furniture(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    for number in range(5):
        slide = presentation.slides.add_slide(presentation.slide_layouts[5])
        slide.shapes.title.text = f"Part {number}"
        written(slide, "www.harbour.example", 6)
        written(slide, f"What part {number} says", 2)
    blocks = saved(presentation, tmp_path / "deck.pptx")
    assert "www.harbour.example" not in texts(blocks)
    assert "What part 4 says" in texts(blocks)


def test_body_placeholder_that_is_no_title_does_not_become_one(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    slide.shapes.title.text = "Members"
    slide.placeholders[1].text = "Acute trusts"
    body = slide.placeholders[1].element.find(f".//{qn('p:ph')}")
    slide.shapes.title.element.find(f".//{qn('p:ph')}").set("idx", "4")
    body.attrib.pop("idx")  # as LibreOffice writes it
    assert [(b.kind, b.text) for b in saved(presentation, tmp_path / "deck.pptx")] == [
        (BlockKind.HEADING, "Members"),
        (BlockKind.LIST_ITEM, "Acute trusts"),
    ]


def test_bullets_switched_off_by_the_layout_are_none(tmp_path: Path) -> None:
    presentation = deck()
    slide = presentation.slides.add_slide(presentation.slide_layouts[2])  # a section's header
    slide.shapes.title.text = "Part two"
    slide.placeholders[1].text = "How the trusts vote"
    blocks = saved(presentation, tmp_path / "deck.pptx")
    assert (blocks[-1].kind, blocks[-1].text) == (BlockKind.PARAGRAPH, "How the trusts vote")


def test_title_slide_names_the_deck_before_its_properties_do(tmp_path: Path) -> None:
    presentation = deck()
    presentation.core_properties.title = "Corporate template"
    presentation.save(str(tmp_path / "deck.pptx"))
    assert load(tmp_path / "deck.pptx").properties["title"] == "Working at scale"


def charted(kind: Any, names: list[str], form: str = "General") -> Any:
    presentation = deck()
    slide = presentation.slides.add_slide(presentation.slide_layouts[5])
    slide.shapes.title.text = "Beds"
    data = CategoryChartData(number_format=form)
    data.categories = ["2022", "2023"]
    for name in names:
        data.add_series(name, (0.25, 1.5))
    slide.shapes.add_chart(kind, *_BOX, data)
    return presentation


def rows(blocks: list[LoadedBlock]) -> list[str]:
    return [block.text for block in blocks if block.kind is BlockKind.TABLE_ROW]


def test_chart_is_told_a_row_a_category(tmp_path: Path) -> None:
    blocks = saved(charted(XL_CHART_TYPE.COLUMN_CLUSTERED, ["North", "South"]), tmp_path / "deck.pptx")
    assert rows(blocks) == ["2022; North: 0.25; South: 0.25", "2023; North: 1.5; South: 1.5"]


def test_shares_are_per_cent_and_a_series_without_a_name_needs_none(tmp_path: Path) -> None:
    assert rows(saved(charted(XL_CHART_TYPE.PIE, [""], "0%"), tmp_path / "deck.pptx")) == ["2022: 25%", "2023: 150%"]


def test_chart_in_three_dimensions_does_not_fail_the_deck(tmp_path: Path) -> None:
    presentation = charted(XL_CHART_TYPE.COLUMN_CLUSTERED, ["North"])
    chart = presentation.slides[2].shapes[1].chart
    drawn = next(chart.element.iter(qn("c:barChart")))
    drawn.tag = qn("c:bar3DChart")
    assert rows(saved(presentation, tmp_path / "deck.pptx")) == ["2022; North: 0.25", "2023; North: 1.5"]


def test_newer_of_two_drawings_of_one_thing_is_read(tmp_path: Path) -> None:
    presentation = deck()
    slide = presentation.slides.add_slide(presentation.slide_layouts[6])
    written(slide, "Two trusts", 1)
    box = slide.shapes[0].element
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = parse_xml(f'<mc:AlternateContent {names}><mc:Choice Requires="p14"/><mc:Fallback/></mc:AlternateContent>')
    box.addprevious(both)
    both[1].append(deepcopy(box))
    both[0].append(box)
    assert texts(saved(presentation, tmp_path / "deck.pptx")).count("Two trusts") == 1


def test_diagram_is_read_in_the_order_of_its_links() -> None:
    space = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    point = '<d:pt modelId="{0}"><d:t><a:p><a:r><a:t>{1}</a:t></a:r></a:p></d:t></d:pt>'
    points = '<d:pt modelId="0" type="doc"/>' + "".join(
        point.format(n, words) for n, words in ((3, "vote"), (1, "Board"), (2, "Members"))
    )
    links = "".join(
        f'<d:cxn modelId="9{n}" srcId="{a}" destId="{b}" srcOrd="{n}"/>'
        for a, b, n in ((0, 2, 1), (0, 1, 0), (1, 3, 0))
    )
    drawn = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    data = (
        f'<d:dataModel xmlns:d="{space}" {drawn}><d:ptLst>{points}</d:ptLst><d:cxnLst>{links}</d:cxnLst></d:dataModel>'
    )
    assert list(diagram_items(data.encode())) == [(0, "Board"), (1, "vote"), (0, "Members")]

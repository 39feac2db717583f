"""Promises of the Word loader: headings, lists, tables, footnotes, hidden text, bad files named."""

import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from ingest.assembly import assemble
from ingest.documents import BlockKind, LoadedBlock
from ingest.errors import IngestError
from ingest.loaders.docx import load


def saved(document: Any, path: Path) -> list[LoadedBlock]:
    document.save(str(path))
    return list(load(path).blocks)


def rows(blocks: list[LoadedBlock]) -> list[str]:
    return [block.text for block in blocks if block.kind is BlockKind.TABLE_ROW]


def fill(table: Any, cells: list[list[str]]) -> None:
    for row, words in zip(table.rows, cells, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word


def test_title_headings_and_lists_have_their_levels(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("A guide", style="Title")
    document.add_heading("Members", level=1)
    document.add_heading("Voting", level=2)
    document.add_paragraph("Each trust:")
    document.add_paragraph("has a vote", style="List Bullet")
    document.add_paragraph("may pass it on", style="List Bullet 2")
    blocks = saved(document, tmp_path / "a.docx")
    assert [(b.kind, b.level) for b in blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.HEADING, 3),
        (BlockKind.PARAGRAPH, 0),
        (BlockKind.LIST_ITEM, 0),
        (BlockKind.LIST_ITEM, 1),
    ]
    _, placed = assemble(blocks)
    assert placed[-1].locator.heading_path == ("A guide", "Members", "Voting")
    assert load(tmp_path / "a.docx").properties["title"] == "A guide"


def test_lone_heading_1_at_the_top_is_the_title(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("A guide", level=1)
    document.add_heading("Members", level=2)
    assert [b.level for b in saved(document, tmp_path / "a.docx")] == [1, 2]


def test_bold_lines_are_headings_where_no_styles_are_used(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Who decides").bold = True
    document.add_paragraph("The board decides.")
    blocks = saved(document, tmp_path / "a.docx")
    assert [b.kind for b in blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]


def test_table_rows_carry_their_header(tmp_path: Path) -> None:
    document = docx.Document()
    fill(
        document.add_table(3, 3),
        [["Trust", "Beds", "Lead"], ["North", "40", ""], ["South", "25", "A. Nurse"]],
    )
    assert rows(saved(document, tmp_path / "a.docx")) == [
        "Trust: North; Beds: 40",
        "Trust: South; Beds: 25; Lead: A. Nurse",
    ]


def test_merged_cells_are_told_once_across_and_in_each_row_down(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(4, 3)
    fill(table, [["Area", "Trust", "Beds"], ["West", "North", "40"], ["", "South", "25"], ["Total", "", "65"]])
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 0).merge(table.cell(3, 1))
    assert rows(saved(document, tmp_path / "a.docx")) == [
        "Area: West; Trust: North; Beds: 40",
        "Area: West; Trust: South; Beds: 25",
        "Area: Total; Beds: 65",
    ]


def test_form_is_read_as_labels_and_values(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 4)
    fill(table, [["Owner", "A. Nurse", "Version", "0.5"], ["Status", "Draft", "Date", ""]])
    for row in table.rows:
        for cell in (row.cells[0], row.cells[2]):
            cell.paragraphs[0].runs[0].bold = True
    assert rows(saved(document, tmp_path / "a.docx")) == [
        "Owner: A. Nurse; Version: 0.5",
        "Status: Draft; Date",
    ]


def test_box_of_one_cell_is_text(tmp_path: Path) -> None:
    document = docx.Document()
    fill(document.add_table(1, 1), [["Please read this first."]])
    blocks = saved(document, tmp_path / "a.docx")
    assert [(b.kind, b.text) for b in blocks] == [(BlockKind.PARAGRAPH, "Please read this first.")]


def test_hidden_and_deleted_text_is_left_out_and_inserted_text_kept(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("The board ")
    paragraph.add_run("Say the word. ").font.hidden = True
    for tag, words in (("w:del", "never "), ("w:ins", "often ")):
        change = OxmlElement(tag)
        change.append(parse_xml(f'<w:r {nsdecls("w")}><w:t xml:space="preserve">{words}</w:t></w:r>'))
        paragraph._p.append(change)
    paragraph.add_run("meets.")
    assert [b.text for b in saved(document, tmp_path / "a.docx")] == ["The board often meets."]


def test_soft_hyphens_and_ligatures_are_ordinary_letters(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("A collabo\u00adrative o\ufb03ce\u00a0plan")
    assert [b.text for b in saved(document, tmp_path / "a.docx")] == ["A collaborative office plan"]


def test_lines_ended_by_hand_are_joined(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("The members of the board have agreed that the plan for next year will be")
    document.add_paragraph("published in the spring.")
    blocks = saved(document, tmp_path / "a.docx")
    assert len(blocks) == 1
    assert blocks[0].text.endswith("next year will be published in the spring.")


def test_footnote_stands_in_brackets_at_the_end_of_its_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Budgets are pooled")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>'))
    paragraph.add_run(".")
    words = '<w:footnote w:id="2"><w:p><w:r><w:t>Since 2020</w:t></w:r></w:p></w:footnote>'
    note = f"<w:footnotes {nsdecls('w')}>{words}</w:footnotes>"
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, note.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert [b.text for b in saved(document, tmp_path / "a.docx")] == ["Budgets are pooled. [Since 2020]"]


def test_text_in_a_content_control_is_kept(tmp_path: Path) -> None:
    document = docx.Document()
    control = OxmlElement("w:sdt")
    content = OxmlElement("w:sdtContent")
    control.append(content)
    paragraph = document.add_paragraph("Chosen from a list.")
    paragraph._p.addprevious(control)
    content.append(paragraph._p)
    assert control.find(qn("w:sdtContent")) is not None
    assert [b.text for b in saved(document, tmp_path / "a.docx")] == ["Chosen from a list."]


def test_document_without_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"blank\.docx: holds no text"):
        saved(docx.Document(), tmp_path / "blank.docx")


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def test_bomb_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.docx", {"word/document.xml": b"<a/>" + b" " * (101 * 2**20)})
    with pytest.raises(IngestError, match=r"bomb\.docx: unzips to more than 100 MiB"):
        load(path)


def test_declared_entities_are_refused(tmp_path: Path) -> None:
    declared = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'
    with pytest.raises(IngestError, match=r"declares XML entities"):
        load(zipped(tmp_path / "entity.docx", {"word/document.xml": declared}))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "password"),
        (b"PK\x03\x04 cut short", "damaged"),
        (b"name,beds\n", "damaged"),
    ],
)
def test_unreadable_file_is_named(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "wrong.docx"
    path.write_bytes(data)
    with pytest.raises(IngestError, match=rf"wrong\.docx.*{says}"):
        load(path)


def test_zip_of_another_kind_is_named(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"not a Word"):
        load(zipped(tmp_path / "other.docx", {"readme.txt": b"hello"}))


def noted(document: Any, kind: str, number: str, words: str) -> None:
    """Give a document a part of footnotes or endnotes that holds one."""
    types = {"footnote": CONTENT_TYPE.WML_FOOTNOTES, "endnote": CONTENT_TYPE.WML_ENDNOTES}
    relations = {"footnote": RELATIONSHIP_TYPE.FOOTNOTES, "endnote": RELATIONSHIP_TYPE.ENDNOTES}
    note = f'<w:{kind} w:id="{number}"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:{kind}>'
    notes = f"<w:{kind}s {nsdecls('w')}>{note}</w:{kind}s>".encode()
    part = Part(PackURI(f"/word/{kind}s.xml"), types[kind], notes, document.part.package)
    document.part.relate_to(part, relations[kind])


def test_endnote_and_footnote_of_one_number_stand_where_they_are_referred_to(tmp_path: Path) -> None:
    document = docx.Document()
    for kind in ("footnote", "endnote"):
        paragraph = document.add_paragraph(f"Says a {kind}.")
        paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:{kind}Reference w:id="2"/></w:r>'))
        noted(document, kind, "2", f"The {kind}")
    assert [b.text for b in saved(document, tmp_path / "a.docx")] == [
        "Says a footnote. [The footnote]",
        "Says a endnote. [The endnote]",
    ]


def test_file_without_properties_gets_no_made_up_title_and_date(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("The board meets in May.")
    document.save(str(tmp_path / "a.docx"))
    kept: dict[str, bytes] = {}
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "_rels/.rels":
                data = re.sub(rb"<Relationship [^>]*core-properties[^>]*/>", b"", data)
            if name != "docProps/core.xml":
                kept[name] = data
    properties = load(zipped(tmp_path / "b.docx", kept)).properties
    assert "published_on" not in properties
    assert "title" not in properties


def test_main_part_of_another_name_is_found(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("The board meets in May.")
    document.save(str(tmp_path / "a.docx"))
    moved: dict[str, bytes] = {}
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name in {"_rels/.rels", "[Content_Types].xml"}:
                data = data.replace(b"word/document.xml", b"word/document2.xml")
            new = name.replace("word/document.xml", "word/document2.xml")
            moved[new.replace("word/_rels/document.xml.rels", "word/_rels/document2.xml.rels")] = data
    assert [b.text for b in load(zipped(tmp_path / "b.docx", moved)).blocks] == ["The board meets in May."]


def field(instruction: str, shown: str) -> list[Any]:
    """The runs of a Word field: its code and what it shows."""
    marks = '<w:r {0}><w:fldChar w:fldCharType="{1}"/></w:r>'
    runs = [
        marks.format(nsdecls("w"), "begin"),
        f"<w:r {nsdecls('w')}><w:instrText>{instruction}</w:instrText></w:r>",
        marks.format(nsdecls("w"), "separate"),
        f"<w:r {nsdecls('w')}><w:t>{shown}</w:t></w:r>",
        marks.format(nsdecls("w"), "end"),
    ]
    return [parse_xml(run) for run in runs]


def test_table_of_contents_without_its_styles_is_left_out_with_its_heading(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Contents", level=1)
    line = document.add_paragraph("Members ")
    for run in field(" PAGEREF _Toc12 \\h ", "3"):
        line._p.append(run)
    link = parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="_Toc13"><w:r><w:t>Voting 4</w:t></w:r></w:hyperlink>')
    document.add_paragraph()._p.append(link)
    document.add_heading("Members", level=1)
    crossed = document.add_paragraph("See ")
    crossed._p.append(
        parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="_Toc13"><w:r><w:t>Voting</w:t></w:r></w:hyperlink>')
    )
    assert [b.text for b in saved(document, tmp_path / "a.docx")] == ["Members", "See Voting"]


def test_prompt_of_a_field_that_nobody_filled_in_is_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Chair: ")
    run = "<w:r><w:t>{0}</w:t></w:r>"
    for settings, words in (("<w:showingPlcHdr/>", "Click to enter text."), ("", "A. Ray")):
        content = f"<w:sdtContent>{run.format(words)}</w:sdtContent>"
        paragraph._p.append(parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr>{settings}</w:sdtPr>{content}</w:sdt>"))
    assert [b.text for b in saved(document, tmp_path / "a.docx")] == ["Chair: A. Ray"]


def test_paragraph_goes_on_after_a_large_first_letter_and_a_deleted_mark(tmp_path: Path) -> None:
    document = docx.Document()
    letter = document.add_paragraph("T")
    letter._p.get_or_add_pPr().append(parse_xml(f'<w:framePr {nsdecls("w")} w:dropCap="drop"/>'))
    document.add_paragraph("he board meets.")
    cut = document.add_paragraph("It votes ")
    cut._p.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del/></w:rPr>"))
    document.add_paragraph("by post.")
    assert [b.text for b in saved(document, tmp_path / "a.docx")] == ["The board meets.", "It votes by post."]


def test_deleted_row_and_text_hidden_by_its_style_are_left_out(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(3, 2)
    fill(table, [["Trust", "Beds"], ["North", "40"], ["South", "25"]])
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:del"))
    style = document.styles.add_style("Form marker", 1)
    style.font.hidden = True
    document.add_paragraph("Top of form", style="Form marker")
    assert [b.text for b in saved(document, tmp_path / "a.docx")] == ["Trust: North; Beds: 40"]


def test_table_inside_a_cell_is_read_once_after_its_table(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    fill(table, [["Site", "Detail"], ["Leeds", "Open daily"]])
    inner = table.cell(1, 1).add_table(2, 2)
    fill(inner, [["Day", "Hours"], ["Monday", "9 to 5"]])
    assert rows(saved(document, tmp_path / "a.docx")) == [
        "Site: Leeds; Detail: Open daily",
        "Day: Monday; Hours: 9 to 5",
    ]


def test_table_that_places_sections_beside_each_other_is_text(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Newsletter", level=1)
    table = document.add_table(1, 2)
    for cell, head in zip(table.rows[0].cells, ("Beds", "Staff"), strict=True):
        cell.paragraphs[0].text = head
        cell.paragraphs[0].style = document.styles["Heading 2"]
        cell.add_paragraph(f"News of {head.lower()}.")
    _, placed = assemble(saved(document, tmp_path / "a.docx"))
    assert [b.locator.heading_path for b in placed if b.kind is BlockKind.PARAGRAPH] == [
        ("Newsletter", "Beds"),
        ("Newsletter", "Staff"),
    ]


def test_items_of_a_list_in_a_cell_are_kept_apart(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    fill(table, [["Site", "Roles"], ["Leeds", "Chair"]])
    cell = table.cell(1, 1)
    cell.paragraphs[0].style = document.styles["List Bullet"]
    cell.add_paragraph("Deputy chair", style="List Bullet")
    assert rows(saved(document, tmp_path / "a.docx")) == ["Site: Leeds; Roles: Chair, Deputy chair"]


def test_title_a_reader_sees_goes_before_that_of_the_properties(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "Corporate template"
    document.add_paragraph("Leave policy", style="Title")
    document.add_paragraph("All staff may ask.")
    document.save(str(tmp_path / "a.docx"))
    assert load(tmp_path / "a.docx").properties["title"] == "Leave policy"


def test_typed_bullets_are_list_items(tmp_path: Path) -> None:
    document = docx.Document()
    for line in ("The board will:", "• plan", "• share risk", "Then it reports."):
        document.add_paragraph(line)
    assert [(b.kind, b.text) for b in saved(document, tmp_path / "a.docx")] == [
        (BlockKind.PARAGRAPH, "The board will:"),
        (BlockKind.LIST_ITEM, "plan"),
        (BlockKind.LIST_ITEM, "share risk"),
        (BlockKind.PARAGRAPH, "Then it reports."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_however_far_down_they_are_declared(tmp_path: Path, encoding: str) -> None:
    declared = f'<!--{"x" * 9000}--><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    part = f'<?xml version="1.0" encoding="{encoding}"?>{declared}<d>&x;</d>'
    with pytest.raises(IngestError, match="declares XML entities"):
        load(zipped(tmp_path / "a.docx", {"word/document.xml": part.encode(encoding)}))


def test_properties_of_another_kind_cost_no_text(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Two trusts share one list.")
    document.core_properties.title = "A plan"
    document.save(tmp_path / "whole.docx")
    parts = {}
    with zipfile.ZipFile(tmp_path / "whole.docx") as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    kinds = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = kinds.replace(b"vnd.openxmlformats-package.core-properties+xml", b"xml")
    loaded = load(zipped(tmp_path / "a.docx", parts))
    assert [block.text for block in loaded.blocks] == ["Two trusts share one list."]
    assert "title" not in loaded.properties

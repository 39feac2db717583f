"""Promises of what a PDF says of itself: its title and date where they are stated, and never at the cost of its text."""

from pathlib import Path

import pytest
from pypdf import PdfWriter
from reportlab.pdfgen.canvas import Canvas

from ingest.loaders import pdf_properties
from ingest.loaders.pdf import load
from ingest.loaders.pdf_properties import properties_of

LINE = "Two trusts share one list of beds in all of their towns."


def pdf(path: Path, info: dict[str, str], password: str | None = None) -> Path:
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, LINE)
    canvas.save()
    writer = PdfWriter(clone_from=path)
    writer.metadata = None
    writer.add_metadata(info)
    if password is not None:
        writer.encrypt(password, "the owner's word", algorithm="RC4-128")
    writer.write(path)
    return path


SAID = {"/Title": "A plan for shared beds", "/CreationDate": "D:20240229101500Z"}
READ = {"title": "A plan for shared beds", "published_on": "2024-02-29"}


def test_title_and_date_are_read(tmp_path: Path) -> None:
    assert properties_of(pdf(tmp_path / "a.pdf", SAID)) == READ


def test_a_password_of_the_owner_alone_hides_nothing(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", SAID, password="")
    assert properties_of(path) == READ
    assert [block.text for block in load(path).blocks] == [LINE]


def test_a_password_of_the_reader_hides_them(tmp_path: Path) -> None:
    assert properties_of(pdf(tmp_path / "a.pdf", SAID, password="secret")) == {}


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("D:20240229", "2024-02-29"),
        ("20240229101500", "2024-02-29"),
        (" D:20240229101500+99'99'", "2024-02-29"),
        ("D:20230229101500", ""),
        ("D:2024", ""),
        ("29 February 2024", ""),
        ("D:", ""),
    ],
)
def test_a_date_that_is_slightly_wrong_is_taken_and_no_other(tmp_path: Path, said: str, date: str) -> None:
    found = properties_of(pdf(tmp_path / "a.pdf", {"/CreationDate": said}))
    assert found.get("published_on", "") == date


@pytest.mark.parametrize("info", [b"5", b"[1 2 3]", b"<< /Title 5 /CreationDate [ 1 ] >>", b"<< /Title 99 0 R >>"])
def test_damaged_information_costs_nothing_else(tmp_path: Path, info: bytes) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, LINE)
    canvas.save()
    whole = path.read_bytes()
    reference = whole[whole.index(b"/Info") + 5 :].split(b"R")[0] + b"R"
    path.write_bytes(whole.replace(b"/Info" + reference, b"/Info " + info))
    assert properties_of(path) == {}
    assert [block.text for block in load(path).blocks] == [LINE]


def test_a_file_that_pypdf_cannot_open_keeps_its_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> None:
        raise RecursionError(path)

    monkeypatch.setattr(pdf_properties, "PdfReader", refuse)
    assert [block.text for block in load(pdf(tmp_path / "a.pdf", SAID)).blocks] == [LINE]

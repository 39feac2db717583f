"""Promises of the register: publications by id, recognised by their file, and a mistake named with its place."""

from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.register import UNDATED, Source, read_register

REGISTER = """
[notes]
owner = "Harbour editors"
review_by = 2027-05-22

[[publication]]
id = "harbour-report"
title = "A report on harbours"
publisher = "Example Press"
kind = "report"
date = "2022-11"
address = "https://harbour.example/report"
licence = "OGL 3.0"
status = "superseded"
supersedes = ["harbour-draft"]
sha256 = "ABC123"
file = "originals/harbour.pdf"
review_by = 2027

[[publication]]
id = "harbour-draft"
title = "A draft on harbours"
publisher = "Example Press"
kind = "report"
"""


def register_in(folder: Path, text: str | bytes) -> Path:
    path = folder / "register.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_all_that_is_said_of_a_publication_is_read(tmp_path: Path) -> None:
    register = read_register(register_in(tmp_path, REGISTER))
    assert register.sources["harbour-report"] == Source(
        "harbour-report",
        "A report on harbours",
        "Example Press",
        "report",
        "2022-11",
        "https://harbour.example/report",
        "OGL 3.0",
        "superseded",
        ("harbour-draft",),
        "abc123",
        "originals/harbour.pdf",
        "2027",
    )
    assert (register.owner, register.review_by) == ("Harbour editors", "2027-05-22")


def test_a_publication_without_a_date_is_undated(tmp_path: Path) -> None:
    register = read_register(register_in(tmp_path, REGISTER.replace("harbour-draft", "cliff", 1)))
    draft = register.sources["harbour-draft"]
    assert (draft.date, draft.address, draft.status) == (UNDATED, "", "unknown")
    assert register.dateless == {"harbour-draft"}


@pytest.mark.parametrize(
    ("status", "of_the_newer", "expected"),
    [
        ("", "current", "superseded"),
        ("current", "withdrawn", "superseded"),
        ("withdrawn", "current", "withdrawn"),
        ("current", "draft", "current"),
    ],
)
def test_what_another_replaces_is_superseded(tmp_path: Path, status: str, of_the_newer: str, expected: str) -> None:
    text = REGISTER.replace('status = "superseded"', f'status = "{of_the_newer}"') + f'status = "{status}"\n'
    sources = read_register(register_in(tmp_path, text)).sources
    assert sources["harbour-draft"].status == expected
    assert sources["harbour-report"].status == of_the_newer


@pytest.mark.parametrize(
    ("supersedes", "named"),
    [({"a": "b", "b": "a"}, "'b', 'a'"), ({"a": "b", "b": "c", "c": "a"}, "'b', 'c', 'a'"), ({"a": "a"}, "")],
)
def test_publications_that_supersede_each_other_are_named(
    tmp_path: Path, supersedes: dict[str, str], named: str
) -> None:
    entry = '[[publication]]\nid = "{0}"\ntitle = "T"\npublisher = "P"\nkind = "report"\nsupersedes = ["{1}"]\n'
    path = register_in(tmp_path, "".join(entry.format(*pair) for pair in supersedes.items()))
    if not named:
        assert read_register(path).sources["a"].status == "unknown"
        return
    with pytest.raises(IngestError, match=f"publications {named} supersede each other"):
        read_register(path)


def test_a_status_may_be_written_with_a_capital(tmp_path: Path) -> None:
    text = REGISTER.replace('status = "superseded"', 'status = "Withdrawn"')
    assert read_register(register_in(tmp_path, text)).sources["harbour-report"].status == "withdrawn"


def test_an_original_is_known_by_its_digest_and_no_digest_matches_nothing(tmp_path: Path) -> None:
    register = read_register(register_in(tmp_path, REGISTER))
    found = register.of_file("abc123")
    assert found is not None
    assert found.id == "harbour-report"
    assert register.of_file("other", "originals/harbour.pdf") == found
    assert register.of_file("other") is register.of_file("") is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[publication]]\nid = ", "not TOML"),
        (b"# \xff\xfe", "not TOML"),
        ('[[publication]]\nid = "a"\ntitle = "A"\n', "publication 1 lacks publisher, kind"),
        (REGISTER + '[[publication]]\ntitle = "C"\n', "publication 3 lacks id"),
        (REGISTER.replace("harbour-draft", "harbour-report"), "publication 2 has the id 'harbour-report' of another"),
        ('notes = "mine"\n', "lacks the tables"),
        ('publication = ["a"]\n', "lacks the tables"),
        (
            REGISTER.replace('"2022-11"', '"2015-2016"'),
            r"publication 1 \(harbour-report\): date '2015-2016' is not a date",
        ),
        (REGISTER.replace("2027-05-22", '"soon"'), r"\[notes\]: review_by 'soon' is not a date"),
        (REGISTER.replace('"superseded"', '"old"'), "status 'old' is not one that is known"),
        (REGISTER.replace('["harbour-draft"]', '"harbour-draft"'), "supersedes is not a list"),
        (REGISTER.replace('"A report on harbours"', "7"), "title is not text"),
    ],
)
def test_a_mistake_is_told_with_the_file_and_the_entry(tmp_path: Path, text: str | bytes, told: str) -> None:
    with pytest.raises(IngestError, match=told) as caught:
        read_register(register_in(tmp_path, text))
    assert caught.value.file == "register.toml"


def test_an_empty_register_holds_nothing(tmp_path: Path) -> None:
    register = read_register(register_in(tmp_path, ""))
    assert (register.sources, register.owner, register.review_by) == ({}, "", "")


def test_a_register_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"register\.toml: cannot be opened"):
        read_register(tmp_path / "register.toml")


@pytest.mark.parametrize("value", ["[" * 20_000, "9" * 5_000])
def test_a_register_that_is_made_to_break_its_reader_is_told(tmp_path: Path, value: str) -> None:
    (tmp_path / "register.toml").write_text(f"a = {value}\n", "utf-8")
    with pytest.raises(IngestError, match=r"register\.toml: is not TOML"):
        read_register(tmp_path / "register.toml")

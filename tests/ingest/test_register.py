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
sha256 = "abc123"

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
    )
    assert (register.owner, register.review_by) == ("Harbour editors", "2027-05-22")


def test_a_publication_without_a_date_is_undated(tmp_path: Path) -> None:
    draft = read_register(register_in(tmp_path, REGISTER)).sources["harbour-draft"]
    assert (draft.date, draft.address, draft.status) == (UNDATED, "", "current")


def test_an_original_is_known_by_its_digest_and_no_digest_matches_nothing(tmp_path: Path) -> None:
    register = read_register(register_in(tmp_path, REGISTER))
    found = register.of_file("abc123")
    assert found is not None
    assert found.id == "harbour-report"
    assert register.of_file("other") is None


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
    ],
)
def test_a_mistake_is_told_with_the_file_and_the_entry(tmp_path: Path, text: str | bytes, told: str) -> None:
    with pytest.raises(IngestError, match=told) as caught:
        read_register(register_in(tmp_path, text))
    assert caught.value.file == "register.toml"


def test_an_empty_register_holds_nothing(tmp_path: Path) -> None:
    register = read_register(register_in(tmp_path, ""))
    assert (register.sources, register.owner, register.review_by) == ({}, "", "")

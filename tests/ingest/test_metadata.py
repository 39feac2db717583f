"""Promises of metadata: each field from the first that says it, wrong dates named, what is missing listed."""

import hashlib
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import BlockKind, Document, LoadedBlock, LoadedFile, SourceRef
from ingest.errors import IngestError
from ingest.loaders import markdown
from ingest.metadata import (
    document_of,
    first_said,
    is_side_car,
    missing_of,
    read_side_car,
    side_car_of,
)
from ingest.reading import find_files
from ingest.register import Register, Source, read_register

FIELDS = ("title", "publisher", "kind", "published_on", "status", "original_url", "licence", "review_by")
VOICES = st.lists(st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["", "a", "b", "c"])), max_size=4)
TEXT = "Two trusts share one list."


def write(folder: Path, name: str, text: str = TEXT) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def described(path: Path, own: dict[str, str] | None = None, register: Register | None = None) -> Document:
    """A document whose loader found these properties, or a Markdown file."""
    loaded = LoadedFile([LoadedBlock(BlockKind.PARAGRAPH, TEXT)], own or {})
    if path.suffix == ".md":
        loaded = markdown.load(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return document_of(path.name, path, loaded, digest, register or Register({}))


def registered(folder: Path, fields: str) -> Register:
    entry = f'[[publication]]\nid = "h"\ntitle = "T"\npublisher = "not stated"\nkind = "report"\n{fields}\n'
    return read_register(write(folder, "register.toml", entry))


@given(VOICES)
def test_each_field_is_of_the_first_voice_that_says_it(voices: list[dict[str, str]]) -> None:
    said = first_said(*voices)
    for field in FIELDS:
        spoken = [voice[field] for voice in voices if voice.get(field)]
        assert said.get(field) == (spoken[0] if spoken else None)


def test_the_register_speaks_first_then_the_side_car_then_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, "harbour.pdf")
    write(tmp_path, "harbour.pdf.toml", 'title = "Side"\npublisher = "Side"\ndate = 2023-05-01\nlicence = "Side"\n')
    register = registered(tmp_path, 'file = "harbour.pdf"\nlicence = "OGL"')
    own = {"title": "Own", "publisher": "Own", "published_on": "2001", "original_url": "https://own.example"}
    document = described(path, own, register)
    assert (document.title, document.kind, document.licence) == ("T", "report", "OGL")
    assert (document.publisher, document.published_on) == ("Side", "2023-05-01")
    assert document.original_url == "https://own.example"


def test_front_matter_goes_before_the_side_car_and_a_heading_after_it(tmp_path: Path) -> None:
    write(tmp_path, "a.md.toml", 'title = "Side"\nstatus = "draft"\nas_of = "2020"\n')
    path = write(
        tmp_path, "a.md", '---\nas_of: "2024"\nreview_by: 2027-05\nsupersedes: [old]\n---\n\n# Heading\n\nText.\n'
    )
    document = described(path)
    assert (document.title, document.status, document.published_on) == ("Side", "draft", "2024")
    assert (document.review_by, document.supersedes) == ("2027-05", ("old",))


def test_undated_in_the_register_is_its_last_word_and_no_date_is_none(tmp_path: Path) -> None:
    path = write(tmp_path, "a.pdf")
    own = {"published_on": "2019"}
    assert described(path, own, registered(tmp_path, 'file = "a.pdf"')).published_on == "2019"
    assert described(path, own, registered(tmp_path, 'file = "a.pdf"\ndate = "undated"')).published_on == "undated"


def test_a_digest_goes_before_a_path(tmp_path: Path) -> None:
    path = write(tmp_path, "a.pdf")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    by_path = Source("p", "Path", "P", "report", "2020", "", "", "current", file="a.pdf")
    by_digest = Source("d", "Digest", "P", "report", "2020", "", "", "withdrawn", sha256=digest)
    document = described(path, {}, Register({"p": by_path, "d": by_digest}))
    assert (document.title, document.status) == ("Digest", "withdrawn")


def test_a_side_car_may_name_sources_and_what_it_replaces(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    write(tmp_path, "a.txt.toml", 'supersedes = ["old"]\nsources = [{id = "guide", place = "page 2"}, {id = "law"}]\n')
    document = described(path)
    assert document.sources == (SourceRef("guide", "page 2"), SourceRef("law", ""))
    assert document.supersedes == ("old",)


def test_a_side_car_is_no_document_but_another_toml_file_is_found(tmp_path: Path) -> None:
    for name in ("a.txt", "a.txt.toml", "settings.toml"):
        write(tmp_path, name)
    assert [f.name for f in find_files([tmp_path])] == ["a.txt", "settings.toml"]
    assert find_files([tmp_path / "a.txt.toml"]) == []
    assert not is_side_car(tmp_path / ".toml")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title = ", "side-car a.txt.toml is not TOML"),
        ('date = "2024-13"', "side-car field date .* is '2024-13', not a date"),
        ("review_by = 2024", None),
        ('review_by = "soon"', "side-car field review_by is 'soon', not a date"),
        ('status = "archived"', "side-car field status is 'archived'"),
        ('status = "Withdrawn"', None),
        ('title = ["A"]', "field 'title' of its side-car"),
        ('supersedes = "old"', "field 'supersedes' of its side-car"),
        ('sources = ["guide"]', "field 'sources' of its side-car"),
        (f'title = "{"long" * 6000}"', "is over 20000 bytes"),
        ("x = " + "[" * 5000, "is not TOML"),
    ],
)
def test_what_is_wrong_with_a_side_car_is_named(tmp_path: Path, text: str, told: str | None) -> None:
    path = write(tmp_path, "a.txt")
    write(tmp_path, "a.txt.toml", text)
    if told is None:
        described(path)
        return
    with pytest.raises(IngestError, match=told) as caught:
        described(path)
    assert caught.value.file == "a.txt"
    assert caught.value.remedy


def test_a_name_as_long_as_names_can_be_has_no_side_car(tmp_path: Path) -> None:
    assert read_side_car(tmp_path / ("a" * 253 + ".md")) == {}


@pytest.mark.parametrize("line", ["as_of: 2024-02-30x", "date: May 2024", "review_by: never", "status: archived"])
def test_wrong_front_matter_is_named_with_its_field(tmp_path: Path, line: str) -> None:
    path = write(tmp_path, "a.md", f"---\n{line}\n---\n\nText.\n")
    with pytest.raises(IngestError, match=rf"a\.md: front matter field .*{line.split(':')[0]}"):
        described(path)


def test_front_matter_may_give_the_time_of_day(tmp_path: Path) -> None:
    assert (
        described(write(tmp_path, "a.md", "---\ndate: 2024-05-01T10:00:00Z\n---\n\nText.\n")).published_on
        == "2024-05-01"
    )


def test_what_nobody_says_is_listed_by_its_name_in_front_matter(tmp_path: Path) -> None:
    bare = described(write(tmp_path, "two-trusts.pdf"))
    assert missing_of(bare) == ("title", "publisher", "kind", "date", "licence", "review_by")
    said = 'title = "T"\npublisher = "P"\nkind = "report"\ndate = "2024"\nlicence = "OGL"\nreview_by = "2030"\n'
    write(tmp_path, "two-trusts.pdf.toml", said)
    assert missing_of(described(tmp_path / "two-trusts.pdf")) == ()


def test_the_day_on_which_a_file_was_saved_is_shown_and_its_date_still_asked_for(tmp_path: Path) -> None:
    own = {"published_on": "2026-11-22"}
    saved = described(write(tmp_path, "policy.pdf"), own)
    assert (saved.published_on, "date" in missing_of(saved)) == ("2026-11-22", True)
    page = described(write(tmp_path, "page.html"), own)  # a web page says when it was published
    assert "date" not in missing_of(page)
    write(tmp_path, "policy.pdf.toml", 'date = "2021-05"\n')
    dated = described(tmp_path / "policy.pdf", own)
    assert (dated.published_on, "date" in missing_of(dated)) == ("2021-05", False)


def test_a_date_that_somebody_says_there_is_none_of_is_not_missing(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    assert "date" in missing_of(described(path))
    assert "date" in missing_of(described(path, {}, registered(tmp_path, 'file = "a.txt"')))
    said = [described(path, {}, registered(tmp_path, 'file = "a.txt"\ndate = "undated"'))]
    said.append(described(write(tmp_path, "a.md", '---\nas_of: "undated"\n---\n\nText.\n')))
    write(tmp_path, "a.txt.toml", 'date = "undated"\n')
    said.append(described(path))
    assert [(d.published_on, "date" in missing_of(d)) for d in said] == [("undated", False)] * 3


def test_a_note_has_from_its_publications_what_it_does_not_say(tmp_path: Path) -> None:
    note = "---\ntitle: Harbours\nkind: explainer\nsources:\n  - id: guide\n---\n\nText.\n"
    assert missing_of(described(write(tmp_path, "a.md", note))) == ()


def test_the_review_date_makes_a_version_of_its_own(tmp_path: Path) -> None:
    path = write(tmp_path, "a.txt")
    before = described(path).version
    write(tmp_path, "a.txt.toml", 'review_by = "2030"\n')
    assert described(path).version != before


@given(st.text(st.characters(codec="utf-8"), max_size=20), st.text(st.characters(codec="utf-8"), max_size=20))
def test_a_written_side_car_is_read_back(title: str, publisher: str) -> None:
    source = Source("a", title, publisher, "report", "undated", "", "", "unknown", ("b", "c"))
    table = tomllib.loads(side_car_of(source))
    assert table.get("title", "") == title
    assert table.get("publisher", "") == ("" if publisher == "not stated" else publisher)
    assert table["supersedes"] == ["b", "c"]
    assert not table.keys() & {"date", "status", "address"}


HIDDEN = "\u202eTwo\u0007\x1b[31m \u2066trusts\u2069\u2028\u200f agree\ufeff\ud800"
PLAIN = "Two [31m trusts agree"


def test_what_steers_a_screen_is_taken_out_of_every_field_whoever_says_it(tmp_path: Path) -> None:
    own = dict.fromkeys(("title", "publisher", "kind", "licence", "original_url"), HIDDEN)
    shown = [described(write(tmp_path, "own.pdf"), own)]
    escaped = json.dumps(HIDDEN.replace("\ud800", ""))
    fields = "\n".join(f"{field}: {escaped}" for field in ("title", "publisher", "kind", "licence", "address"))
    refs = f"sources:\n  - id: {escaped}\n    place: {escaped}"
    shown.append(described(write(tmp_path, "front.md", f"---\n{fields}\n{refs}\n---\n\nText.\n")))
    write(tmp_path, "side.txt.toml", "\n".join(line.replace(": ", " = ", 1) for line in fields.splitlines()))
    shown.append(described(write(tmp_path, "side.txt")))
    entry = fields.replace(": ", " = ", 1).replace("\n", "\nX").replace(": ", " = ").replace("\nX", "\n")
    register = read_register(write(tmp_path, "register.toml", f'[[publication]]\nid = "h"\nfile = "r.txt"\n{entry}\n'))
    shown.append(described(write(tmp_path, "r.txt"), {}, register))
    for document in shown:
        assert {document.title, document.publisher, document.kind, document.licence} == {PLAIN}
        assert document.original_url == PLAIN
    assert shown[1].sources == (SourceRef(PLAIN, PLAIN),)
    assert shown[3].source_id == "h"


def test_a_title_of_nothing_but_unseen_marks_is_none(tmp_path: Path) -> None:
    assert described(write(tmp_path, "two-trusts.pdf"), {"title": "\u202e\u200b\x07"}).title == "two trusts"

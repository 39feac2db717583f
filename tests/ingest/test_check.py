"""Promises of the check: a sound corpus passes, each fault is named, advice alone breaks nothing."""

from datetime import date
from pathlib import Path

import pytest

from ingest.check import Check, answer_sentences, check_corpus, leans, read_note, report_of
from ingest.errors import IngestError

TODAY = date(2026, 11, 22)
SHIPPED = Path(__file__).resolve().parent.parent.parent / "corpus"
NOTE = """---
title: Harbours
as_of: "2024"
sources:
  - id: guide-2022
---

# Harbours

Two trusts share one list.[^1]

The trusts on the list are:[^1]

- Northgate
- Saltmarsh

[^1]: guide-2022, page 2
"""
REGISTER = """
[notes]
review_by = "2027-05"

[[publication]]
id = "guide-2022"
title = "Guide"
publisher = "Press"
kind = "guidance"
date = "2022"
"""


def corpus(folder: Path, note: str = NOTE, register: str = REGISTER) -> Path:
    (folder / "a.md").write_text(note, "utf-8")
    (folder / "register.toml").write_text(register, "utf-8")
    return folder


def checked(folder: Path) -> Check:
    return check_corpus(folder, folder / "none.toml", TODAY)


def test_a_sound_corpus_has_nothing_broken(tmp_path: Path) -> None:
    check = checked(corpus(tmp_path))
    assert check.findings == ()
    assert not check.broken
    assert list(report_of(check)) == ["1 notes, 1 publications: 0 broken, 0 pieces of advice"]
    assert check.to_json()["notes"][0] == {
        "file": "a.md",
        "reading_age": 5.0,
        "sentences": 3,
        "longest": 5,
        "leaning": 0,
    }


def test_the_shipped_corpus_has_nothing_broken() -> None:
    check = check_corpus(SHIPPED, SHIPPED / "register.toml", TODAY)
    assert [finding for finding in check.findings if finding.broken] == []
    assert not any(note.leaning for note in check.notes)


@pytest.mark.parametrize(
    ("old", "new", "about", "told"),
    [
        ("list.[^1]", "list.[^2]", "footnote", "[^2] has no definition"),
        ("[^1]: guide-2022", "[^1]: guide-2023", "footnote", "names 'guide-2023'"),
        ('as_of: "2024"', "kind: note", "date", "No date"),
        ('as_of: "2024"', 'as_of: "2024"\nreview_by: 2026-10', "review", "reviewed by 2026-10"),
        ('as_of: "2024"', 'as_of: "2024"\nsupersedes: [b.md]', "supersedes", "'b.md'"),
        ('as_of: "2024"', 'as_of: "2024"\nsupersedes: [a.md]', "supersedes", "replaces itself"),
        ("[^1]: guide-2022, page", "[^1]: guide, page", "footnote", "names 'guide'"),
        ('as_of: "2024"', "as_of: soon", "unreadable", "'soon', not a date"),
        ("title: Harbours", "title: [", "unreadable", "front matter"),
    ],
)
def test_what_is_broken_in_a_note_is_named(tmp_path: Path, old: str, new: str, about: str, told: str) -> None:
    assert old in NOTE
    check = checked(corpus(tmp_path, NOTE.replace(old, new)))
    broken = [f for f in check.findings if f.broken]
    assert [(f.file, f.about) for f in broken] == [("a.md", about)]
    assert told in broken[0].text
    assert check.broken


def test_a_declared_source_that_the_register_lacks_is_named(tmp_path: Path) -> None:
    check = checked(corpus(tmp_path, register='[notes]\nowner = "us"\n'))
    assert {f.about for f in check.findings} == {"source", "footnote"}


@pytest.mark.parametrize(
    ("entry", "about", "told"),
    [
        ("review_by = 2026-11-21", "review", "guide-2022: To be reviewed"),
        ('supersedes = ["guide-2010"]', "supersedes", "'guide-2010'"),
        ('supersedes = ["guide-2022"]', "supersedes", "no other publication"),
        ('sha256 = "12ab"', "sha256", "guide-2022: sha256 is not 64"),
        ('text_sha256 = "g"', "text_sha256", "guide-2022: text_sha256 is not 64"),
        ('file = "b.pdf"', "file", "no file 'b.pdf'"),
    ],
)
def test_what_is_broken_in_the_register_is_named(tmp_path: Path, entry: str, about: str, told: str) -> None:
    check = checked(corpus(tmp_path, register=f"{REGISTER}{entry}\n"))
    assert [(f.file, f.about, f.broken) for f in check.findings] == [("register.toml", about, True)]
    assert told in check.findings[0].text


def test_dates_and_reviews_of_the_register_are_looked_at(tmp_path: Path) -> None:
    check = checked(corpus(tmp_path, register=REGISTER.replace("2027-05", "2026").replace('date = "2022"', "")))
    assert [f.about for f in check.findings] == ["date"]
    assert check_corpus(tmp_path, tmp_path, date(2027, 1, 1)).findings[0].text.startswith("[notes]: To be reviewed")


def test_a_review_due_today_is_not_overdue(tmp_path: Path) -> None:
    assert not checked(corpus(tmp_path, NOTE.replace('"2024"', '"2024"\nreview_by: 2026-11-22'))).broken


def test_advice_breaks_nothing(tmp_path: Path) -> None:
    long = "Organisational transformation necessitates " + "collaborative governance " * 20
    note = NOTE.replace("list.[^1]", f"list.[^1] However, it did not last.[^1] {long}arrangements.[^1]")
    check = checked(corpus(tmp_path, note, REGISTER + REGISTER.split('"2027-05"')[1].replace("guide-", "other-")))
    assert {f.about for f in check.findings} == {"reading age", "long sentence", "leaning sentence", "unused"}
    assert not check.broken
    assert any("other-2022" in line for line in report_of(check))


def test_two_notes_that_replace_each_other_are_both_named(tmp_path: Path) -> None:
    corpus(tmp_path, NOTE.replace("title: Harbours", "title: Harbours\nsupersedes: [b.md]"))
    (tmp_path / "b.md").write_text(NOTE.replace("title: Harbours", "title: Bays\nsupersedes: [a.md]"), "utf-8")
    broken = [(f.file, f.about) for f in checked(tmp_path).findings if f.broken]
    assert broken == [("a.md", "supersedes"), ("b.md", "supersedes")]


@pytest.mark.parametrize(
    ("fields", "advice"),
    [("status = 'withdrawn'", "'guide-2022', which is withdrawn"), ("status = 'current'", ""), ("", "")],
)
def test_a_note_made_from_what_is_out_of_force_is_to_be_looked_at(tmp_path: Path, fields: str, advice: str) -> None:
    findings = checked(corpus(tmp_path, register=f"{REGISTER}{fields}\n")).findings
    assert [(f.about, f.broken) for f in findings] == ([("status", False)] if advice else [])
    assert all(advice in f.text for f in findings)


def test_of_other_files_it_is_told_what_nobody_says_and_what_cannot_be_read(tmp_path: Path) -> None:
    corpus(tmp_path)
    (tmp_path / "bare.txt").write_text("Two trusts share one list.", "utf-8")
    (tmp_path / "said.txt").write_text("Three trusts share one ward.", "utf-8")
    (tmp_path / "said.txt.toml").write_text('title = "T"\npublisher = "P"\ndate = "undated"\nauthor = "A"\n', "utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "gone.pdf.toml").write_text('title = "T"\n', "utf-8")
    check = checked(tmp_path)
    assert check.others == 4
    found = {(f.file, f.about, f.broken): f.text for f in check.findings}
    assert found.keys() == {
        ("bare.txt", "metadata", False),
        ("said.txt", "field", True),
        ("empty.txt", "unreadable", True),
        ("gone.pdf.toml", "unreadable", True),
    }
    assert "its title, publisher and date. Write that in bare.txt.toml" in found["bare.txt", "metadata", False]
    assert "'author', which is not known" in found["said.txt", "field", True]
    assert "describes gone.pdf, which is not there" in found["gone.pdf.toml", "unreadable", True]
    assert list(report_of(check))[-1] == "1 notes, 4 other files, 1 publications: 3 broken, 1 pieces of advice"


def test_an_original_of_the_register_is_described_and_used(tmp_path: Path) -> None:
    (tmp_path / "guide.txt").write_text("Two trusts share one list.", "utf-8")
    corpus(tmp_path, register=f'{REGISTER}file = "guide.txt"\n')
    assert checked(tmp_path).findings == ()
    (tmp_path / "a.md").unlink()
    assert checked(tmp_path).findings == ()


def test_a_folder_without_a_register_is_held_against_the_shipped_one(tmp_path: Path) -> None:
    corpus(tmp_path)
    shipped = (tmp_path / "register.toml").rename(tmp_path.parent / "shipped.toml")
    assert check_corpus(tmp_path, shipped, TODAY).findings == ()


def test_wrong_input_is_told(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="is not a folder"):
        checked(tmp_path / "nowhere")
    with pytest.raises(IngestError, match="holds no files"):
        checked(tmp_path)
    with pytest.raises(IngestError, match="is not a file"):
        read_note(tmp_path)


def test_sentences_are_shown_after_the_lead_in_of_their_list(tmp_path: Path) -> None:
    shown = [s.shown for s in answer_sentences(read_note(corpus(tmp_path) / "a.md"))]
    assert shown == [
        "Two trusts share one list.",
        "The trusts on the list are: Northgate",
        "The trusts on the list are: Saltmarsh",
    ]


@pytest.mark.parametrize("sentence", ["It grew.", "However, trusts share.", "“They share.”", "This, too.", "Its list"])
def test_a_sentence_that_leans_on_another_is_known_by_its_opening(sentence: str) -> None:
    assert leans(sentence)


@pytest.mark.parametrize("sentence", ["Itemised lists grew.", "Trusts share it.", "ITV", "", "“Theyre” is a name."])
def test_other_sentences_stand_alone(sentence: str) -> None:
    assert not leans(sentence)

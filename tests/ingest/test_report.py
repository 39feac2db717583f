"""Promises of the report: every file with its outcome, for programs, for the terminal and as one page."""

import json
import re
from pathlib import Path

import pytest

import guide
from index.build import BuildError, build
from ingest.report import READ, FileReport, page, remarks

NOTE = '---\ntitle: Harbour trusts\npublisher: Example Press\nas_of: "2024-05"\n---\n\nTwo trusts share one list.\n'
ODD = "<b>odd\x1b[31m</b>.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "whole.md").write_text(NOTE, "utf-8")
    (made / "plain.txt").write_text("Two ambulance services train their crews together each spring.", "utf-8")
    (made / "empty.md").write_bytes(b"")
    (made / ODD.replace("/", "")).write_bytes(b"\x89PNG\r\n\x1a\n")
    return made


def report_of(name: str, missing: tuple[str, ...] = (), warnings: tuple[str, ...] = ()) -> FileReport:
    return FileReport(name, READ, "", "", 0.1, 40.0, 2, missing, warnings)


def test_every_file_is_told_of(folder: Path, tmp_path: Path) -> None:
    report = build(tmp_path / "home", [folder])
    files = {file.name: file for file in report.files}
    assert len(files) == 4
    whole, plain, empty = files["whole.md"], files["plain.txt"], files["empty.md"]
    assert (whole.outcome, whole.problem, whole.remedy, whole.passages, whole.missing) == ("read", "", "", 1, ())
    assert (plain.outcome, plain.passages, plain.missing) == ("read", 1, ("title", "publisher", "date"))
    assert (empty.outcome, empty.problem, empty.passages) == ("not read", "is empty", 0)
    assert empty.remedy
    assert all(0 < file.seconds < 30 and 5 < file.megabytes < 500 for file in files.values())
    assert {file.name for file in report.failures} == {"empty.md", ODD.replace("/", "")}
    again = build(tmp_path / "home", [folder])
    assert not again.published
    assert [(f.name, f.passages) for f in again.files] == [(f.name, f.passages) for f in report.files]


def test_the_terminal_stays_short_and_the_files_hold_all(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = [f"--{kind}={tmp_path / kind}" for kind in ("json", "html")]
    assert guide.main(["ingest", str(folder), "--home", str(tmp_path / "home"), *out]) == 3
    printed = capsys.readouterr()
    assert len(printed.err.splitlines()) == 2
    assert "not read: empty.md: is empty. " in printed.err
    assert "\x1b" not in printed.err
    missing, changes, closing = printed.out.splitlines()
    assert changes == "2 new"
    assert missing == "metadata is missing in 1 of 2 files: title 1, date 1, publisher 1"
    assert closing.startswith("2 documents, 2 passages, 2 encoded now; snapshot ")
    told = json.loads((tmp_path / "json").read_text("utf-8"))
    assert (told["documents"], told["passages"], told["published"]) == (2, 2, True)
    assert {file["name"]: file["outcome"] for file in told["files"]} == {
        "whole.md": "read",
        "plain.txt": "read",
        "empty.md": "not read",
        ODD.replace("/", ""): "not read",
    }
    fields = {"name", "outcome", "problem", "remedy", "seconds", "megabytes", "passages", "missing", "warnings"}
    fields |= {"change", "moved_from"}
    assert all(file.keys() == fields for file in told["files"])
    assert "is empty" in (tmp_path / "html").read_text("utf-8")


def test_without_a_written_report_the_terminal_says_how_to_get_one(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hint = "--html OUT or --json OUT"
    home = ["--home", str(tmp_path / "home")]
    guide.main(["ingest", str(folder), *home])
    assert hint in capsys.readouterr().out
    guide.main(["ingest", str(folder), *home, "--html", str(tmp_path / "report.html")])
    assert hint not in capsys.readouterr().out
    assert hint not in (tmp_path / "report.html").read_text("utf-8")
    (folder / "plain.txt").unlink()
    guide.main(["ingest", str(folder), *home])
    assert hint not in capsys.readouterr().out


def test_where_nothing_can_be_read_the_files_are_told_of_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.md").write_bytes(b"")
    out = [f"--{kind}={tmp_path / kind}" for kind in ("json", "html")]
    assert guide.main(["ingest", str(tmp_path / "in"), "--home", str(tmp_path / "home"), *out]) == 1
    told = json.loads((tmp_path / "json").read_text("utf-8"))
    assert not told["published"]
    assert [(file["name"], file["problem"]) for file in told["files"]] == [("empty.md", "is empty")]
    assert "Nothing could be read" in (tmp_path / "html").read_text("utf-8")
    with pytest.raises(BuildError) as error:
        build(tmp_path / "home", [tmp_path / "in"])
    assert len(error.value.files) == 1


def test_a_report_that_cannot_be_written_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "nowhere" / "out.json")
    assert guide.main(["ingest", str(folder), "--home", str(tmp_path / "home"), "--json", out]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_the_page_asks_for_nothing_and_shows_names_as_text(folder: Path, tmp_path: Path) -> None:
    files = build(tmp_path / "home", [folder]).files
    made = page((*files, report_of("part.pdf", (), ("Pages without text: 2.",))), "4 documents & more")
    assert not re.search(r"<script|(?:href|src)=\"(?!data:)|url\(|@import", made)
    assert "<b>" not in made
    assert "&lt;b&gt;odd\\x1b[31m&lt;b&gt;.txt" in made
    assert "is not text but a PNG image" in made
    assert "Pages without text: 2." in made
    assert "4 documents &amp; more" in made
    assert made.count("<h2>") == 2


def test_only_what_is_there_is_remarked_on() -> None:
    assert list(remarks([report_of("a.md"), report_of("b.md")])) == []
    lines = list(remarks([report_of("a.md", ("date",)), report_of("b.md", ("date", "title"), ("Pages.",))]))
    assert lines[0] == "metadata is missing in 2 of 2 files: title 1, date 2"
    assert lines[1].startswith("1 of 2 files has remarks")

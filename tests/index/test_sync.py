"""Promises of `guide ingest FOLDER`: the index equals the folder, what changed is told, and nothing is done in vain."""

import json
import sys
from pathlib import Path

import pytest

import guide
from answer.answer import Outcome, Question
from answer.pipeline import Answerer
from index.build import Report, build
from index.search import Searcher
from index.snapshot import Snapshot, current_id
from ingest import reading
from ingest.isolation import Isolation
from tests.index.conftest import NOTES, write_notes


def told(report: Report) -> dict[str, str]:
    return {file.name: file.change for file in report.files}


def found(home: Path, query: str) -> list[str]:
    """Paths of the documents whose passages a search finds."""
    searcher = Searcher.open(home)
    paths = {d.id: d.path for d in searcher.snapshot.documents()}
    return [paths[hit.passage.document_id] for hit in searcher.search(query, k=10)]


def test_every_kind_of_change_is_told_and_counted(
    home: Path, notes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_notes(notes, {"still.txt": "Herons fish by the Sands clinic.", "broken.md": "# Broken\n\nNot yet."})
    build(home, [notes])
    write_notes(notes, {"harbour.md": NOTES["harbour.md"].replace("four", "five"), "new.txt": "Beavers dam the brook."})
    (notes / "north").mkdir()
    (notes / "sands.txt").rename(notes / "north" / "sands.txt")
    (notes / "moorland.md").unlink()
    (notes / "broken.md").write_bytes(b"")
    out = ["--json", str(tmp_path / "out.json"), "--html", str(tmp_path / "out.html")]
    assert guide.main(["ingest", str(notes), "--home", str(home), *out]) == 3
    printed = capsys.readouterr().out.splitlines()
    assert printed[-7:-1] == [
        "1 new, 1 changed, 1 moved, 1 unchanged, 1 deleted, 1 lost",
        "  new: new.txt",
        "  changed: harbour.md",
        "  moved: sands.txt -> north/sands.txt",
        "  deleted: moorland.md",
        "  lost: broken.md",
    ]
    assert printed[-1].startswith("4 documents, 5 passages, 2 encoded now; snapshot ")
    written = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert written["changes"] == {"new": 1, "changed": 1, "moved": 1, "unchanged": 1, "deleted": 1, "lost": 1}
    assert written["deleted"] == ["moorland.md"]
    files = {file["name"]: (file["change"], file["moved_from"]) for file in written["files"]}
    assert files == {
        "broken.md": ("lost", ""),
        "harbour.md": ("changed", ""),
        "new.txt": ("new", ""),
        "north/sands.txt": ("moved", "sands.txt"),
        "still.txt": ("unchanged", ""),
    }
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "1 new, 1 changed, 1 moved, 1 unchanged, 1 deleted, 1 lost" in page
    assert "moved from sands.txt" in page
    assert "<li>moorland.md</li>" in page


def test_names_of_a_large_change_do_not_flood_the_terminal(
    home: Path, notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_notes(notes, {f"{n:02}.txt": "Beavers dam the brook." for n in range(14)})
    assert guide.main(["ingest", str(notes), "--home", str(home)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert "14 new, 3 unchanged" in printed
    (named,) = [line for line in printed if line.startswith("  new: ")]
    assert named.startswith("  new: 00.txt, 01.txt")
    assert named.endswith("09.txt, and 4 more")


def test_a_first_ingest_and_one_without_a_change_name_no_file(
    tmp_path: Path, notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for line in ("3 new", "3 unchanged"):
        assert guide.main(["ingest", str(notes), "--home", str(tmp_path / "home")]) == 0
        printed = capsys.readouterr().out.splitlines()
        assert line in printed
        assert not any(name in "".join(printed) for name in NOTES)


def test_a_second_run_over_an_unchanged_folder_reads_nothing_and_starts_nothing(
    home: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "shaped_by", lambda register: "the same readers")
    build(home, [notes])

    def refused(*_: object) -> None:
        raise AssertionError("nothing is to be read")

    monkeypatch.setattr(Isolation, "read", refused)
    monkeypatch.delitem(sys.modules, "index.filling")  # who imports llama-index
    report = build(home, [notes])
    assert "index.filling" not in sys.modules
    assert (report.encoded, report.published, report.documents, report.passages) == (0, False, 3, 4)
    assert told(report) == dict.fromkeys(NOTES, "unchanged")


def test_what_an_earlier_run_warned_of_is_told_again(
    tmp_path: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.isolation import Reading
    from ingest.parsing import Parsed

    read = Isolation.read

    def warned(self: Isolation, *given: object) -> Reading:
        came = read(self, *given)  # type: ignore[arg-type]
        assert isinstance(came.found, Parsed)
        return Reading(Parsed(came.found.document, ("Page 2 holds no text.",)), came.seconds, came.megabytes)

    monkeypatch.setattr(Isolation, "read", warned)
    reports = [build(tmp_path / "home", [notes]) for _ in range(2)]
    for report in reports:
        assert [file.warnings for file in report.files] == [("Page 2 holds no text.",)] * 3


def test_a_deleted_file_is_found_and_answered_from_no_more(home: Path, notes: Path) -> None:
    question = Question("Which birds nest in the roof of the Sands clinic?")
    assert "sands.txt" in found(home, "swifts nest in the roof")
    assert any("Swifts nest" in s.text for s in Answerer.open(home).ask(question).statements)
    (notes / "sands.txt").unlink()
    report = build(home, [notes])
    assert (report.encoded, report.deleted, report.passages) == (0, ("sands.txt",), 3)
    hits = found(home, "swifts nest in the roof")
    assert len(hits) == 3
    assert "sands.txt" not in hits
    answer = Answerer.open(home).ask(question)
    assert answer.outcome is not Outcome.ANSWERED
    assert not any("Swifts" in s.text for s in answer.statements)
    assert not any(c.quote and "Swifts" in c.quote for c in answer.citations)
    folder = Snapshot.open(home).folder
    for path in folder.rglob("*"):
        assert not path.is_file() or b"Swifts" not in path.read_bytes(), f"{path.name} still holds its words"


def test_a_moved_file_is_cited_at_its_new_place_alone(home: Path, notes: Path) -> None:
    (notes / "old").mkdir()
    (notes / "sands.txt").rename(notes / "old" / "sands.txt")
    report = build(home, [notes])
    assert (report.encoded, told(report)["old/sands.txt"], report.deleted) == (0, "moved", ())
    assert [path for path in found(home, "swifts nest in the roof") if "sands" in path] == ["old/sands.txt"]


def test_a_changed_side_car_changes_its_file_alone(home: Path, notes: Path) -> None:
    (notes / "sands.txt.toml").write_text('title = "The Sands network"\nstatus = "withdrawn"\n', "utf-8")
    report = build(home, [notes])
    assert told(report) == {"harbour.md": "unchanged", "moorland.md": "unchanged", "sands.txt": "changed"}
    assert report.published
    statuses = {d.path: d.status for d in Snapshot.open(home).documents()}
    assert statuses["sands.txt"] == "withdrawn"


def test_new_bytes_with_the_same_words_are_told_once_and_encode_nothing(home: Path, notes: Path) -> None:
    (notes / "sands.txt").write_text(NOTES["sands.txt"] + "\n\n", "utf-8")
    reports = [build(home, [notes]) for _ in range(2)]
    assert [told(report)["sands.txt"] for report in reports] == ["changed", "unchanged"]
    assert [(report.encoded, report.published) for report in reports] == [(0, True), (0, False)]


def test_a_copy_is_new_and_its_words_are_found_in_one_of_the_two(home: Path, notes: Path) -> None:
    write_notes(notes, {"copy.txt": NOTES["sands.txt"]})
    report = build(home, [notes])
    assert (told(report)["copy.txt"], report.encoded, report.documents) == ("new", 0, 4)


def test_an_index_that_was_there_before_serves_again_without_being_made_again(home: Path, notes: Path) -> None:
    first = current_id(home)
    write_notes(notes, {"sands.txt": "The Sands network has closed."})
    assert build(home, [notes]).encoded == 1
    write_notes(notes, NOTES)
    report = build(home, [notes])
    assert (report.encoded, report.published, report.snapshot) == (0, True, first)
    assert told(report)["sands.txt"] == "changed"


def test_files_that_programs_keep_beside_an_open_one_are_left_out(home: Path, notes: Path) -> None:
    for name in ("~$harbour.docx", ".harbour.md.swp", "harbour.md~", "download.PDF.part", "x.tmp", ".hidden/a.md"):
        write = notes / name
        write.parent.mkdir(exist_ok=True)
        write.write_bytes(b"\x00")
    report = build(home, [notes])
    assert set(told(report)) == set(NOTES)
    assert not report.published


def test_other_sources_in_a_side_car_are_taken_over(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    write_notes(folder, {"sands.txt": "Herons fish by the Sands clinic."})
    for source in ("first-report", "second-report"):
        (folder / "sands.txt.toml").write_text(f'sources = [{{id = "{source}"}}]', "utf-8")
        build(home, [folder])
        (document,) = Snapshot.open(home).documents()
        assert [ref.source_id for ref in document.sources] == [source]

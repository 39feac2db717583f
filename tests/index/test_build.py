"""Promises of a build: the same corpus gives the same snapshot, and what goes wrong leaves the old one serving."""

import fcntl
import json
import shutil
from pathlib import Path

import pytest

import guide
from index import build as build_module
from index import filling
from index.build import build
from index.locking import BusyError
from index.snapshot import Snapshot, current_id
from index.sparse import SparseIndex
from tests.index.conftest import NOTES, write_notes


def test_the_report_counts_what_was_done(tmp_path: Path, notes: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    home = tmp_path / "new" / "home"
    report = build(home, [notes], lambda *step: steps.append(step))
    manifest = Snapshot.open(home).manifest
    assert report.snapshot == manifest.id == current_id(home)
    assert (report.documents, report.failures, report.published) == (3, (), True)
    assert report.passages == report.encoded == manifest.passages == len(list(Snapshot.open(home).passages()))
    for what in ("Reading", "Encoding", "Indexing"):
        assert [step for step in steps if step[0] == what][-1][1:] == next(
            s[1:] for s in reversed(steps) if s[0] == what
        )
        done, total = [step[1:] for step in steps if step[0] == what][-1]
        assert done == total


def test_the_same_corpus_gives_the_same_snapshot_in_every_home(shared_home: Path, tmp_path: Path) -> None:
    again = write_notes(tmp_path / "elsewhere", dict(reversed(NOTES.items())))
    report = build(tmp_path / "second", [again])
    first, second = Snapshot.open(shared_home), Snapshot.open(tmp_path / "second")
    assert report.snapshot == first.id == second.id
    assert list(first.passages()) == list(second.passages())
    for name in ("dense.faiss", "acronyms.json"):
        assert (first.folder / name).read_bytes() == (second.folder / name).read_bytes()


@pytest.mark.parametrize("change", ["text", "name", "register"])
def test_another_corpus_gives_another_snapshot(home: Path, notes: Path, change: str) -> None:
    before = current_id(home)
    if change == "text":
        (notes / "sands.txt").write_text("The Sands network has closed.", "utf-8")
    elif change == "name":
        (notes / "sands.txt").rename(notes / "sand.txt")
    else:
        entry = '[[publication]]\nid = "a"\ntitle = "A"\npublisher = "P"\nkind = "report"\n'
        (notes / "register.toml").write_text(entry, "utf-8")
    assert build(home, [notes]).snapshot != before


def test_going_back_to_an_earlier_corpus_serves_its_snapshot_again(home: Path, notes: Path) -> None:
    first = current_id(home)
    (notes / "sands.txt").write_text("The Sands network has closed.", "utf-8")
    build(home, [notes])
    write_notes(notes, NOTES)
    report = build(home, [notes])
    assert report.snapshot == first == Snapshot.open(home).id


def test_a_build_killed_midway_leaves_the_old_snapshot_serving_and_no_folder(
    home: Path, notes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = current_id(home)
    (notes / "sands.txt").write_text("The Sands network has closed.", "utf-8")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for owner, step in ((SparseIndex, "save"), (build_module, "publish"), (filling, "run_pipeline")):
        with monkeypatch.context() as patch:
            patch.setattr(owner, step, killed)
            with pytest.raises(KeyboardInterrupt):
                build(home, [notes])
        assert Snapshot.open(home).id == current_id(home) == before
        assert [p.name for p in (home / "snapshots").iterdir()] == [before]
    assert build(home, [notes]).published


def test_what_a_killed_process_left_behind_is_cleared_away(home: Path, notes: Path) -> None:
    shutil.copytree(home / "snapshots" / str(current_id(home)), home / "snapshots" / ".building-999999")
    (notes / "sands.txt").write_text("The Sands network has closed.", "utf-8")
    build(home, [notes])
    assert not list((home / "snapshots").glob(".building-*"))


def test_two_ingests_at_once_are_told_apart(home: Path, notes: Path) -> None:
    with (home / "ingest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(BusyError, match="Another ingest is at work in .*home"):
            build(home, [notes])
    assert not build(home, [notes]).published


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "the folder holds no files"),
        ({"a.md": ""}, "a.md: is empty"),
        ({"a.md": "# Only a heading"}, "headings but no text"),
    ],
)
def test_where_nothing_can_be_read_the_index_is_left_as_it_was(
    home: Path, tmp_path: Path, files: dict[str, str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = current_id(home)
    folder = write_notes(tmp_path / "bare", files)
    assert guide.main(["ingest", str(folder), "--home", str(home)]) == 1
    message = capsys.readouterr().err
    assert told in message
    assert "left as it was" in message
    assert Snapshot.open(home).id == before


def test_a_path_that_is_not_there_changes_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = current_id(home)
    assert guide.main(["ingest", str(tmp_path / "nowhere"), "--home", str(home)]) == 1
    assert "does not exist" in capsys.readouterr().err
    assert current_id(home) == before


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path, notes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert guide.main(["ingest", str(notes), "--home", str(tmp_path / "file" / "home")]) == 1
    assert "file/home" in capsys.readouterr().err


def test_every_file_of_a_snapshot_is_in_its_manifest(shared_home: Path) -> None:
    folder = Snapshot.open(shared_home).folder
    files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {"manifest.json"}
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert set(manifest["files"]) == files
    assert {"passages.sqlite", "dense.faiss", "docstore.json", "acronyms.json"} <= files


def test_a_document_that_another_replaces_counts_as_superseded(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "old.md").write_text("# Old plan\n\nThe old plan names three wards.\n", "utf-8")
    (folder / "new.md").write_text("---\nsupersedes: [old.md]\n---\n# New plan\n\nThe new plan names four.\n", "utf-8")
    build(tmp_path / "home", [folder])
    statuses = {d.path: d.status for d in Snapshot.open(tmp_path / "home").documents()}
    assert statuses == {"old.md": "superseded", "new.md": "current"}


def test_a_home_inside_the_folder_is_not_ingested(notes: Path) -> None:
    first, second = build(notes / "home", [notes]), build(notes / "home", [notes])
    assert (second.snapshot, second.published, second.failures) == (first.snapshot, False, ())

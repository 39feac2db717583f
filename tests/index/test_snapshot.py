"""Promises of snapshots: verified when opened, published whole or not at all, the last few kept."""

import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

import guide
from index.build import build
from index.publishing import publish
from index.snapshot import KEPT, SCHEMA_VERSION, Manifest, Snapshot, SnapshotError, all_manifests, current_id
from ingest.reading import find_files, read_files
from ingest.register import Register


def folder_of(home: Path, snapshot_id: str | None = None) -> Path:
    return home / "snapshots" / (snapshot_id or current_id(home) or "none")


def with_manifest(folder: Path, **changes: object) -> Manifest:
    """Change fields of a snapshot's manifest; returns it."""
    fields = json.loads((folder / "manifest.json").read_text("utf-8")) | changes
    (folder / "manifest.json").write_text(json.dumps(fields), "utf-8")
    return Manifest(**fields)


def add_older(home: Path, snapshot_id: str = "older") -> None:
    """Put an older whole snapshot beside the current one."""
    shutil.copytree(folder_of(home), folder_of(home, snapshot_id))
    with_manifest(folder_of(home, snapshot_id), id=snapshot_id, created_at="2020-01-01T00:00:00.000+00:00")


def publish_copy(home: Path, snapshot_id: str, created_at: str) -> None:
    """Publish the current content again under another id."""
    staged = home / "snapshots" / ".building-test"
    source = folder_of(home)
    shutil.copytree(source, staged)
    manifest = Manifest(**json.loads((source / "manifest.json").read_text("utf-8")))
    publish(home, staged, replace(manifest, id=snapshot_id, created_at=created_at))


def files_of(home: Path) -> list[str]:
    folder = folder_of(home)
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


def test_a_snapshot_gives_back_documents_and_passages_as_they_were_read(shared_home: Path, notes: Path) -> None:
    snapshot = Snapshot.open(shared_home)
    read = [file.found for file in read_files(find_files([notes]), Register({}))]
    assert [(d.path, d.text, d.version) for d in snapshot.documents()] == [(d.path, d.text, d.version) for d in read]
    passages = list(snapshot.passages())
    assert len(passages) == snapshot.manifest.passages
    for row, passage in enumerate(passages):
        document = snapshot.document(passage.document_id)
        assert document is not None
        assert passage.text == document.text[passage.start : passage.end]
        assert snapshot.passage(row) == passage
        vectors = snapshot.sentence_vectors(row)
        assert vectors.shape[0] == len(passage.sentences)
        assert (vectors**2).sum(axis=1) == pytest.approx(1, abs=0.01)


def test_a_document_is_found_by_id_and_only_in_the_version_it_has(shared_home: Path) -> None:
    snapshot = Snapshot.open(shared_home)
    document = snapshot.documents()[0]
    assert snapshot.document(document.id) == snapshot.document(document.id, document.version) == document
    assert snapshot.document(document.id, "another") is None
    assert snapshot.document("unknown") is None


def test_an_opened_snapshot_cannot_be_written(shared_home: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        Snapshot.open(shared_home)._db.execute("DELETE FROM passages")


def test_any_damaged_file_is_refused_by_its_name(home: Path) -> None:
    folder = folder_of(home)
    for name in files_of(home):
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if name != "manifest.json" else whole[:-20])
        with pytest.raises(SnapshotError, match=rf"{name} is (missing or )?damaged.*guide ingest"):
            Snapshot.open(home)
        (folder / name).unlink()
        with pytest.raises(SnapshotError, match=rf"{name} is missing.*guide ingest"):
            Snapshot.open(home)
        (folder / name).write_bytes(whole)
    assert Snapshot.open(home)


def test_with_a_damaged_snapshot_the_previous_one_serves(home: Path) -> None:
    add_older(home)
    (folder_of(home) / "dense.faiss").write_bytes(b"")
    assert Snapshot.open(home).id == "older"
    assert guide.main(["passages", "--home", str(home)]) == 0


def test_a_damaged_snapshot_before_the_damaged_one_is_passed_over(home: Path) -> None:
    add_older(home, "oldest")
    add_older(home, "older")
    with_manifest(folder_of(home, "older"), created_at="2021-01-01T00:00:00.000+00:00")
    (folder_of(home, "older") / "acronyms.json").unlink()
    (folder_of(home) / "dense.faiss").unlink()
    assert Snapshot.open(home).id == "oldest"


def test_when_none_is_whole_the_error_names_the_current_ones_file(home: Path) -> None:
    add_older(home)
    (folder_of(home, "older") / "acronyms.json").unlink()
    (folder_of(home) / "dense.faiss").unlink()
    with pytest.raises(SnapshotError, match="dense.faiss is missing"):
        Snapshot.open(home)


def test_ingest_mends_a_damaged_snapshot(home: Path, notes: Path) -> None:
    (folder_of(home) / "dense.faiss").write_bytes(b"damaged")
    report = build(home, [notes])
    assert report.published
    assert Snapshot.open(home).id == report.snapshot


@pytest.mark.parametrize(
    ("version", "told"),
    [(SCHEMA_VERSION + 1, "Update the program"), (SCHEMA_VERSION - 1, "Run .guide ingest.* to build anew")],
)
def test_another_schema_is_refused_with_the_reason(home: Path, version: int, told: str) -> None:
    with_manifest(folder_of(home), schema_version=version)
    with pytest.raises(SnapshotError, match=f"schema {version}, this program reads {SCHEMA_VERSION}. {told}"):
        Snapshot.open(home)


@pytest.mark.parametrize("pointer", [b"", b"gone", b"\x00\x00\x00", b"\xff\xfe", b"../../elsewhere"])
def test_with_a_damaged_pointer_the_newest_snapshot_serves(home: Path, pointer: bytes) -> None:
    snapshot_id = current_id(home)
    (home / "current").write_bytes(pointer)
    assert Snapshot.open(home).id == snapshot_id


@pytest.mark.parametrize("make", [True, False])
def test_an_empty_or_missing_home_says_how_to_make_an_index(
    tmp_path: Path, make: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    if make:
        home.mkdir()
    with pytest.raises(SnapshotError, match=r"There is no index in .*home\. Run 'guide ingest.*' to make one\."):
        Snapshot.open(home)
    assert guide.main(["ask", "What is an ICB?", "--home", str(home)]) == 1
    assert "Run 'guide ingest" in capsys.readouterr().err


def test_publishing_keeps_the_last_three(home: Path) -> None:
    first = current_id(home)
    for n in range(1, KEPT + 2):
        publish_copy(home, f"new-{n}", f"2099-01-0{n}T00:00:00.000+00:00")
        assert current_id(home) == Snapshot.open(home).id == f"new-{n}"
    assert KEPT == 3
    assert [m.id for m in all_manifests(home)] == ["new-4", "new-3", "new-2"]
    assert sorted(p.name for p in (home / "snapshots").iterdir()) == ["new-2", "new-3", "new-4"]
    assert first not in [m.id for m in all_manifests(home)]


def test_publishing_never_removes_the_snapshot_it_points_to(home: Path) -> None:
    for n in range(1, KEPT + 1):
        publish_copy(home, f"new-{n}", f"2099-01-0{n}T00:00:00.000+00:00")
    publish_copy(home, "back", "2000-01-01T00:00:00.000+00:00")
    assert Snapshot.open(home).id == "back"


def test_a_staged_snapshot_that_is_damaged_is_not_published(home: Path) -> None:
    before = current_id(home)
    staged = home / "snapshots" / ".building-test"
    shutil.copytree(folder_of(home), staged)
    manifest = Manifest(**json.loads((staged / "manifest.json").read_text("utf-8")))
    (staged / "acronyms.json").write_text("{}", "utf-8")
    with pytest.raises(SnapshotError, match=r"acronyms\.json is damaged"):
        publish(home, staged, replace(manifest, id="damaged"))
    assert current_id(home) == before
    assert not folder_of(home, "damaged").exists()


def test_a_reader_keeps_the_snapshot_it_opened(home: Path) -> None:
    reader = Snapshot.open(home)
    for n in range(1, KEPT + 2):
        publish_copy(home, f"new-{n}", f"2099-01-0{n}T00:00:00.000+00:00")
    assert not reader.folder.exists()
    assert len(list(reader.passages())) == reader.manifest.passages

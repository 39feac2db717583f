"""Promises of remembered readings: used only where nothing has changed that shapes a document, and never when damaged."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ingest import isolation, reading, recognition, remembered
from ingest.documents import Document
from ingest.errors import IngestError
from ingest.isolation import Isolation
from ingest.parsing import Parsed
from ingest.reading import FileRead, find_files, read_files
from ingest.register import Register, Source
from ingest.remembered import FILE, Remembered, shaped_by

SOURCE = Source("a", "A", "P", "report", "2020", "", "", "current")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "a.txt").write_text("Two trusts share one list.", "utf-8")
    (made / "b.md").write_text("# Sands\n\nSwifts nest in the roof.\n", "utf-8")
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that were really read."""
    names: list[str] = []
    read = Isolation.read

    def listen(self: Isolation, path: Path, name: str, *more: str) -> isolation.Reading:
        names.append(name)
        return read(self, path, name, *more)

    monkeypatch.setattr(Isolation, "read", listen)
    # The code of the readers may be worked on while this runs.
    monkeypatch.setattr(reading, "shaped_by", lambda register: repr(sorted(register.sources)))
    return names


def read(folder: Path, register: Register | None = None) -> list[FileRead]:
    with Remembered(folder.parent / FILE) as kept:
        return list(read_files(find_files([folder]), register or Register({}), kept))


def again(folder: Path, asked: list[str], register: Register | None = None) -> list[str]:
    """The files that a further run reads."""
    asked.clear()
    read(folder, register)
    return list(asked)


def test_what_has_not_changed_is_not_read_again_and_is_the_same(folder: Path, asked: list[str]) -> None:
    first = read(folder)
    assert asked == ["a.txt", "b.md"]
    second = read(folder)
    assert asked == ["a.txt", "b.md"]
    assert [(r.name, r.found, r.warnings, r.sha256) for r in first] == [
        (r.name, r.found, r.warnings, r.sha256) for r in second
    ]
    assert all(isinstance(r.found, Document) and len(r.sha256) == 64 for r in second)


def test_a_file_or_its_side_car_that_changes_is_read_again(folder: Path, asked: list[str]) -> None:
    read(folder)
    (folder / "a.txt").write_text("Three trusts share one list.", "utf-8")
    assert again(folder, asked) == ["a.txt"]
    for text in ('title = "List"\n', 'title = "Lists"\n'):
        (folder / "b.md.toml").write_text(text, "utf-8")
        assert again(folder, asked) == ["b.md"]
    assert again(folder, asked) == []
    (folder / "b.md.toml").unlink()
    assert again(folder, asked) == ["b.md"]


def test_a_file_that_goes_back_to_what_it_was_gives_what_it_gave(folder: Path, asked: list[str]) -> None:
    first = read(folder)
    (folder / "a.txt").write_text("Three trusts share one list.", "utf-8")
    read(folder)
    (folder / "a.txt").write_text("Two trusts share one list.", "utf-8")
    assert [r.found for r in read(folder)] == [r.found for r in first]


def test_a_moved_file_is_read_again_since_its_name_may_be_its_title(folder: Path, asked: list[str]) -> None:
    read(folder)
    (folder / "a.txt").rename(folder / "c.txt")
    assert again(folder, asked) == ["c.txt"]


def test_a_changed_register_or_other_readers_have_all_read_again(
    folder: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read(folder)
    assert again(folder, asked, Register({"a": SOURCE})) == ["a.txt", "b.md"]
    assert again(folder, asked, Register({"a": SOURCE})) == []
    monkeypatch.setattr(reading, "shaped_by", lambda register: "other readers")
    assert again(folder, asked, Register({"a": SOURCE})) == ["a.txt", "b.md"]


def test_what_shapes_readings_is_the_register_every_module_and_every_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Path(remembered.__file__).parent
    copy = shutil.copytree(ours, tmp_path / "ingest", ignore=shutil.ignore_patterns("__pycache__"))
    libraries = tmp_path / "site"
    (libraries / "reader-1.0.dist-info").mkdir(parents=True)
    monkeypatch.setattr(remembered, "__file__", str(copy / "remembered.py"))
    monkeypatch.syspath_prepend(str(libraries))
    seen = [shaped_by(Register({}))]
    assert shaped_by(Register({})) == seen[0]
    for register in (Register({"a": SOURCE}), Register({"a": SOURCE}, dateless=frozenset({"a", "b", "c"}))):
        seen.append(shaped_by(register))
    for module in sorted(copy.rglob("*.py")):
        module.write_text(module.read_text("utf-8") + "\n# changed\n", "utf-8")
        seen.append(shaped_by(Register({})))
    recogniser = tmp_path / "tesseract"
    for text in ("one", "another"):
        recogniser.write_text(text, "utf-8")
        monkeypatch.setattr("ingest.recognition.installed", lambda: str(recogniser))
        seen.append(shaped_by(Register({})))
    (libraries / "reader-1.0.dist-info").rename(libraries / "reader-1.1.dist-info")
    seen.append(shaped_by(Register({})))
    assert len(set(seen)) == len(seen) > 20


def test_a_failure_is_tried_again_each_time(folder: Path, asked: list[str]) -> None:
    (folder / "c.md").write_bytes(b"")
    read(folder)
    assert again(folder, asked) == ["c.md"]


@pytest.mark.parametrize("lack", [{"hurried": True}, {"scans": (2,)}])
def test_a_reading_that_may_have_been_cut_short_is_made_again(
    folder: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch, lack: dict[str, Any]
) -> None:
    monkeypatch.setattr("ingest.recognition.installed", lambda: "tesseract")
    monkeypatch.setattr("ingest.recognition._recognised", lambda *_: ({}, (2,)))

    made = Isolation.read

    def hurried(self: Isolation, *given: object) -> isolation.Reading:
        came = made(self, *given)  # type: ignore[arg-type]
        assert isinstance(came.found, Parsed)
        return isolation.Reading(Parsed(came.found.document, (), **lack), came.seconds, came.megabytes)

    with monkeypatch.context() as patch:
        patch.setattr(Isolation, "read", hurried)
        read(folder)
    assert again(folder, asked) == ["a.txt", "b.md"]
    assert again(folder, asked) == []


@pytest.mark.parametrize("written", ["a.txt", "a.txt.toml"])
def test_a_file_that_is_written_to_while_it_is_read_is_read_again(
    folder: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    made = Isolation.read

    def meanwhile(self: Isolation, *given: object) -> isolation.Reading:
        came = made(self, *given)  # type: ignore[arg-type]
        (folder / written).write_text('title = "Just now"\n', "utf-8")
        return came

    with monkeypatch.context() as patch:
        patch.setattr(Isolation, "read", meanwhile)
        assert read(folder)[0].sha256 == ""
    (folder / "a.txt").write_text("Two trusts share one list.", "utf-8")
    (folder / "a.txt.toml").unlink(missing_ok=True)
    assert again(folder, asked) == ["a.txt"]


def test_what_no_file_asks_for_any_more_is_dropped(folder: Path, asked: list[str]) -> None:
    read(folder)
    (folder / "a.txt").unlink()
    read(folder)
    with sqlite3.connect(folder.parent / FILE) as db:
        assert db.execute("SELECT count(*) FROM readings").fetchone() == (1,)


def test_a_run_that_is_broken_off_keeps_what_it_has_read_and_what_was_there(folder: Path, asked: list[str]) -> None:
    read(folder)
    (folder / "a.txt").write_text("Three trusts share one list.", "utf-8")
    with pytest.raises(KeyboardInterrupt), Remembered(folder.parent / FILE) as kept:
        next(read_files(find_files([folder]), Register({}), kept))
        raise KeyboardInterrupt
    assert again(folder, asked) == []


@pytest.mark.parametrize("where", ["start", "middle", "every body", "empty", "a folder's worth of zeros"])
def test_damage_costs_time_and_nothing_else(folder: Path, asked: list[str], where: str) -> None:
    first = read(folder)
    path = folder.parent / FILE
    data = bytearray(path.read_bytes())
    if where == "start":
        data[:64] = bytes(64)
    elif where == "middle":
        data[len(data) // 2 :] = b"\xa5" * (len(data) - len(data) // 2)
    elif where == "every body":
        data = data.replace(b"trusts", b"thrust").replace(b"Swifts", b"Shifts")
    else:
        data = bytearray(0 if where == "empty" else 8192)
    path.write_bytes(data)
    asked.clear()
    assert [r.found for r in read(folder)] == [r.found for r in first]
    assert asked == ["a.txt", "b.md"]
    assert again(folder, asked) == []


def test_without_a_memory_every_file_is_read(folder: Path, asked: list[str]) -> None:
    for _ in range(2):
        assert not any(isinstance(r.found, IngestError) for r in read_files(find_files([folder]), Register({})))
    assert asked == ["a.txt", "b.md"] * 2


@pytest.mark.parametrize(("deed", "times"), [("true", 1), ("exit 3", 2)])
def test_a_scan_without_text_is_looked_at_again_only_where_that_failed(
    folder: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch, deed: str, times: int
) -> None:
    Image.new("L", (60, 80), 255).save(folder / "blank.pdf")
    program = folder.parent / "tesseract"
    program.write_text(f"#!/bin/sh\ncat >/dev/null\n{deed}\n")
    program.chmod(0o755)
    monkeypatch.setattr(recognition, "PROGRAM", str(program))
    first, second = read(folder), read(folder)
    assert asked.count("blank.pdf") == times
    assert [str(r.found) for r in first if r.name == "blank.pdf"] == [
        str(r.found) for r in second if r.name == "blank.pdf"
    ]
    assert any("image only" in str(r.found) for r in second)

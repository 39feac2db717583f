"""Promises of publishing: all of a snapshot is on the disk before the pointer names it, so a power cut costs no index."""

import os
from pathlib import Path

import pytest

from index.build import build
from index.snapshot import Snapshot, current_id


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What reaches the disk and what is renamed, in order: (step, path)."""
    seen: list[tuple[str, str]] = []
    fsync, rename, replace = os.fsync, Path.rename, Path.replace

    def synced(opened: int) -> None:
        seen.append(("on disk", str(Path(f"/proc/self/fd/{opened}").readlink())))
        fsync(opened)

    def renamed(self: Path, target: Path) -> Path:
        seen.append(("renamed", str(self)))
        return rename(self, target)

    def replaced(self: Path, target: Path) -> Path:
        seen.append(("replaced", str(self)))
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "rename", renamed)
    monkeypatch.setattr(Path, "replace", replaced)
    return seen


def test_everything_is_on_the_disk_before_it_is_named(home: Path, notes: Path, steps: list[tuple[str, str]]) -> None:
    (notes / "sands.txt").write_text("The Sands network has closed.", "utf-8")
    build(home, [notes])
    staged = next(path for step, path in steps if step == "renamed" and ".building-" in path)
    at = steps.index(("renamed", staged))
    before = {path for step, path in steps[:at] if step == "on disk"}
    folder = Snapshot.open(home).folder
    made = {p.relative_to(folder).as_posix() for p in folder.rglob("*")} | {"."}
    assert {str(Path(staged) / name) for name in made} <= before
    assert {"passages.sqlite", "dense.faiss", "manifest.json"} <= made
    swap = steps.index(("replaced", str(home / "current.new")))
    assert at < steps.index(("on disk", str(home / "snapshots"))) < swap
    assert at < steps.index(("on disk", str(home / "current.new"))) < swap
    assert ("on disk", str(home)) in steps[swap:]
    assert current_id(home) == folder.name

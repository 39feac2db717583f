"""Promises where nothing can be written: the index before goes on serving, and the message says what is wrong."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import guide
from index.build import BuildError, build
from index.dense import DenseIndex
from index.locking import ReadOnlyError
from index.snapshot import Snapshot, current_id

LARGER = "# The Dunes\n\n" + "\n\n".join(f"The Dunes clinic has {n} beds for its {n + 1} towns." for n in range(60))


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Let every write beyond so many bytes of a file fail, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own in a folder, where this user may mount one."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", folder], capture_output=True)
    if done.returncode:
        pytest.skip("this user may not mount a file system")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("vectors", [27, 28, 300])
def test_a_dense_index_that_does_not_fit_is_an_error_and_never_a_short_file(tmp_path: Path, vectors: int) -> None:
    index = DenseIndex.build(np.zeros((vectors, 384), np.float32))
    with no_file_longer_than(40_960), pytest.raises(OSError, match="too large"):
        index.save(tmp_path / "dense.faiss")


@pytest.mark.parametrize("size", [0, 3_000, 30_000, 90_000])
def test_a_disk_that_fills_up_wherever_it_is_leaves_the_index_before_serving(
    home: Path, notes: Path, size: int
) -> None:
    before = Snapshot.open(home).id
    (notes / "dunes.md").write_text(LARGER, "utf-8")
    with no_file_longer_than(size), pytest.raises(BuildError, match="The index was left as it was"):
        build(home, [notes])
    assert Snapshot.open(home).id == current_id(home) == before
    assert [folder.name for folder in (home / "snapshots").iterdir()] == [before]
    assert build(home, [notes]).published


def test_a_home_that_cannot_be_written_to_is_named(home: Path, notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def refused(self: Path, mode: str = "r", *more: object, **named: object) -> object:
        if "w" in mode and self.is_relative_to(home):
            raise OSError(30, "Read-only file system")
        return opened(self, mode, *more, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refused)
    with pytest.raises(ReadOnlyError, match="Nothing can be written to .*home .Read-only file system.*--home"):
        build(home, [notes])


@pytest.mark.slow
@pytest.mark.parametrize("kilobytes", [60, 140, 200])
def test_on_a_disk_that_is_really_full_a_person_is_told(
    tmp_path: Path, notes: Path, kilobytes: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with mounted(tmp_path / "disk", f"size={kilobytes}k"):
        home = tmp_path / "disk" / "home"
        assert guide.main(["ingest", str(notes), "--home", str(home)]) == 1
        told = capsys.readouterr().err
        assert f"The disk of {home} is full. The index was left as it was." in told
        assert "Traceback" not in told
        assert not list((home / "snapshots").iterdir())


@pytest.mark.slow
def test_of_two_real_ingests_at_once_one_is_refused_in_words_and_the_other_publishes(
    tmp_path: Path, notes: Path
) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "guide", "ingest", str(notes), "--home", str(home)]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    told = {process.wait(): process.communicate()[1] for process in both}
    assert sorted(told) == [0, 1]
    assert "Another ingest is at work" in told[1]
    assert Snapshot.open(home).stands_in == ""

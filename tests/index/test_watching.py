"""Promises of `guide ingest --watch`, by a real process and real files: the index follows, and nothing ends it but Ctrl-C."""

import fcntl
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from index.snapshot import Snapshot
from index.watching import follow
from ingest.errors import IngestError
from tests.index.conftest import NOTES, write_notes

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent.parent
LONGEST = 120  # seconds, on a busy machine


class Watch:
    """A running `guide ingest --watch` and the lines that it prints."""

    def __init__(self, home: Path, *paths: Path, options: tuple[str, ...] = ()) -> None:
        command = [sys.executable, "-m", "guide", "ingest", *map(str, paths), "--home", str(home), "--watch", *options]
        self.process = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self._out, self._err = self._lines(self.process.stdout), self._lines(self.process.stderr)

    def _lines(self, stream: IO[str] | None) -> "queue.Queue[str]":
        assert stream is not None
        lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=lambda: [lines.put(line.rstrip("\n")) for line in stream], daemon=True).start()
        return lines

    def run(self) -> str:
        """The line of the next run."""
        return self._out.get(timeout=LONGEST)

    def complaint(self) -> str:
        """The next line on standard error."""
        return self._err.get(timeout=LONGEST)

    def is_silent(self, seconds: float) -> bool:
        time.sleep(seconds)
        return self._out.empty() and self._err.empty()

    def interrupt(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=LONGEST)


@pytest.fixture
def started() -> Iterator[list[Watch]]:
    """Processes to end when a test has failed."""
    watches: list[Watch] = []
    yield watches
    for watch in watches:
        if watch.process.poll() is None:
            watch.process.kill()
            watch.process.wait()


def paths_in(home: Path) -> set[str]:
    return {document.path for document in Snapshot.open(home).documents()}


def test_the_index_follows_every_change_and_ctrl_c_ends_it(home: Path, notes: Path, started: list[Watch]) -> None:
    watch = Watch(home, notes)
    started.append(watch)
    assert "3 unchanged; 3 documents, 4 passages, 0 encoded now" in watch.run()

    (notes / "new.txt").write_text("Beavers dam the brook.", "utf-8")
    assert "1 new, 3 unchanged; 4 documents, 5 passages, 1 encoded now" in watch.run()
    (notes / "new.txt").write_text("Beavers dam the brook. Otters swim in it.", "utf-8")
    assert "1 changed, 3 unchanged; 4 documents, 5 passages, 1 encoded now" in watch.run()
    (notes / "deep").mkdir()
    (notes / "new.txt").rename(notes / "deep" / "new.txt")
    assert "1 moved, 3 unchanged; 4 documents, 5 passages, 0 encoded now" in watch.run()
    (notes / "deep" / "new.txt").write_text("Beavers dam the river.", "utf-8")  # in a folder made meanwhile
    assert "1 changed, 3 unchanged" in watch.run()
    (notes / "deep" / "new.txt").unlink()
    assert "3 unchanged, 1 deleted; 3 documents, 4 passages, 0 encoded now" in watch.run()
    assert paths_in(home) == set(NOTES)

    (notes / "sands.txt.toml").write_text('title = "The Sands network"\n', "utf-8")
    assert "1 changed, 2 unchanged" in watch.run()
    entry = '[[publication]]\nid = "a"\ntitle = "A"\npublisher = "P"\nkind = "report"\n'
    (notes / "register.toml").write_text(entry, "utf-8")
    assert "3 unchanged; 3 documents, 4 passages, 0 encoded now" in watch.run()
    assert set(Snapshot.open(home).sources) == {"a"}

    for name in ("~$harbour.docx", ".harbour.md.swp", "x.tmp", "harbour.md~", ".hidden"):
        (notes / name).write_bytes(b"\x00")
    assert watch.is_silent(4)

    assert watch.interrupt() == 0
    assert watch.is_silent(0.5)


def test_changes_in_quick_succession_are_one_run(home: Path, notes: Path, started: list[Watch]) -> None:
    watch = Watch(home, notes)
    started.append(watch)
    watch.run()
    for n in range(8):
        (notes / f"{n}.txt").write_text(f"Beaver {n} dams the brook.", "utf-8")
        time.sleep(0.3)
    assert "8 new, 3 unchanged" in watch.run()
    assert watch.is_silent(3)


def test_a_change_during_the_first_ingest_is_not_missed(tmp_path: Path, notes: Path, started: list[Watch]) -> None:
    home = tmp_path / "fresh"
    watch = Watch(home, notes)
    started.append(watch)
    while not (home / "readings.sqlite").exists():  # files are being read
        time.sleep(0.01)
    (notes / "late.txt").write_text("Beavers dam the brook.", "utf-8")
    lines = [watch.run()]
    while "4 documents" not in lines[-1]:
        lines.append(watch.run())
    assert "late.txt" in paths_in(home)


def test_a_run_that_fails_is_told_and_the_next_goes_on(home: Path, notes: Path, started: list[Watch]) -> None:
    out = home.parent / "nowhere" / "out.json"
    watch = Watch(home, notes, options=("--json", str(out)))
    started.append(watch)
    watch.run()
    assert "nowhere" in watch.complaint()
    for name in NOTES:
        (notes / name).rename(home.parent / name)
    assert "Nothing could be read: the folder holds no files. The index was left as it was." in watch.complaint()
    assert paths_in(home) == set(NOTES)
    (notes / "broken.md").write_bytes(b"")
    assert "broken.md: is empty" in watch.complaint()
    out.parent.mkdir()
    write_notes(notes, {"new.txt": "Beavers dam the brook."})
    assert "not read: broken.md: is empty" in watch.complaint()
    assert "1 new, 3 deleted; 1 documents" in watch.run()
    assert out.is_file()
    write_notes(notes, {"new.txt": "Beavers dam the river."})
    assert "1 changed; 1 documents" in watch.run()
    assert watch.is_silent(0)  # of the file that still cannot be read nothing is said twice
    assert watch.interrupt() == 0


def test_while_another_ingest_is_at_work_it_says_so_once_and_tries_again(
    home: Path, notes: Path, started: list[Watch]
) -> None:
    with (home / "ingest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        watch = Watch(home, notes)
        started.append(watch)
        assert "Another ingest is at work" in watch.complaint()
        assert watch.is_silent(4)
    assert "3 unchanged" in watch.run()


def test_a_folder_in_the_place_of_another_is_followed(home: Path, notes: Path, started: list[Watch]) -> None:
    watch = Watch(home, notes)
    started.append(watch)
    watch.run()
    next_one = write_notes(notes.parent / "next", {**NOTES, "new.txt": "Beavers dam the brook."})
    notes.rename(notes.parent / "before")
    assert "does not exist" in watch.complaint()
    next_one.rename(notes)
    assert "1 new, 3 unchanged" in watch.run()
    (notes / "new.txt").unlink()
    assert "3 unchanged, 1 deleted" in watch.run()


def test_files_named_outright_are_followed_through_replacement(home: Path, notes: Path, started: list[Watch]) -> None:
    watch = Watch(home, *(notes / name for name in NOTES))
    started.append(watch)
    assert "3 unchanged" in watch.run()
    (notes / "swap").write_text("The Sands network has closed.", "utf-8")
    (notes / "swap").replace(notes / "sands.txt")
    assert "1 changed, 2 unchanged" in watch.run()
    (notes / "sands.txt.toml").write_text('title = "The Sands network"\n', "utf-8")
    assert "1 changed, 2 unchanged" in watch.run()
    assert watch.interrupt() == 0


def test_a_home_inside_the_folder_does_not_set_off_the_next_run(notes: Path, started: list[Watch]) -> None:
    watch = Watch(notes / "guide", notes, options=("--json", str(notes / "out.tmp")))
    started.append(watch)
    watch.run()
    time.sleep(3)
    assert watch.process.poll() is None
    assert watch._out.empty()


def test_ctrl_c_during_an_ingest_leaves_no_process_and_nothing_half_made(
    home: Path, notes: Path, started: list[Watch]
) -> None:
    before = Snapshot.open(home).id
    write_notes(notes, {f"{n}.txt": f"Beaver {n} dams the brook. " * 300 for n in range(200)})
    watch = Watch(home, notes)
    started.append(watch)
    while not (home / "readings.sqlite").exists() or (home / "readings.sqlite").stat().st_size < 50_000:
        time.sleep(0.05)
    group = {int(p.name) for p in Path("/proc").glob("[0-9]*") if _parent(p) == watch.process.pid}
    assert watch.interrupt() == 0
    assert Snapshot.open(home).id == before
    assert not list((home / "snapshots").glob(".building-*"))
    assert not any(Path(f"/proc/{pid}").exists() for pid in group)


def _parent(process: Path) -> int:
    try:
        return int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def test_a_path_that_is_not_there_to_begin_with_ends_it(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="does not exist"):
        next(follow(tmp_path / "home", [tmp_path / "nowhere"]))
    assert not list(tmp_path.iterdir())

"""Promises of an ingest that is killed, wherever it is: the index before goes on serving, and the next run mends all."""

import os
import random
import shutil
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path

import pytest

from index.build import build
from index.snapshot import Snapshot, all_manifests, current_id
from tests.index.conftest import NOTES, write_notes

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent.parent
MARK = "GUIDE_TEST_MARK"
CHANGED = {
    "harbour.md": NOTES["harbour.md"].replace("four hospitals", "five hospitals"),
    "moorland.md": NOTES["moorland.md"].replace("radios", "bicycles"),
    "brook.txt": "Beavers built the pond of the Brook clinic. It is deep.",
}
BEFORE_THE_SWAP = {
    "reading": ("ingest.isolation:Isolation.read", 2),
    "remembering": ("ingest.remembered:Remembered.keep", 2),
    "starting from the snapshot before": ("index.filling:PassageStore", 1),
    "cutting": ("ingest.pipeline:passages_of", 2),
    "encoding": ("index.encoder:Encoder.encode_passages", 2),
    "storing": ("index.store:PassageStore.add", 1),
    "stored, not numbered": ("index.store:PassageStore.finish", 1),
    "numbered, not closed": ("index.store:PassageStore.close", 1),
    "vectors": ("index.dense:DenseIndex.build", 1),
    "words": ("index.sparse:SparseIndex.save", 1),
    "no manifest": ("index.publishing:write_manifest", 1),
    "staged, not renamed": ("pathlib:Path.rename", 1),
    "renamed, pointer not written": ("index.publishing:point_at", 1),
    "pointer written, not swapped": ("pathlib:Path.replace", 1),
}


def command(notes: Path, home: Path) -> list[str]:
    return ["ingest", str(notes), "--home", str(home)]


def killed_at(place: str, nth: int, notes: Path, home: Path) -> str:
    """Run a real ingest that dies there; returns the mark that its processes carry."""
    mark = uuid.uuid4().hex
    dying = [sys.executable, "-m", "tests.index.killed", place, str(nth), *command(notes, home)]
    ended = subprocess.run(dying, cwd=ROOT, env={**os.environ, MARK: mark}, capture_output=True, timeout=300)
    assert ended.returncode == -9, ended.stderr.decode()
    return mark


def marked(mark: str) -> list[int]:
    """Processes that carry a mark."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if f"{MARK}={mark}".encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
    return found


def assert_no_process_is_left(mark: str) -> None:
    until = time.monotonic() + 30
    while marked(mark) and time.monotonic() < until:
        time.sleep(0.05)
    assert marked(mark) == []


def texts(home: Path) -> list[str]:
    return [passage.text for passage in Snapshot.open(home).passages()]


def assert_the_next_run_mends_all(home: Path, notes: Path, fresh: Path) -> None:
    report = build(home, [notes])
    assert (report.documents, report.failures) == (3, ())
    assert report.deleted in ((), ("sands.txt",))  # none where the killed one had come to publish
    build(fresh, [notes])
    one, other = Snapshot.open(home), Snapshot.open(fresh)
    assert report.snapshot == current_id(home) == one.id == other.id
    assert list(one.passages()) == list(other.passages())
    assert len(texts(home)) == report.passages == one.manifest.passages
    assert not any("radios" in text or "Swifts" in text for text in texts(home))
    made_later = {"pictures", "questions"}  # after publishing, so that a killed run may not have come to them
    assert sorted(p.name for p in home.iterdir() if p.name not in made_later) == [
        "current",
        "ingest.lock",
        "readings.sqlite",
        "snapshots",
    ]
    assert {p.name for p in (home / "snapshots").iterdir()} == {m.id for m in all_manifests(home)}
    assert build(home, [notes]).encoded == 0


@pytest.fixture
def changed(notes: Path) -> Path:
    """The folder after two files were edited, one came and one went."""
    (notes / "sands.txt").unlink()
    return write_notes(notes, CHANGED)


@pytest.mark.parametrize("point", BEFORE_THE_SWAP)
def test_an_ingest_killed_before_the_swap_leaves_the_index_before_serving(
    home: Path, changed: Path, tmp_path: Path, point: str
) -> None:
    before, served = current_id(home), texts(home)
    mark = killed_at(*BEFORE_THE_SWAP[point], changed, home)
    assert Snapshot.open(home).id == current_id(home) == before
    assert texts(home) == served
    assert_no_process_is_left(mark)
    assert_the_next_run_mends_all(home, changed, tmp_path / "fresh")


def test_an_ingest_killed_after_the_swap_has_published(home: Path, changed: Path, tmp_path: Path) -> None:
    before = current_id(home)
    mark = killed_at("index.build:file_reports", 1, changed, home)
    assert Snapshot.open(home).id == current_id(home) != before
    assert any("bicycles" in text for text in texts(home))
    assert_no_process_is_left(mark)
    assert_the_next_run_mends_all(home, changed, tmp_path / "fresh")


@pytest.mark.parametrize("point", ["reading", "storing", "renamed, pointer not written"])
def test_a_first_ingest_that_is_killed_leaves_no_index_and_the_next_makes_one(
    changed: Path, tmp_path: Path, point: str
) -> None:
    home = tmp_path / "empty"
    killed_at(*BEFORE_THE_SWAP[point], changed, home)
    assert current_id(home) is None
    assert_the_next_run_mends_all(home, changed, tmp_path / "fresh")


def test_what_was_made_whole_before_the_kill_is_not_made_again(home: Path, changed: Path) -> None:
    killed_at(*BEFORE_THE_SWAP["renamed, pointer not written"], changed, home)
    report = build(home, [changed])
    assert (report.encoded, report.published) == (0, True)
    assert Snapshot.open(home).id == report.snapshot


def test_an_ingest_killed_at_any_time_leaves_the_old_index_or_the_new_one(
    home: Path, changed: Path, tmp_path: Path
) -> None:
    running = [sys.executable, "-m", "guide", *command(changed, tmp_path / "timed")]
    began = time.monotonic()
    subprocess.run(running, cwd=ROOT, check=True, capture_output=True, timeout=300)
    whole = time.monotonic() - began
    goal = current_id(tmp_path / "timed")
    chance = random.Random(20261122)
    for n in range(8):
        tried = Path(shutil.copytree(home, tmp_path / f"home{n}"))
        before, mark = current_id(tried), uuid.uuid4().hex
        process = subprocess.Popen(
            [sys.executable, "-m", "guide", *command(changed, tried)],
            cwd=ROOT,
            env={**os.environ, MARK: mark},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.1, whole))
        process.kill()
        process.wait()
        assert Snapshot.open(tried).id == current_id(tried) in {before, goal}
        assert_no_process_is_left(mark)
        assert_the_next_run_mends_all(tried, changed, tmp_path / f"fresh{n}")

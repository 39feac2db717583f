"""A swap that is killed at any moment leaves a whole snapshot named, counted over many kills."""

import json
import random
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from index.locking import is_held, only_one
from index.publishing import clear_remains, publish, rollback
from index.snapshot import KEPT, Manifest, Snapshot, all_manifests, current_id
from tests.killing import killed_after

KILLS = 150


def publisher(home: Path, source: Path, run: int) -> Callable[[Callable[[str], None]], None]:
    """Snapshots published without end, as ingests do it; every third one is taken back."""

    def work(acknowledge: Callable[[str], None]) -> None:
        for n in count():
            with only_one(home):
                clear_remains(home)
                staged = home / "snapshots" / ".building-test"
                shutil.copytree(source, staged)
                fields = json.loads((staged / "manifest.json").read_text("utf-8"))
                fields |= {"id": f"run-{run}-{n}", "created_at": f"2026-01-01T{run:05}:{n:05}"}
                publish(home, staged, Manifest(**fields))
                acknowledge(f"run-{run}-{n}")
                if n % 3 == 2:
                    acknowledge(rollback(home))

    return work


@pytest.mark.slow
def test_whenever_a_swap_is_killed_what_the_pointer_names_is_whole(home: Path, tmp_path: Path) -> None:
    source = Path(shutil.copytree(home / "snapshots" / str(current_id(home)), tmp_path / "source"))
    chance, swaps, unfinished = random.Random(20261123), 0, 0
    for run in range(KILLS):
        acknowledged = killed_after(chance.uniform(0.0, 0.25), publisher(home, source, run))
        swaps += len(acknowledged)
        opened = Snapshot.open(home)
        assert opened.stands_in == ""
        assert len(list(opened.passages())) == opened.manifest.passages
        assert not is_held(home)  # the lock went with the process
        unfinished += (home / "snapshots" / ".building-test").exists()
        before = int(opened.id.split("-")[1]) if opened.id.startswith("run-") else -1
        assert not acknowledged or before == run or acknowledged[-1] == opened.id  # nothing acknowledged is undone
    with only_one(home):
        clear_remains(home)
        rollback(home)
    folders = {folder.name for folder in (home / "snapshots").iterdir()}
    assert folders == {manifest.id for manifest in all_manifests(home)}
    assert len(folders) <= KEPT
    assert swaps and unfinished
    print(f"{KILLS} kills, {swaps} swaps acknowledged, {unfinished} killed with one half made")

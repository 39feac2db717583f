"""A writer that is killed at any moment loses nothing of what it acknowledged, counted over many kills."""

import random
import sqlite3
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from asked.redaction import redacted
from asked.store import FILE, Feedback
from tests.killing import killed_after

KILLS = 150


def writer(home: Path, run: int) -> Callable[[Callable[[str], None]], None]:
    """Marks recorded without end; each id is acknowledged once `record` has returned."""

    def work(acknowledge: Callable[[str], None]) -> None:
        asked = Feedback(home, 90)
        for n in count():
            answer_id = f"{run:016x}{n:016x}"
            asked.record(answer_id, False, "wrong", f"comment {n} of run {run}")
            acknowledge(answer_id)

    return work


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_over_many_kills(tmp_path: Path) -> None:
    chance, acknowledged = random.Random(20261123), set[str]()
    redacted("what a writer needs is made before the first is born")
    for run in range(KILLS):
        acknowledged.update(killed_after(chance.uniform(0.0, 0.12), writer(tmp_path, run)))
        if run % 10 == 0 or run == KILLS - 1:
            kept = {mark.answer_id: mark for mark in Feedback(tmp_path, 90).marks()}
            assert acknowledged <= kept.keys()
    assert len(acknowledged) > KILLS
    assert all(mark.comment and mark.reason == "wrong" for mark in kept.values())  # whole rows, or none
    assert len(kept) - len(acknowledged) <= KILLS  # at most the one in hand at each kill is more
    database = sqlite3.connect(tmp_path / FILE)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    print(f"{KILLS} kills, {len(acknowledged)} acknowledged, {len(kept)} kept")

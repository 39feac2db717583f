"""A run times real processes on the same work."""

from pathlib import Path

import pytest

import guide
from evals.bench import run
from evals.errors import EvaluationError
from tests.conftest import ALLIANCE, PRINCIPLES, REGISTER

HARBOUR = Path(__file__).parents[1] / "harbour.jsonl"


def quiet(what: str, done: int, total: int) -> None:
    """No progress bar."""


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(EvaluationError, match="no part named speed"):
        run.bench(["speed"], quiet)
    assert guide.main(["bench", "speed"]) == 1
    assert "ingest, cold, query, http, scale" in capsys.readouterr().err


@pytest.mark.slow
def test_ours_is_timed_and_missing_peers_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in (("alliance.md", ALLIANCE), ("principles.md", PRINCIPLES), ("register.toml", REGISTER)):
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.setattr(run, "_CORPUS", tmp_path)
    monkeypatch.setattr(run, "_QUESTIONS", HARBOUR)
    monkeypatch.setattr(run, "_ROUNDS", 1)
    monkeypatch.setattr(run, "_SECONDS", 1.0)
    monkeypatch.setattr(run, "NAMES", (run.OURS, "lucene"))
    found = run.bench(["ingest", "cold", "query", "http"], quiet)
    assert set(found.left_out) == {"lucene"}
    assert set(found.ingest) == {run.OURS, run.SAME_WORK}
    for figures in (found.cold, found.query, found.http):
        assert set(figures) == {run.OURS}
    assert found.query[run.OURS]["RR@10"] == 1.0 and found.passages >= 4 and found.questions == 4
    assert 0 < found.query[run.OURS]["cpu_ms"] < found.answer["cpu_ms"] * 2
    assert 0 < found.cold[run.OURS]["cpu"] < 60 and found.cold[run.OURS]["peak_mb"] > 50
    assert [load.clients for load in found.http[run.OURS]] == [1, 8, 32]
    assert all(load.failed == 0 and load.per_second > 0 for load in found.http[run.OURS])

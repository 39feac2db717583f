"""Makers of results for the tests of reports."""

from collections.abc import Callable
from typing import Any

import pytest

from evals.gates import Gate, GateVerdict
from evals.result import Asked, Result, Source, per_question

HOSTILE = '<script>alert("1")</script> & \'it\' " onload=x javascript: ]]> {{ 7 * 7 }} \x1b[31m \ud800'
LONG = "Pneumonoultramicroscopicsilicovolcanoconiosis" * 12


def _asked(n: int, **changes: Any) -> Asked:
    right = changes.get("right", n % 3 != 0)
    values = {
        "coverage": 1.0,
        "selective_accuracy": float(right),
        "fact_recall": float(right),
        "wrong_answer_rate": float(changes.get("wrong", False)),
    }
    made: dict[str, Any] = {
        "id": f"q-{n}",
        "question": f"Question {n}?",
        "kind": ("fact", "who", "why")[n % 3],
        "asker": ("kiosk", "board")[n % 2],
        "answerable": True,
        "outcome": "answered",
        "answer": f"Answer {n}.",
        "right": right,
        "wrong": False,
        "missing": () if right else (f"fact {n}",),
        "forbidden": (),
        "sources": (Source(f"notes/{n}.md", f"Quote {n}."),),
        "gold": (f"Gold {n}.",),
        "gold_rank": 1,
        "confidence": round(n / 20, 3),
        "milliseconds": 12.5,
        "values": values,
    }
    return Asked(**(made | changes))


def _result(*asked: Asked, **changes: Any) -> Result:
    found = {m: {one.id: 0.5 + 0.5 * (n % 2) for n, one in enumerate(asked)} for m in ("nDCG@10", "Success@5")}
    made: dict[str, Any] = {
        "subject": "snapshot abc",
        "sets": ("notes.jsonl",),
        "made_at": "2026-11-02T09:05:00+00:00",
        "machine": "a processor, 2 cores",
        "values": per_question(asked) | (found if asked else {}),
        "baselines": {"bm25": {m: dict.fromkeys(of, 0.25) for m, of in found.items()}} if asked else {},
        "asked": asked,
        "quantiles": {"latency_ms_median": 12.5, "latency_ms_p95": 1250.0} if asked else {},
    }
    return Result(**(made | changes))


@pytest.fixture
def make_asked() -> Callable[..., Asked]:
    """Return a maker of a question of a run: give its number and what differs."""
    return _asked


@pytest.fixture
def make_result() -> Callable[..., Result]:
    """Return a maker of a result over questions: give what differs."""
    return _result


@pytest.fixture
def result() -> Result:
    """Twenty questions, of which every third is not right."""
    return _result(*(_asked(n) for n in range(20)))


@pytest.fixture
def retrieval() -> Result:
    """A retrieval set: nothing was asked."""
    values = {"nDCG@10": {"1": 0.5, "2": 1.0}, "R@100": {"1": 1.0, "2": 1.0}}
    return _result(subject="retrieval, 9 passages", values=values, baselines={"bm25": values})


@pytest.fixture
def hostile() -> Result:
    """Every text is hostile or very long."""
    ones = (
        _asked(0, question=HOSTILE, kind=HOSTILE, asker=HOSTILE, answer=HOSTILE, missing=(HOSTILE,), gold=(HOSTILE,)),
        _asked(3, question=LONG, kind=LONG, asker=LONG, answer=LONG, sources=(Source(LONG, LONG),), gold=(LONG,)),
        _asked(6, wrong=True, right=False, forbidden=(HOSTILE, LONG), sources=(Source(HOSTILE, HOSTILE),)),
    )
    made = _result(*ones, subject=HOSTILE + LONG, sets=(HOSTILE, LONG), made_at=HOSTILE, machine=LONG)
    odd = {HOSTILE: {"q-0": 0.5}, LONG: {"q-0": 0.5}}
    return _result(
        *ones,
        subject=made.subject,
        sets=made.sets,
        made_at=made.made_at,
        machine=made.machine,
        values=made.values | odd,
        baselines={HOSTILE: odd, LONG: odd},
    )


@pytest.fixture
def verdicts() -> list[GateVerdict]:
    """A gate that was passed, one that was not and one with a hostile name."""
    return [
        GateVerdict(Gate("fact_recall", "People need facts.", at_least=0.5), True, "0.650 on 20 questions"),
        GateVerdict(
            Gate("wrong_answer_rate", "Nobody wants to be misled.", at_most=0.1), False, "0.200 on 20 questions"
        ),
        GateVerdict(Gate(HOSTILE, HOSTILE, at_least=0.1, kind=LONG), False, "not measured"),
    ]

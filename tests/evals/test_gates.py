"""A gate fails when its limit is missed, when nothing was measured, and when retrieval is broken on purpose."""

from dataclasses import replace
from pathlib import Path

import pytest

from answer.pipeline import Answerer
from evals.errors import EvaluationError
from evals.evaluate import evaluate_questions
from evals.gates import Gate, check, read_gates
from evals.questions import Labelled, read_questions
from evals.result import Result
from evals.subjects import Home
from index.search import Hit, Searcher

SET = Path(__file__).parent / "harbour.jsonl"
SHIPPED = Path(__file__).resolve().parents[2] / "evals" / "gates.toml"
FOUND = Gate("fact_recall", "people come for facts", at_least=0.9)


def quiet(what: str, done: int, total: int) -> None:
    """No progress bar."""


@pytest.fixture(scope="module")
def questions() -> list[Labelled]:
    return read_questions(SET)


def evaluated(home: Path, questions: list[Labelled]) -> Result:
    return evaluate_questions(Home(home), questions, ["harbour"], quiet)


def test_a_sound_service_passes(small_home: Path, questions: list[Labelled]) -> None:
    gates = [FOUND, Gate("groundedness", "", at_least=1.0), Gate("Success@5", "", at_least=1.0)]
    verdicts = check(gates, evaluated(small_home, questions))
    assert all(verdict.passed for verdict in verdicts), verdicts


def test_retrieval_broken_on_purpose_fails(
    small_home: Path, questions: list[Labelled], monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = Searcher.search

    def worst_first(self: Searcher, *args: object, **options: object) -> list[Hit]:
        return sound(self, *args, **options)[::-1][:1]  # type: ignore[arg-type]

    monkeypatch.setattr(Searcher, "search", worst_first)
    gates = [FOUND, Gate("RR@10", "", at_least=0.8)]
    verdicts = check(gates, evaluated(small_home, questions))
    assert not any(verdict.passed for verdict in verdicts), verdicts


def values(a: float, b: float) -> dict[str, float]:
    """Ten questions, every other one with each value."""
    return {f"{n}{q}": value for n in range(5) for q, value in {"a": a, "b": b}.items()}


def result(**values: dict[str, float]) -> Result:
    bm25 = {f"{n}{q}": value for n in range(5) for q, value in {"a": 0.5, "b": 0.4}.items()}
    return Result("s", ("set",), "now", "machine", values, {"bm25": {"RR@10": bm25}})


@pytest.mark.parametrize(
    ("gate", "passed"),
    [
        (Gate("RR@10", "", at_least=0.8), True),
        (Gate("RR@10", "", at_least=0.81), False),
        (Gate("RR@10", "", at_most=0.8), True),
        (Gate("RR@10", "", at_most=0.79), False),
        (Gate("groundedness", "", at_least=0.0), False),  # not measured
        (Gate("RR@10", "", at_least=0.0, kind="who"), False),  # no question of that kind
        (Gate("RR@10", "", over="bm25"), True),
        (Gate("RR@10", "", over="txtai"), False),  # not measured
    ],
)
def test_limits(gate: Gate, passed: bool) -> None:
    (verdict,) = check([gate], result(**{"RR@10": values(0.9, 0.7)}))
    assert verdict.passed is passed
    assert gate.limit.startswith(gate.measure) and verdict.found


def test_no_more_than_noise_is_not_over_a_baseline() -> None:
    for found in (values(0.9, 0.1), {"0a": 0.9}):  # a wide interval, and one question
        (verdict,) = check([Gate("RR@10", "", over="bm25")], result(**{"RR@10": found}))
        assert not verdict.passed


def test_a_gate_on_a_kind_looks_at_that_kind_alone_beside_a_baseline_too(
    small_home: Path, questions: list[Labelled]
) -> None:
    found = evaluated(small_home, questions)
    kind = next(one.kind for one in found.asked if one.id in found.values["RR@10"])
    (verdict,) = check([Gate("RR@10", "", over="bm25", kind=kind)], found)
    (of_none,) = check([Gate("RR@10", "", over="bm25", kind="nobody")], found)
    assert verdict.found.startswith("+") and of_none.found == "bm25 was not measured"


def test_latency_can_have_a_gate() -> None:
    found = replace(result(), quantiles={"latency_ms_p95": 900.0})
    verdicts = check([Gate("latency_ms_p95", "", at_most=limit) for limit in (1000.0, 800.0)], found)
    assert [verdict.passed for verdict in verdicts] == [True, False]


def test_the_shipped_gates_are_read_and_tell_why() -> None:
    gates = read_gates(SHIPPED)
    assert {"groundedness", "signpost_rate", "fact_recall", "wrong_answer_rate"} <= {gate.measure for gate in gates}
    assert all(len(gate.why) > 20 for gate in gates)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "holds no"),
        ("[[gate", "cannot be read as TOML"),
        ("[[gate]]\nmeasure = 'a'\nwhy = 'b'", "gate 1: give one of"),
        ("[[gate]]\nmeasure = 'a'\nwhy = 'b'\nat_least = 1\nat_most = 2", "gate 1: give one of"),
        ("[[gate]]\nmeasure = 'a'\nwhy = 'b'\nleast = 1", "gate 1: .*least"),
        ("[[gate]]\nmeasure = 'a'\nwhy = 'b'\nat_least = '1'", "gate 1: at_least and at_most are numbers"),
        ("[[gate]]\nmeasure = 'a'\nwhy = 'b'\nat_most = nan", "gate 1: at_least and at_most are numbers"),
        ("gate = 3", "gate is not a list of tables"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "gates.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(EvaluationError, match=told):
        read_gates(path)


def test_answers_are_the_same_opened_twice(answerer: Answerer, questions: list[Labelled]) -> None:
    first, second = (answerer.ask(questions[0].question) for _ in range(2))
    assert first.statements == second.statements and first.sureness == second.sureness

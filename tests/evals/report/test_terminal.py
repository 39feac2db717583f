from collections.abc import Callable
from dataclasses import replace

from evals.compare import compare
from evals.gates import GateVerdict
from evals.report.terminal import told, told_change
from evals.result import Asked, Result

MakeResult = Callable[..., Result]


def sound(text: str) -> str:
    """A text that fits the terminal and does not steer it."""
    for line in text.split("\n"):
        assert len(line) <= 100, line
        assert line == line.rstrip()
        assert line.isprintable()
    assert text.encode("utf-8")
    return text


def test_a_run_is_told_from_measures_to_gates(result: Result, verdicts: list[GateVerdict]) -> None:
    lines = sound(told(result, verdicts[:2])).split("\n")
    assert lines[:2] == ["snapshot abc: notes.jsonl", "2 November 2026, 09:05 UTC"]
    row = next(line for line in lines if line.startswith("selective_accuracy")).split()
    assert row[1] == "0.650" and row[-1] == "20"
    assert any(line.startswith("wrong_answer_rate (lower is better)") for line in lines)
    assert any(line.startswith("bm25") and line.endswith("* better") for line in lines)
    assert any(line.split()[:2] == ["fact", "7"] for line in lines)
    assert lines[-4:] == [
        "1 of 2 gates passed",
        "passed  fact_recall at least 0.5: 0.650 on 20 questions",
        "FAILED  wrong_answer_rate at most 0.1: 0.200 on 20 questions",
        "        Nobody wants to be misled.",
    ]


def test_columns_line_up(result: Result) -> None:
    table = told(result).split("\n\n")[1].split("\n")
    ends = {line.index(" to ") for line in table if " to " in line}
    assert len(ends) == 1


def test_what_no_question_could_be_scored_on_is_named(result: Result, retrieval: Result) -> None:
    assert "signpost_rate" in told(result).split("not scored: ")[1]
    assert "fact_recall" not in sound(told(retrieval))


def test_hostile_texts_do_not_steer_a_terminal(hostile: Result, verdicts: list[GateVerdict]) -> None:
    sound(told(hostile, verdicts))
    turned = replace(hostile, asked=tuple(replace(one, right=not one.right) for one in hostile.asked))
    sound(told_change(compare(hostile, turned)))


def test_nothing_at_all_is_told_too(make_result: MakeResult) -> None:
    assert "No question could be scored." in sound(told(make_result()))
    assert "No measure is in both results." in sound(told_change(compare(make_result(), make_result())))


def test_a_change_names_measures_and_questions(result: Result, make_asked: Callable[..., Asked]) -> None:
    asked = tuple(replace(one, right=not one.right) if one.id in {"q-3", "q-4"} else one for one in result.asked)
    values = result.values | {"fact_recall": dict.fromkeys(result.values["fact_recall"], 0.0)}
    before = replace(result, asked=(*asked, make_asked(99)), values=values)
    text = sound(told_change(compare(before, result)))
    assert next(line for line in text.split("\n") if line.startswith("fact_recall")).endswith("* better")
    assert "broken (right before and not now): 1 question\n  q-3  Question 3?" in text
    assert "mended (right now and not before): 1 question\n  q-4  Question 4?" in text
    assert "1 question asked only before, 0 only now." in text

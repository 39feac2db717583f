from collections.abc import Callable

import pytest

from evals.intervals import Interval
from evals.report.words import count, direction, listed, measure, milliseconds, moment, signed, why_failing
from evals.result import Asked


@pytest.mark.parametrize(
    ("name", "change", "word"),
    [
        ("fact_recall", Interval(0.2, 0.1, 0.3, 90), "better"),
        ("wrong_answer_rate", Interval(0.2, 0.1, 0.3, 90), "worse"),
        ("wrong_answer_rate", Interval(-0.2, -0.3, -0.1, 90), "better"),
        ("fact_recall", Interval(0.1, -0.1, 0.3, 90), "within noise"),
        ("fact_recall", Interval(0.0, 0.0, 0.0, 90), "no difference"),
    ],
)
def test_a_difference_is_better_or_worse_by_its_measure(name: str, change: Interval, word: str) -> None:
    assert direction(name, change) == word


def test_each_measure_tells_which_way_is_better() -> None:
    assert measure("fact_recall").told.endswith("; higher is better.")
    assert measure("wrong_answer_rate").told.endswith("; lower is better.")
    assert measure("of another project").told.endswith("; higher is better.")


def test_figures_as_people_write_them() -> None:
    assert [signed(-0.00001), signed(0.1234), signed(-0.5)] == ["+0.000", "+0.123", "-0.500"]
    assert [milliseconds(15.849), milliseconds(1250)] == ["15.8 ms", "1.25 s"]
    assert [count(1, "question"), count(2000, "question")] == ["1 question", "2,000 questions"]
    assert [listed([]), listed(["a"]), listed("abc")] == ["", "a", "a, b and c"]


def test_a_moment_that_is_none_stays_as_it_is() -> None:
    assert moment("2026-11-02T09:05:00+00:00") == "2 November 2026, 09:05 UTC"
    assert moment("yesterday") == "yesterday"


def test_a_failing_question_of_any_sort_has_a_reason(make_asked: Callable[..., Asked]) -> None:
    reasons = {
        why_failing(make_asked(1, right=False, **differs))
        for differs in (
            {"forbidden": ("never",), "wrong": True},
            {"wrong": True, "answerable": False},
            {"answerable": False, "outcome": "abstained"},
            {"outcome": "abstained"},
            {},
        )
    }
    assert len(reasons) == 5

from collections.abc import Callable

import pytest

from evals.report.sweeps import bins, sampled, sweep
from evals.result import Asked

Make = Callable[..., Asked]


def test_the_surest_come_first_and_the_last_point_answers_all(make_asked: Make) -> None:
    asked = [
        make_asked(1, confidence=0.9, right=True),
        make_asked(2, confidence=0.5, right=False),
        make_asked(3, confidence=0.7, right=True),
        make_asked(4, outcome="abstained", confidence=0.95, right=False),
    ]
    points = sweep(asked)
    assert [(p.confidence, p.coverage) for p in points] == [(0.9, 0.25), (0.7, 0.5), (0.5, 0.75)]
    assert [p.accuracy for p in points] == [1.0, 1.0, pytest.approx(2 / 3)]


def test_equally_sure_answers_are_not_parted(make_asked: Make) -> None:
    asked = [make_asked(n, confidence=0.5, right=n < 5) for n in range(10)]
    assert [(p.answered, p.accuracy) for p in sweep(asked)] == [(10, 0.5)]
    assert [b.right.n for b in bins(asked)] == [10]


def test_bins_hold_equally_many(make_asked: Make) -> None:
    found = bins([make_asked(n, confidence=n / 20) for n in range(20)])
    assert [b.right.n for b in found] == [4, 4, 4, 4, 4]
    assert all(b.low <= b.confidence <= b.high for b in found)


@pytest.mark.parametrize("sure", [None, float("nan"), float("inf")])
def test_what_has_no_confidence_is_left_out(make_asked: Make, sure: float | None) -> None:
    asked = [make_asked(1, confidence=sure)]
    assert sweep(asked) == ()
    assert bins(asked) == ()
    assert bins([]) == sweep([]) == ()


def test_a_sample_keeps_both_ends(make_asked: Make) -> None:
    points = sweep([make_asked(n, confidence=n / 100) for n in range(100)])
    some = sampled(points)
    assert len(some) == 12
    assert (some[0], some[-1]) == (points[0], points[-1])
    assert sampled(points[:3]) == list(points[:3])

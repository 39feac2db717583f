"""Bootstrap intervals: they hold the mean, repeat, and pair by question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.intervals import difference, interval


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60))
def test_an_interval_holds_its_mean_within_the_values_and_repeats(values: list[float]) -> None:
    found = interval(values)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9
    assert found.low - 1e-9 <= found.value <= found.high + 1e-9 or len(values) < 30
    assert interval(values) == found and found.n == len(values)


def test_the_interval_of_a_known_sample() -> None:
    # Half of 100 are 1: the standard error of the mean is 0.05, so the interval is about .40 to .60.
    found = interval([0.0, 1.0] * 50)
    assert (
        found.value == 0.5
        and found.low == pytest.approx(0.40, abs=0.02)
        and found.high == pytest.approx(0.60, abs=0.02)
    )


def test_pairing_takes_the_noise_of_hard_questions_out() -> None:
    theirs = {f"q{n}": n / 100 for n in range(100)}
    ours = {q: value + 0.01 for q, value in theirs.items()}
    found = difference(ours, theirs)
    assert found is not None and found.beyond_noise and found.low == pytest.approx(0.01)
    assert not difference(theirs, dict(theirs)).beyond_noise  # type: ignore[union-attr]


def test_only_shared_questions_count() -> None:
    found = difference({"a": 1.0, "b": 0.0}, {"b": 1.0, "c": 1.0})
    assert found is not None and (found.value, found.n) == (-1.0, 1)
    assert difference({"a": 1.0}, {"b": 1.0}) is None
    with pytest.raises(ValueError, match="no values"):
        interval([])

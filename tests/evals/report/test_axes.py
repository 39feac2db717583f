import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.report.axes import MARGIN, SHARES, WIDTH, around_zero, from_zero, ratios

FINITE = st.floats(min_value=1e-12, max_value=1e12)


def test_a_share_stands_where_it_belongs() -> None:
    assert SHARES.x(0.0) == MARGIN
    assert SHARES.x(0.5) == WIDTH / 2
    assert SHARES.x(7.0) == WIDTH - MARGIN


def test_twice_and_half_are_equally_far_from_one() -> None:
    axis = ratios([0.5, 2.0])
    assert axis.share(2.0) - axis.share(1.0) == pytest.approx(axis.share(1.0) - axis.share(0.5))
    assert 1.0 in axis.ticks
    assert not axis.holds(0.0)


def test_nothing_to_show_still_makes_an_axis() -> None:
    for axis in (around_zero([]), from_zero([]), ratios([]), around_zero([0.0]), from_zero([0.0]), ratios([1.0])):
        assert axis.low < axis.high
        assert len(axis.ticks) >= 2


@given(st.lists(FINITE, min_size=1, max_size=6))
def test_axes_hold_their_values(values: list[float]) -> None:
    for axis in (around_zero([-v for v in values]), from_zero(values), ratios(values)):
        assert 2 <= len(axis.ticks) <= 9
        assert all(map(math.isfinite, axis.ticks))
        assert axis.origin in axis.ticks
    for axis in (from_zero(values), ratios(values)):
        assert all(axis.low <= v * (1 + 1e-6) and v <= axis.high * (1 + 1e-6) for v in values)

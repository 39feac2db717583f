"""Axes of pictures: from a value to a place, and the ticks."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

WIDTH = 320.0  # units of every picture; on a narrow screen a unit is a little less than a pixel
MARGIN = 4.0
_TICKS = 4
_TINY = 1e-12  # what is smaller is nothing to a reader


@dataclass(frozen=True, slots=True)
class Axis:
    """A line of values from left to right.

    Attributes:
        origin: where bars begin.
        log: of powers of ten; values must be above 0.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    origin: float = 0.0
    log: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value has a place; on a line of powers of ten 0 has none."""
        return math.isfinite(value) and (value > 0 or not self.log)

    def share(self, value: float) -> float:
        """How far along the axis a value stands, 0..1; what lies outside stands at the nearer end."""
        ends = (self.low, value, self.high)
        low, at, high = (math.log10(v) for v in ends) if self.log else ends
        return min(1.0, max(0.0, (at - low) / (high - low)))

    def x(self, value: float) -> float:
        """Units from the left edge of a picture."""
        return round(MARGIN + self.share(value) * (WIDTH - 2 * MARGIN), 2)


SHARES = Axis(0.0, 1.0, (0.0, 0.25, 0.5, 0.75, 1.0))


def around_zero(values: Iterable[float]) -> Axis:
    """As far to the left of 0 as to the right."""
    furthest = max((abs(v) for v in values if math.isfinite(v)), default=0.0)
    step = _step(max(furthest, 0.02) * 2)
    steps = math.ceil(max(furthest, step) / step - 1e-9)
    ends = range(-steps, steps + 1, 2 if steps > 3 and steps % 2 == 0 else 1)
    return Axis(-steps * step, steps * step, tuple(round(n * step, 10) for n in ends))


def from_zero(values: Iterable[float]) -> Axis:
    """From 0 to a round number above all values."""
    furthest = max((v for v in values if math.isfinite(v)), default=0.0)
    step = _step(furthest if furthest > _TINY else 1.0)
    steps = max(1, math.ceil(furthest / step - 1e-9))
    return Axis(0.0, steps * step, tuple(n * step for n in range(steps + 1)))


def ratios(values: Iterable[float]) -> Axis:
    """Powers of ten around 1, so that twice as much and half as much are equally far from it."""
    powers = [math.log10(min(max(v, _TINY), 1 / _TINY)) for v in values if math.isfinite(v) and v > 0]
    low, high = math.floor(min([*powers, 0.0]) + 1e-9), math.ceil(max([*powers, 0.0]) - 1e-9)
    high = max(high, low + 1)
    every = math.ceil((high - low) / 5)
    # Counted from 1, which is always a tick: it is where bars begin.
    ticks = [10.0**n for n in range(low, high + 1) if n % every == 0]
    if high - low == 1:
        ticks = [m * 10.0**low for m in (1, 2, 5, 10)]
    return Axis(10.0**low, 10.0**high, tuple(ticks), origin=1.0, log=True)


def _step(span: float) -> float:
    """A round step (1, 2 or 5 times a power of ten) that parts a span into about four."""
    power = 10.0 ** math.floor(math.log10(span / _TICKS))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= span / _TICKS * (1 - 1e-9))

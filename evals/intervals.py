"""Bootstrap intervals (Efron 1979): of a mean, and of the difference of two on the same questions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
LEVEL = 0.95
FEWEST = 10  # resampling fewer values tells nothing of their spread
_SEED = 2026  # two runs on the same values give the same interval


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean, or a difference of two, with its 95 % bootstrap interval and the number of questions behind it."""

    value: float
    low: float
    high: float
    n: int

    @property
    def beyond_noise(self) -> bool:
        """Whether 0 lies outside, on at least ten questions: meant for differences."""
        return self.n >= FEWEST and not self.low <= 0 <= self.high


def interval(values: Sequence[float]) -> Interval:
    """The mean of values with its percentile interval; ValueError for none."""
    if not values:
        raise ValueError("no values")
    sample = np.asarray(values, dtype=np.float64)
    rows = np.random.default_rng(_SEED).integers(0, len(sample), size=(RESAMPLES, len(sample)))
    edge = (1 - LEVEL) / 2 * 100
    low, high = np.percentile(sample[rows].mean(axis=1), [edge, 100 - edge])
    return Interval(float(sample.mean()), float(low), float(high), len(sample))


def difference(ours: Mapping[str, float], theirs: Mapping[str, float]) -> Interval | None:
    """Ours minus theirs, paired: on the questions that have a value in both; None when there is none."""
    shared = sorted(ours.keys() & theirs.keys())
    return interval([ours[q] - theirs[q] for q in shared]) if shared else None

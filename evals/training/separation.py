"""How well scores tell two kinds apart: the area under the ROC curve (Hanley and McNeil 1982)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_RESAMPLES = 1_000
_SEED = 2026


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that a right one scores above a wrong one, ties as half: 0.5 is a coin; nan when one kind is missing."""
    if not len(right) or not len(wrong):
        return float("nan")
    ordered = np.sort(np.asarray(wrong, dtype=np.float64))
    below = np.searchsorted(ordered, right, side="left") + np.searchsorted(ordered, right, side="right")
    return float(below.mean() / (2 * len(ordered)))


def auc_interval(right: Sequence[float], wrong: Sequence[float]) -> tuple[float, float]:
    """95 % bootstrap interval of the area (Efron 1979), each kind drawn by itself."""
    rng = np.random.default_rng(_SEED)
    one, other = np.asarray(right, dtype=np.float64), np.asarray(wrong, dtype=np.float64)
    drawn = [auc(_drawn(one, rng), _drawn(other, rng)) for _ in range(_RESAMPLES)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


def _drawn(values: npt.NDArray[np.float64], rng: np.random.Generator) -> Sequence[float]:
    drawn: Sequence[float] = rng.choice(values, len(values)).tolist()
    return drawn

"""What confidence is worth: accuracy along a falling threshold, and calibration in bins."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evals.intervals import Interval, interval
from evals.result import Asked

ANSWERED = frozenset({"answered", "partial"})
_BINS = 5


@dataclass(frozen=True, slots=True)
class Point:
    """Answering only what is at least this sure.

    Attributes:
        coverage: answered of all that were asked, 0..1.
        accuracy: right of those answered, 0..1.
    """

    confidence: float
    answered: int
    coverage: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: its range and mean, and the share that is right."""

    low: float
    high: float
    confidence: float
    right: Interval


def answered(asked: Sequence[Asked]) -> list[Asked]:
    """The questions that were answered, in whole or in part."""
    return [one for one in asked if one.outcome in ANSWERED]


def sweep(asked: Sequence[Asked]) -> tuple[Point, ...]:
    """A point for each confidence that an answer has, the surest first; the last answers all that has one.

    The risk-coverage curve of selective classification (Geifman and El-Yaniv 2017), as accuracy.
    """
    ordered = sorted(_sure(asked), key=lambda pair: -pair[0])
    points: list[Point] = []
    right = 0
    for n, (confidence, one) in enumerate(ordered, start=1):
        right += one.right
        if n == len(ordered) or ordered[n][0] != confidence:  # no threshold parts answers that are equally sure
            points.append(Point(confidence, n, n / len(asked), right / n))
    return tuple(points)


def sampled(points: Sequence[Point], most: int = 12) -> list[Point]:
    """Up to so many points of a sweep, evenly along it, the last one kept."""
    if len(points) <= most:
        return list(points)
    return [points[round(n * (len(points) - 1) / (most - 1))] for n in range(most)]


def bins(asked: Sequence[Asked]) -> tuple[Bin, ...]:
    """Up to five bins of equally many answers by confidence; answers that are equally sure share one."""
    ordered = sorted(_sure(asked), key=lambda pair: pair[0])
    cuts = {0, len(ordered)}
    for n in range(1, _BINS):
        cut = n * len(ordered) // _BINS
        while 0 < cut < len(ordered) and ordered[cut][0] == ordered[cut - 1][0]:
            cut += 1
        cuts.add(cut)
    edges = sorted(cuts)
    return tuple(_bin(ordered[start:end]) for start, end in zip(edges, edges[1:], strict=False))


def _bin(members: Sequence[tuple[float, Asked]]) -> Bin:
    sure = [confidence for confidence, _ in members]
    return Bin(sure[0], sure[-1], math.fsum(sure) / len(sure), interval([float(one.right) for _, one in members]))


def _sure(asked: Sequence[Asked]) -> list[tuple[float, Asked]]:
    """The answers that tell a confidence, with it."""
    return [(c, one) for one in answered(asked) if (c := one.confidence) is not None and math.isfinite(c)]

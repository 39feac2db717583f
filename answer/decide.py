"""Decide: is what was found an answer? A logistic model over a few plain features, fitted by evals/fit_decision.py."""

import math
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from answer.query import Query, idf
from answer.retrieve import Evidence
from answer.select import Unit
from index.search import Hit
from index.words import stems, words

_KINDS = {"number", "date", "person"}


@dataclass(frozen=True, slots=True)
class Features:
    """What tells an answer from a near miss, each about 0..1.

    Attributes:
        said: coverage of the question's weighted words by the chosen units with their headings.
        best_passage: the same by the best single passage.
        cosine: of question and the best chosen sentence, scaled.
        passage_cosine: of question and the best passage, scaled.
        missing: weight of the heaviest word that the chosen units lack, against the heaviest possible.
        unknown: share of weight of words that the corpus lacks.
        fits: whether a chosen sentence holds the kind of thing asked for (1 when no kind is asked for).
        numbers: share of the question's figures that the chosen units hold (1 when it has none).
    """

    said: float
    best_passage: float
    cosine: float
    passage_cosine: float
    missing: float
    unknown: float
    fits: float
    numbers: float


def features(
    query: Query, hits: Sequence[Hit], units: Sequence[Unit], frequencies: dict[str, int], size: int
) -> Features:
    """Measure what was found for a question."""
    parts = [part for unit in units for part in unit.parts]
    present = {s for part in parts for s in stems(part.hit.passage.preface + part.text)}
    heaviest = idf(0, size)
    held = query.covered(present)
    lacking = [w for s, w in query.weights.items() if s not in held]
    total = sum(query.weights.values()) or 1.0
    return Features(
        said=query.coverage(present),
        best_passage=max((_passage_coverage(query, hit) for hit in hits[:5]), default=0.0),
        cosine=_scaled(max((part.cosine for part in parts), default=0.0)),
        passage_cosine=_scaled(max((hit.cosine for hit in hits[:5]), default=0.0)),
        missing=max(lacking, default=0.0) / heaviest,
        unknown=sum(w for s, w in query.weights.items() if s not in frequencies) / total,
        fits=float(not (query.wants & _KINDS) or any(part.fits for part in parts)),
        numbers=_numbers_held(query, parts),
    )


def confidence(measured: Features) -> float:
    """Probability 0..1 that the units answer the question."""
    model = _model()
    total = model["intercept"] + sum(model[name] * value for name, value in asdict(measured).items())
    return 1 / (1 + math.exp(-total))


def threshold() -> float:
    """Confidence from which an answer is given."""
    return _model()["threshold"]


@lru_cache(maxsize=1)
def _model() -> dict[str, float]:
    table = tomllib.loads((Path(__file__).parent / "decision.toml").read_text("utf-8"))
    return {name: float(value) for name, value in table["model"].items()}


def _passage_coverage(query: Query, hit: Hit) -> float:
    return query.coverage(set(stems(hit.passage.preface + hit.passage.text)))


def _scaled(cosine: float) -> float:
    return min(1.0, max(0.0, (cosine - 0.7) / 0.25))


def _numbers_held(query: Query, parts: Sequence[Evidence]) -> float:
    if not query.numbers:
        return 1.0
    held = {w for part in parts for w in words(part.hit.passage.preface + part.text)}
    return sum(n in held for n in query.numbers) / len(query.numbers)

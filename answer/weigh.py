"""Weigh: units -> how likely each is to answer the question, and whether any does.

Two logistic models with a handful of features each; `python -m evals.fit` fits them and writes answer/decision.toml.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from answer.evidence import EvidenceModel
from answer.query import Query
from answer.rewrite import named
from answer.units import Unit
from index.words import stem_set, stems

# Units that the evidence model reads for one question, and for all parts of a question: each costs about 10 ms.
READ, READ_TOGETHER = 12, 16

Features = Mapping[str, float]


def weighed(query: Query, units: Sequence[Unit], model: EvidenceModel, parts: int = 1) -> list[Unit]:
    """The best units with the evidence model's logit and their chance to answer, likeliest first.

    `parts`: of how many parts of a question this is one.
    """
    return with_chances(query, read(query, units, model, parts), _weights("unit"))


def read(query: Query, units: Sequence[Unit], model: EvidenceModel, parts: int = 1) -> list[Unit]:
    """The best units by score with the evidence model's logit."""
    first = units[: min(READ, READ_TOGETHER // parts)]
    logits = model.logits(query.told, [in_place(unit) for unit in first])
    return [replace(unit, logit=float(logit)) for unit, logit in zip(first, logits, strict=True)]


def with_chances(query: Query, units: Sequence[Unit], weights: Mapping[str, float]) -> list[Unit]:
    """Units that were read, with their chance to answer by these weights, likeliest first."""
    told = [replace(unit, chance=_chance(weights, features)) for unit, features in features_of_units(query, units)]
    return sorted(told, key=lambda unit: -unit.chance)  # stable


def answerable(query: Query, units: Sequence[Unit]) -> float:
    """The chance that what was found answers the question, 0..1; `units` as weighed."""
    return _chance(_weights("question"), features_of_question(query, units)) if units else 0.0


def in_place(unit: Unit) -> str:
    """A unit as the evidence model reads it: under its document's title and its nearest heading."""
    title = unit.document.title
    headings = [h for h in unit.passage.locator.heading_path if h != title][-1:]
    return ". ".join([title, *headings, unit.text])


def features_of_units(query: Query, units: Sequence[Unit]) -> list[tuple[Unit, Features]]:
    """Each unit with what speaks for it; all are about 0 to 1, the logits aside."""
    nearest = max((part.cosine for unit in units for part in unit.parts), default=0.0)
    return [(unit, _features(query, unit, nearest)) for unit in units]


def _features(query: Query, unit: Unit, nearest: float) -> Features:
    hit = unit.parts[0].hit
    cosine = max(part.cosine for part in unit.parts)
    return {
        "hit": hit.score,
        "first": 1 / hit.rank,
        "behind": 10 * (nearest - cosine),
        "reach": query.coverage(unit.stems | stem_set(hit.passage.preface)),
        "fits": float(any(part.fits for part in unit.parts)),
        "defines": float(unit.defines),
        "evidence": unit.logit or 0.0,
        "length": min(unit.words, 30) / 30,
        "listed": float(unit.listed),
        "list_wanted": float(unit.listed and "list" in query.wants),
    }


def features_of_question(query: Query, units: Sequence[Unit]) -> Features:
    """What tells whether a question is answered by the units found, likeliest first.

    Few on purpose: how much else was found, or how many of the question's words, told of the corpus more than of the answer.
    """
    best = units[0]
    return {
        "evidence": max(unit.logit or 0.0 for unit in units),
        "names": float(holds_names(query, best.stems | stem_set(best.passage.preface))),
        "defines": float(best.defines),
    }


def holds_names(query: Query, present: frozenset[str]) -> bool:
    """Whether each name in the question stands in these stems: a chief executive of another trust is no answer."""
    return all(holds_name(query, name, present) for name in named(query.text))


def holds_name(query: Query, name: str, present: frozenset[str]) -> bool:
    """Whether a name of the question stands in these stems, as such or spelt out."""
    return query.covered(present).keys() >= frozenset(stems(name)) & query.weights.keys()


def _chance(weights: Mapping[str, float], features: Features) -> float:
    return 1 / (1 + math.exp(-(weights["bias"] + sum(weights[name] * value for name, value in features.items()))))


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, float]]:
    return tomllib.loads((Path(__file__).parent / "decision.toml").read_text("utf-8"))


def _weights(name: str) -> Mapping[str, float]:
    return _table()[name]


def bands() -> Mapping[str, float]:
    """Chances of being answered: below `abstain_below` nothing is said, from `sure_from` on it is said as an answer."""
    return _table()["bands"]

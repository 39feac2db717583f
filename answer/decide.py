"""Decide: is what was found an answer, perhaps one, or none?"""

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from answer.query import Query
from answer.rewrite import named
from answer.select import Unit
from index.search import Hit
from index.words import stem_set, stems


class Decision(StrEnum):
    """Say it, show it as the nearest there is, or say that there is nothing."""

    SURE = "sure"
    UNSURE = "unsure"
    NONE = "none"


def sureness(query: Query, hits: Sequence[Hit], units: Sequence[Unit]) -> float:
    """How near the evidence is to the question: 0 to about 1.3, see decision.toml."""
    limits = _limits()
    cosine = max((part.cosine for unit in units for part in unit.parts), default=0.0)
    scaled = (cosine - limits["cosine_from"]) / (limits["cosine_to"] - limits["cosine_from"])
    held = max((query.coverage(stem_set(h.passage.preface + h.passage.text)) for h in hits[:5]), default=0.0)
    sure = min(1.0, max(0.0, scaled)) + limits["words_weight"] * held
    if not _holds_names(query, units):
        sure = min(sure, limits["sure_from"] - 0.01)
    # A sentence that says "X is ..." answers "what is X?", however the rest is worded.
    return max(sure, limits["sure_from"]) if any(unit.defines for unit in units) else sure


def decide(sure: float) -> Decision:
    """What a sureness allows."""
    limits = _limits()
    if sure < limits["abstain_below"]:
        return Decision.NONE
    return Decision.SURE if sure >= limits["sure_from"] else Decision.UNSURE


def _holds_names(query: Query, units: Sequence[Unit]) -> bool:
    """Whether each name in the question stands in what is said first or in the headings above it: a chief executive of
    another trust is no answer."""
    if not units:
        return False
    best = max(units, key=lambda unit: unit.score)
    present = {s for p in best.parts for text in (p.hit.passage.preface, p.text) for s in stem_set(text)}
    return all(query.covered(present).keys() >= set(stems(name)) & query.weights.keys() for name in named(query.text))


@lru_cache(maxsize=1)
def _limits() -> dict[str, float]:
    table = tomllib.loads((Path(__file__).parent / "decision.toml").read_text("utf-8"))
    return {name: float(value) for name, value in table["sureness"].items()}

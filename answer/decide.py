"""Decide: is what was found an answer, perhaps one, or none?"""

from collections.abc import Sequence
from enum import StrEnum

from answer.premise import held, presupposed
from answer.query import Query
from answer.rewrite import named
from answer.units import Unit
from answer.weigh import bands, holds_name, holds_names
from index.search import Hit
from index.words import stem_set

# Cosine of question and nearest sentence below which the two are most likely about different subjects (unrelated texts have
# .74 to .85). The evidence model was taught near misses, and is no judge of what is far off.
_FAR = 0.84
_HEARD = 3  # likeliest units that may bear out what a question takes for granted


class Decision(StrEnum):
    """Say it, show it as the nearest there is, or say that there is nothing."""

    SURE = "sure"
    UNSURE = "unsure"
    NONE = "none"


def decide(query: Query, hits: Sequence[Hit], units: Sequence[Unit], chance: float) -> Decision:
    """What a chance of being answered allows, 0..1, given what the question names and takes for granted."""
    limits = bands()
    if chance < limits["abstain_below"] or not units:
        return Decision.NONE
    sure = chance >= limits["sure_from"]
    if _names_what_nobody_knows(query, hits) or _takes_for_granted_what_nobody_says(query, units):
        return Decision.UNSURE if sure else Decision.NONE
    if not sure and max(part.cosine for unit in units for part in unit.parts) < _FAR:
        return Decision.NONE
    return Decision.SURE if sure and _holds_names(query, units) else Decision.UNSURE


def _names_what_nobody_knows(query: Query, hits: Sequence[Hit]) -> bool:
    """Whether no name of the question stands in anything that was found."""
    present = frozenset().union(*(stem_set(hit.passage.preface + hit.passage.text) for hit in hits))
    known = [holds_name(query, name, present) for name in named(query.text)]
    return bool(known) and not any(known)


def _holds_names(query: Query, units: Sequence[Unit]) -> bool:
    """Whether the likeliest unit's passage or the headings above it hold each name."""
    passage = units[0].passage
    return holds_names(query, stem_set(passage.preface + passage.text))


def _takes_for_granted_what_nobody_says(query: Query, units: Sequence[Unit]) -> bool:
    """Whether an event that the question takes for granted ("why was it abolished?") is neither told nor denied."""
    evidence = "\n".join(unit.text for unit in units[:_HEARD])
    events = [each for each in presupposed(query.text) if each.kind == "event"]
    return any(held(each, evidence) is None for each in events)

"""Select: candidate evidence -> the few units an answer is made of, in the order they are read.

A unit is one sentence, or a lead-in line with its whole list: part of a list under "The four trusts are:" would mislead.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer.answer import Audience
from answer.query import Query
from answer.retrieve import Evidence
from index.words import stem_set
from ingest.documents import BlockKind

_WHOLE_LIST = 14  # items that are shown together
_DEFINITION = 75  # words of an answer that defines
_CLOSE_TO_DEFINITION = 0.85
_SHORTEST = 4  # words: less is a label or a scrap of a table
_SAME = 0.65  # share of the shorter unit's stems that stand in the other, from which two units say the same


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be said.

    Attributes:
        words: of all units together.
        units: how many at most.
        opening: words that the best passage may fill before other passages are heard.
        close: share of the best unit's score that another must reach.
    """

    words: int
    units: int
    opening: int
    close: float


SHORT = {Audience.STAFF: Budget(110, 6, 50, 0.65), Audience.KIOSK: Budget(45, 3, 30, 0.7)}
# Where it is not sure which passage answers, about three of them are shown (a passage has some 75 words).
WIDE = {Audience.STAFF: Budget(220, 14, 90, 0.5), Audience.KIOSK: Budget(60, 3, 30, 0.7)}


@dataclass(frozen=True, slots=True)
class Unit:
    """Evidence that is shown together, in document order."""

    parts: tuple[Evidence, ...]
    score: float

    @property
    def words(self) -> int:
        """Words of all parts."""
        return sum(len(p.text.split()) for p in self.parts)

    @property
    def defines(self) -> bool:
        """Whether a part says what the thing asked for is."""
        return any(p.defines for p in self.parts)

    @property
    def in_force(self) -> bool:
        """Whether its document is neither replaced nor withdrawn nor a draft."""
        return self.parts[0].document.status == "current"

    @property
    def stems(self) -> frozenset[str]:
        """Stems of all parts."""
        return frozenset().union(*(stem_set(p.text) for p in self.parts))


def select(query: Query, found: Sequence[Evidence], budget: Budget) -> list[Unit]:
    """The best passage's units up to the opening, then the best of others that are close to it and say something new."""
    units = _preferring_in_force(query, _units(query, found))
    units.sort(key=lambda unit: not unit.defines)  # stable: a definition goes first
    if not units:
        return []
    if units[0].defines:  # who asks what a thing is wants that, and little beside
        budget = replace(budget, words=min(budget.words, _DEFINITION), close=_CLOSE_TO_DEFINITION)
    first = units[0].parts[0].hit.row if units[0].defines else _best_passage(units)
    best = max(unit.score for unit in units)
    chosen: list[Unit] = []
    for unit in units:
        if unit.parts[0].hit.row == first and _words(chosen) + unit.words <= budget.opening:
            chosen.append(unit)
    for unit in units:
        if len(chosen) >= budget.units or unit.score < budget.close * best:
            break
        fits = _words(chosen) + unit.words <= budget.words
        if unit not in chosen and fits and not any(_says_the_same(unit, other) for other in chosen):
            chosen.append(unit)
    return _reading_order(chosen or units[:1])


def _preferring_in_force(query: Query, units: Sequence[Unit]) -> list[Unit]:
    """Without what a document in force says in nearly the same words: a new policy often changes but a word or two.

    What is out of force stays where the question names it: its title and headings hold more of the question.
    """
    if all(unit.in_force for unit in units):
        return list(units)
    in_force = [(unit.stems, _named(query, unit)) for unit in units if unit.in_force]
    return [unit for unit in units if unit.in_force or not _told_by(query, unit, in_force)]


def _told_by(query: Query, unit: Unit, others: Sequence[tuple[frozenset[str], float]]) -> bool:
    own, name = unit.stems, _named(query, unit)
    return any(len(own & stems) >= _SAME * len(own) and named >= name for stems, named in others)


def _named(query: Query, unit: Unit) -> float:
    """Share of the question that stands in title and headings, 0..1."""
    return query.coverage(stem_set(unit.parts[0].hit.passage.preface))


def _best_passage(units: Sequence[Unit]) -> int:
    """Row of the passage whose own score and best unit's score are highest together."""
    best: dict[int, float] = {}
    for unit in units:
        hit = unit.parts[0].hit
        best[hit.row] = max(best.get(hit.row, 0.0), hit.score + 0.5 * unit.score)
    return max(best, key=lambda row: best[row])


def _words(units: Sequence[Unit]) -> int:
    return sum(unit.words for unit in units)


def _units(query: Query, found: Sequence[Evidence]) -> list[Unit]:
    """Units best first, each sentence in one unit only, copies counting as one; a list with anything new is whole."""
    by_place = {(e.hit.row, e.index): e for e in found}
    units: list[Unit] = []
    used: set[tuple[int, ...]] = set()
    for evidence in found:
        if evidence.identity in used:
            continue
        parts = _together(evidence, by_place)
        if sum(len(p.text.split()) for p in parts) < _SHORTEST:
            continue
        used.update(p.identity for p in parts)
        units.append(Unit(parts, evidence.score))
    return units


def _together(evidence: Evidence, by_place: dict[tuple[int, int], Evidence]) -> tuple[Evidence, ...]:
    """The whole list of a lead-in or item, or the sentence alone; of a long list or a table only the part that is meant."""
    sentence = evidence.sentence
    if sentence.group is None:
        return (evidence,)
    group = [
        by_place[evidence.hit.row, n] for n, s in enumerate(evidence.hit.passage.sentences) if s.group == sentence.group
    ]
    items = [e for e in group if e.sentence.kind is not BlockKind.LEAD_IN]
    if sentence.kind is BlockKind.TABLE_ROW:
        return (evidence,)
    if len(items) <= _WHOLE_LIST and sum(len(e.text.split()) for e in group) <= 160:
        return tuple(group)
    return (evidence,) if sentence.kind is not BlockKind.LEAD_IN else tuple(group[: _WHOLE_LIST + 1])


def _says_the_same(one: Unit, other: Unit) -> bool:
    a, b = one.stems, other.stems
    return len(a & b) >= _SAME * min(len(a), len(b)) if a and b else False


def _reading_order(units: list[Unit]) -> list[Unit]:
    """What defines the thing asked for, then the best unit's passage; within a passage as it stands there."""
    order: dict[int, int] = {}
    for unit in units:
        order.setdefault(unit.parts[0].hit.row, len(order))
    first = next((unit for unit in units if unit.defines), None)
    return sorted(units, key=lambda u: (u is not first, order[u.parts[0].hit.row], u.parts[0].index))

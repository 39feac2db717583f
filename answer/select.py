"""Select: weighed units -> the few that an answer is made of, in the order they are read."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from answer.answer import Audience
from answer.query import Query
from answer.retrieve import Evidence
from answer.units import Unit
from index.words import stem_set

_ANNOUNCED = 100  # words of a sentence that ends in a colon and of what follows it
_SAME = 0.65  # share of the shorter unit's stems that stand in the other, from which two units say the same
_LEANS = re.compile(
    r"(?:and |but |so )?(?:they|it|its|this|these|those|that|such|he|she|his|her|their|both|here|there|in turn|as a result"
    r"|however|similarly|for example|the (?:group|collaborative|partnership|trust|trusts|alliance|model|act|board|programme))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Budget:
    """How much may be said.

    Attributes:
        words: of all units together, a list that stands first aside.
        units: how many runs of text at most.
        close: share of the likeliest unit's chance that another must reach.
        around: words up to which what stands round a unit in its passage is said with it.
    """

    words: int
    units: int
    close: float
    around: int


SHORT = {Audience.STAFF: Budget(56, 2, 0.4, 52), Audience.KIOSK: Budget(45, 2, 0.6, 0)}
# Where it is not sure which passage answers, the likeliest are shown with what stands round them.
WIDE = {Audience.STAFF: Budget(97, 3, 0.1, 45), Audience.KIOSK: Budget(60, 2, 0.3, 0)}


def select(query: Query, units: Sequence[Unit], found: Sequence[Evidence], budget: Budget) -> list[Unit]:
    """The likeliest units, and what they lean on; each run of sentences of a passage is one unit."""
    units = _preferring_in_force(query, units)
    if not units:
        return []
    by_place = {(e.hit.row, e.index): e for e in found}
    chosen: list[Unit] = []
    least = budget.close * units[0].chance
    for unit in units:
        room = budget.words - sum(one.words for one in chosen)
        if len(chosen) >= budget.units or unit.chance < least:
            break
        if any(_says_the_same(unit, other) for other in chosen):
            continue
        if not chosen or unit.words <= room:
            chosen = _joined([*chosen, _with_surroundings(unit, by_place, budget, room)])
    return chosen


def _with_surroundings(unit: Unit, by_place: Mapping[tuple[int, int], Evidence], budget: Budget, room: int) -> Unit:
    """A unit with the sentence it leans on, what it announces and, within `around` words, its neighbours."""
    parts = list(unit.parts)
    before = by_place.get((unit.row, parts[0].index - 1))
    if before and _LEANS.match(parts[0].text) and _fits_in(before, parts, room):
        parts.insert(0, before)
    if parts[-1].text.rstrip().endswith(":"):
        return replace(unit, parts=tuple(_announced(parts, by_place)))
    most = min(room, budget.around)
    while near := [side for side in _sides(parts, by_place) if _fits_in(side, parts, most)]:
        best = max(near, key=lambda side: side.score)
        parts = [best, *parts] if best.index < parts[0].index else [*parts, best]
    return replace(unit, parts=tuple(parts))


def _announced(parts: Sequence[Evidence], by_place: Mapping[tuple[int, int], Evidence]) -> list[Evidence]:
    """ "There are three models:" with what follows, however the file sets it: alone it says nothing."""
    told = list(parts)
    row = parts[0].hit.row
    while (after := by_place.get((row, told[-1].index + 1))) and _size((*told, after)) <= _ANNOUNCED:
        told.append(after)
    return told


def _sides(parts: Sequence[Evidence], by_place: Mapping[tuple[int, int], Evidence]) -> list[Evidence]:
    row = parts[0].hit.row
    sides = (by_place.get((row, n)) for n in (parts[0].index - 1, parts[-1].index + 1))
    return [side for side in sides if side]


def _fits_in(side: Evidence, parts: Sequence[Evidence], words: int) -> bool:
    """Whether a neighbour says anything and there is room for it; lists are not cut into."""
    says = any(letter.isalnum() for letter in side.text)
    return says and side.sentence.group is None and _size((side, *parts)) <= words


def _size(parts: Sequence[Evidence]) -> int:
    return sum(len(part.text.split()) for part in parts)


def _joined(units: Sequence[Unit]) -> list[Unit]:
    """Passages in the order in which they were chosen, sentences in that of the passage, neighbours as one unit."""
    joined: list[Unit] = []
    for row in dict.fromkeys(unit.row for unit in units):
        of_row = [unit for unit in units if unit.row == row]
        parts = sorted({p.index: p for unit in of_row for p in unit.parts}.items())
        run: list[Evidence] = []
        for index, part in parts:
            if run and index != run[-1].index + 1:
                joined.append(_run(run, of_row))
                run = []
            run.append(part)
        joined.append(_run(run, of_row))
    return joined


def _run(parts: Sequence[Evidence], units: Sequence[Unit]) -> Unit:
    """The units whose parts stand in a run, as one: as likely as the likeliest of them."""
    held = {p.index for p in parts}
    best = max((u for u in units if any(p.index in held for p in u.parts)), key=lambda u: u.chance)
    return replace(best, parts=tuple(parts))


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
    return query.coverage(stem_set(unit.passage.preface))


def _says_the_same(one: Unit, other: Unit) -> bool:
    a, b = one.stems, other.stems
    return len(a & b) >= _SAME * min(len(a), len(b)) if a and b else False

"""What changed between two results: measures with paired intervals, and the questions that turned."""

from dataclasses import dataclass

from evals.intervals import Interval, difference
from evals.result import Asked, Result, means


@dataclass(frozen=True, slots=True)
class Change:
    """One measure before and after, and the difference on the questions scored in both."""

    measure: str
    before: float
    after: float
    difference: Interval | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """After against before.

    Attributes:
        mended: questions that are right now and were not; `broken` the other way round.
        only_before: ids asked only before; `only_after` only after.
    """

    before: Result
    after: Result
    changes: tuple[Change, ...]
    mended: tuple[tuple[Asked, Asked], ...]
    broken: tuple[tuple[Asked, Asked], ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    @property
    def caution(self) -> str:
        """What a reader must know before believing a difference, or ""."""
        if set(self.before.sets) == set(self.after.sets):
            return ""
        return (
            f"The sets differ: {', '.join(self.before.sets)} before, {', '.join(self.after.sets)} now."
            " Questions are paired by their ids, which may be of other questions."
        )


def compare(before: Result, after: Result) -> Comparison:
    """Compare two results of `guide evaluate`."""
    old, new = means(before.values), means(after.values)
    changes = tuple(Change(m, old[m], new[m], difference(after.values[m], before.values[m])) for m in new if m in old)
    then = {one.id: one for one in before.asked}
    now = {one.id: one for one in after.asked}
    pairs = [(then[q], now[q]) for q in now if q in then]
    # A retrieval set has no answers: its questions stand in the values alone.
    ids_before = then.keys() or {q for of in before.values.values() for q in of}
    ids_after = now.keys() or {q for of in after.values.values() for q in of}
    return Comparison(
        before=before,
        after=after,
        changes=changes,
        mended=tuple((a, b) for a, b in pairs if b.right and not a.right),
        broken=tuple((a, b) for a, b in pairs if a.right and not b.right),
        only_before=tuple(sorted(ids_before - ids_after)),
        only_after=tuple(sorted(ids_after - ids_before)),
    )

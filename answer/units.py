"""Units: candidate evidence -> what is shown together: a sentence, or a lead-in line with its whole list.

Part of a list under "The four trusts are:" would mislead.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from answer.retrieve import Evidence
from index.words import stem_set
from ingest.documents import BlockKind, Document, Passage

_WHOLE_LIST = 14  # items that are shown together
_WORDS_OF_LIST = 100
_SHORTEST = 4  # words: less is a label or a scrap of a table


@dataclass(frozen=True, slots=True)
class Unit:
    """Evidence that is shown together, in document order.

    Attributes:
        score: of its best part, by words and vectors.
        logit: of the evidence model; None for units it was not asked about.
        chance: that it answers the question, 0..1; 0 until it is weighed.
    """

    parts: tuple[Evidence, ...]
    score: float
    logit: float | None = None
    chance: float = 0.0

    @property
    def row(self) -> int:
        """Row of its passage."""
        return self.parts[0].hit.row

    @property
    def passage(self) -> Passage:
        """The passage it stands in."""
        return self.parts[0].hit.passage

    @property
    def document(self) -> Document:
        """The document it stands in."""
        return self.parts[0].document

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(p.text for p in self.parts)

    @property
    def words(self) -> int:
        """Words of all parts."""
        return sum(len(p.text.split()) for p in self.parts)

    @property
    def listed(self) -> bool:
        """Whether it is part of a list or table."""
        return self.parts[0].sentence.group is not None

    @property
    def defines(self) -> bool:
        """Whether a part says what the thing asked for is."""
        return any(p.defines for p in self.parts)

    @property
    def in_force(self) -> bool:
        """Whether its document is neither replaced nor withdrawn nor a draft."""
        return self.document.status == "current"

    @property
    def stems(self) -> frozenset[str]:
        """Stems of all parts."""
        return frozenset().union(*(stem_set(p.text) for p in self.parts))


def units_of(found: Sequence[Evidence]) -> list[Unit]:
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
    if sentence.group is None or sentence.kind is BlockKind.TABLE_ROW:
        return (evidence,)
    group = [
        by_place[evidence.hit.row, n] for n, s in enumerate(evidence.hit.passage.sentences) if s.group == sentence.group
    ]
    if sentence.kind is BlockKind.LIST_ITEM and _goes_on(evidence):
        return (evidence,)
    items = [e for e in group if e.sentence.kind is not BlockKind.LEAD_IN]
    if len(items) <= _WHOLE_LIST and sum(len(e.text.split()) for e in group) <= _WORDS_OF_LIST:
        return tuple(group)
    announced = sentence.kind is BlockKind.LEAD_IN and evidence.text.rstrip().endswith(":")
    return tuple(group[: _WHOLE_LIST + 1]) if announced else (evidence,)


def _goes_on(item: Evidence) -> bool:
    """Whether an item is a paragraph with a bullet, which can be told without its list."""
    sentences = item.hit.passage.sentences[item.index : item.index + 2]
    return len(sentences) == 2 and sentences[1].group is None and sentences[1].start - sentences[0].end <= 1

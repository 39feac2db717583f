"""Gold spans: where the quotes of a question set stand in the documents, and which hits hold them.

A quote is found anew in every corpus by its words, so that cutting the documents into other passages does not void it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evals.facts import evidence_hit
from evals.questions import Gold, Labelled


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that a retriever gave: its document's path, its span there in code points, its text, and its copies."""

    document: str
    start: int
    end: int
    text: str
    copies: tuple["Found", ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """A span wanted for a question, and where it and what answers as well stand: (path, start, end)."""

    texts: tuple[str, ...]
    places: tuple[tuple[str, int, int], ...]

    def met_by(self, hit: Found) -> bool:
        """Whether a hit or a copy of it holds at least half of one place, or, where no document was named, its words."""
        return any(self._met_at(place) for place in (hit, *hit.copies))

    def _met_at(self, hit: Found) -> bool:
        for document, start, end in self.places:
            shared = min(end, hit.end) - max(start, hit.start)
            if document == hit.document and shared * 2 >= end - start:
                return True
        return any(evidence_hit(text, hit.text) for text in self.texts)


class GoldSpans:
    """Finds quotes in the documents of one corpus, given as path -> stored text."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._squashed = {path: _squash(text) for path, text in texts.items()}

    def needs(self, question: Labelled) -> tuple[Need, ...]:
        """The question's gold spans that this corpus holds; none when its quotes are of other documents."""
        also = [place for gold in question.also for place in self._places(gold)]
        found = []
        for gold in question.gold:
            places = self._places(gold)
            texts = () if gold.documents else (gold.text,)
            if places or (texts and any(evidence_hit(gold.text, text) for text in self._texts.values())):
                found.append(Need(texts, (*places, *also)))
        return tuple(found)

    def _places(self, gold: Gold) -> list[tuple[str, int, int]]:
        wanted = " ".join(gold.text.split())
        places = []
        for path in self._among(gold.documents):
            squashed, offsets = self._squashed[path]
            at = squashed.find(wanted) if wanted else -1
            while at >= 0:
                places.append((path, offsets[at], offsets[at + len(wanted) - 1] + 1))
                at = squashed.find(wanted, at + 1)
        return places

    def _among(self, documents: Sequence[str]) -> Iterable[str]:
        """The named documents, also when the folder above them was ingested or a folder below it."""
        if not documents:
            return self._texts
        return [
            path
            for path in self._texts
            if any(path == name or path.endswith(f"/{name}") or name.endswith(f"/{path}") for name in documents)
        ]


def evidence_run(needs: Sequence[Need], hits: Sequence[Found]) -> list[str]:
    """A ranking in which each need stands where the first hit holds it ("need 0") and every other hit has its own name.

    So a measure's ideal is "every span found", whatever the passages: a hit that holds a span twice found counts as
    none, and one that holds two spans puts one after the other.
    """
    open_needs = dict(enumerate(needs))
    ranking = []
    for rank, hit in enumerate(hits):
        met = [n for n, need in open_needs.items() if need.met_by(hit)]
        ranking += [f"need {n}" for n in met] or [f"hit {rank}"]
        for n in met:
            del open_needs[n]
    return ranking


def _squash(text: str) -> tuple[str, list[int]]:
    """The text with runs of white space as one space, and the offset of each of its characters in the text."""
    letters: list[str] = []
    offsets: list[int] = []
    for at, letter in enumerate(text):
        if not letter.isspace():
            letters.append(letter)
            offsets.append(at)
        elif letters and letters[-1] != " ":
            letters.append(" ")
            offsets.append(at)
    return "".join(letters), offsets

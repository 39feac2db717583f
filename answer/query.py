"""Query: what the index gets and what selection compares, from a standalone question."""

import math
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.search import Searcher
from index.words import stem, stems, words

_I = re.IGNORECASE
_OPENING = r"(?:(?:so|ok|okay|hi|hello|please|thanks|thank you|and|right|also)\b[,.! ]*)*"  # said before the question
_WANTS: Mapping[str, re.Pattern[str]] = {
    "number": re.compile(
        r"\bhow (many|much|far|big|large|long|often)\b|\bnumber of\b|\bpercent|\bpercentage|\bper cent\b|\bhow (populous|old)\b"
        r"|\b(what|which) (share|proportion|figure|size|amount)\b|\bpopulation\b|\bno\.? of\b",
        _I,
    ),
    "date": re.compile(
        r"\bwhen\b|\b(what|which) (year|date|month|day)\b|\bsince when\b|\bhow long ago\b|\bby what date\b", _I
    ),
    "person": re.compile(r"\bwho('s|s)?\b|\bwhose\b|\bwhom\b|\bcontact\b|\bname of the\b|\be-?mail\b", _I),
    "list": re.compile(
        r"\bwhich\b|\bwhat are\b|\blist\b|\bname (the|some|all)\b|\bwhat (\w+ ){0,3}\w+s\b (are|do|does|did|were|can|have|has)\b"
        r"|\bmembers\b|\btypes?\b|\bkinds?\b|\bexamples?\b|\bwho (is|are) in\b|\bmade up of\b|\bpriorities\b|\bprinciples\b",
        _I,
    ),
    "definition": re.compile(
        rf"^\W*{_OPENING}(what( is|'s|s| are| does| do)|define|explain|meaning of|whats)\b.{{0,60}}$"
        r"|\bstand(s)? for\b|\bmean(s)?\b\??$",
        _I,
    ),
    "why": re.compile(r"\bwhy\b|\breasons?\b|\bpurpose\b|\bwhat for\b", _I),
    "how": re.compile(r"\bhow (do|does|did|can|could|should|would|to|are|is|were|was)\b", _I),
}
_WORD = re.compile(r"[^\W_]+(?:[&’'-][^\W_]+)*")
_TERM = re.compile(
    rf"^\W*{_OPENING}"
    r"(?:what(?:'s| is| are|s| does| do)|define|explain|tell me about|meaning of)\s+"
    r"(?:an? |the |meant by |is |are )*(.+?)(?:\s+(?:mean|means|stand for|stands for|about|do|again|exactly))*\W*$"
    r"|^\W*(.+?) (?:stands? for|means?)(?: what)?\W*$",
    _I,
)


@dataclass(frozen=True, slots=True)
class Query:
    """A standalone question as the later steps use it.

    Attributes:
        told: the text with what its acronyms stand for.
        vector: unit vector, float32 [d].
        weights: inverse document frequency of each of its stems; a stem the corpus lacks has the highest.
        wants: kinds of answer asked for, of number, date, person, list, definition, why, how.
        term: for "what is X?", X folded; else "".
        spelt_out: for an acronym's stem, the stems of what it stands for, which are as good as itself.
    """

    text: str
    told: str
    vector: np.ndarray[Any, Any]
    weights: dict[str, float]
    wants: frozenset[str]
    term: str
    spelt_out: Mapping[str, frozenset[str]]

    def covered(self, present: Set[str]) -> dict[str, float]:
        """The weights of the stems that are present, as such or spelt out."""
        return {
            s: w
            for s, w in self.weights.items()
            if s in present or (s in self.spelt_out and self.spelt_out[s] <= present)
        }

    def coverage(self, present: Set[str]) -> float:
        """Share of the question's weight that is present, 0..1 (1 for a question without stems)."""
        total = sum(self.weights.values())
        return sum(self.covered(present).values()) / total if total else 1.0


def make_query(text: str, searcher: Searcher) -> Query:
    """Encode a question, weigh its words by how rare they are in the snapshot and tell what it wants."""
    frequencies, size = searcher.sparse.frequencies, searcher.sparse.size
    spelt_out = {
        stem(word): frozenset(stems(longs[0]))
        for word in _WORD.findall(text)
        if (longs := searcher.acronyms.long_forms(word))
    }
    vector = searcher.encode(text)
    weights = {s: idf(frequencies.get(s, 0), size) for s in stems(text)}
    wants = frozenset(name for name, pattern in _WANTS.items() if pattern.search(text))
    match = _TERM.match(text)
    term = " ".join(words(match[1] or match[2])) if match else ""
    return Query(text, searcher.spelt_out(text), vector, weights, wants, term, spelt_out)


def idf(frequency: int, size: int) -> float:
    """Inverse document frequency as BM25 has it, never negative."""
    return math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))

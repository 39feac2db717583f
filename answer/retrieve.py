"""Retrieve: a query -> hits, and the sentences in them as candidate evidence."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from answer.query import Query
from index.search import Hit, Searcher
from index.words import stem, stem_set, words
from ingest.documents import BlockKind, Document, Sentence

_LISTED = {BlockKind.LEAD_IN, BlockKind.LIST_ITEM}
SPELT_OUT = 4  # further hits for the long form of an acronym that is asked for
PASSAGES = 12  # hits whose sentences are candidates

_FIGURE = re.compile(
    r"\d|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|quarter|half|million)\b", re.I
)
_DATE = re.compile(
    r"\b(19|20)\d{2}\b|\b(january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.I,
)
_PERSON = re.compile(
    r"\b(Dr|Sir|Dame|Professor|Mr|Ms|Mrs)\b|\b(director|chief|chair|officer|manager|advisor|lead provider|leads?|led by)\b|@|\bTrust\b"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a hit with what speaks for it.

    Attributes:
        coverage: share of the question's weighted words that stand in the sentence, 0..1.
        reach: the same with the sentence's headings and lead-in line.
        cosine: of question and sentence, -1..1.
        fits: whether it holds the kind of thing asked for (a figure, a date, a person).
        defines: whether it says what the thing asked for is or stands for.
        score: what selection ranks by.
    """

    hit: Hit
    document: Document
    index: int
    text: str
    coverage: float
    reach: float
    cosine: float
    fits: bool
    defines: bool
    score: float

    @property
    def sentence(self) -> Sentence:
        """The sentence's span and kind."""
        return self.hit.passage.sentences[self.index]


def retrieve(searcher: Searcher, query: Query) -> list[Hit]:
    """The passages to look into; for "what is ABC?" also those that hold what ABC stands for."""
    hits = searcher.search(query.text, PASSAGES, query.vector)
    long_forms = searcher.acronyms.long_forms(query.term) if "definition" in query.wants else []
    if not long_forms:
        return hits
    known = {hit.row for hit in hits}
    more = [hit for hit in searcher.search(f"{query.term} {long_forms[0]}", SPELT_OUT) if hit.row not in known]
    return [*hits, *(replace(hit, rank=len(hits) + n) for n, hit in enumerate(more, start=1))]


def candidates(searcher: Searcher, query: Query, hits: Sequence[Hit]) -> list[Evidence]:
    """Every sentence of the hits as evidence, best first."""
    found = []
    for hit in hits:
        document = searcher.snapshot.document(hit.passage.document_id)
        if document is None:  # cannot be: passages and documents are published together
            continue
        cosines = searcher.snapshot.sentence_vectors(hit.row) @ query.vector
        above = stem_set(hit.passage.preface)
        for n, sentence in enumerate(hit.passage.sentences):
            text = hit.passage.text_of(sentence)
            own = stem_set(text)
            reach = query.coverage(own | above | stem_set(hit.passage.lead_in_of(sentence)))
            found.append(_evidence(query, hit, document, n, text, own, reach, float(cosines[n])))
    return sorted(found, key=lambda e: (-e.score, e.hit.rank, e.index))


def _evidence(
    query: Query, hit: Hit, document: Document, n: int, text: str, own: Set[str], reach: float, cosine: float
) -> Evidence:
    covered = query.coverage(own)
    fits, defines = _fits(query, text), _defines(query, text, own)
    near = min(1.0, max(0.0, (cosine - 0.75) / 0.2))
    listed = "list" in query.wants and hit.passage.sentences[n].kind in _LISTED
    score = 0.1 * covered + 0.1 * reach + 0.7 * near + 0.4 * hit.score + 0.08 * fits + 0.1 * listed
    score += 0.25 * defines
    return Evidence(hit, document, n, text, covered, reach, cosine, fits, defines, score)


def _fits(query: Query, text: str) -> bool:
    checks = {"number": _FIGURE, "date": _DATE, "person": _PERSON}
    return any(name in query.wants and bool(pattern.search(text)) for name, pattern in checks.items())


def _defines(query: Query, text: str, own: Set[str]) -> bool:
    """ "X is ...", "X stands for ...", a glossary's "X: ...", or an acronym with its long form."""
    if not query.term or "definition" not in query.wants:
        return False
    term = re.escape(query.term)
    folded = " ".join(words(text))
    if re.match(rf"(in general |generally )?(the |an? )?{term}s?( \w+)? (is|are|means?|stands? for)\b", folded):
        return True
    if re.match(rf"{term}\b[^:]{{0,40}}:", text.lower()):
        return True
    spelt_out = query.spelt_out.get(stem(query.term))
    return spelt_out is not None and spelt_out <= own and stem(query.term) in own

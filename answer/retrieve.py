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
_NOT_IN_FORCE = 0.05  # of near equals, what is in force goes before what is replaced, withdrawn or a draft

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
        copy: number of the words that stand here and elsewhere; None for what stands here alone.
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
    copy: int | None
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

    @property
    def identity(self) -> tuple[int, ...]:
        """The same for copies: they are one piece of evidence."""
        return (self.hit.row, self.index) if self.copy is None else (self.copy,)


def retrieve(searcher: Searcher, query: Query) -> list[Hit]:
    """The passages to look into; for "what is ABC?" also those that hold what ABC stands for."""
    hits = searcher.search(query.text, PASSAGES, query.vector)
    long_forms = searcher.acronyms.long_forms(query.term) if "definition" in query.wants else []
    if not long_forms:
        return hits
    known = {each.row for hit in hits for each in (hit, *hit.copies)}
    spelt_out = searcher.search(f"{query.term} {long_forms[0]}", SPELT_OUT)
    more = [hit for hit in spelt_out if not known & {each.row for each in (hit, *hit.copies)}]
    return [*hits, *(replace(hit, rank=len(hits) + n) for n, hit in enumerate(more, start=1))]


def candidates(searcher: Searcher, query: Query, hits: Sequence[Hit]) -> list[Evidence]:
    """Every sentence of the hits as evidence, best first; of their copies what is not told already.

    A sentence that a better hit has word for word is left out, unless it is part of a list, which stays whole.
    """
    found: list[Evidence] = []
    told: set[tuple[int, ...]] = set()
    passages = [each for hit in hits for each in (hit, *hit.copies)]
    held = [(hit, searcher.snapshot.document(hit.passage.document_id)) for hit in passages]
    # Stable: what is in force is heard first, so that its copies elsewhere are what is left out.
    for hit, document in sorted(held, key=lambda each: each[1] is None or each[1].status != "current"):
        if document is None:  # cannot be: passages and documents are published together
            continue
        of_hit = _of_hit(searcher, query, hit, document)
        found += [e for e in of_hit if e.identity not in told or e.sentence.group is not None]
        told.update(e.identity for e in of_hit)
    return sorted(found, key=lambda e: (-e.score, e.hit.rank, e.index))


def _of_hit(searcher: Searcher, query: Query, hit: Hit, document: Document) -> list[Evidence]:
    """Every sentence of one passage, as it stands there."""
    found = []
    cosines = searcher.snapshot.sentence_vectors(hit.row) @ query.vector
    above = stem_set(hit.passage.preface)
    for n, sentence in enumerate(hit.passage.sentences):
        copy = searcher.copies.group(hit.row, sentence.start, sentence.end)
        text = hit.passage.text_of(sentence)
        own = stem_set(text)
        reach = query.coverage(own | above | stem_set(hit.passage.lead_in_of(sentence)))
        found.append(_evidence(query, hit, document, n, text, copy, own, reach, float(cosines[n])))
    return found


def _evidence(
    query: Query,
    hit: Hit,
    document: Document,
    n: int,
    text: str,
    copy: int | None,
    own: Set[str],
    reach: float,
    cosine: float,
) -> Evidence:
    covered = query.coverage(own)
    fits, defines = _fits(query, text), _defines(query, text, own)
    near = min(1.0, max(0.0, (cosine - 0.75) / 0.2))
    listed = "list" in query.wants and hit.passage.sentences[n].kind in _LISTED
    score = 0.1 * covered + 0.1 * reach + 0.7 * near + 0.4 * hit.score + 0.08 * fits + 0.1 * listed
    score += 0.25 * defines
    score -= _NOT_IN_FORCE * (document.status != "current")
    return Evidence(hit, document, n, text, copy, covered, reach, cosine, fits, defines, score)


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

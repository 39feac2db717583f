"""Notices: what a reader must know of an answer beside what a document's status says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from answer.answer import Citation, Notice, Statement
from answer.compose import citation_of
from answer.dated import Written, dated
from answer.disagreement import Told, claims, difference
from answer.meanings import Spoken, which_meaning
from index.search import Hit, Searcher, best
from ingest.documents import Document, Passage, Sentence

_BY_NAME = 20  # passages that are looked into for other claims about a name
_IN_FORCE = "current"


@dataclass(frozen=True, slots=True)
class Noticed:
    """The notices of an answer, and the citations that only they need."""

    notices: tuple[Notice, ...]
    citations: tuple[Citation, ...] = ()


def noticed(
    question: str,
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    hits: Sequence[Hit],
    searcher: Searcher,
) -> Noticed:
    """Disagreement, which meaning, and what was future or present when it was written, in this order."""
    differing = _disagreement(statements, citations, hits, searcher)
    meaning = which_meaning(question, _said(statements, citations, searcher), _found(hits, searcher))
    dates = {c.n: c.published_on for c in citations}
    said = [Written(s.text, n, dates[n]) for s in statements for n in s.citations[:1]]
    return Noticed((*differing.notices, *meaning, *dated(question, said, built_on(searcher))), differing.citations)


def built_on(searcher: Searcher) -> date:
    """The day on which the snapshot was made: what counts as today, so that one snapshot gives one answer."""
    return date.fromisoformat(searcher.snapshot.manifest.created_at[:10])


def _disagreement(
    statements: Sequence[Statement], citations: Sequence[Citation], hits: Sequence[Hit], searcher: Searcher
) -> Noticed:
    of_number = {c.n: c for c in citations}
    shown = [Told(s.text, of_number[n].document_id, of_number[n].title, n) for s in statements for n in s.citations[:1]]
    names = [claim.name for told in shown for claim in claims(told.text)]
    if not names:
        return Noticed(())
    found = difference(shown, _others(names, hits, searcher))
    if found is None:
        return Noticed(())
    document, passage, sentence = _place(found.other)
    same = next((c for c in citations if _holds(c, document, sentence)), None)
    other = same or citation_of(max(of_number) + 1, document, passage, sentence, searcher)
    first = found.shown.place
    numbers = (*((first,) if isinstance(first, int) else ()), other.n)
    return Noticed((found.notice(numbers),), () if same else (other,))


def _others(names: Sequence[str], hits: Sequence[Hit], searcher: Searcher) -> Iterator[Told]:
    """The sentences of what was found and of what holds the names; what is out of force disagrees by its nature."""
    rows = dict.fromkeys(each.row for hit in hits for each in (hit, *hit.copies))
    for name in dict.fromkeys(names):
        rows |= dict.fromkeys(best(searcher.sparse.scores(name), _BY_NAME))
    for row in rows:
        passage = searcher.snapshot.passage(row)
        document = searcher.snapshot.document(passage.document_id)
        if document and document.status == _IN_FORCE:
            for sentence in passage.sentences:
                place = (document, passage, sentence)
                yield Told(passage.text_of(sentence), document.id, document.title, place)


def _place(told: Told) -> tuple[Document, Passage, Sentence]:
    place = told.place
    assert isinstance(place, tuple)  # as _others makes it
    document, passage, sentence = place
    return document, passage, sentence


def _holds(citation: Citation, document: Document, sentence: Sentence) -> bool:
    inside = citation.start <= sentence.start and sentence.end <= citation.end
    return inside and (citation.document_id, citation.version) == (document.id, document.version)


def _said(statements: Sequence[Statement], citations: Sequence[Citation], searcher: Searcher) -> list[Spoken]:
    """Each statement with its headings, all that is cited with it and its document."""
    of_number = {c.n: c for c in citations}
    spoken = []
    for statement in statements:
        cited = of_number[statement.citations[0]]
        document = searcher.snapshot.document(cited.document_id, cited.version)
        above = " > ".join((cited.title, *cited.locator.heading_path))
        spoken.append(Spoken(statement.text, above, cited.quote, document.text if document else ""))
    return spoken


def _found(hits: Sequence[Hit], searcher: Searcher) -> Iterator[Spoken]:
    for hit in hits:
        document = searcher.snapshot.document(hit.passage.document_id)
        if document:
            yield Spoken("", hit.passage.context, hit.passage.text, document.text, hit.score)

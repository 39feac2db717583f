"""Compose: units -> statements, word for word, each bound to the span it was taken from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from answer.answer import Citation, Origin, Place, Statement
from answer.retrieve import Evidence
from answer.status import links
from answer.units import Unit
from index.copies import Copies
from index.search import Searcher
from index.wording import same, wording
from ingest.documents import BlockKind, Document, Passage, Sentence, SourceRef
from ingest.register import UNDATED, Source

_KINDS = {BlockKind.LEAD_IN: "lead_in", BlockKind.LIST_ITEM: "item", BlockKind.TABLE_ROW: "row"}
_ALSO = 10  # other places that are named: a line that stands in a hundred documents needs no hundred links
_IN_FORCE = "current"


@dataclass(frozen=True, slots=True)
class _Home:
    """Where all parts of a unit stand together: a passage, its document and the parts' sentences in it."""

    document: Document
    passage: Passage
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        """Where the first of the parts begins."""
        return min(s.start for s in self.sentences)

    @property
    def end(self) -> int:
        """Where the last of the parts ends."""
        return max(s.end for s in self.sentences)

    @property
    def quote(self) -> str:
        """The text from the first part to the last."""
        return self.document.text[self.start : self.end]


def compose(units: Sequence[Unit], searcher: Searcher) -> tuple[list[Statement], list[Citation]]:
    """Statements and their citations: a sentence cites its own span, a list with its lead-in cites one span over all.

    What stands in several places is said and cited once, from a document in force where there is one, and the citation
    names the other places.
    """
    statements: list[Statement] = []
    citations: list[Citation] = []
    for unit in units:
        n = len(citations) + 1
        home, *others = _homes(unit, searcher)
        citations.append(_citation(n, home, others, searcher.snapshot.sources))
        statements += [_statement(part, s, home, n) for part, s in zip(unit.parts, home.sentences, strict=True)]
    return statements, citations


def _homes(unit: Unit, searcher: Searcher) -> list[_Home]:
    """The places of a unit, the one to cite first."""
    first = unit.parts[0]
    own = _Home(first.document, first.hit.passage, tuple(part.sentence for part in unit.parts))
    others: list[_Home] = []
    for row in _rows(unit, searcher.copies):
        home = _home(unit, row, searcher) if row != first.hit.row else None
        if home and same(wording(home.quote), wording(own.quote)):
            others.append(home)
        if len(others) == _ALSO:
            break
    in_force = next((home for home in others if home.document.status == _IN_FORCE), None)
    if in_force is None or own.document.status == _IN_FORCE:
        return [own, *others]
    return [in_force, own, *(home for home in others if home is not in_force)]


def _rows(unit: Unit, copies: Copies) -> list[int]:
    """Rows whose passages hold all parts of a unit, in the order in which their documents speak for each other."""
    groups = [part.copy for part in unit.parts]
    places = [[place.row for place in copies.places(group)] for group in groups if group is not None]
    if len(places) < len(groups):
        return []
    common = set(places[0]).intersection(*places[1:])
    return [row for row in places[0] if row in common]


def _home(unit: Unit, row: int, searcher: Searcher) -> _Home | None:
    passage = searcher.snapshot.passage(row)
    document = searcher.snapshot.document(passage.document_id)
    held = {searcher.copies.group(row, s.start, s.end): s for s in passage.sentences}
    sentences = tuple(held[part.copy] for part in unit.parts)
    return _Home(document, passage, sentences) if document else None


def _statement(part: Evidence, sentence: Sentence, home: _Home, n: int) -> Statement:
    text = home.passage.text_of(sentence)
    return Statement(text, (n,), round(part.reach, 3), _KINDS.get(sentence.kind, "sentence"))


def _citation(n: int, home: _Home, others: Sequence[_Home], sources: Mapping[str, Source]) -> Citation:
    document, start, end = home.document, home.start, home.end
    origins = _origins(home, sources)
    return Citation(
        n=n,
        document_id=document.id,
        version=document.version,
        document=document.path,
        title=document.title,
        publisher=document.publisher,
        kind=document.kind,
        published_on=_published_on(document, origins),
        status=document.status,
        locator=home.passage.locator,
        start=start,
        end=end,
        quote=home.quote,
        url=page_url(document, start, end),
        original_url=document.original_url,
        origins=origins,
        replaced_by=links(document.replaced_by),
        also=tuple(_place(other, sources) for other in others),
    )


def _place(home: _Home, sources: Mapping[str, Source]) -> Place:
    document = home.document
    return Place(
        document_id=document.id,
        version=document.version,
        document=document.path,
        title=document.title,
        publisher=document.publisher,
        published_on=_published_on(document, _origins(home, sources)),
        status=document.status,
        locator=home.passage.locator,
        start=home.start,
        end=home.end,
        url=page_url(document, home.start, home.end),
    )


def citation_of(n: int, document: Document, passage: Passage, sentence: Sentence, searcher: Searcher) -> Citation:
    """The citation of one sentence of a document, beside those of the statements."""
    return _citation(n, _Home(document, passage, (sentence,)), (), searcher.snapshot.sources)


def place_of(document: Document, passage: Passage, sentence: Sentence, searcher: Searcher) -> Place:
    """Where one sentence of a document stands."""
    return _place(_Home(document, passage, (sentence,)), searcher.snapshot.sources)


def _origins(home: _Home, sources: Mapping[str, Source]) -> tuple[Origin, ...]:
    return tuple(origin_of(ref, sources) for ref in dict.fromkeys(ref for s in home.sentences for ref in s.sources))


def page_url(document: Document, start: int, end: int) -> str:
    """Address of this service's page that shows a document version with a span marked."""
    return f"/sources/{document.id}?version={document.version}&start={start}&end={end}#cited"


def origin_of(ref: SourceRef, sources: Mapping[str, Source]) -> Origin:
    """The publication a note names, as the register knows it; one it lacks goes by its id."""
    source = sources.get(ref.source_id)
    if source is None:
        return Origin(ref.source_id, ref.source_id, "", UNDATED, "", ref.place)
    by = links(source.replaced_by)
    return Origin(source.id, source.title, source.publisher, source.date, source.address, ref.place, source.status, by)


def _published_on(document: Document, origins: Sequence[Origin]) -> str:
    """A note is as old as what its paragraph is made from; another document has its own date."""
    dates = [o.published_on for o in origins if o.published_on != UNDATED]
    return max(dates) if dates else (UNDATED if origins else document.published_on)


def as_of(citations: Sequence[Citation]) -> str:
    """The newest date among the citations; "undated" when none has one, "" without citations."""
    dates = [c.published_on for c in citations if c.published_on != UNDATED]
    if dates:
        return max(dates)
    return UNDATED if citations else ""

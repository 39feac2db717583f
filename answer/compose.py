"""Compose: units -> statements, word for word, each bound to the span it was taken from."""

from collections.abc import Sequence

from answer.answer import Citation, Origin, Statement
from answer.retrieve import Evidence
from answer.select import Unit
from ingest.documents import BlockKind, Document, SourceRef
from ingest.register import UNDATED, Source

_KINDS = {BlockKind.LEAD_IN: "lead_in", BlockKind.LIST_ITEM: "item", BlockKind.TABLE_ROW: "row"}


def compose(units: Sequence[Unit], sources: dict[str, Source]) -> tuple[list[Statement], list[Citation]]:
    """Statements and their citations: a sentence cites its own span, a list with its lead-in cites one span over all."""
    statements: list[Statement] = []
    citations: list[Citation] = []
    for unit in units:
        n = len(citations) + 1
        citations.append(_citation(n, unit, sources))
        statements += [_statement(part, n) for part in unit.parts]
    return statements, citations


def _statement(part: Evidence, n: int) -> Statement:
    return Statement(part.text, (n,), round(part.reach, 3), _KINDS.get(part.sentence.kind, "sentence"))


def _citation(n: int, unit: Unit, sources: dict[str, Source]) -> Citation:
    first = unit.parts[0]
    document, passage = first.document, first.hit.passage
    start = min(p.sentence.start for p in unit.parts)
    end = max(p.sentence.end for p in unit.parts)
    refs = dict.fromkeys(ref for p in unit.parts for ref in p.sentence.sources)
    origins = tuple(_origin(ref, sources) for ref in refs)
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
        locator=passage.locator,
        start=start,
        end=end,
        quote=document.text[start:end],
        url=page_url(document, start, end),
        original_url=document.original_url,
        origins=origins,
    )


def page_url(document: Document, start: int, end: int) -> str:
    """Address of this service's page that shows a document version with a span marked."""
    return f"/sources/{document.id}?version={document.version}&start={start}&end={end}#cited"


def _origin(ref: SourceRef, sources: dict[str, Source]) -> Origin:
    source = sources.get(ref.source_id)
    if source is None:
        return Origin(ref.source_id, ref.source_id, "", UNDATED, "", ref.place)
    return Origin(source.id, source.title, source.publisher, source.date, source.address, ref.place)


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

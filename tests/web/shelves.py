"""A shelf over documents that a test made: what the pages for looking around show."""

from collections.abc import Mapping, Sequence

from ingest.documents import Document, Passage
from ingest.register import Source
from web import glossary, library, timeline
from web.shelf import Shelf


def shelf(
    *documents: Document,
    passages: Sequence[Passage] = (),
    sources: Mapping[str, Source] | None = None,
    forms: Mapping[str, Sequence[str]] | None = None,
) -> Shelf:
    """Return the shelf of these documents."""
    held = {document.id: document for document in documents}
    return Shelf(
        held,
        dict(sources or {}),
        library.entries(documents, sources or {}, {}),
        glossary.terms(documents, passages, forms or {}),
        timeline.events(passages, held),
    )

"""The shelf: what the pages for looking around show of a snapshot, worked out once for each snapshot."""

from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

from index.acronyms import Acronyms
from index.snapshot import Snapshot
from ingest.documents import Document
from ingest.register import Source
from web import glossary, library, timeline


@dataclass(frozen=True)
class Shelf:
    """All documents of a snapshot, the terms they explain and the dated facts they tell."""

    documents: dict[str, Document]
    sources: dict[str, Source]
    entries: tuple[library.Entry, ...]
    terms: tuple[glossary.Term, ...]
    events: tuple[timeline.Event, ...]

    @cached_property
    def by_source(self) -> dict[str, list[Document]]:
        """Return the notes that are based on each publication, by its id."""
        made: dict[str, list[Document]] = {}
        for document in sorted(self.documents.values(), key=lambda document: document.title.casefold()):
            for source_id in dict.fromkeys(ref.source_id for ref in document.sources):
                made.setdefault(source_id, []).append(document)
        return made

    @cached_property
    def by_path(self) -> dict[str, Document]:
        """Return the documents by their path in the ingested folder, and by the publication they are."""
        paths = {document.path: document for document in self.documents.values()}
        return paths | {document.source_id: document for document in self.documents.values() if document.source_id}


_shelves: "WeakKeyDictionary[Snapshot, Shelf]" = WeakKeyDictionary()
_lock = Lock()


def shelf_of(snapshot: Snapshot, acronyms: Acronyms) -> Shelf:
    """Return the shelf of a snapshot; a snapshot never changes, so that it is made once and goes with the snapshot."""
    with _lock:
        made = _shelves.get(snapshot)
        if made is None:
            made = _shelves[snapshot] = _made(snapshot, acronyms)
        return made


def _made(snapshot: Snapshot, acronyms: Acronyms) -> Shelf:
    documents = {document.id: document for document in snapshot.documents()}
    passages = list(snapshot.passages())
    return Shelf(
        documents,
        snapshot.sources,
        library.entries(documents.values(), snapshot.sources, snapshot.passage_counts()),
        glossary.terms(documents.values(), passages, acronyms.forms),
        timeline.events(passages, documents),
    )

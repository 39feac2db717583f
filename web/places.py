"""Places: spans of documents that pages lead to, with the words marked."""

from dataclasses import dataclass

from ingest.documents import Block, Document, Sentence

NOT_IN_FORCE = frozenset({"superseded", "withdrawn", "draft"})


@dataclass(frozen=True, slots=True)
class Place:
    """Words of a document: a span of one version."""

    document_id: str
    version: str
    title: str
    start: int
    end: int

    @property
    def url(self) -> str:
        """Return the address of the marked words."""
        return f"/sources/{self.document_id}?version={self.version}&start={self.start}&end={self.end}#cited"


def place_of(document: Document, span: Block | Sentence) -> Place:
    """Return the place of a block or sentence of a document."""
    return Place(document.id, document.version, document.title, span.start, span.end)

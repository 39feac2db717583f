"""Documents and search hits as they go over the wire, made from the dataclasses at this edge only."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from api.schemas import PlaceOut
from index.search import Hit
from ingest.documents import Document


class SourceRefOut(BaseModel):
    """A publication of the register and the place in it that a note is made from."""

    source_id: str
    place: str


class DocumentOut(BaseModel):
    """What is known of one version of a document; `url` is its page on this service."""

    document_id: str
    version: str
    document: str
    title: str
    publisher: str
    kind: str
    published_on: str
    status: str
    original_url: str
    licence: str
    sources: list[SourceRefOut]
    url: str


class BlockOut(BaseModel):
    """A heading, paragraph, list item or table row of the stored text; a list's blocks share a `group`."""

    kind: str
    group: int | None
    locator: PlaceOut


class DocumentTextOut(DocumentOut):
    """A document with its stored text, to which all offsets refer."""

    text: str
    blocks: list[BlockOut]


class DocumentsOut(BaseModel):
    """All current documents of a snapshot."""

    snapshot: str
    documents: list[DocumentOut]


def _document_fields(document: Document) -> dict[str, Any]:
    fields = asdict(document)
    del fields["id"], fields["path"], fields["text"], fields["blocks"]
    fields |= {"document_id": document.id, "document": document.path}
    return fields | {"url": f"/sources/{document.id}?version={document.version}"}


def document_out(document: Document) -> DocumentOut:
    """Return a document without its text."""
    return DocumentOut.model_validate(_document_fields(document))


def document_text_out(document: Document) -> DocumentTextOut:
    """Return a document with its stored text and blocks."""
    blocks = []
    for block in document.blocks:
        place = asdict(block.locator) | {"start": block.start, "end": block.end}
        blocks.append({"kind": block.kind, "group": block.group, "locator": place})
    fields = _document_fields(document) | {"text": document.text, "blocks": blocks}
    return DocumentTextOut.model_validate(fields)


class HitOut(BaseModel):
    """A passage that was found, its score and its rank from 1; `text` is the stored text at its place."""

    rank: int
    score: float
    retriever: str
    passage_id: str
    document_id: str
    version: str
    document: str
    title: str
    status: str
    locator: PlaceOut
    text: str
    url: str


class SearchOut(BaseModel):
    """The passages found for a query, best first."""

    query: str
    snapshot: str
    hits: list[HitOut]


def search_out(query: str, snapshot: str, found: Iterable[tuple[Hit, Document]]) -> SearchOut:
    """Return hits, each with the document it lies in, in their wire shape."""
    return SearchOut(query=query, snapshot=snapshot, hits=[_hit_out(hit, document) for hit, document in found])


def _hit_out(hit: Hit, document: Document) -> HitOut:
    passage = hit.passage
    span = {"start": passage.start, "end": passage.end}
    return HitOut(
        rank=hit.rank,
        score=hit.score,
        retriever=hit.retriever,
        passage_id=passage.id,
        document_id=document.id,
        version=document.version,
        document=document.path,
        title=document.title,
        status=document.status,
        locator=PlaceOut.model_validate(asdict(passage.locator) | span),
        text=passage.text,
        url=f"/sources/{document.id}?version={document.version}&start={passage.start}&end={passage.end}#cited",
    )

"""Documents and search hits as they go over the wire, made from the dataclasses at this edge only."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from pydantic import BaseModel

from answer.status import links
from api.schemas import LinkOut, PlaceOut
from index.search import Hit
from ingest.documents import Document, Passage


class SourceRefOut(BaseModel):
    """A publication of the register and the place in it that a note is made from."""

    source_id: str
    place: str


class DocumentOut(BaseModel):
    """What is known of one version of a document; `url` is its page on this service.

    `supersedes` lists what it replaces, as paths or ids of the register; `replaced_by` what is in force instead of it.
    """

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
    supersedes: list[str]
    replaced_by: list[LinkOut]
    review_by: str
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
    fields["replaced_by"] = [asdict(link) for link in links(document.replaced_by)]
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


class PassageOut(BaseModel):
    """A passage; `text` is the stored text at its place."""

    passage_id: str
    document_id: str
    version: str
    document: str
    title: str
    status: str
    locator: PlaceOut
    text: str
    url: str


class HitOut(PassageOut):
    """A passage that was found, its score and its rank from 1, and other places where the same words stand."""

    rank: int
    score: float
    retriever: str
    copies: list[PassageOut]


class SearchOut(BaseModel):
    """The passages found for a query, best first."""

    query: str
    snapshot: str
    hits: list[HitOut]


def search_out(query: str, snapshot: str, hits: Iterable[Hit], documents: Mapping[str, Document]) -> SearchOut:
    """Return hits in their wire shape; `documents` are those they lie in, by id."""
    return SearchOut(query=query, snapshot=snapshot, hits=[_hit_out(hit, documents) for hit in hits])


def _hit_out(hit: Hit, documents: Mapping[str, Document]) -> HitOut:
    copies = [_passage_fields(copy.passage, documents) for copy in hit.copies]
    fields = {"rank": hit.rank, "score": hit.score, "retriever": hit.retriever, "copies": copies}
    return HitOut.model_validate(fields | _passage_fields(hit.passage, documents))


def _passage_fields(passage: Passage, documents: Mapping[str, Document]) -> dict[str, Any]:
    document = documents[passage.document_id]
    span = {"start": passage.start, "end": passage.end}
    return {
        "passage_id": passage.id,
        "document_id": document.id,
        "version": document.version,
        "document": document.path,
        "title": document.title,
        "status": document.status,
        "locator": asdict(passage.locator) | span,
        "text": passage.text,
        "url": f"/sources/{document.id}?version={document.version}&start={passage.start}&end={passage.end}#cited",
    }

"""GET /api/search, /api/documents and /api/documents/{id}: what the answers are made from."""

from typing import Annotated

from fastapi import APIRouter, Query

from answer.pipeline import Answerer
from api.errors import ApiFault, described
from api.library_schemas import (
    DocumentsOut,
    DocumentTextOut,
    SearchOut,
    document_out,
    document_text_out,
    search_out,
)
from api.schemas import QuestionText
from api.service import Answering
from ingest.documents import Document

router = APIRouter(prefix="/api", tags=["sources"])
MAX_HITS = 100  # as deep as measures of retrieval look


@router.get("/search", responses=described("invalid-request", "no-index"), summary="Find passages")
def search(
    answerer: Answering, q: Annotated[QuestionText, Query()], k: Annotated[int, Query(ge=1, le=MAX_HITS)] = 10
) -> SearchOut:
    """Return the k passages that fit the query best and differ, each with the places where it stands."""
    searcher = answerer.searcher
    hits = searcher.search(q, k)
    found = {each.passage.document_id for hit in hits for each in (hit, *hit.copies)}
    documents = {d.id: d for document_id in found if (d := searcher.snapshot.document(document_id))}
    return search_out(q, searcher.snapshot.id, hits, documents)


@router.get("/documents", responses=described("no-index"), summary="List all documents")
def documents(answerer: Answering) -> DocumentsOut:
    """Return the current documents, without their text."""
    snapshot = answerer.searcher.snapshot
    return DocumentsOut(snapshot=snapshot.id, documents=[document_out(each) for each in snapshot.documents()])


@router.get(
    "/documents/{document_id}",
    responses=described("no-such-document", "invalid-request", "no-index"),
    summary="Read a document",
)
def document(answerer: Answering, document_id: str, version: str | None = None) -> DocumentTextOut:
    """Return a document with its stored text; offsets of citations are code points of that text."""
    return document_text_out(find(answerer, document_id, version))


def find(answerer: Answerer, document_id: str, version: str | None) -> Document:
    """Return a document version; ApiFault names what is not held, with a link to the version that is."""
    snapshot = answerer.searcher.snapshot
    found = snapshot.document(document_id, version)
    if found is not None:
        return found
    if version is not None and snapshot.document(document_id) is not None:
        raise ApiFault(
            "no-such-document",
            "This version of the document is not held any more. Leave the version out for the current one.",
            "version",
            (f"/sources/{document_id}", "Read the current version"),
        )
    raise ApiFault(
        "no-such-document",
        "No document with this id is held. All documents are listed at /api/documents.",
        "document_id",
        ("/sources", "See all sources"),
    )

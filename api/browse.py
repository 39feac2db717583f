"""The pages for looking around: the library and its documents, the glossary, the timeline."""

import re
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from answer.guard import Refusal, guard
from answer.pipeline import Answerer
from api.errors import ApiFault
from api.library import MAX_HITS, find
from api.questions import QuestionFault, checked
from api.service import Answering
from index.pictures import picture_file, pictures_of
from index.search import Hit
from web import browse, library
from web.marks import clean_span
from web.shelf import Shelf, shelf_of

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_PAGE = re.compile(r"[1-9][0-9]{0,4}")
FOR_GOOD = "public, max-age=31536000, immutable"  # a version never changes
_MOST_PAGES = 100_000
Words = Annotated[str, Query()]
# What must be answered with help and not with a list: whatever else is looked for is only a word.
_NOT_LOOKED_FOR = frozenset({"crisis", "personal_data"})


@router.get("/sources")
def sources(
    answerer: Answering,
    q: Words = "",
    kind: Words = "",
    publisher: Words = "",
    year: Words = "",
    status: Words = "",
    sort: Words = "",
    page: Words = "1",
) -> Response:
    """Return the library: all documents, those that fit, or what a search found in them."""
    number = int(page) if _PAGE.fullmatch(page) else 1
    wanted = library.Wanted(q.strip(), kind, publisher, year, status, sort, min(number, _MOST_PAGES))
    shelf = _shelf(answerer)
    if not wanted.q:
        return HTMLResponse(browse.library_page(shelf, wanted))
    try:
        query = checked(wanted.q)
    except QuestionFault as fault:
        return HTMLResponse(browse.library_page(shelf, wanted, problem=f"{fault}."), 422)
    if refused := _refused(query):
        return HTMLResponse(browse.library_page(shelf, library.Wanted(), refused=refused))
    return HTMLResponse(browse.library_page(shelf, wanted, _hits(answerer, shelf, wanted)))


def _refused(words: str) -> Refusal | None:
    """Return why words are not looked for; they are not repeated then."""
    refused = guard(words) if words else None
    return refused if refused is not None and refused.reason in _NOT_LOOKED_FOR else None


def _shelf(answerer: Answerer) -> Shelf:
    return shelf_of(answerer.searcher.snapshot, answerer.searcher.acronyms)


def _hits(answerer: Answerer, shelf: Shelf, wanted: library.Wanted) -> list[Hit]:
    """Return the passages that fit the words, from the documents that fit the choices."""
    held = {entry.id for entry in library.chosen(shelf.entries, wanted)}
    hits = answerer.searcher.search(wanted.q, MAX_HITS)
    return [hit for hit in hits if hit.passage.document_id in held]


@router.get("/sources/{document_id}")
def source(
    answerer: Answering,
    document_id: str,
    version: str | None = None,
    start: int | None = None,
    end: int | None = None,
) -> str:
    """Return a source's own page with the cited span marked."""
    document = find(answerer, document_id, version)
    snapshot = answerer.searcher.snapshot
    span = clean_span(document, start, end)
    pictures = pictures_of(snapshot, document, *span) if span else ()
    beside = browse.around(_shelf(answerer), document)
    return browse.source_page(document, snapshot.sources, start, end, pictures, beside)


@router.get("/sources/{document_id}/pages/{page}.webp", response_class=Response)
def page_picture(answerer: Answering, document_id: str, page: str, version: str | None = None) -> Response:
    """Return the picture of a page (from 1) of a PDF."""
    document = find(answerer, document_id, version)
    number = int(page) if _PAGE.fullmatch(page) else 0
    picture = picture_file(answerer.searcher.snapshot, document, number)
    if picture is None:
        raise ApiFault(
            "no-such-document",
            "No picture of this page is held.",
            "page",
            (f"/sources/{document_id}", "Read the document's text"),
        )
    kept = {"Cache-Control": FOR_GOOD} if version is not None else {}
    return Response(picture, media_type="image/webp", headers=kept)


@router.get("/glossary")
def glossary(answerer: Answering, q: Words = "") -> str:
    """Return the terms and short forms of the corpus, from A to Z."""
    if refused := _refused(q):
        return browse.library_page(_shelf(answerer), library.Wanted(), refused=refused)
    return browse.glossary_page(_shelf(answerer), q.strip())


@router.get("/timeline")
def timeline(answerer: Answering, q: Words = "", document: Words = "") -> str:
    """Return the dated facts of the corpus, by year."""
    if refused := _refused(q):
        return browse.library_page(_shelf(answerer), library.Wanted(), refused=refused)
    return browse.timeline_page(_shelf(answerer), q.strip(), document)

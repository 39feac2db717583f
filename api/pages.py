"""The pages: a form and its answer, the sources, the kiosk, and what the service is."""

import re
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse

from answer.answer import Answer, Audience, Question, Turn
from answer.guard import MAX_QUESTION
from answer.pipeline import Answerer
from answer.text import spoken
from api.answers import Frozen, kept_answer
from api.answers import find as find_answer
from api.errors import ApiFault
from api.library import find
from api.questions import QuestionFault, checked
from api.security import BACK_WORKS
from api.service import Answering
from index.pictures import picture_file, pictures_of
from web import pages
from web.marks import clean_span

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CARRIED_TURNS = 3  # how much of a conversation a page carries along in its form
CARRIED_ANSWER = 4_000  # characters
_PAGE = re.compile(r"[1-9][0-9]{0,4}")
FOR_GOOD = "public, max-age=31536000, immutable"  # a version never changes
QuestionField = Annotated[str, Form()]
TurnFields = Annotated[list[str], Form()]


@router.get("/")
def first_page(answerer: Answering, response: Response, q: str = "") -> str:
    """Return the form, or the answer to a question that came in a link."""
    return _asked(answerer, response, q, (), {}) if q else _first(answerer)


def _first(answerer: Answerer) -> str:
    return pages.ask_page(limit=MAX_QUESTION, examples=answerer.suggestions.openers())


@router.post("/")
def ask(
    answerer: Answering,
    response: Response,
    question: QuestionField = "",
    turn_question: TurnFields = [],  # noqa: B006 (FastAPI copies the default)
    turn_answer: TurnFields = [],  # noqa: B006
) -> str:
    """Answer the question of the form, which carries the conversation before it."""
    turns = tuple(
        Turn(asked[:MAX_QUESTION], answered[:CARRIED_ANSWER])
        for asked, answered in zip(turn_question, turn_answer, strict=False)
    )
    return _asked(answerer, response, question, turns[-CARRIED_TURNS:], BACK_WORKS)


def _asked(
    answerer: Answerer,
    response: Response,
    text: str,
    turns: tuple[Turn, ...],
    headers: Mapping[str, str],
) -> str:
    try:
        question = Question(checked(text), turns)
    except QuestionFault as fault:
        _refuse(response)
        examples = answerer.suggestions.openers()
        return pages.ask_page(limit=MAX_QUESTION, turns=turns, question=text, problem=str(fault), examples=examples)
    answer = answerer.ask(question)
    if pages.echoes_question(answer):
        response.headers.update(headers)
    return pages.ask_page(limit=MAX_QUESTION, answer=answer, turns=_carried(turns, answer))


def _carried(turns: tuple[Turn, ...], answer: Answer) -> tuple[Turn, ...]:
    """Return the conversation for the next question, without turns that may hold personal details."""
    if not pages.echoes_question(answer):
        return turns
    return (*turns, Turn(answer.question, spoken(answer)[:CARRIED_ANSWER]))[-CARRIED_TURNS:]


def _refuse(response: Response) -> None:
    response.status_code = status.HTTP_422_UNPROCESSABLE_CONTENT


@router.get("/kiosk")
def kiosk(answerer: Answering) -> str:
    """Return the page of the shared touch screen."""
    return pages.kiosk_page(limit=MAX_QUESTION, examples=answerer.suggestions.openers())


@router.post("/kiosk")
def ask_at_kiosk(answerer: Answering, response: Response, question: QuestionField = "") -> str:
    """Answer at the touch screen; nothing of the visitor before is known."""
    try:
        asked = Question(checked(question), (), Audience.KIOSK)
    except QuestionFault as fault:
        _refuse(response)
        return pages.kiosk_page(limit=MAX_QUESTION, problem=str(fault), examples=answerer.suggestions.openers())
    return pages.kiosk_page(limit=MAX_QUESTION, answer=answerer.ask(asked))


@router.get("/sources")
def sources(answerer: Answering) -> str:
    """Return the list of all sources."""
    return pages.sources_page(answerer.searcher.snapshot.documents())


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
    return pages.source_page(document, snapshot.sources, start, end, pictures)


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


@router.post("/answers", response_class=Response)
def keep(answerer: Answering, frozen: Frozen, question: QuestionField = "") -> Response:
    """Keep the answer to a question and lead to its own page."""
    try:
        asked = Question(checked(question))
    except QuestionFault as fault:
        raise ApiFault("invalid-request", f"{fault}.", "question") from fault
    kept = kept_answer(answerer, frozen, asked)
    return RedirectResponse(f"/answers/{kept.answer.id}", status.HTTP_303_SEE_OTHER)


@router.get("/answers/{answer_id}")
def frozen_answer(frozen: Frozen, answer_id: str) -> str:
    """Return the page of an answer that somebody asked a link for."""
    found = find_answer(frozen, answer_id)
    return pages.frozen_page(found.answer, found.asked_on.isoformat(), found.expires_on.isoformat())


@router.get("/about")
def about(request: Request) -> str:
    """Return what the service is and what it does with questions."""
    return pages.about_page(request.app.state.settings.answer_days)


@router.get("/docs")
def docs() -> str:
    """Return the API's description for people."""
    return pages.docs_page()

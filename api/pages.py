"""The pages: a form and its answer, the sources, the kiosk, and what the service is."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response, status
from fastapi.responses import HTMLResponse

from answer.answer import Answer, Audience, Question, Turn
from answer.guard import MAX_QUESTION
from answer.pipeline import Answerer
from answer.text import spoken
from api.library import find
from api.questions import QuestionFault, checked
from api.security import BACK_WORKS
from api.service import Answering, current_answerer
from web import pages

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CARRIED_TURNS = 3  # how much of a conversation a page carries along in its form
CARRIED_ANSWER = 4_000  # characters
QuestionField = Annotated[str, Form()]
TurnFields = Annotated[list[str], Form()]


@router.get("/")
def first_page(answerer: Answering, response: Response, q: str = "") -> str:
    """Return the form, or the answer to a question that came in a link."""
    return _asked(answerer, response, q, (), {}) if q else pages.ask_page(limit=MAX_QUESTION)


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
        return pages.ask_page(limit=MAX_QUESTION, turns=turns, question=text, problem=str(fault))
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


@router.get("/kiosk", dependencies=[Depends(current_answerer)])
def kiosk() -> str:
    """Return the page of the shared touch screen."""
    return pages.kiosk_page(limit=MAX_QUESTION)


@router.post("/kiosk")
def ask_at_kiosk(answerer: Answering, response: Response, question: QuestionField = "") -> str:
    """Answer at the touch screen; nothing of the visitor before is known."""
    try:
        asked = Question(checked(question), (), Audience.KIOSK)
    except QuestionFault as fault:
        _refuse(response)
        return pages.kiosk_page(limit=MAX_QUESTION, problem=str(fault))
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
    return pages.source_page(document, answerer.searcher.snapshot.sources, start, end)


@router.get("/about")
def about() -> str:
    """Return what the service is and what it does with questions."""
    return pages.about_page()


@router.get("/docs")
def docs() -> str:
    """Return the API's description for people."""
    return pages.docs_page()

"""The chat: a form and its answer as a page, or, for the page's own script, as events with the same HTML."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Form, Header, Response, status
from fastapi.responses import HTMLResponse
from fastapi.sse import EventSourceResponse, format_sse_event

from answer.answer import Answer, Question, Turn
from answer.guard import MAX_QUESTION
from answer.pipeline import Answerer
from answer.text import spoken
from api.errors import ApiFault, problem
from api.feedback import Asking, remember
from api.questions import QuestionFault, checked
from api.security import BACK_WORKS
from api.service import Answering
from asked.store import Feedback
from web import pages

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
CARRIED_TURNS = 3  # how much of a conversation a page carries along in its form
CARRIED_ANSWER = 4_000  # characters
_EVENTS = "text/event-stream"
QuestionField = Annotated[str, Form()]
TurnFields = Annotated[list[str], Form()]


@router.get("/")
def first_page(answerer: Answering, asked: Asking, q: str = "") -> Response:
    """Return the form, or the answer to a question that came in a link."""
    if q:
        return _page(answerer, asked, q, (), {})
    # A conversation is kept in the page's own entry of the browser's history: "Back" must be able to show it again.
    page = pages.ask_page(limit=MAX_QUESTION, examples=answerer.suggestions.openers())
    return HTMLResponse(page, headers=BACK_WORKS)


@router.post("/")
def ask(
    answerer: Answering,
    asked: Asking,
    question: QuestionField = "",
    turn_question: TurnFields = [],  # noqa: B006 (FastAPI copies the default)
    turn_answer: TurnFields = [],  # noqa: B006
    accept: Annotated[str, Header()] = "",
) -> Response:
    """Answer the question of the form, which carries the conversation before it."""
    carried = tuple(
        Turn(before[:MAX_QUESTION], answered[:CARRIED_ANSWER])
        for before, answered in zip(turn_question, turn_answer, strict=False)
    )[-CARRIED_TURNS:]
    if _EVENTS in accept:
        return _stream(answerer, asked, question, carried)
    return _page(answerer, asked, question, carried, BACK_WORKS)


def _page(
    answerer: Answerer, asked: Feedback, text: str, turns: tuple[Turn, ...], headers: Mapping[str, str]
) -> Response:
    """Return the page of an answer, or of what is wrong with the question; `headers` are those of what may be repeated."""
    try:
        question = Question(checked(text), turns)
    except QuestionFault as fault:
        examples = answerer.suggestions.openers()
        page = pages.ask_page(limit=MAX_QUESTION, turns=turns, question=text, problem=str(fault), examples=examples)
        return HTMLResponse(page, status.HTTP_422_UNPROCESSABLE_CONTENT)
    answer = _answer(answerer, asked, question)
    page = pages.ask_page(limit=MAX_QUESTION, answer=answer, turns=_carried(turns, answer))
    return HTMLResponse(page, headers=headers if pages.echoes_question(answer) else None)


def _answer(answerer: Answerer, asked: Feedback, question: Question) -> Answer:
    answer = answerer.ask(question)
    remember(asked, answer, question.audience)
    return answer


def _carried(turns: tuple[Turn, ...], answer: Answer) -> tuple[Turn, ...]:
    """Return the conversation for the next question, without turns that may hold personal details."""
    if not pages.echoes_question(answer):
        return turns
    return (*turns, Turn(answer.question, spoken(answer)[:CARRIED_ANSWER]))[-CARRIED_TURNS:]


def _stream(answerer: Answerer, asked: Feedback, text: str, turns: tuple[Turn, ...]) -> Response:
    try:
        question = Question(checked(text), turns)
    except QuestionFault as fault:
        raise ApiFault("invalid-request", str(fault), "question") from fault
    return EventSourceResponse(_events(answerer, asked, question), headers={"X-Accel-Buffering": "no"})


def _events(answerer: Answerer, asked: Feedback, question: Question) -> Iterator[bytes]:
    """Yield the events of a page's script: what it does is announced at once, the answer comes as HTML."""
    yield _event("status", {"step": "looking"})
    try:
        answer = _answer(answerer, asked, question)
        html, title, announced = pages.turn_fragment(answer)
    except Exception:  # the response has begun: a status code can no longer say it
        failed = problem("unexpected", "The guide could not answer this. Please try again.")
        yield _event("error", failed.model_dump(exclude_none=True))
        raise
    turns = [{"question": turn.question, "answer": turn.answer} for turn in _carried(question.history, answer)]
    yield _event("answer", {"html": html, "title": title, "announce": announced, "turns": turns})
    yield _event("done", {})


def _event(name: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(data, ensure_ascii=False), event=name)

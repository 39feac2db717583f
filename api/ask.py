"""POST /api/ask: one answer, as JSON or as events."""

import json
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from fastapi.responses import JSONResponse
from fastapi.sse import EventSourceResponse, format_sse_event

from answer.answer import Answer, Question
from answer.pipeline import Answerer
from api.errors import described, problem
from api.feedback import Asking, remember
from api.schemas import AnswerOut, AskIn, answer_json
from api.service import Answering
from asked.store import Feedback

router = APIRouter(prefix="/api", tags=["answers"])
_EVENTS = "text/event-stream"
_RESPONSES: dict[int | str, dict[str, Any]] = {
    **described("invalid-request", "unreadable-body", "too-large", "no-index"),
    200: {
        "description": "The answer, as JSON or as events (status, statement, answer, done)",
        "content": {_EVENTS: {}},
    },
}


@router.post("/ask", response_model=AnswerOut, responses=_RESPONSES, summary="Ask a question")
def ask(body: AskIn, answerer: Answering, asked: Asking, accept: Annotated[str, Header()] = "") -> Response:
    """Answer a question from the sources, each statement with its citations.

    With `Accept: text/event-stream` the same answer comes as events: `status` at once, then each `statement`,
    the whole `answer` and `done`.
    """
    question = body.to_question()
    if _EVENTS in accept:
        return EventSourceResponse(_events(answerer, asked, question), headers={"X-Accel-Buffering": "no"})
    return JSONResponse(answer_json(_answer(answerer, asked, question)))


def _answer(answerer: Answerer, asked: Feedback, question: Question) -> Answer:
    answer = answerer.ask(question)
    remember(asked, answer, question.audience)
    return answer


def _events(answerer: Answerer, asked: Feedback, question: Question) -> Iterator[bytes]:
    """Yield the events of an answer; the response iterates over them in the thread pool."""
    yield _event("status", {"step": "looking"})
    try:
        answer = answer_json(_answer(answerer, asked, question))
    except Exception:  # the response has begun: a status code can no longer say it
        failed = problem("unexpected", "The service failed on this question. Please try again.")
        yield _event("error", failed.model_dump(exclude_none=True))
        raise
    for statement in answer["statements"]:
        yield _event("statement", statement)
    yield _event("answer", answer)
    yield _event("done", {})


def _event(name: str, data: dict[str, Any]) -> bytes:
    return format_sse_event(data_str=json.dumps(data, ensure_ascii=False), event=name)

"""POST /api/answers: a link to an answer. GET /api/answers/{id}: the answer behind it, as it was given."""

import sqlite3
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, status

from answer.answer import Answer, Audience, Question
from answer.pipeline import Answerer
from api.errors import ApiFault, described
from api.frozen import FrozenAnswer, FrozenAnswers
from api.schemas import AskIn, FrozenAnswerOut, frozen_answer_out
from api.service import Answering

router = APIRouter(prefix="/api", tags=["answers"])


def frozen_answers(request: Request) -> FrozenAnswers:
    """Return the app's frozen answers, for routes."""
    found: FrozenAnswers = request.app.state.frozen
    return found


Frozen = Annotated[FrozenAnswers, Depends(frozen_answers)]


@router.post(
    "/answers",
    status_code=status.HTTP_201_CREATED,
    responses=described("invalid-request", "unreadable-body", "too-large", "no-index"),
    summary="Get a link to an answer",
)
def keep(body: AskIn, answerer: Answering, frozen: Frozen, response: Response) -> FrozenAnswerOut:
    """Answer a question and keep the answer behind a link until `expires_on`.

    The body is that of `/api/ask`. The answer is made anew, so that nobody can have words of their own kept, and it is
    kept without the history: under the standalone question. What is asked at a kiosk, and what has no answer in the
    documents, is never kept.
    """
    kept = kept_answer(answerer, frozen, body.to_question())
    response.headers["Location"] = f"/api/answers/{kept.answer.id}"
    return frozen_answer_out(kept.answer, kept.asked_on, kept.expires_on)


@router.get("/answers/{answer_id}", responses=described("no-such-answer"), summary="Read an answer behind a link")
def read(frozen: Frozen, answer_id: str) -> FrozenAnswerOut:
    """Return the answer as it was given on `asked_on`, whatever has become of the sources since."""
    found = find(frozen, answer_id)
    return frozen_answer_out(found.answer, found.asked_on, found.expires_on)


def kept_answer(answerer: Answerer, frozen: FrozenAnswers, question: Question) -> FrozenAnswer:
    """Answer a question and keep the answer; ApiFault says why it cannot be kept."""
    answer = _answer_to_keep(answerer, question)
    try:
        return frozen.keep(answer)
    except sqlite3.Error as fault:
        raise ApiFault("cannot-keep", "The answer could not be kept just now. Please try again later.") from fault


def _answer_to_keep(answerer: Answerer, question: Question) -> Answer:
    if question.audience is Audience.KIOSK:
        told = "What is asked at a kiosk is never kept. To get a link, ask with the audience staff."
        raise ApiFault("nothing-to-keep", told, "audience")
    answer = answerer.ask(question)
    if question.history:
        # The receipt that is kept must be enough to make the answer again, and what was asked before is not kept.
        answer = answerer.ask(Question(answer.standalone_question))
    if not answer.statements:  # a question that was refused may hold what a person should not have typed
        told = "Only an answer from the documents can have a link, and this question has none. Nothing was kept."
        raise ApiFault("nothing-to-keep", told, "question")
    return replace(answer, timings_ms={})


def find(frozen: FrozenAnswers, answer_id: str) -> FrozenAnswer:
    """Return the answer behind a link; ApiFault says what to do where there is none."""
    found = frozen.find(answer_id)
    if found is None:
        raise ApiFault(
            "no-such-answer",
            "No answer is kept behind this link. Links end after some time. Please ask the question again.",
            "answer_id",
        )
    return found

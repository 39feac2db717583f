"""The pages that are read: answers behind links, and the API for people."""

from typing import Annotated

from fastapi import APIRouter, Form, Response, status
from fastapi.responses import HTMLResponse, RedirectResponse

from answer.answer import Question
from api.answers import Frozen, kept_answer
from api.answers import find as find_answer
from api.errors import ApiFault
from api.questions import QuestionFault, checked
from api.service import Answering
from web import pages

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
QuestionField = Annotated[str, Form()]


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


@router.get("/docs")
def docs() -> str:
    """Return the API's description for people."""
    return pages.docs_page()

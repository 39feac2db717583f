"""POST /api/feedback: whether an answer helped. It is kept for the people who write the documents and ranks nothing."""

import logging
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request, status
from pydantic import AfterValidator, BaseModel, Field

from answer.answer import Answer, Audience
from answer.guard import guard
from api.errors import ApiFault, described
from api.questions import QuestionFault, checked
from api.schemas import QuestionText, Shape
from api.settings import StartError
from asked.errors import AskedFault
from asked.settings import read_settings
from asked.store import Feedback, Reason

router = APIRouter(prefix="/api", tags=["feedback"])
MAX_COMMENT = 1000  # characters
THANKS = "Thank you. It helps the people who write these documents."
_LOG = logging.getLogger(__name__)


def opened(home: Path) -> Feedback:
    """The store of a home as the environment sets it; raises StartError."""
    try:
        settings = read_settings()
    except AskedFault as fault:
        raise StartError(str(fault)) from fault
    return Feedback(home, settings.question_days, settings.keep_questions)


def feedback(request: Request) -> Feedback:
    """Return the app's store of what people asked, for routes."""
    found: Feedback = request.app.state.feedback
    return found


Asking = Annotated[Feedback, Depends(feedback)]


def _comment(text: str) -> str:
    try:
        return checked(text) if text.strip() else ""
    except QuestionFault:  # a comment need not be a question: "???" says something too
        return "".join(c for c in text if c.isprintable() or c == "\n").strip()


class FeedbackIn(Shape):
    """Whether an answer helped, and if not why; `comment` is kept without what looks personal."""

    answer_id: Annotated[str, Field(pattern="^[0-9a-f]{32}$", description="The `id` of the answer.")]
    helpful: bool
    reason: Annotated[Reason | None, Field(strict=False)] = None
    comment: Annotated[str, AfterValidator(_comment), Field(max_length=MAX_COMMENT)] = ""
    question: QuestionText | None = Field(
        default=None, description="The question, if its writer agrees; kept only where the service keeps questions."
    )
    audience: Annotated[Audience, Field(strict=False)] = Audience.STAFF


class FeedbackOut(BaseModel):
    """The feedback is kept; `message` is for the person who gave it."""

    message: str


@router.post(
    "/feedback",
    status_code=status.HTTP_201_CREATED,
    responses=described("invalid-request", "unreadable-body", "too-large", "cannot-keep"),
    summary="Say whether an answer helped",
)
def give(body: FeedbackIn, asked: Asking) -> FeedbackOut:
    """Keep whether an answer helped. The reply comes once it is on the disk; said again, the last word counts.

    Names, numbers and addresses are taken out of `comment` first. Of a kiosk no words are kept. Feedback changes no answer.
    """
    return FeedbackOut(message=kept(asked, body))


def kept(asked: Feedback, body: FeedbackIn) -> str:
    """Keep what somebody thought of an answer; returns what to say to them. ApiFault says why it cannot be kept."""
    try:
        asked.record(body.answer_id, body.helpful, body.reason, body.comment, body.question or "", body.audience)
    except AskedFault as fault:
        _LOG.error("feedback was not kept: %s", fault)
        told = "Your feedback could not be kept just now. Please try again later."
        raise ApiFault("cannot-keep", told) from fault
    refused = guard(body.comment) if body.comment else None
    return refused.message if refused and refused.reason == "crisis" else THANKS


def remember(asked: Feedback, answer: Answer, audience: Audience) -> None:
    """Keep the question of an answer where that is switched on; an answer is given all the same where it fails."""
    try:
        asked.remember(answer, audience)
    except AskedFault as fault:
        _LOG.error("a question was not kept: %s", fault)

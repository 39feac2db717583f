"""The form that asks whether an answer helped, for browsers without script."""

from typing import Annotated

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from api.errors import ApiFault
from api.feedback import Asking, FeedbackIn, kept
from web import content

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_TOLD = {
    "comment": "Please use fewer words to say what was wrong.",
    "reason": "Please choose one of the reasons.",
}


@router.post("/feedback", response_class=Response)
def give(
    asked: Asking,
    answer_id: Annotated[str, Form()] = "",
    helpful: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    comment: Annotated[str, Form()] = "",
    question: Annotated[str, Form()] = "",
) -> Response:
    """Keep whether an answer helped and thank for it; `question` only leads back to the answer and is not kept."""
    body = _feedback({"answer_id": answer_id, "reason": reason or None, "comment": comment}, helpful)
    return HTMLResponse(content.thanks_page(kept(asked, body), question))


def _feedback(fields: dict[str, str | None], helpful: str) -> FeedbackIn:
    try:
        return FeedbackIn.model_validate({**fields, "helpful": {"yes": True, "no": False}.get(helpful)})
    except ValidationError as fault:
        field = str(fault.errors()[0]["loc"][0])
        told = _TOLD.get(field, "Please go back to the answer and choose Yes or No there.")
        raise ApiFault("invalid-request", told, field) from fault

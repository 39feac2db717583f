"""/admin/gaps and /api/admin/gaps: what people asked in vain, for those who write the documents (with a token)."""

import logging
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from answer.pipeline import Answerer
from api.errors import ApiFault, described
from api.feedback import Asking
from api.service import Answering
from asked.command import gaps_json
from asked.errors import AskedFault
from asked.gaps import GapReport, gap_report
from asked.store import Feedback
from web.gaps import gaps_page

_LOG = logging.getLogger(__name__)
router = APIRouter(tags=["administration"])
_JSON: dict[int | str, dict[str, Any]] = {
    **described("no-index", "no-token", "no-report"),
    200: {"description": "The report", "content": {"application/json": {}}},
}


@router.get("/admin/gaps", include_in_schema=False, response_class=HTMLResponse)
def page(answerer: Answering, asked: Asking) -> str:
    """Return the gap report as a page."""
    return gaps_page(_report(asked, answerer), asked.keep_questions, asked.days)


@router.get("/api/admin/gaps", response_class=Response, responses=_JSON, summary="What people asked in vain")
def report(answerer: Answering, asked: Asking) -> Response:
    """Return questions that had no answer or one that did not help, clustered by meaning, the most frequent first."""
    return Response(gaps_json(_report(asked, answerer)), media_type="application/json")


def _report(asked: Feedback, answerer: Answerer) -> GapReport:
    try:
        return gap_report(asked, answerer.searcher)
    except AskedFault as fault:
        _LOG.error("no gap report: %s", fault)
        told = "What people asked cannot be read just now. 'guide doctor' on the computer of the service says why."
        raise ApiFault("no-report", told) from fault

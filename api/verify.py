"""POST /api/verify: is a text borne out by the documents, or by given texts?"""

from fastapi import APIRouter

from answer.check import check, check_against
from api.errors import described
from api.service import Answering
from api.verify_schemas import VerifyIn, VerifyOut, verify_out

router = APIRouter(prefix="/api", tags=["answers"])


@router.post(
    "/verify",
    responses=described("invalid-request", "unreadable-body", "too-large", "no-index"),
    summary="Check a text against its sources",
)
def verify(body: VerifyIn, answerer: Answering) -> VerifyOut:
    """Check each sentence of a text by rule: its words, figures, names, denials, comparisons, and who does what to whom.

    Without `evidence` the documents are searched for the place that says most on each sentence. A close paraphrase can be
    supported; a free one is not, so that doubt is never taken for support. Nothing that is sent is kept.
    """
    if body.evidence is not None:
        return verify_out(check_against(body.evidence, body.text), None)
    searcher = answerer.searcher
    return verify_out(check(searcher, body.text), searcher.snapshot.id)

"""/healthz and /readyz: whether the process lives and whether it can answer."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.errors import described
from api.service import Answering

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """The process runs."""

    status: str


class Readiness(Health):
    """The service can answer, from this snapshot."""

    snapshot: str


@router.get("/healthz", summary="Is the process alive?")
def healthz() -> Health:
    """Say that the process runs; needs no index."""
    return Health(status="ok")


@router.get("/readyz", responses=described("no-index"), summary="Can it answer?")
def readyz(answerer: Answering) -> Readiness:
    """Say that an index is open; a 503 says how to make one."""
    return Readiness(status="ready", snapshot=answerer.searcher.snapshot.id)

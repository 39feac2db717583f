"""/healthz and /readyz: whether the process lives and whether it can answer."""

import os
import shutil
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.errors import described
from api.service import Answering
from index.snapshot import current_id

router = APIRouter(tags=["health"])
_LITTLE = 100 << 20  # bytes: room for another snapshot and some days of answers


class Health(BaseModel):
    """The process runs."""

    status: str


class Readiness(Health):
    """The service can answer, from this snapshot and with these models.

    `current` is false where the home names another snapshot, which is damaged or just being opened. `disk` tells whether
    the home can take up links, feedback and a new index; answering needs none of it. `warning` says why another snapshot
    than the named one serves, and what to do.
    """

    snapshot: str
    current: bool
    warning: str
    models: dict[str, str]
    disk: Literal["ok", "little room", "read-only"]
    disk_free_mib: int


@router.get("/healthz", summary="Is the process alive?")
async def healthz() -> Health:
    """Say that the process runs; needs no index."""
    return Health(status="ok")


@router.get("/readyz", responses=described("no-index"), summary="Can it answer?")
def readyz(answerer: Answering, request: Request) -> Readiness:
    """Say that an index is open; a 503 says how to make one."""
    home: Path = request.app.state.service.home
    snapshot, encoder, evidence = answerer.searcher.snapshot.id, answerer.searcher.encoder, answerer.evidence
    free = shutil.disk_usage(home).free
    return Readiness(
        status="ready",
        snapshot=snapshot,
        current=current_id(home) == snapshot,
        warning=request.app.state.service.warning,
        models={encoder.name: encoder.digest, evidence.name: evidence.digest},
        disk="read-only" if not os.access(home, os.W_OK) else "little room" if free < _LITTLE else "ok",
        disk_free_mib=free >> 20,
    )

"""/api/admin: snapshots and ingests, for those who run the service. The door lets nobody in without a token."""

import json
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request, status
from pydantic import BaseModel, Field

from api.errors import ApiFault, described
from api.schemas import Shape
from api.settings import Settings, listed
from index.locking import BusyError, is_held, only_one
from index.publishing import rollback
from index.snapshot import SnapshotError, all_manifests, served_ids

router = APIRouter(prefix="/api/admin", tags=["administration"])
_REPORT = "ingest-report.json"
_BUSY = "An ingest is at work in this home. Wait until GET /api/admin/ingest says that none is running."


class SnapshotOut(BaseModel):
    """A snapshot of the home; `current` is the one that the home names."""

    id: str
    created_at: str
    documents: int
    passages: int
    current: bool


class SnapshotsOut(BaseModel):
    """The snapshots of the home, newest first."""

    snapshots: list[SnapshotOut]


class RollbackIn(Shape):
    """Which snapshot is to serve; left out, the one before."""

    to: str | None = Field(default=None, max_length=200)


class RolledBack(BaseModel):
    """The snapshot that serves from now on."""

    snapshot: str


class IngestOut(BaseModel):
    """Whether an ingest is at work, and the report of the last one that was started here."""

    running: bool
    finished_at: str | None
    report: dict[str, Any] | None


@router.get("/snapshots", summary="List the snapshots")
def snapshots(request: Request) -> SnapshotsOut:
    """Return the snapshots that the home holds, newest first."""
    home = _home(request)
    current = next(iter(served_ids(home)), None)
    return SnapshotsOut(
        snapshots=[
            SnapshotOut(
                id=m.id, created_at=m.created_at, documents=m.documents, passages=m.passages, current=m.id == current
            )
            for m in all_manifests(home)
        ]
    )


@router.post(
    "/snapshots/rollback",
    responses=described("no-such-snapshot", "at-work", "invalid-request", "unreadable-body", "too-large", "no-index"),
    summary="Let an earlier snapshot serve",
)
def roll_back(body: RollbackIn, request: Request) -> RolledBack:
    """Let an earlier snapshot serve, verified first; all workers take it up with their next request."""
    home = _home(request)
    try:
        with only_one(home):
            return RolledBack(snapshot=rollback(home, body.to))
    except BusyError as fault:
        raise ApiFault("at-work", _BUSY) from fault
    except SnapshotError as fault:
        raise ApiFault("no-such-snapshot", str(fault), "to") from fault


@router.post(
    "/ingest",
    status_code=status.HTTP_202_ACCEPTED,
    responses=described("at-work"),
    summary="Make the index equal to the corpus",
)
def start_ingest(request: Request) -> IngestOut:
    """Start an ingest of the folders that GUIDE_CORPUS names (default: the shipped corpus) and return at once.

    It runs as `guide ingest` in a process of its own, behind what answers; the index before serves until it is done.
    """
    home = _home(request)
    if is_held(home):
        raise ApiFault("at-work", _BUSY)
    settings: Settings = request.app.state.settings
    command = ["ingest", *listed(settings.corpus), "--home", str(home), "--json", str(home / _REPORT)]
    started = subprocess.Popen(
        ["nice", "-n", "10", sys.executable, "-m", "guide", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # it goes on when this worker ends
    )
    threading.Thread(target=started.wait, daemon=True).start()
    return IngestOut(running=True, finished_at=None, report=None)


@router.get("/ingest", summary="How is the ingest doing?")
def ingest_state(request: Request) -> IngestOut:
    """Return whether an ingest is at work in the home, and what the last one that was started here found."""
    home = _home(request)
    try:
        report = json.loads((home / _REPORT).read_text("utf-8"))
        finished = datetime.fromtimestamp((home / _REPORT).stat().st_mtime, UTC).isoformat(timespec="seconds")
    except (OSError, ValueError):  # none yet, or one that is just being written
        report = finished = None
    return IngestOut(running=is_held(home), finished_at=finished, report=report)


def _home(request: Request) -> Path:
    home: Path = request.app.state.service.home
    return home

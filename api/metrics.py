"""Metrics in Prometheus's words: GET /metrics, over all worker processes of a service."""

import os
from pathlib import Path

from fastapi import APIRouter, Response
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from answer.answer import Answer

# The library reads it once, when it is imported: it must be set before a worker starts.
FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
_REGISTRY = CollectorRegistry()
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 30.0)
_STEPS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)

REQUESTS = Counter(
    "guide_requests", "Requests by route, method and status", ["route", "method", "status"], registry=_REGISTRY
)
SECONDS = Histogram(
    "guide_request_seconds", "From a request's arrival to its end", ["route"], buckets=_SECONDS, registry=_REGISTRY
)
REFUSED = Counter(
    "guide_refused", "Requests that reached no route, by the kind of problem", ["kind"], registry=_REGISTRY
)
ANSWERS = Counter(
    "guide_answers", "Answers by outcome, reason and audience", ["outcome", "reason", "audience"], registry=_REGISTRY
)
STEPS = Histogram(
    "guide_answer_step_seconds", "Time of each step of an answer", ["step"], buckets=_STEPS, registry=_REGISTRY
)
WAITING = Gauge("guide_waiting", "Requests that wait for their turn", multiprocess_mode="livesum", registry=_REGISTRY)
SWAPS = Counter("guide_snapshots_opened", "Snapshots that were taken up", registry=_REGISTRY)
MEMORY = Gauge(
    "guide_worker_memory_bytes", "Resident memory of each worker", multiprocess_mode="liveall", registry=_REGISTRY
)

router = APIRouter(tags=["health"])


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"description": "Prometheus's text format", "content": {"text/plain": {"schema": {"type": "string"}}}}
    },
    summary="Figures for monitoring",
)
def metrics() -> Response:
    """Return what was counted since the service started, for Prometheus. No question and no address is among it."""
    registry = _REGISTRY
    if folder := os.environ.get(FOLDER_VARIABLE):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})


def answered(answer: Answer, audience: str) -> None:
    """Count an answer, and the time of its steps."""
    ANSWERS.labels(answer.outcome.value, answer.reason or "", audience).inc()
    for step, milliseconds in answer.timings_ms.items():
        STEPS.labels(step).observe(milliseconds / 1000)


def note_memory() -> None:
    """Take down this worker's resident memory, where the system tells it."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return
    MEMORY.set(pages * os.sysconf("SC_PAGE_SIZE"))

"""Logs and metrics: what happened, and never what was asked or which secret link was read."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.logs import REQUESTS, JsonLines

ASKED = "Is XYZZY of ward PLUGH in the Harbour collaborative?"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, object]]]:
    """The lines that the service logs, as they are written."""
    written: list[dict[str, object]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(json.loads(self.format(record)))

    handler = Keep()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    caplog.set_level(logging.INFO, REQUESTS)
    yield written
    root.removeHandler(handler)


def test_a_line_for_each_request_and_no_question_in_it(client: TestClient, lines: list[dict[str, object]]) -> None:
    client.post("/api/ask", json={"question": ASKED})
    client.get("/", params={"q": ASKED})
    client.get(f"/api/search?q={ASKED}")
    client.post("/", data={"question": ASKED, "turn_question": ASKED, "turn_answer": ASKED})
    client.get("/api/answers/the-secret-of-a-link")
    client.get("/XYZZY")
    client.head("/sources")
    ours = [line for line in lines if line["event"] == "request"]
    assert [(line["method"], line["route"], line["status"]) for line in ours] == [
        ("POST", "/api/ask", 200), ("GET", "/", 200), ("GET", "/api/search", 200), ("POST", "/", 200),
        ("GET", "/api/answers/{answer_id}", 404), ("GET", "", 404), ("GET", "/sources", 200),
    ]  # fmt: skip
    assert all({"time", "level", "worker", "ms"} <= line.keys() for line in ours)
    whole = json.dumps(lines)
    assert not any(word in whole for word in ("XYZZY", "PLUGH", "secret", "testclient"))


def test_a_failure_is_logged_by_its_place_and_not_by_its_words(
    home: Path, lines: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(home)
    with TestClient(app, raise_server_exceptions=False) as client:

        def fail(_: object, question: object) -> None:
            raise ValueError(f"cannot cope with {question}")

        monkeypatch.setattr(type(app.state.service.answerer()), "ask", fail)
        assert client.post("/api/ask", json={"question": ASKED}).status_code == 500
    try:
        fail(None, ASKED)
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    assert lines[-1]["error"] == "ValueError" and "test_logs.py" in str(lines[-1]["at"])
    assert "XYZZY" not in json.dumps(lines)


def test_metrics_count_requests_refusals_and_outcomes(client: TestClient) -> None:
    client.post("/api/ask", json={"question": "When was the Harbour collaborative formed?"})
    client.post("/api/ask", json={"question": "best pizza in Leeds"})
    client.post("/", data={"question": "x"}, headers={"sec-fetch-site": "cross-site"})
    text = client.get("/metrics").text
    for name in (
        'guide_requests_total{method="POST",route="/api/ask",status="200"}',
        'guide_answers_total{audience="staff",outcome="answered",reason=""}',
        'guide_answers_total{audience="staff",outcome="abstained"',
        'guide_refused_total{kind="cross-site"}',
        'guide_request_seconds_bucket{le="0.1",route="/api/ask"}',
        'guide_answer_step_seconds_count{step="retrieve"}',
        "guide_waiting ", "guide_worker_memory_bytes", "guide_snapshots_opened_total",
    ):  # fmt: skip
        assert name in text, name
    assert "pizza" not in text

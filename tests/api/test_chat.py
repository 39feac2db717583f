import json

import pytest
from fastapi.testclient import TestClient

from answer.pipeline import Answerer
from api.errors import ApiFault
from api.service import current_answerer

QUESTION = "What is the Harbour collaborative?"
EVENTS = {"accept": "text/event-stream"}


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    """The events of a stream, by name."""
    parts = [dict(line.split(": ", 1) for line in part.splitlines()) for part in text.split("\n\n") if part]
    return [(part["event"], json.loads(part["data"])) for part in parts]


def test_the_same_form_is_answered_as_events_with_the_html_of_the_answer(client: TestClient) -> None:
    streamed = client.post("/", data={"question": QUESTION}, headers=EVENTS)
    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert streamed.headers["cache-control"] == "no-store"
    assert "content-encoding" not in streamed.headers
    found = events(streamed.text)
    assert [name for name, _ in found] == ["status", "answer", "done"]
    answer = found[1][1]
    assert "four hospital trusts" in str(answer["html"])
    assert "<html" not in str(answer["html"])
    assert answer["announce"] == "Answer ready"
    assert answer["title"] == f"Answer: {QUESTION} – The Collaborative Guide"
    assert [turn["question"] for turn in answer["turns"]] == [QUESTION]  # type: ignore[attr-defined]


def test_a_crisis_is_not_carried_into_the_conversation(client: TestClient) -> None:
    streamed = client.post("/", data={"question": "I want to kill myself"}, headers=EVENTS)
    answer = events(streamed.text)[1][1]
    assert (answer["turns"], answer["announce"]) == ([], "Get help now")
    assert "kill myself" not in streamed.text


def test_a_wrong_question_is_a_problem_at_its_field(client: TestClient) -> None:
    refused = client.post("/", data={"question": " "}, headers=EVENTS)
    assert (refused.status_code, refused.headers["content-type"]) == (422, "application/problem+json")
    assert (refused.json()["field"], refused.json()["detail"]) == ("question", "Enter a question")


def test_a_failure_after_the_start_is_an_event(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Answerer, "ask", fail)
    failed = client.post("/", data={"question": QUESTION}, headers=EVENTS).text
    assert "event: error" in failed
    assert "secret" not in failed


@pytest.mark.parametrize("accept", ["text/html", "text/event-stream"])
def test_what_was_typed_comes_back_when_it_cannot_be_answered(client: TestClient, accept: str) -> None:
    def busy() -> None:
        raise ApiFault("busy", "The service has too much to do.")

    app = client.app
    app.dependency_overrides[current_answerer] = busy  # type: ignore[attr-defined]
    try:
        refused = client.post("/", data={"question": "Who <leads> it?"}, headers={"accept": accept})
    finally:
        app.dependency_overrides.clear()  # type: ignore[attr-defined]
    assert refused.status_code == 503
    assert int(refused.headers["retry-after"]) > 0
    if accept == "text/html":
        assert "Who &lt;leads&gt; it?</textarea>" in refused.text
        assert "Nothing was lost" in refused.text
    else:
        assert refused.json()["title"] == "The guide is busy"


def test_the_conversation_can_be_shown_again_but_an_answer_in_an_address_cannot(client: TestClient) -> None:
    assert client.get("/").headers["cache-control"] == "private, no-cache"
    assert client.get("/", params={"q": QUESTION}).headers["cache-control"] == "no-store"


def test_pages_travel_compressed(client: TestClient) -> None:
    assert client.get("/", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"
    assert client.get("/static/guide.css", headers={"accept-encoding": "gzip"}).headers["content-encoding"] == "gzip"

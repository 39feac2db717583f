import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from answer.guard import MAX_QUESTION
from api.security import MAX_BODY

QUESTION = "What is the Harbour collaborative?"


def is_problem(response: Any, status: int, field: str | None = None) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    assert response.status_code == body["status"] == status
    assert response.headers["content-type"] == "application/problem+json"
    assert all(body[name] for name in ("type", "title", "detail"))
    assert body.get("field") == field
    assert "Traceback" not in response.text
    return body


def test_answer_has_the_fields_of_the_contract(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION, "history": [], "audience": "staff"}).json()
    assert set(answer) == {
        "id", "question", "standalone_question", "outcome", "reason", "message", "statements", "citations",
        "as_of", "notices", "acronyms", "nearest", "suggestions", "receipt", "sureness", "timings_ms",
    }  # fmt: skip
    assert answer["outcome"] == "answered"
    assert answer["question"] == QUESTION
    assert set(answer["receipt"]) == {
        "snapshot", "settings", "models", "composer", "spans", "question", "history", "audience", "outcome", "reason",
        "statements", "notices", "as_of", "digest",
    }  # fmt: skip
    for statement in answer["statements"]:
        assert set(statement) == {"text", "citations", "support", "kind"}
        assert set(statement["citations"]) <= {citation["n"] for citation in answer["citations"]}


def test_every_quote_is_the_stored_text_at_its_offsets(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "What did the Harbour collaborative save in 2023?"}).json()
    assert answer["citations"]
    for citation in answer["citations"]:
        address = f"/api/documents/{citation['document_id']}"
        stored = client.get(address, params={"version": citation["version"]}).json()
        assert stored["text"][citation["start"] : citation["end"]] == citation["quote"]
        assert citation["locator"]["start"] == citation["start"]
        assert citation["document"] == stored["document"] == "harbour.md"


def test_the_span_after_an_emoji_counts_code_points(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "What did the Harbour collaborative save in 2023?"}).json()
    saved = next(c for c in answer["citations"] if "3 million pounds" in c["quote"])
    stored = client.get(f"/api/documents/{saved['document_id']}").json()["text"]
    assert "😀" in stored[: saved["start"]]
    assert stored.index(saved["quote"]) == saved["start"]


def test_the_same_answer_comes_as_events(client: TestClient) -> None:
    plain = client.post("/api/ask", json={"question": QUESTION}).json()
    streamed = client.post("/api/ask", json={"question": QUESTION}, headers={"accept": "text/event-stream"})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    events = [dict(line.split(": ", 1) for line in part.splitlines()) for part in streamed.text.split("\n\n") if part]
    names = [event["event"] for event in events]
    assert names == ["status", *["statement"] * len(plain["statements"]), "answer", "done"]
    whole = json.loads(events[-2]["data"])
    volatile = {"id", "timings_ms"}
    assert {k: v for k, v in whole.items() if k not in volatile} == {
        k: v for k, v in plain.items() if k not in volatile
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": " \n\t "}, "question"),
        ({"question": 3}, "question"),
        ({"question": None}, "question"),
        ({"question": ["What?"]}, "question"),
        ({}, "question"),
        ({"question": "what\x07 is"}, "question"),
        ({"question": "a\x00"}, "question"),
        ({"question": "?!… 😀"}, "question"),
        ({"question": QUESTION, "audience": "robot"}, "audience"),
        ({"question": QUESTION, "history": "none"}, "history"),
        ({"question": QUESTION, "history": [{"question": 1}]}, "history.0.question"),
        ({"question": QUESTION, "history": [{"question": "a"}] * 21}, "history"),
        ([], "body"),
        ("What?", "body"),
    ],
)
def test_a_wrong_request_names_its_field(client: TestClient, body: object, field: str) -> None:
    found = is_problem(client.post("/api/ask", json=body), 422, field)
    assert found["errors"][0]["field"] == field


def test_an_over_long_question_is_told_the_limit(client: TestClient) -> None:
    found = is_problem(client.post("/api/ask", json={"question": "why " * MAX_QUESTION}), 422, "question")
    assert f"{MAX_QUESTION:,}" in found["detail"]
    assert client.post("/api/ask", json={"question": "w" * MAX_QUESTION}).status_code == 200


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"What is it?", "application/json", 422),
        (b"", "application/json", 422),
        (b'{"question": "What?"}', "text/plain", 422),
        (b"\xff\xfe\x00", "application/json", 400),
        (b"[" * 20_000, "application/json", 400),
        (b'{"question": ' + b"1" * 6_000 + b"}", "application/json", 400),
    ],
)
def test_a_body_that_is_no_json_object(client: TestClient, content: bytes, content_type: str, status: int) -> None:
    response = client.post("/api/ask", content=content, headers={"content-type": content_type})
    assert '"question"' in is_problem(response, status, "body")["detail"]


def test_half_a_surrogate_pair_is_not_text(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    is_problem(client.post("/api/ask", content=b'{"question": "\\ud800 what"}', headers=headers), 422, "question")
    turn = b'{"question": "why?", "history": [{"question": "what?", "answer": "\\udfff"}]}'
    is_problem(client.post("/api/ask", content=turn, headers=headers), 422, "history.0.answer")


def test_a_large_body_is_refused_with_the_limit(client: TestClient) -> None:
    found = is_problem(client.post("/api/ask", content=b" " * (MAX_BODY + 1)), 413, "body")
    assert "64 KiB" in found["detail"]


def test_a_wrong_value_is_not_repeated(client: TestClient) -> None:
    response = client.post("/api/ask", json={"question": QUESTION, "audience": "943 476 5919"})
    assert "943" not in response.text

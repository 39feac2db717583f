from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.verify_schemas import MAX_EVIDENCE, MAX_SENTENCES, MAX_TEXT, MAX_TEXTS

TRUE = "The Moorland alliance joins two ambulance services."


def post(client: TestClient, **body: object) -> dict[str, Any]:
    response = client.post("/api/verify", json=body)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_a_text_is_checked_against_the_documents(client: TestClient) -> None:
    text = f"{TRUE} The Harbour collaborative saved 4 million pounds on agency staff in 2023. Good morning!"
    found = post(client, text=text)
    assert set(found) == {"groundedness", "snapshot", "sentences"}
    assert found["groundedness"] == pytest.approx(1 / 3, abs=1e-4) and found["snapshot"]
    true, wrong, greeting = found["sentences"]
    assert set(true) == {"text", "start", "end", "supported", "support", "reasons", "evidence", "given"}
    assert [text[each["start"] : each["end"]] for each in found["sentences"]] == [
        each["text"] for each in found["sentences"]
    ]
    assert (true["supported"], true["support"], true["reasons"]) == (True, 1.0, [])
    assert not wrong["supported"] and "4" in wrong["reasons"][0] and "3 million" in wrong["evidence"]["quote"]
    assert not greeting["supported"] and greeting["reasons"] and greeting["evidence"] is None
    for cited in (true["evidence"], wrong["evidence"]):
        assert {"document_id", "version", "title", "locator", "start", "end", "quote", "url"} <= set(cited)
        address = f"/api/documents/{cited['document_id']}"
        stored = client.get(address, params={"version": cited["version"]}).json()["text"]
        assert stored[cited["start"] : cited["end"]] == cited["quote"]
        assert client.get(cited["url"].split("#")[0]).status_code == 200


def test_every_statement_of_an_answer_passes_its_own_check(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "What is the Harbour collaborative?"}).json()
    quotes = [citation["quote"] for citation in answer["citations"]]
    for statement in answer["statements"]:
        assert post(client, text=statement["text"], evidence=quotes)["groundedness"] == 1.0


def test_a_text_is_checked_against_given_texts(client: TestClient) -> None:
    found = post(client, text=f"{TRUE} The moon has two offices.", evidence=["Nothing.", "The moon has two offices."])
    assert (found["groundedness"], found["snapshot"]) == (0.5, None)
    unheld, held = found["sentences"]
    assert (unheld["supported"], unheld["given"]) == (False, None)
    assert (held["supported"], held["given"], held["evidence"]) == (True, 2, None)


@pytest.mark.parametrize(
    ("body", "field", "told"),
    [
        ({}, "text", "missing"),
        ({"text": 3}, "text", "JSON string"),
        ({"text": ""}, "text", "words"),
        ({"text": " ?! \n [1] "}, "text", "words"),
        ({"text": "a" * (MAX_TEXT + 1)}, "text", "Shorten"),
        ({"text": "It is so.\n" * (MAX_SENTENCES + 1)}, "text", str(MAX_SENTENCES)),
        ({"text": TRUE, "evidence": []}, "evidence", "leave evidence out"),
        ({"text": TRUE, "evidence": "one"}, "evidence", "list"),
        ({"text": TRUE, "evidence": ["one", 2]}, "evidence.1", "JSON string"),
        ({"text": TRUE, "evidence": ["a"] * (MAX_TEXTS + 1)}, "evidence", str(MAX_TEXTS)),
        ({"text": TRUE, "evidence": ["a" * MAX_EVIDENCE, "b"]}, "evidence", "Shorten"),
    ],
)
def test_what_cannot_be_checked_is_a_problem_that_says_the_field_and_what_to_do(
    client: TestClient, body: dict[str, object], field: str, told: str
) -> None:
    response = client.post("/api/verify", json=body)
    found = response.json()
    assert (response.status_code, found["field"]) == (422, field)
    assert response.headers["content-type"] == "application/problem+json"
    assert told in found["detail"]


def test_halves_of_surrogates_are_refused(client: TestClient) -> None:
    for field, raw in (("text", b'{"text": "a \\ud800 b"}'), ("evidence.0", b'{"text": "a", "evidence": ["\\ud800"]}')):
        response = client.post("/api/verify", content=raw, headers={"content-type": "application/json"})
        assert (response.status_code, response.json()["field"]) == (422, field)

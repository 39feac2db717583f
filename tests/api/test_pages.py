import html
import re

import pytest
from fastapi.testclient import TestClient

from answer.guard import MAX_QUESTION

QUESTION = "What did the Harbour collaborative save in 2023?"


def test_a_posted_question_is_answered_with_its_sources(client: TestClient) -> None:
    page = client.post("/", data={"question": QUESTION})
    assert page.status_code == 200
    assert f"<title>Answer: {QUESTION} – The Collaborative Guide</title>" in page.text
    assert "3 million pounds" in page.text
    assert 'id="source-1"' in page.text


def test_the_link_of_a_source_leads_to_the_marked_span(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": QUESTION}).json()
    saved = next(c for c in answer["citations"] if "3 million pounds" in c["quote"])
    page = client.get(saved["url"])
    marked = re.search(r'<mark id="cited"[^>]*>(.*?)</mark>', page.text, re.DOTALL)
    assert marked
    assert html.unescape(marked.group(1)) == saved["quote"]


def test_text_of_a_document_is_never_markup(client: TestClient) -> None:
    harbour = client.get("/api/documents").json()["documents"][0]
    page = client.get(harbour["url"])
    assert "<script" not in page.text


def test_a_linked_question_is_answered_too(client: TestClient) -> None:
    assert "3 million pounds" in client.get("/", params={"q": QUESTION}).text


@pytest.mark.parametrize("address", ["/", "/kiosk"])
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("", "Enter a question"),
        ("w" * (MAX_QUESTION + 1), f"{MAX_QUESTION:,}"),
        ("a\x07", "U+0007"),
        ("?", "words"),
    ],
)
def test_a_wrong_question_gets_an_error_summary(client: TestClient, address: str, question: str, words: str) -> None:
    page = client.post(address, data={"question": question})
    assert page.status_code == 422
    assert "<title>Error – " in page.text
    assert "There is a problem" in page.text
    assert words in page.text


def test_a_question_that_is_no_text_does_not_break_the_page(client: TestClient) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
    assert client.post("/", content=b"question=%ff%fe", headers=headers).status_code in (200, 422)
    upload = client.post("/", files={"question": b"x"}, headers={"accept": "text/html"})
    assert (upload.status_code, upload.headers["content-type"]) == (422, "text/html; charset=utf-8")


def test_a_follow_up_carries_the_conversation(client: TestClient) -> None:
    first = client.post("/", data={"question": "What is the Harbour collaborative?"}).text
    assert 'name="turn_question" value="What is the Harbour collaborative?"' in first
    many = {"question": "And in 2023?", "turn_question": ["a"] * 9, "turn_answer": ["b"] * 9}
    assert client.post("/", data=many).text.count('name="turn_question"') == 3


def test_a_crisis_is_signposted_and_not_repeated(client: TestClient) -> None:
    page = client.post("/", data={"question": "I want to kill myself"}).text
    assert "999" in page
    assert "116 123" in page
    assert "kill myself" not in page


def test_a_missing_source_offers_the_current_one(client: TestClient) -> None:
    harbour = client.get("/api/documents").json()["documents"][0]
    address = f"/sources/{harbour['document_id']}"
    old = client.get(address, params={"version": "old"}, headers={"accept": "text/html"})
    assert old.status_code == 404
    assert f'href="{address}"' in old.text


@pytest.mark.parametrize("span", ["start=9999999&end=99999999", "start=5&end=5", "start=-3&end=4", "start=4"])
def test_a_span_outside_the_text_marks_nothing(client: TestClient, span: str) -> None:
    harbour = client.get("/api/documents").json()["documents"][0]
    page = client.get(f"/sources/{harbour['document_id']}?{span}")
    assert page.status_code == 200
    assert "<mark" not in page.text

"""Links to answers: kept only when somebody asks, for a time, and never what a client or a kiosk says."""

import html
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import guide
from api.app import create_app
from api.frozen import FILE

QUESTION = "When was the Harbour collaborative formed?"
WEB = {"accept": "text/html"}


@pytest.fixture
def fresh(home: Path) -> Iterator[TestClient]:
    """A client of the service on a home in which nothing is kept yet."""
    for file in home.glob(f"{FILE}*"):
        file.unlink()
    with TestClient(create_app(home), raise_server_exceptions=False) as opened:
        yield opened


def rows(home: Path) -> list[tuple[str, ...]]:
    if not (home / FILE).exists():
        return []
    database = sqlite3.connect(home / FILE)
    found = database.execute("SELECT * FROM answers").fetchall()
    database.close()
    return found


def everything_kept(home: Path) -> str:
    return b"".join(file.read_bytes() for file in sorted(home.glob(f"{FILE}*"))).decode("utf-8", "replace")


def test_nothing_is_kept_unless_a_link_is_asked_for(fresh: TestClient, home: Path) -> None:
    fresh.post("/api/ask", json={"question": QUESTION})
    fresh.post("/", data={"question": QUESTION})
    fresh.get("/", params={"q": QUESTION})
    assert fresh.get("/api/answers/none").status_code == 404
    assert not (home / FILE).exists()


def test_a_kept_answer_comes_back_as_it_was_given(fresh: TestClient) -> None:
    asked = fresh.post("/api/ask", json={"question": QUESTION}).json()
    made = fresh.post("/api/answers", json={"question": QUESTION})
    kept = made.json()
    assert made.status_code == 201
    assert made.headers["location"] == f"/api/answers/{kept['id']}"
    assert kept["url"] == f"/answers/{kept['id']}"
    aside = ("id", "timings_ms", "url", "asked_on", "expires_on")
    assert {k: v for k, v in kept.items() if k not in aside} == {k: v for k, v in asked.items() if k not in aside}
    assert fresh.get(made.headers["location"]).json() == kept


def test_ids_cannot_be_guessed_and_each_link_has_its_own(fresh: TestClient) -> None:
    ids = [fresh.post("/api/answers", json={"question": QUESTION}).json()["id"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", each) for each in ids)
    assert fresh.get("/api/answers/' OR '1'='1").status_code == 404


def test_the_history_is_used_and_not_kept(fresh: TestClient, home: Path, tmp_path: Path) -> None:
    before = {"question": "What is the Harbour collaborative, asked from ward XYZZY?", "answer": "The PLUGH trusts."}
    kept = fresh.post("/api/answers", json={"question": "when was it formed?", "history": [before]}).json()
    assert "May 2021" in " ".join(s["text"] for s in kept["statements"])
    assert kept["receipt"]["history"] == []
    assert "PLUGH" not in everything_kept(home)
    assert kept["question"] == kept["receipt"]["question"]
    file = tmp_path / "answer.json"
    file.write_text(fresh.get(f"/api/answers/{kept['id']}").text, "utf-8")
    assert guide.main(["replay", str(file), "--home", str(home)]) == 0


def test_words_of_the_client_are_never_kept_but_the_question(fresh: TestClient, home: Path) -> None:
    planted = {"question": QUESTION, "statements": [{"text": "PLANTED"}], "answer": "PLANTED", "id": "PLANTED"}
    assert fresh.post("/api/answers", json=planted).status_code == 201
    assert "PLANTED" not in everything_kept(home)


@pytest.mark.parametrize(
    "question",
    [
        "I want to kill myself. What is the Harbour collaborative?",
        "Is the patient with NHS number 943 476 5919 with the Harbour collaborative?",
        "What dose of sertraline should I take?",
        "best pizza in Leeds",
        "who leads it?",
    ],
)
def test_what_has_no_answer_in_the_documents_is_never_kept(fresh: TestClient, home: Path, question: str) -> None:
    refused = fresh.post("/api/answers", json={"question": question})
    assert (refused.status_code, refused.json()["field"]) == (422, "question")
    assert refused.headers["content-type"] == "application/problem+json"
    page = fresh.post("/answers", data={"question": question}, headers=WEB, follow_redirects=False)
    assert page.status_code == 422 and "Nothing was kept" in page.text
    assert rows(home) == []


def test_what_is_asked_at_a_kiosk_is_never_kept(fresh: TestClient, home: Path) -> None:
    refused = fresh.post("/api/answers", json={"question": QUESTION, "audience": "kiosk"})
    assert (refused.status_code, refused.json()["field"]) == (422, "audience")
    assert "kiosk" in refused.json()["detail"]
    assert rows(home) == []
    assert 'action="/answers"' not in fresh.post("/kiosk", data={"question": QUESTION}).text


def test_a_wrong_body_is_a_problem_that_names_the_field(fresh: TestClient) -> None:
    assert fresh.post("/api/answers", json={}).json()["field"] == "question"
    assert fresh.post("/api/answers", json={"question": "?"}).json()["field"] == "question"
    page = fresh.post("/answers", data={"question": " "}, headers=WEB)
    assert page.status_code == 422 and "Enter a question" in page.text


def test_the_form_on_an_answer_leads_to_its_own_page_without_javascript(fresh: TestClient) -> None:
    answer = fresh.post("/", data={"question": QUESTION}).text
    form = re.search(r'<form[^>]*action="/answers" method="post">(.*?)</form>', answer, re.DOTALL)
    assert form
    (question,) = re.findall(r'name="question" value="([^"]*)"', form.group(1))
    moved = fresh.post("/answers", data={"question": html.unescape(question)}, follow_redirects=False)
    assert moved.status_code == 303
    page = fresh.get(moved.headers["location"])
    assert page.status_code == 200
    assert f"<title>Answer: {QUESTION}" in page.text
    assert "It was formed in May 2021." in page.text and 'id="source-1"' in page.text
    assert "As of <strong>May 2024</strong>" in page.text
    assert "Asked on" in page.text and "is deleted on" in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert page.headers["cache-control"] == "no-store"


def test_an_answer_without_statements_offers_no_link(fresh: TestClient) -> None:
    for question in ("best pizza in Leeds", "I want to kill myself"):
        assert 'action="/answers"' not in fresh.post("/", data={"question": question}).text


def test_a_link_that_leads_nowhere_says_what_to_do(fresh: TestClient) -> None:
    gone = fresh.get("/answers/none", headers=WEB)
    assert gone.status_code == 404 and "ask the question again" in gone.text
    told = fresh.get("/api/answers/none").json()
    assert (told["status"], told["field"]) == (404, "answer_id")


def test_a_kept_answer_outlives_the_index_and_is_read_without_one(
    fresh: TestClient, home: Path, tmp_path: Path
) -> None:
    kept = fresh.post("/api/answers", json={"question": QUESTION}).json()
    (tmp_path / FILE).write_bytes((home / FILE).read_bytes())
    with TestClient(create_app(tmp_path), raise_server_exceptions=False) as without:
        assert without.get(f"/api/answers/{kept['id']}").json() == kept
        assert "May 2021" in without.get(f"/answers/{kept['id']}").text


def test_a_home_that_cannot_be_written_says_so(fresh: TestClient, home: Path) -> None:
    (home / FILE).mkdir()
    try:
        refused = fresh.post("/api/answers", json={"question": QUESTION})
    finally:
        (home / FILE).rmdir()
    assert refused.status_code == 503 and "could not be kept" in refused.json()["detail"]


def test_the_days_are_a_setting_that_the_privacy_words_name(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDE_ANSWER_DAYS", "7")
    with TestClient(create_app(home)) as client:
        kept = client.post("/api/answers", json={"question": QUESTION}).json()
        assert "kept for 7 days" in client.get("/privacy").text
    (days,) = (
        sqlite3.connect(":memory:")
        .execute("SELECT julianday(?) - julianday(?)", (kept["expires_on"], kept["asked_on"]))
        .fetchone()
    )
    assert days == 7


@pytest.mark.parametrize("value", ["0", "soon", "-1", "99999"])
def test_a_setting_that_cannot_be_used_stops_the_service_by_name(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    monkeypatch.setenv("GUIDE_ANSWER_DAYS", value)
    assert guide.main(["serve", "--home", str(home), "--port", "0"]) == 1
    told = capsys.readouterr().err
    assert "GUIDE_ANSWER_DAYS" in told and value in told


def test_what_is_kept_is_the_answer_object_and_nothing_of_who_asked(fresh: TestClient, home: Path) -> None:
    kept = fresh.post("/api/answers", json={"question": QUESTION}, headers={"user-agent": "PLUGH"}).json()
    ((row_id, asked_on, expires_on, body),) = rows(home)
    assert (row_id, asked_on, expires_on) == (kept["id"], kept["asked_on"], kept["expires_on"])
    assert json.loads(body)["timings_ms"] == {}
    assert "PLUGH" not in body and "testclient" not in body

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.off_switch import message

PAGES = ("/about", "/limits", "/privacy", "/accessibility", "/team")


@pytest.mark.parametrize("address", PAGES)
def test_a_page_of_ours_has_one_heading_and_is_linked_from_every_page(client: TestClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert page.text.count("<h1") == 1
    footer = client.get("/").text.partition("guide-footer")[2]
    assert f'href="{address}"' in footer


def test_the_team_page_shows_the_words_of_the_operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unset = TestClient(create_app(tmp_path)).get("/team").text
    assert "your manager" in unset
    monkeypatch.setenv("GUIDE_TEAM_CONTACT", "Write to team@trust.example <b>\nhttps://trust.example/guide.")
    told = TestClient(create_app(tmp_path)).get("/team").text
    assert 'href="mailto:team@trust.example"' in told
    assert 'href="https://trust.example/guide"' in told
    assert "&lt;b&gt;" in told and "your manager" not in told


def test_the_privacy_page_tells_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def told() -> str:
        return re.sub(r"\s+", " ", TestClient(create_app(tmp_path)).get("/privacy").text)

    assert "kept for 90 days" in told() and "The question is not kept after you have your answer" in told()
    monkeypatch.setenv("GUIDE_ANSWER_DAYS", "1")
    monkeypatch.setenv("GUIDE_KEEP_QUESTIONS", "true")
    monkeypatch.setenv("GUIDE_QUESTION_DAYS", "14")
    assert "kept for 1 day and" in told() and "The question is kept for 14 days" in told()


def test_a_guide_that_is_switched_off_says_so_everywhere(
    home: Path, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDE_OFF", "Back on <Monday>.")
    off = TestClient(create_app(home))
    refused = off.post("/api/ask", json={"question": "What is Harbour?"})
    assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
    assert (refused.json()["type"], refused.json()["detail"]) == ("urn:guide:problem:switched-off", "Back on <Monday>.")
    for address in ("/", "/sources", "/kiosk"):
        page = off.get(address, headers={"accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
        assert "Back on &lt;Monday&gt;." in page.text
        assert "default-src 'none'" in page.headers["content-security-policy"]
    for address in (*PAGES, "/healthz", "/static/guide.css"):
        assert off.get(address).status_code == 200


@pytest.mark.parametrize(
    ("setting", "off"), [("", False), ("false", False), ("0", False), ("true", True), ("Gone", True)]
)
def test_the_off_switch_reads_what_an_operator_writes(setting: str, off: bool) -> None:
    assert bool(message(setting)) is off
    assert message("Gone") == "Gone"


def test_feedback_by_form_is_kept_and_leads_back(client: TestClient) -> None:
    answer = client.post("/api/ask", json={"question": "What is the Harbour collaborative?"}).json()
    form = {"answer_id": answer["id"], "helpful": "no", "reason": "wrong", "comment": "Five.", "question": "Q <1>?"}
    thanked = client.post("/feedback", data=form)
    assert thanked.status_code == 200
    assert 'value="Q &lt;1&gt;?"' in thanked.text
    kept = client.app.state.feedback.marks()  # type: ignore[attr-defined]
    assert [(mark.helpful, mark.reason) for mark in kept if mark.answer_id == answer["id"]] == [(False, "wrong")]


@pytest.mark.parametrize(
    "wrong", [{"helpful": "perhaps"}, {"answer_id": "x"}, {"reason": "none"}, {"comment": "w" * 1001}]
)
def test_feedback_that_cannot_be_used_says_what_to_do(client: TestClient, wrong: dict[str, str]) -> None:
    form = {"answer_id": "0" * 32, "helpful": "no", **wrong}
    refused = client.post("/feedback", data=form, headers={"accept": "text/html"})
    assert refused.status_code == 422
    assert "Please" in refused.text

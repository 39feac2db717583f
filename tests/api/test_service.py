import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app

ADDRESSES = ("/", "/?q=What+is+Harbour", "/sources", "/about", "/kiosk", "/docs", "/healthz", "/readyz",
             "/api/documents", "/api/search?q=trusts", "/openapi.json", "/static/guide.css")  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_answered_as_get_without_a_body(client: TestClient, address: str) -> None:
    get, head = client.get(address), client.head(address)
    assert (head.status_code, head.content) == (get.status_code, b"") == (200, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("address", [*ADDRESSES, "/nothing", "/api/documents/nothing", "/static/nothing.css"])
def test_every_response_has_the_security_headers(client: TestClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=()" in headers["permissions-policy"]
    kept = {"/static/guide.css": "public, no-cache", "/": "private, no-cache"}
    assert headers["cache-control"] == kept.get(address, "no-store")


def test_questions_stay_out_of_caches(client: TestClient) -> None:
    asked = {"question": "What is the Harbour collaborative?"}
    assert client.post("/api/ask", json=asked).headers["cache-control"] == "no-store"
    assert client.post("/kiosk", data=asked).headers["cache-control"] == "no-store"
    assert client.get("/", params={"q": "What is Harbour?"}).headers["cache-control"] == "no-store"
    # The reader's own browser may keep the answer to a form, or "Back" from a source would fail.
    assert client.post("/", data=asked).headers["cache-control"] == "private, no-cache"
    crisis = client.post("/", data={"question": "I want to kill myself"})
    assert crisis.headers["cache-control"] == "no-store"


def test_an_unknown_address_is_a_problem_or_a_page(client: TestClient) -> None:
    assert client.get("/api/nothing").headers["content-type"] == "application/problem+json"
    page = client.get("/nothing", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_a_wrong_method_says_which_are_allowed(client: TestClient) -> None:
    response = client.get("/api/ask")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json()["detail"]


def test_openapi_describes_the_problems(client: TestClient) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/api/ask"]["post"]
    assert {"200", "400", "413", "422", "503"} <= set(operation["responses"])
    assert "application/problem+json" in operation["responses"]["422"]["content"]


@pytest.mark.parametrize("exists", [True, False], ids=["empty", "missing"])
def test_without_an_index_it_starts_and_says_how_to_make_one(tmp_path: Path, exists: bool) -> None:
    home = tmp_path if exists else tmp_path / "none"
    with TestClient(create_app(home), raise_server_exceptions=False) as client:
        assert client.get("/healthz").status_code == 200
        for response in (client.get("/readyz"), client.post("/api/ask", json={"question": "What is CMAST?"})):
            assert response.status_code == 503
            assert response.headers["content-type"] == "application/problem+json"
            assert "guide ingest" in response.json()["detail"]
        page = client.get("/", headers={"accept": "text/html"})
        assert page.status_code == 503
        assert "guide ingest" in page.text
        assert client.get("/about").status_code == 200


def test_an_index_that_comes_later_is_taken_up(tmp_path: Path, home: Path) -> None:
    later = tmp_path / "later"
    with TestClient(create_app(later), raise_server_exceptions=False) as client:
        assert client.get("/readyz").status_code == 503
        shutil.copytree(home, later)
        assert client.get("/readyz").json()["status"] == "ready"


def test_an_unexpected_failure_shows_no_trace(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(home)
    with TestClient(app, raise_server_exceptions=False) as client:
        answerer = app.state.service.answerer()
        monkeypatch.setattr(type(answerer), "ask", lambda *_: 1 / 0)
        response = client.post("/api/ask", json={"question": "What is CMAST?"})
        assert response.status_code == 500
        assert response.headers["content-type"] == "application/problem+json"
        assert "division" not in response.text
        assert "default-src 'none'" in response.headers["content-security-policy"]
        events = client.post("/api/ask", json={"question": "What is CMAST?"}, headers={"accept": "text/event-stream"})
        assert "event: error" in events.text
        assert "division" not in events.text

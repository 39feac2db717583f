"""Rate limits: a session has its share, an address a generous ceiling for questions and another for pages, a token lifts
them; probes and static files are never counted.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.counts import SharedCounts
from api.tokens import Role, add

SEARCH = "/api/search?q=trusts"
LET_IN = 503
Serve = Callable[..., TestClient]


@pytest.fixture
def serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Serve:
    """Return a starter of the service with three questions a session and six an address.

    There is no index in its home: what is let in is told so with a 503, at once.
    """
    monkeypatch.setenv("GUIDE_SESSION_LIMIT", "3/hour")
    monkeypatch.setenv("GUIDE_ADDRESS_LIMIT", "6/hour")

    def start(client: str = "10.1.1.1", shared: Path | None = None, **settings: str) -> TestClient:
        for name, value in settings.items():
            monkeypatch.setenv(f"GUIDE_{name}", value)
        headers = {"host": "localhost"}
        return TestClient(create_app(tmp_path, shared), client=(client, 5000), headers=headers)

    return start


@pytest.fixture
def token(tmp_path: Path) -> str:
    """A token for evaluation in the home."""
    return add(tmp_path / "tokens.toml", "evaluation", Role.EVALUATION)


def statuses(client: TestClient, times: int, **headers: str) -> list[int]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return [client.get(SEARCH, headers=named).status_code for _ in range(times)]


def test_a_session_is_told_when_to_come_back_while_its_neighbours_go_on(serve: Serve) -> None:
    client = serve()
    assert statuses(client, 4, guide_session="session-one") == [LET_IN, LET_IN, LET_IN, 429]
    refused = client.get(SEARCH, headers={"guide-session": "session-one"})
    assert refused.headers["content-type"] == "application/problem+json"
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert "seconds" in refused.json()["detail"]
    assert statuses(client, 1, guide_session="session-two") == [LET_IN]


def test_an_address_has_a_ceiling_whatever_its_sessions_are_called(serve: Serve) -> None:
    client = serve()
    assert [statuses(client, 1, guide_session=f"made-up-{n}")[0] for n in range(7)] == [LET_IN] * 6 + [429]
    page = client.post("/", data={"question": "What is Harbour?"}, headers={"accept": "text/html"})
    assert page.status_code == 429 and "What is Harbour?" in page.text  # nobody has to type it again


def test_reading_has_a_higher_ceiling_of_its_own(serve: Serve, token: str) -> None:
    client = serve()
    assert statuses(client, 7)[-1] == 429
    pages = ("/", "/sources", "/glossary", "/timeline", "/about", "/api/documents")
    assert 429 not in [client.get(path).status_code for path in pages * 10]  # questions used up none of it
    refused = client.get("/timeline", headers={"accept": "text/html", "guide-session": "session-new"})
    assert refused.status_code == 429 and 0 < int(refused.headers["retry-after"]) <= 3600
    assert "Please try again in" in refused.text
    assert client.get("/sources", headers={"authorization": f"Bearer {token}"}).status_code != 429
    assert serve("10.1.1.2").get("/sources").status_code != 429


def test_probes_and_static_files_are_never_counted(serve: Serve) -> None:
    client = serve()
    for path in ("/healthz", "/readyz", "/static/guide.css"):
        assert 429 not in {client.get(path).status_code for _ in range(70)}


def test_a_token_for_evaluation_lifts_the_limits(serve: Serve, token: str) -> None:
    client = serve()
    assert set(statuses(client, 12, authorization=f"Bearer {token}", guide_session="session-one")) == {LET_IN}
    assert 429 in statuses(client, 12, authorization="Bearer guide_wrong")


def test_a_forwarded_address_is_believed_from_a_trusted_proxy_alone(serve: Serve) -> None:
    forged = serve()
    assert statuses(forged, 6) == [LET_IN] * 6
    assert statuses(forged, 1, x_forwarded_for="10.9.9.9") == [429]
    behind = serve(PROXIES="10.1.0.0/16")
    assert statuses(behind, 7, x_forwarded_for="10.2.0.1") == [LET_IN] * 6 + [429]
    assert statuses(behind, 1, x_forwarded_for="10.2.0.2") == [LET_IN]
    # The client wrote the first entry itself: what the proxy added counts.
    assert statuses(behind, 1, x_forwarded_for="10.9.9.9, 10.2.0.1") == [429]


def test_a_network_of_ipv6_is_one_address(serve: Serve) -> None:
    behind = serve(PROXIES="10.1.1.1")
    from_one = [statuses(behind, 1, x_forwarded_for=f"2001:db8:0:1::{n}")[0] for n in range(7)]
    assert from_one == [LET_IN] * 6 + [429]
    assert statuses(behind, 1, x_forwarded_for="2001:db8:0:2::1") == [LET_IN]


def test_workers_count_together(serve: Serve, tmp_path: Path) -> None:
    one, other = serve(shared=tmp_path), serve(shared=tmp_path)
    assert statuses(one, 4) + statuses(other, 3) == [LET_IN] * 6 + [429]


def test_counts_end_and_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("api.counts.time.time", lambda: now)
    counts = SharedCounts(tmp_path)
    assert [counts.incr("a", 60), counts.incr("a", 60, 2), counts.get("a")] == [1, 3, 3]
    assert counts.get_expiry("a") == 1060
    now = 1061.0
    assert (counts.get("a"), counts.get_expiry("a")) == (0, now)
    assert counts.incr("b", 60) == 1
    assert counts.reset() == 1  # "a" went when it had ended


def test_what_cannot_be_counted_is_answered(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> int:
        raise sqlite3.OperationalError("disk I/O error")

    client = serve(shared=tmp_path)
    monkeypatch.setattr(SharedCounts, "incr", broken)
    assert statuses(client, 8) == [LET_IN] * 8

"""The door: tokens, names and sites. Every refusal says what to do, and no administration is done without a token."""

import base64
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

import guide
from api.access import allowed_hosts
from api.app import create_app
from api.tokens import Role, Tokens, add, remove
from api.work import administrative

QUESTION = {"question": "When was the Harbour collaborative formed?"}
WEB = {"accept": "text/html"}
Serve = Callable[..., TestClient]


@pytest.fixture
def own(home: Path, tmp_path: Path) -> Path:
    """A home of the test's own."""
    return Path(shutil.copytree(home, tmp_path / "own"))


@pytest.fixture
def serve(own: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Return a starter of the service on that home: give settings as in GUIDE_ASKING, without the prefix."""
    with ExitStack() as opened:

        def start(**settings: str) -> TestClient:
            for name, value in settings.items():
                monkeypatch.setenv(f"GUIDE_{name}", value)
            return opened.enter_context(TestClient(create_app(own), raise_server_exceptions=False))

        yield start


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def operations(app: Any) -> Iterator[tuple[str, str]]:
    """Method and path of every route, with parameters filled in."""
    for route in _routes(app.routes):
        for method in route.methods or ():
            yield method, re.sub(r"{[^}]*}", "x", route.path)


def _routes(routes: Any) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, Route):
            yield route
        elif hasattr(route, "original_router"):  # FastAPI keeps an included router whole
            yield from _routes(route.original_router.routes)


def test_every_administration_route_is_refused_without_a_token(serve: Serve, own: Path) -> None:
    client = serve()
    asking = add(own / "tokens.toml", "one", Role.EVALUATION)
    tried = 0
    for method, path in operations(client.app):
        if method == "HEAD" or not administrative(path):
            continue
        tried += 1
        for headers, status in (({}, 401), (bearer("guide_wrong"), 401), (bearer(asking), 403)):
            refused = client.request(method, path, headers=headers)
            assert refused.status_code == status, f"{method} {path}"
            assert refused.headers["content-type"] == "application/problem+json"
            assert "token" in refused.json()["detail"]
            assert ("www-authenticate" in refused.headers) == (status == 401)
    assert tried >= 5


def test_what_is_only_for_administration_is_named_so(serve: Serve) -> None:
    """A route that changes what is served, or tells what people asked, must lie behind the door."""
    paths = {path for _, path in operations(serve().app)}
    private = [p for p in paths if re.search("admin|ingest|snapshot|rollback|reload|gaps|report|token", p)]
    assert private and all(administrative(path) for path in private)


def test_a_token_of_administration_opens_it_as_bearer_and_as_password(serve: Serve, own: Path) -> None:
    client = serve()
    token = add(own / "tokens.toml", "team", Role.ADMINISTRATION)
    assert client.get("/api/admin/snapshots", headers=bearer(token)).status_code == 200
    basic = base64.b64encode(f"anyone:{token}".encode()).decode()
    assert client.get("/api/admin/snapshots", headers={"authorization": f"Basic {basic}"}).status_code == 200
    for broken in ("Basic %%%", "Basic", "Bearer", "Digest x", f"Basic {base64.b64encode(b'half').decode()}"):
        assert client.get("/api/admin/snapshots", headers={"authorization": broken}).status_code == 401
    page = client.get("/admin/anything", headers=WEB)
    assert page.status_code == 401 and page.headers["www-authenticate"].startswith("Basic")


def test_only_hashes_are_kept_and_tokens_change_while_it_runs(serve: Serve, own: Path) -> None:
    client, file = serve(), own / "tokens.toml"
    old = add(file, "old", Role.ADMINISTRATION)
    assert client.get("/api/admin/snapshots", headers=bearer(old)).status_code == 200
    new = add(file, "new", Role.ADMINISTRATION)
    remove(file, "old")
    assert old not in file.read_text() and new not in file.read_text()
    assert hashlib.sha256(new.encode()).hexdigest() in file.read_text()
    assert file.stat().st_mode & 0o077 == 0
    assert client.get("/api/admin/snapshots", headers=bearer(old)).status_code == 401
    assert client.get("/api/admin/snapshots", headers=bearer(new)).status_code == 200
    file.write_text("[[token]]\nname =")  # half written: nobody is let in
    assert client.get("/api/admin/snapshots", headers=bearer(new)).status_code == 401


def test_the_command_makes_lists_and_removes_tokens(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(own)]
    assert guide.main(["token", "add", "team", "--role", "administration", *home]) == 0
    token = capsys.readouterr().out.split()[0]
    found = Tokens(own / "tokens.toml").of(token)
    assert found and (found.name, found.role) == ("team", Role.ADMINISTRATION)
    assert guide.main(["token", "add", "team", *home]) == 1
    assert "already" in capsys.readouterr().err
    assert guide.main(["token", "list", *home]) == 0
    assert "team  administration" in capsys.readouterr().out
    assert guide.main(["token", "remove", "team", *home]) == 0
    assert guide.main(["token", "remove", "team", *home]) == 1
    assert guide.main(["token", "add", "no good name", *home]) == 1
    assert Tokens(own / "tokens.toml").of(token) is None


def test_asking_can_be_for_holders_of_a_token(serve: Serve, own: Path) -> None:
    client = serve(ASKING="token")
    token = add(own / "tokens.toml", "wards", Role.ASK)
    for path in ("/", "/kiosk", "/sources", "/api/documents", "/openapi.json"):
        assert client.get(path).status_code == 401
        assert client.get(path, headers=bearer(token)).status_code == 200
    assert client.post("/api/ask", json=QUESTION).status_code == 401
    assert client.post("/api/ask", json=QUESTION, headers=bearer(token)).status_code == 200
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    assert client.get("/static/guide.css").status_code == 200
    # What becomes of a question, and how to reach people, is open to those who have no token yet.
    for path in ("/about", "/limits", "/privacy", "/accessibility", "/team"):
        assert client.get(path).status_code == 200
        assert client.get(f"{path}/").status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),
        ({"sec-fetch-site": "cross-site", "origin": "null"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"origin": "http://[evil"}, 403),
        ({"origin": "null"}, 200),
    ],
)
def test_a_form_of_another_site_is_refused(client: TestClient, headers: dict[str, str], status: int) -> None:
    sent = client.post("/", data=QUESTION, headers={**WEB, **headers})
    assert sent.status_code == status
    if status == 403:
        assert "this service" in sent.text
    assert client.get("/", headers=headers).status_code == 200  # a link from elsewhere is welcome


def test_administration_from_a_page_of_unknown_origin_is_refused(serve: Serve, own: Path) -> None:
    client = serve()
    headers = bearer(add(own / "tokens.toml", "team", Role.ADMINISTRATION))
    assert client.post("/api/admin/snapshots/rollback", headers={**headers, "origin": "null"}).status_code == 403


def test_it_answers_only_to_its_own_names(serve: Serve) -> None:
    client = serve(HOSTS="guide.example, GUIDE2.example")
    for name in ("guide.example", "guide.example:8443", "guide2.example", "Guide.Example."):
        assert client.get("/about", headers={"host": name}).status_code == 200
    for name in ("evil.example", "guide.example.evil", "", "[::bad"):
        refused = client.get("/about", headers={"host": name})
        assert refused.status_code == 421 and "GUIDE_HOSTS" in refused.json()["detail"]
    assert client.get("/healthz", headers={"host": "10.0.0.7"}).status_code == 200
    # Served on this computer only, it has this computer's names, whoever else's name leads here.
    assert allowed_hosts([], only_here=True) == {"localhost", "127.0.0.1", "::1"}
    assert allowed_hosts([], only_here=False) == frozenset()


def test_metrics_are_for_this_computer_or_a_token(serve: Serve, own: Path) -> None:
    client = serve()
    assert "guide_requests_total" in client.get("/metrics").text
    refused = client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"})  # through a proxy on this computer
    assert refused.status_code == 401
    token = add(own / "tokens.toml", "prometheus", Role.ADMINISTRATION)
    assert client.get("/metrics", headers={"x-forwarded-for": "10.0.0.1", **bearer(token)}).status_code == 200
    assert serve(METRICS="token").get("/metrics").status_code == 401
    far = TestClient(create_app(own), client=("10.0.0.9", 5000))
    assert far.get("/metrics").status_code == 401

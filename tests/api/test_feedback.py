"""Promises of feedback over HTTP: kept before it is acknowledged, as little as said, shown to nobody without a token."""

import sqlite3
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import StartError
from api.tokens import Role, add
from asked.store import FILE, Feedback

ID = "a" * 32
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A home that shares the index of the others, and nothing else."""
    for name in ("current", "snapshots", "questions"):
        (tmp_path / name).symlink_to(home / name)
    return tmp_path


@pytest.fixture
def keeping(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """A client of a service that keeps questions."""
    monkeypatch.setenv("GUIDE_KEEP_QUESTIONS", "true")
    return TestClient(create_app(own_home), raise_server_exceptions=False)


@pytest.fixture
def client(own_home: Path) -> TestClient:
    """A client of a service that does not."""
    return TestClient(create_app(own_home), raise_server_exceptions=False)


def rows(home: Path, kind: str) -> list[tuple[object, ...]]:
    if not (home / FILE).exists():
        return []
    database = sqlite3.connect(home / FILE)
    found = database.execute(f"SELECT * FROM {kind}").fetchall()
    database.close()
    return found


def test_what_expires_while_the_service_runs_is_deleted_though_nobody_asks(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.app._TIDY_SECONDS", 0.05)
    with TestClient(create_app(own_home)):
        Feedback(own_home, 90, today=lambda: date.today() - timedelta(days=90)).record(ID, True)
        end = time.monotonic() + 10
        while rows(own_home, "marks") and time.monotonic() < end:
            time.sleep(0.02)
    assert rows(own_home, "marks") == []


def test_a_mark_is_kept_before_it_is_acknowledged(client: TestClient, own_home: Path) -> None:
    given = {
        "answer_id": ID,
        "helpful": False,
        "reason": "out_of_date",
        "comment": "Mary Cook left, ring 0151 488 7777",
    }
    response = client.post("/api/feedback", json=given)
    assert (response.status_code, response.json()["message"][:9]) == (201, "Thank you")
    ((answer_id, _, helpful, reason, comment),) = rows(own_home, "marks")
    assert (answer_id, helpful, reason, comment) == (ID, 0, "out_of_date", "[removed] left, ring [removed]")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"answer_id": "../../etc"}, "answer_id"),
        ({"answer_id": "A" * 32}, "answer_id"),
        ({"helpful": "yes"}, "helpful"),
        ({"helpful": None}, "helpful"),
        ({"reason": "because"}, "reason"),
        ({"comment": "x" * 1001}, "comment"),
        ({"question": "?"}, "question"),
        ({"audience": "all"}, "audience"),
    ],
)
def test_what_cannot_be_used_is_refused_by_the_fields_name(
    client: TestClient, own_home: Path, change: dict[str, object], field: str
) -> None:
    response = client.post("/api/feedback", json={"answer_id": ID, "helpful": True} | change)
    assert (response.status_code, response.json()["field"]) == (422, field)
    assert rows(own_home, "marks") == []


def test_a_cry_for_help_in_a_comment_is_signposted_and_not_kept(client: TestClient, own_home: Path) -> None:
    given = {"answer_id": ID, "helpful": False, "comment": "I want to kill myself"}
    assert "116 123" in client.post("/api/feedback", json=given).json()["message"]
    assert rows(own_home, "marks")[0][4] == ""


def test_no_question_is_kept_unless_that_is_switched_on(client: TestClient, own_home: Path) -> None:
    client.post("/api/ask", json={"question": "How much is parking?"})
    client.post("/", data={"question": "How much is parking?"})
    client.post("/api/feedback", json={"answer_id": ID, "helpful": False, "question": "How much is parking?"})
    assert rows(own_home, "questions") == []
    assert not any(b"parking" in file.read_bytes() for file in own_home.glob(f"{FILE}*"))


def test_where_it_is_switched_on_questions_are_kept_and_none_of_a_kiosk(keeping: TestClient, own_home: Path) -> None:
    asked = keeping.post("/api/ask", json={"question": "How much is parking at the Harbour?"}).json()
    keeping.post("/", data={"question": "Who sweeps the Harbour?"})
    keeping.post("/api/ask", json={"question": "Is the kiosk Harbour loud?", "audience": "kiosk"})
    keeping.post("/kiosk", data={"question": "Is the kiosk Harbour loud?"})
    keeping.post("/api/ask", json={"question": "My NHS number is 943 476 5919"})
    kept = {str(row[2]): row[0] for row in rows(own_home, "questions")}
    assert kept.keys() == {"How much is parking at the Harbour?", "Who sweeps the Harbour?"}
    assert kept["How much is parking at the Harbour?"] == asked["id"]


def test_an_answer_is_given_also_where_its_question_cannot_be_kept(keeping: TestClient, own_home: Path) -> None:
    (own_home / FILE).write_bytes(b"this is no database" * 100)
    assert keeping.post("/api/ask", json={"question": "What is the Harbour collaborative?"}).json()["statements"]
    refused = keeping.post("/api/feedback", json={"answer_id": ID, "helpful": True})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
    assert "try again later" in refused.json()["detail"]
    assert str(own_home) not in refused.text
    token = add(own_home / "tokens.toml", "desk", Role.ADMINISTRATION)
    report = keeping.get("/api/admin/gaps", headers={"Authorization": f"Bearer {token}"})
    assert (report.status_code, str(own_home) in report.text) == (503, False)
    assert "guide doctor" in report.json()["detail"]


@pytest.mark.parametrize(("name", "value"), [("GUIDE_QUESTION_DAYS", "0"), ("GUIDE_KEEP_QUESTIONS", "perhaps")])
def test_a_wrong_setting_is_named_at_the_start(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(StartError, match=name):
        create_app(own_home)


def test_the_gap_report_needs_a_token_and_runs_no_script(keeping: TestClient, own_home: Path) -> None:
    asked = keeping.post("/api/ask", json={"question": "How much is parking at the Harbour?"}).json()
    keeping.post("/api/feedback", json={"answer_id": asked["id"], "helpful": False, "comment": SCRIPT})
    keeping.post("/api/feedback", json={"answer_id": ID, "helpful": False, "comment": SCRIPT})
    for address in ("/admin/gaps", "/api/admin/gaps"):
        assert keeping.get(address).status_code == 401
    token = add(own_home / "tokens.toml", "desk", Role.ADMINISTRATION)
    keeping.headers["Authorization"] = f"Bearer {token}"
    page = keeping.get("/admin/gaps")
    assert page.status_code == 200
    assert "How much is parking at the Harbour?" in page.text
    assert "<script>alert" not in page.text and "<img" not in page.text and "&lt;script&gt;" in page.text
    (gap,) = keeping.get("/api/admin/gaps").json()["gaps"]
    assert (gap["times"], gap["comments"]) == (1, [SCRIPT])

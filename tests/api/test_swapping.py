"""Promises of a swap: no request fails while snapshots change, and whoever asks is told what stands in."""

import gc
import json
import shutil
import threading
import weakref
from collections import Counter
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from answer.pipeline import Answerer
from api.app import create_app
from api.service import Service
from index.publishing import publish
from index.snapshot import SCHEMA_VERSION, Manifest, current_id
from index.snapshots import put_back

QUESTIONS = ("What is the Harbour collaborative?", "Who elects the chair of the Moorland alliance?")


@pytest.fixture
def own_home(home: Path, tmp_path: Path) -> Path:
    """A copy of the home, to change at will."""
    return Path(shutil.copytree(home, tmp_path / "home"))


def publish_as(home: Path, name: str, nth: int) -> None:
    """Publish the current content again under another id, as an ingest does."""
    source, staged = home / "snapshots" / str(current_id(home)), home / "snapshots" / ".building-test"
    shutil.copytree(source, staged)
    fields = json.loads((staged / "manifest.json").read_text("utf-8"))
    fields |= {"id": name, "created_at": f"2099-01-01T00:00:{nth:02}.000+00:00"}
    publish(home, staged, Manifest(**fields))


def damage(home: Path, name: str) -> None:
    (home / "snapshots" / name / "dense.faiss").write_bytes(b"damaged")


def test_ten_swaps_under_load_fail_no_request(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Neither a slow machine nor a fast one may make a refusal of load out of it: swaps alone are tried here.
    for name, value in {"AT_ONCE": "8", "WAIT_SECONDS": "300", "ANSWER_SECONDS": "600"}.items():
        monkeypatch.setenv(f"GUIDE_{name}", value)
    for name in ("SESSION_LIMIT", "ADDRESS_LIMIT"):
        monkeypatch.setenv(f"GUIDE_{name}", "1000000/minute")
    monkeypatch.setattr("api.app._prepared", lambda answerer: None)
    statuses: Counter[int] = Counter()
    snapshots: Counter[str] = Counter()
    over = threading.Event()

    def ask(client: TestClient) -> None:
        while not over.is_set():
            for question in QUESTIONS:
                response = client.post("/api/ask", json={"question": question})
                statuses[response.status_code] += 1
                answer = response.json()
                assert answer["statements"], answer
                snapshots[answer["receipt"]["snapshot"]] += 1

    with TestClient(create_app(own_home)) as client:
        askers = [threading.Thread(target=ask, args=(client,)) for _ in range(3)]
        for asker in askers:
            asker.start()
        for n in range(10):
            publish_as(own_home, f"swap-{n}", n)
            while f"swap-{n}" not in snapshots and any(asker.is_alive() for asker in askers):
                over.wait(0.01)
        over.set()
        for asker in askers:
            asker.join()
        assert client.get("/readyz").json()["snapshot"] == "swap-9"
    assert statuses.keys() == {200}
    assert snapshots.keys() >= {f"swap-{n}" for n in range(10)}


def test_a_rollback_is_taken_up_and_outlives_a_new_start(own_home: Path) -> None:
    first = str(current_id(own_home))
    publish_as(own_home, "newer", 1)
    with TestClient(create_app(own_home)) as client:
        assert client.get("/readyz").json()["snapshot"] == "newer"
        put_back(own_home)
        assert client.get("/readyz").json()["snapshot"] == first
    with TestClient(create_app(own_home)) as client:
        assert client.get("/readyz").json()["snapshot"] == first


def test_a_new_snapshot_that_is_damaged_is_not_taken_up_and_that_is_told(own_home: Path) -> None:
    first = str(current_id(own_home))
    with TestClient(create_app(own_home)) as client:
        state = client.get("/readyz").json()
        assert (state["warning"], state["current"]) == ("", True)
        publish_as(own_home, "newer", 1)
        damage(own_home, "newer")
        state = client.get("/readyz").json()
        assert (state["snapshot"], state["current"]) == (first, False)
        assert "newer/dense.faiss is damaged" in state["warning"] and f"snapshot {first}" in state["warning"]
        damage(own_home, first)  # what is open serves on
        assert client.post("/api/ask", json={"question": QUESTIONS[0]}).json()["statements"]


def test_beside_a_newer_program_the_service_goes_on_and_says_so(own_home: Path) -> None:
    first = str(current_id(own_home))
    with TestClient(create_app(own_home)) as client:
        publish_as(own_home, "newer", 1)
        later = {"schema_version": SCHEMA_VERSION + 1, "layout": "another"}
        (own_home / "snapshots" / "newer" / "manifest.json").write_text(json.dumps(later), "utf-8")
        state = client.get("/readyz").json()
        assert state["snapshot"] == first
        assert f"is of schema {SCHEMA_VERSION + 1}" in state["warning"] and "Update the program" in state["warning"]
    assert put_back(own_home) == first


def test_a_snapshot_that_is_mended_under_the_same_id_is_taken_up(own_home: Path) -> None:
    publish_as(own_home, "newer", 1)
    damage(own_home, "newer")
    service = Service(own_home)
    assert "newer/dense.faiss is damaged" in (service.answerer() and service.warning)
    shutil.rmtree(own_home / "snapshots" / "newer")
    (own_home / "current").write_text((own_home / "current").read_text("utf-8").removeprefix("newer\n"), "utf-8")
    publish_as(own_home, "newer", 2)
    assert service.answerer().searcher.snapshot.id == "newer"
    assert service.warning == ""


def test_whatever_is_wrong_with_a_new_snapshot_costs_no_request(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(own_home)
    before = service.answerer()
    publish_as(own_home, "newer", 1)

    def broken(home: Path) -> Answerer:
        raise RuntimeError("no memory left.")

    monkeypatch.setattr("api.service.CountedAnswerer.open", broken)
    assert service.answerer() is before
    assert "no memory left. Until then" in service.warning


def test_while_one_request_opens_a_snapshot_the_others_do_not_wait(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Service(own_home)
    before = service.answerer()
    publish_as(own_home, "newer", 1)
    opening, go_on = threading.Event(), threading.Event()
    opened = Answerer.open.__func__  # type: ignore[attr-defined]

    def slow(home: Path) -> Answerer:
        opening.set()
        assert go_on.wait(20)
        found: Answerer = opened(Answerer, home)
        return found

    monkeypatch.setattr("api.service.CountedAnswerer.open", slow)
    first = threading.Thread(target=service.answerer)
    first.start()
    assert opening.wait(20)
    assert service.answerer() is before
    go_on.set()
    first.join()
    assert service.answerer().searcher.snapshot.id == "newer"


def test_what_the_pages_need_is_prepared_before_the_first_reader_comes(own_home: Path) -> None:
    prepared = list[str]()
    ready = threading.Semaphore(0)

    def prepare(answerer: Answerer) -> None:
        prepared.append(answerer.searcher.snapshot.id)
        ready.release()
        if len(prepared) == 2:
            raise RuntimeError("no memory left")  # costs no answer

    service = Service(own_home, prepare)
    first = service.answerer().searcher.snapshot.id
    assert ready.acquire(timeout=20)
    publish_as(own_home, "newer", 1)
    assert service.answerer() is service.answerer()
    assert ready.acquire(timeout=20)
    assert prepared == [first, "newer"]
    publish_as(own_home, "last", 2)
    assert service.answerer().searcher.snapshot.id == "last"


def test_what_no_longer_serves_is_freed_at_once(own_home: Path) -> None:
    service = Service(own_home)
    before = weakref.ref(service.answerer().searcher.snapshot)
    publish_as(own_home, "newer", 1)
    gc.disable()
    try:
        service.answerer()
        assert before() is None
    finally:
        gc.enable()


def test_questions_that_an_ingest_prepares_after_publishing_are_suggested(own_home: Path) -> None:
    prepared = (own_home / "questions").rename(own_home / "later")
    service = Service(own_home)
    assert not service.answerer().suggestions.questions
    prepared.rename(own_home / "questions")
    assert service.answerer().suggestions.questions

"""Administration over HTTP: snapshots and ingests, with a token."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import guide
from api.app import create_app
from api.tokens import Role, add
from index.locking import only_one

NAMES = ("../notes", "..", "/etc", ".", "", "a/../../notes", "none", "\x00", ".building-x")


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one note."""
    folder = tmp_path_factory.mktemp("notes")
    (folder / "one.md").write_text("# Greywater\n\nThe Greywater alliance joins two hospital trusts.\n")
    return folder


@pytest.fixture(scope="module")
def home(notes: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which two ingests have made two snapshots."""
    made = tmp_path_factory.mktemp("home")
    assert guide.main(["ingest", str(notes), "--home", str(made)]) == 0
    (notes / "two.md").write_text("# Fernhill\n\nThe Fernhill alliance joins five hospices.\n")
    assert guide.main(["ingest", str(notes), "--home", str(made)]) == 0
    return made


@pytest.fixture(scope="module")
def admin(notes: Path, home: Path) -> Iterator[TestClient]:
    """A client with a token of administration."""
    token = add(home / "tokens.toml", "team", Role.ADMINISTRATION)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GUIDE_CORPUS", str(notes))
        app = create_app(home)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.headers["authorization"] = f"Bearer {token}"
        yield client


def test_an_earlier_snapshot_can_be_made_to_serve(admin: TestClient) -> None:
    newest, before = admin.get("/api/admin/snapshots").json()["snapshots"]
    assert (newest["current"], newest["documents"], before["documents"]) == (True, 2, 1)
    assert admin.post("/api/admin/snapshots/rollback", json={}).json() == {"snapshot": before["id"]}
    assert admin.get("/readyz").json()["snapshot"] == before["id"]
    assert len(admin.get("/api/documents").json()["documents"]) == 1
    back = admin.post("/api/admin/snapshots/rollback", json={"to": newest["id"]})
    assert back.json() == {"snapshot": admin.get("/readyz").json()["snapshot"]} == {"snapshot": newest["id"]}


def test_no_folder_outside_the_snapshots_can_be_named(admin: TestClient) -> None:
    serves = admin.get("/readyz").json()["snapshot"]
    for name in NAMES:
        refused = admin.post("/api/admin/snapshots/rollback", json={"to": name})
        assert refused.status_code == 404, name
        assert refused.json()["detail"]
    assert admin.get("/readyz").json()["snapshot"] == serves


def test_while_another_works_in_the_home_it_is_refused(admin: TestClient, home: Path) -> None:
    with only_one(home):
        assert admin.get("/api/admin/ingest").json()["running"]
        for path in ("/api/admin/snapshots/rollback", "/api/admin/ingest"):
            refused = admin.post(path, json={})
            assert refused.status_code == 409 and "Wait" in refused.json()["detail"]


@pytest.mark.slow
def test_an_ingest_is_started_and_its_report_read(admin: TestClient, notes: Path) -> None:
    (notes / "three.md").write_text("# Saltmarsh\n\nSaltmarsh has one ambulance.\n")
    before = admin.get("/readyz").json()["snapshot"]
    started = admin.post("/api/admin/ingest")
    assert started.status_code == 202 and started.json()["running"]
    end = time.monotonic() + 60
    while (state := admin.get("/api/admin/ingest").json())["report"] is None and time.monotonic() < end:
        time.sleep(0.2)
    assert "three.md" in json.dumps(state["report"])
    assert admin.get("/readyz").json()["snapshot"] != before

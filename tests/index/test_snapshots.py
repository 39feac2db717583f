"""Promises of looking after snapshots: refused ones are told with the reason, and an earlier one can be put back."""

import fcntl
import json
import logging
import shutil
from pathlib import Path

import pytest

import guide
from index.build import build
from index.locking import BusyError, is_held
from index.publishing import point_at
from index.snapshot import KEPT, SCHEMA_VERSION, Snapshot, SnapshotError, current_id, pointer_stamp, served_ids
from index.snapshots import listed, put_back


@pytest.fixture
def three(home: Path) -> Path:
    """A home in which first, second and third were published in this order."""
    whole = home / "snapshots" / str(current_id(home))
    for day, name in enumerate(("first", "second", "third"), start=1):
        shutil.copytree(whole, home / "snapshots" / name)
        fields = json.loads((whole / "manifest.json").read_text("utf-8"))
        fields |= {"id": name, "created_at": f"2026-01-0{day}T00:00:00.000+00:00"}
        (home / "snapshots" / name / "manifest.json").write_text(json.dumps(fields), "utf-8")
    shutil.rmtree(whole)
    (home / "current").unlink()
    for name in ("first", "second", "third"):
        point_at(home, name)
    return home


def damage(home: Path, name: str) -> None:
    (home / "snapshots" / name / "dense.faiss").write_bytes(b"damaged")


def states(home: Path) -> dict[str, str]:
    return {one.id: one.state for one in listed(home)}


def test_they_are_listed_in_the_order_in_which_they_would_serve(three: Path) -> None:
    assert list(states(three).items()) == [("third", "serves"), ("second", "next"), ("first", "kept")]
    damage(three, "third")
    assert list(states(three).items()) == [("third", "refused"), ("second", "serves"), ("first", "next")]
    assert "dense.faiss is damaged" in listed(three)[0].why
    shutil.rmtree(three / "snapshots" / "third")
    assert "third is missing" in listed(three)[0].why


def test_that_another_one_stands_in_is_said_and_logged(three: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert Snapshot.open(three).stands_in == ""
    damage(three, "third")
    with caplog.at_level(logging.WARNING):
        opened = Snapshot.open(three)
    assert opened.id == "second"
    assert "third/dense.faiss is damaged" in opened.stands_in
    assert "guide ingest" in opened.stands_in and "snapshot second of 2026-01-02 serves" in opened.stands_in
    assert opened.stands_in in caplog.text


def test_one_of_a_later_schema_is_refused_whatever_its_fields_are(three: Path) -> None:
    later = {"schema_version": SCHEMA_VERSION + 1, "shards": []}
    (three / "snapshots" / "third" / "manifest.json").write_text(json.dumps(later), "utf-8")
    opened = Snapshot.open(three)
    assert opened.id == "second"
    assert f"schema {SCHEMA_VERSION + 1}" in opened.stands_in and "Update the program" in opened.stands_in


@pytest.mark.parametrize("body", ["[]", "null", '{"schema_version": 5}', '{"schema_version": "5", "files": null}'])
def test_a_manifest_that_is_something_else_is_damaged(three: Path, body: str) -> None:
    (three / "snapshots" / "third" / "manifest.json").write_text(body, "utf-8")
    assert "manifest.json is missing or damaged" in Snapshot.open(three).stands_in


def test_a_lost_pointer_leaves_the_newest_serving_and_is_told(three: Path) -> None:
    (three / "current").unlink()
    opened = Snapshot.open(three)
    assert opened.id == "third"
    assert "current is missing" in opened.stands_in


def test_a_rollback_goes_one_back_each_time_until_there_is_none(three: Path) -> None:
    assert [put_back(three), put_back(three)] == ["second", "first"]
    assert Snapshot.open(three).id == current_id(three) == "first"
    with pytest.raises(SnapshotError, match="no snapshot|no earlier whole snapshot"):
        put_back(three, "fourth")
    assert put_back(three, "third") == "third"


def test_what_was_rolled_away_from_is_no_fall_back_and_outlives_no_newer_ones(three: Path, notes: Path) -> None:
    put_back(three, "first")
    (notes / "sands.txt").write_text("The Sands network has closed.", "utf-8")
    made = build(three, [notes]).snapshot
    assert served_ids(three) == [made, "first"]
    assert len(states(three)) == KEPT
    damage(three, made)
    assert Snapshot.open(three).id == "first"


def test_a_rollback_passes_over_damaged_ones_and_refuses_to_put_one_back(three: Path) -> None:
    damage(three, "second")
    with pytest.raises(SnapshotError, match="second/dense.faiss is damaged"):
        put_back(three, "second")
    assert current_id(three) == "third"
    assert put_back(three) == "first"


def test_a_rollback_waits_for_no_ingest_and_is_seen_by_who_watches_the_pointer(three: Path) -> None:
    stamp = pointer_stamp(three)
    with (three / "ingest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert is_held(three)
        with pytest.raises(BusyError, match="Another ingest is at work"):
            put_back(three)
    assert not is_held(three)
    put_back(three)
    assert pointer_stamp(three) != stamp


def test_the_command_lists_verifies_and_rolls_back(three: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        code = guide.main(["snapshots", *arguments, "--home", str(three)])
        said = capsys.readouterr()
        return code, said.out + said.err

    assert run("verify")[0] == 0
    code, printed = run("rollback")
    assert code == 0 and "Snapshot second serves now" in printed
    damage(three, "second")
    assert run("list")[0] == 0
    code, printed = run("verify")
    assert code == 1 and "second/dense.faiss is damaged" in printed and "first stands in" in printed
    code, printed = run("list", "--json")
    assert {one["id"]: one["state"] for one in json.loads(printed)}["second"] == "refused"
    damage(three, "first")
    damage(three, "third")
    code, printed = run("list")
    assert code == 1 and "guide ingest" in printed
    code, printed = run("rollback")
    assert code == 1 and "no earlier whole snapshot" in printed


def test_without_any_snapshot_the_command_says_how_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for action in ("list", "verify", "rollback"):
        assert guide.main(["snapshots", action, "--home", str(tmp_path)]) == 1
        assert "Run 'guide ingest" in capsys.readouterr().err

"""Promises of the doctor: it sees what is wrong, says what to do, and its exit code tells whether it can serve."""

import json
import shutil
import socket
from pathlib import Path

import pytest

import guide
from commands.doctor import program
from commands.doctor.finding import Level
from index.publishing import point_at


@pytest.fixture
def home(small_home: Path, tmp_path: Path) -> Path:
    """A copy of a small home with an older snapshot beside the current one, to harm at will."""
    made = Path(shutil.copytree(small_home, tmp_path / "home"))
    newer = (made / "current").read_text("utf-8").split()[0]
    shutil.copytree(made / "snapshots" / newer, made / "snapshots" / "older")
    manifest = made / "snapshots" / "older" / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text("utf-8")) | {"id": "older"}), "utf-8")
    point_at(made, "older")
    point_at(made, newer)
    return made


@pytest.fixture(autouse=True)
def program_is_well(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine may lack front-end files or have other packages: that is not what is tested here."""
    for name in (*program.STYLES.values(), *program.OTHERS.values()):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "lock.txt").write_text(
        'faiss-cpu>=1 \\\n    --hash=sha256:0\nno-such ; sys_platform == "none"\n', "utf-8"
    )
    monkeypatch.setattr(program, "VENDOR", tmp_path)
    monkeypatch.setattr(program, "LOCK", tmp_path / "lock.txt")


def doctor(home: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, dict[str, str]]]:
    """Exit code and findings by what they are about."""
    corpus = ["--corpus", str(home)] if "--corpus" not in more else []
    code = guide.main(["doctor", "--home", str(home), "--port", "0", "--json", *corpus, *more])
    return code, {finding["about"]: finding for finding in json.loads(capsys.readouterr().out)}


def test_a_sound_installation_passes_in_words_and_as_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = doctor(home, capsys)
    assert code == 0
    assert {finding["level"] for finding in found.values()} <= {"ok", "warn"}
    for about in ("python", "packages", "model encoder", "model guard", "settings", "home", "snapshot", "disk", "port"):
        assert found[about]["level"] == "ok", found[about]
    assert guide.main(["doctor", "--home", str(home), "--port", "0", "--corpus", str(home)]) == 0
    assert "0 fail" in capsys.readouterr().out


def test_a_snapshot_that_stands_in_is_told_and_none_at_all_fails(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = (home / "current").read_text("utf-8").split()[0]
    (home / "snapshots" / newer / "acronyms.json").unlink()
    code, found = doctor(home, capsys)
    assert (code, found["snapshot"]["level"]) == (0, "warn")
    assert "acronyms.json is missing" in found["snapshot"]["told"] and "older" in found["snapshot"]["told"]
    assert "guide ingest" in found["snapshot"]["do"]
    (home / "snapshots" / "older" / "passages.sqlite").write_bytes(b"")
    code, found = doctor(home, capsys)
    assert (code, found["snapshot"]["level"]) == (1, "fail")


def test_a_missing_home_fails_and_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = doctor(tmp_path / "none", capsys, "--corpus", str(tmp_path))
    assert (code, found["home"]["level"]) == (1, "fail")
    assert "guide ingest" in found["home"]["do"]


def test_a_model_that_is_not_as_its_card_says_fails(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    models = Path(shutil.copytree(program.MODELS, tmp_path / "models"))
    (models / "evidence" / "tokenizer.json").write_text("{}", "utf-8")
    (models / "guard" / "weights.json").unlink()
    monkeypatch.setattr(program, "MODELS", models)
    code, found = doctor(home, capsys)
    assert code == 1
    assert "tokenizer.json" in found["model evidence"]["told"]
    assert {found[f"model {name}"]["level"] for name in ("evidence", "guard")} == {"fail"}


def test_packages_front_end_and_settings_are_looked_at(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lock.txt").write_text("no-such-package==1.0\nfaiss-cpu==0.1\n", "utf-8")
    (tmp_path / next(iter(program.STYLES.values()))).unlink()
    monkeypatch.setenv("GUIDE_QUESTION_DAYS", "soon")
    code, found = doctor(home, capsys)
    assert code == 1
    assert "no-such-package" in found["packages"]["told"] and "make setup" in found["packages"]["do"]
    assert "nhsuk-frontend.css" in found["front end"]["told"]
    assert "GUIDE_QUESTION_DAYS" in found["settings"]["told"]
    (tmp_path / "lock.txt").write_text("faiss-cpu==0.1\n", "utf-8")
    assert doctor(home, capsys)[1]["packages"]["level"] == "warn"


def test_a_port_that_another_program_has_fails(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        code, found = doctor(home, capsys, "--port", str(other.getsockname()[1]))
    assert (code, found["port"]["level"]) == (1, "fail")
    assert "--port" in found["port"]["do"]


def test_a_home_without_room_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = shutil.disk_usage(home)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1))
    code, found = doctor(home, capsys)
    assert (code, found["disk"]["level"]) == (1, Level.FAIL)
    assert "Make room" in found["disk"]["do"]


def test_a_corpus_with_something_broken_is_a_warning(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.md").write_text("Two trusts share one list.[^1]\n", "utf-8")
    code, found = doctor(home, capsys, "--corpus", str(tmp_path / "corpus"))
    assert (code, found["corpus"]["level"]) == (0, "warn")
    assert "guide check corpus" in found["corpus"]["do"]

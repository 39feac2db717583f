"""`guide evaluate` as scripts call it: files, fields and exit codes, on a home and on a running service."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn

import guide
from api.app import create_app

SET = Path(__file__).parent / "harbour.jsonl"
VOLATILE = {"made_at", "subject", "latency", "measures"}


@pytest.fixture(scope="module")
def service(small_home: Path) -> Iterator[str]:
    """A real server on the small home."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(small_home), port=port, log_level="error", log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            httpx.get(f"{url}/healthz")
            break
        except httpx.ConnectError:
            time.sleep(0.1)
    yield url
    server.should_exit = True
    thread.join()


def evaluate(home: Path, *options: object) -> int:
    return guide.main(["evaluate", "--home", str(home), *map(str, options)])


def test_a_home_is_measured_into_the_documented_file(
    small_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, page = tmp_path / "out.json", tmp_path / "out.html"
    assert evaluate(small_home, "--questions", SET, "--json", out, "--html", page) == 0
    body = json.loads(out.read_text("utf-8"))
    assert body["measures"]["nDCG@10"] == body["measures"]["fact_recall"] == body["measures"]["groundedness"] == 1.0
    assert all(isinstance(value, float) for value in body["measures"].values())
    assert all(low <= body["measures"][m] <= high for m, (low, high) in body["intervals"].items())
    assert set(body["baselines"]) == {"bm25", "sparse", "dense"} and body["scored"]["nDCG@10"] == 4
    assert body["by_kind"]["date"]["n"] == 1 and set(body["by_audience"]) == {
        "new-starter",
        "board",
        "kiosk",
        "clinician",
    }
    assert "nDCG@10" in capsys.readouterr().out
    assert page.read_text("utf-8").lower().startswith("<!doctype html>")


def test_a_service_scores_as_its_home_does(service: str, small_home: Path, tmp_path: Path) -> None:
    bodies = []
    for options in (["--url", service], []):
        assert evaluate(small_home, "--questions", SET, "--json", tmp_path / "out.json", *options) == 0
        bodies.append(json.loads((tmp_path / "out.json").read_text("utf-8")))
    over_http, in_process = bodies
    assert over_http["values"] == in_process["values"]
    assert over_http["subject"].startswith(service) and over_http["baselines"] == {}


def test_a_gate_that_fails_is_named_and_exits_1(
    small_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gates = tmp_path / "gates.toml"
    gates.write_text('[[gate]]\nmeasure = "fact_recall"\nat_least = 0.9\nwhy = "facts"\n', "utf-8")
    assert evaluate(small_home, "--questions", SET, "--gate", gates) == 0
    gates.write_text('[[gate]]\nmeasure = "fact_recall"\nat_least = 1.1\nwhy = "more than all"\n', "utf-8")
    assert evaluate(small_home, "--questions", SET, "--gate", gates) == 1
    told = capsys.readouterr().out
    assert "fact_recall at least 1.1" in told and "more than all" in told


def test_two_results_are_compared(small_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, after = tmp_path / "a.json", tmp_path / "b.json"
    for path in (before, after):
        assert evaluate(small_home, "--questions", SET, "--json", path) == 0
    body = json.loads(after.read_text("utf-8"))
    body["questions"][0] |= {"right": False}
    body["values"]["fact_recall"]["harbour-001"] = 0.0
    after.write_text(json.dumps(body), "utf-8")
    capsys.readouterr()
    assert evaluate(small_home, "compare", before, after, "--html", tmp_path / "c.html") == 0
    told = capsys.readouterr().out
    assert "harbour-001" in told and "fact_recall" in told
    assert "harbour-001" in (tmp_path / "c.html").read_text("utf-8")


def test_results_of_other_sets_are_compared_with_a_caution(
    small_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = tmp_path / "a.json", tmp_path / "b.json"
    assert evaluate(small_home, "--questions", SET, "--json", before) == 0
    body = json.loads(before.read_text("utf-8")) | {"sets": ["other"], "questions": [], "values": {"RR@10": {"x": 1.0}}}
    after.write_text(json.dumps(body), "utf-8")
    assert evaluate(small_home, "compare", before, after, "--html", tmp_path / "c.html") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "The sets differ: harbour.jsonl before, other now." in told and "1 only now" in told
    assert "The sets differ: harbour.jsonl before" in (tmp_path / "c.html").read_text("utf-8")


def test_a_batch_is_audited(small_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answers = tmp_path / "answers.jsonl"
    assert guide.main(["batch", "--home", str(small_home), str(SET), str(answers)]) == 0
    assert evaluate(small_home, "grounded", answers, "--json", tmp_path / "audit.json") == 0
    assert json.loads((tmp_path / "audit.json").read_text("utf-8"))["groundedness"] == 1.0
    answers.write_text(answers.read_text("utf-8").replace("2019", "2018"), "utf-8")
    assert evaluate(small_home, "grounded", answers) == 1
    assert "line 1, harbour-001" in capsys.readouterr().out


def test_a_retrieval_set_needs_no_home(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    (folder / "qrels").mkdir(parents=True)
    texts = {"d1": "Boats lie in the harbour.", "d2": "Trains stand at the station.", "d3": "Nurses work on wards."}
    corpus = [{"_id": name, "title": "", "text": text} for name, text in texts.items()]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)), "utf-8")
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q", "text": "where are ships moored"}), "utf-8")
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nq\td1\t1\n", "utf-8")
    assert evaluate(tmp_path / "no-home", "--beir", folder, "--json", tmp_path / "out.json") == 0
    body = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert body["measures"]["RR@10"] == 1.0 and body["baselines"]["bm25"]["RR@10"] == 0.0
    assert body["differences"]["bm25"]["RR@10"]["difference"] == 1.0
    assert not (tmp_path / "no-home").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--questions", "none.jsonl"], "none.jsonl cannot be read"),
        (["--gate", "none.toml"], "none.toml cannot be read"),
        (["--json", "none/out.json"], "there is no folder none"),
        (["--url", ""], "Is the service running there?"),
        (["--url", "http://[::1"], "Is the service running there?"),
        (["--beir", "none", "--questions", "a.jsonl"], "--beir ranks a retrieval set alone"),
        (["--beir", "none"], "corpus.jsonl cannot be read"),
        (["--url", "http://127.0.0.1:9"], "Is the service running there?"),
        (["--before", "none.json"], "none.json is not a result"),
        (["compare", "one.json"], "Name two results"),
        (["grounded"], "Name what 'guide batch' wrote"),
        (["nonsense"], "'nonsense' is not a part of evaluate"),
        (["--baselines", "nonsense"], "There is no baseline named 'nonsense'"),
        (["--url", "http://127.0.0.1:9", "--baselines", "all"], "Baselines need the passages"),
    ],
)
def test_what_cannot_be_used_is_told(
    small_home: Path, capsys: pytest.CaptureFixture[str], options: list[str], told: str
) -> None:
    assert evaluate(small_home, *options) == 1
    assert told in capsys.readouterr().err

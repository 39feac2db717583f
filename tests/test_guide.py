"""The front door: commands, what they print and write, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import guide

REPOSITORY = Path(__file__).resolve().parent.parent


def test_ask_prints_the_answer_with_its_sources(small_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guide.main(["ask", "When was the Harbour Alliance formed?", "--home", str(small_home)]) == 0
    printed = capsys.readouterr().out
    assert "The Harbour Alliance was formed in 2019." in printed
    assert "Sources:" in printed and "from Harbour Trusts, 2022" in printed and "As of 2022." in printed


def test_ask_json_prints_only_the_answer_object(small_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guide.main(["ask", "best pizza in Leeds", "--json", "--home", str(small_home)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["outcome"] == "abstained"
    assert {
        "id",
        "question",
        "standalone_question",
        "statements",
        "citations",
        "receipt",
        "timings_ms",
    } <= answer.keys()


def test_batch_writes_a_line_for_each_question(small_home: Path, tmp_path: Path) -> None:
    questions = [
        {"id": "a", "question": "When was the Harbour Alliance formed?", "kind": "ignored"},
        {
            "id": "b",
            "question": "when was it formed?",
            "history": [{"question": "What is the Harbour Alliance?", "answer": "x"}],
        },
        {"id": "c", "question": "who leads it?", "history": []},
        {"id": "d", "question": "I want to kill myself"},
    ]
    given, written = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text("\n".join(json.dumps(q) for q in questions) + "\n\n", "utf-8")
    assert guide.main(["batch", str(given), str(written), "--home", str(small_home)]) == 0
    a, b, c, d = (json.loads(line) for line in written.read_text("utf-8").splitlines())
    assert "2019" in a["answer"] and "As of 2022." in a["answer"] and not a["abstained"]
    assert {"text", "document", "document_id", "version", "start", "end", "locator"} <= a["citations"][0].keys()
    assert a["citations"][0]["document"] == "alliance.md"
    assert "2019" in b["answer"]
    assert c["abstained"] and c["outcome"] == "clarify"
    assert d["signposted"] and not d["abstained"] and d["citations"] == []


def test_batch_reads_files_of_other_systems_and_gives_ids_back(small_home: Path, tmp_path: Path) -> None:
    given, written = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_bytes(b"\xef\xbb\xbf" + '{"id": 7, "question": "What is\u2028 mutual aid?"}\r\n'.encode())
    assert guide.main(["batch", str(given), str(written), "--home", str(small_home)]) == 0
    assert json.loads(written.read_text("utf-8"))["id"] == 7


@pytest.mark.parametrize("line", ['{"id": "b"}', "[]", '{"id": "b", "question": "half \\ud800"}', "[" * 100_000])
def test_batch_names_the_line_that_is_wrong(
    small_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text(f'{{"id": "a", "question": "ok?"}}\n{line}\n', "utf-8")
    assert guide.main(["batch", str(given), str(tmp_path / "out.jsonl"), "--home", str(small_home)]) == 1
    assert "line 2" in capsys.readouterr().err


def test_passages_prints_each_passage_with_its_place(small_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guide.main(["passages", "--home", str(small_home)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["document"] for line in lines} == {"alliance.md", "principles.md"}
    trusts = next(line for line in lines if "Saltmarsh" in line["text"])
    assert trusts["heading_path"] == ["The Harbour Alliance", "Which trusts belong to it"]
    assert trusts["page"] is None and trusts["slide"] is None


def test_a_home_without_an_index_says_how_to_make_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guide.main(["ask", "What is CMAST?", "--home", str(tmp_path / "none")]) == 1
    assert "guide ingest" in capsys.readouterr().err


def test_a_path_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guide.main(["ingest", str(tmp_path / "nowhere"), "--home", str(tmp_path / "home")]) == 1
    assert "nowhere" in capsys.readouterr().err


def test_check_passes_a_sound_corpus_and_names_what_is_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    note, out = tmp_path / "a.md", tmp_path / "found.json"
    note.write_text('---\nas_of: "2024"\n---\n\nTwo trusts share one list. It is short.\n', "utf-8")
    assert guide.main(["check", "corpus", str(tmp_path)]) == 0
    assert "0 broken" in capsys.readouterr().out
    assert guide.main(["check", "corpus", "--sentences", str(note)]) == 0
    assert capsys.readouterr().out == "      Two trusts share one list.\nleans It is short.\n"
    note.write_text("Two trusts share one list.[^1]\n", "utf-8")
    assert guide.main(["check", "corpus", str(tmp_path), "--json", str(out)]) == 3
    assert "broken  a.md: Footnote [^1] has no definition" in capsys.readouterr().out
    assert {f["about"] for f in json.loads(out.read_text("utf-8"))["findings"]} == {"footnote", "date", "metadata"}
    assert guide.main(["check", "corpus", str(tmp_path / "nowhere")]) == 1


def test_fetch_tells_what_became_of_each_publication(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = '[[publication]]\nid = "{0}"\ntitle = "T"\npublisher = "P"\nkind = "report"\naddress = "{1}"\n'
    register = tmp_path / "register.toml"
    register.write_text(entry.format("a", ""), "utf-8")
    fetch = ["fetch", "--register", str(register), "--home", str(tmp_path / "home")]
    assert guide.main(fetch) == 0
    register.write_text(entry.format("a", "") + entry.format("b", "http://127.0.0.1/b.pdf"), "utf-8")
    assert guide.main(fetch) == 3
    assert "refused    b: 127.0.0.1 leads to 127.0.0.1, which is not on the public internet" in capsys.readouterr().out
    register.unlink()
    assert guide.main(fetch) == 1


def test_asking_imports_neither_torch_nor_llama_index(small_home: Path) -> None:
    code = (
        "import sys, guide; guide.main(['ask', 'What is mutual aid?', '--home', sys.argv[1]]);"
        "bad = {m.split('.')[0] for m in sys.modules} & {'torch', 'llama_index', 'transformers', 'pypdf'};"
        "assert not bad, bad"
    )
    subprocess.run([sys.executable, "-c", code, str(small_home)], check=True, cwd=REPOSITORY, capture_output=True)

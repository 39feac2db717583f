"""Retrieval sets in BEIR's layout are read whole, and what is wrong with one is named."""

import json
from pathlib import Path

import pytest

from evals.beir import measure_rankings, read_collection
from evals.errors import EvaluationError


def write(folder: Path, qrels: str = "query-id\tcorpus-id\tscore\nq1\td2\t1\nq2\td1\t0\n") -> Path:
    corpus = [{"_id": "d1", "title": "Harbour", "text": "boats"}, {"_id": "d2", "text": "trains"}]
    queries = [{"_id": "q1", "text": "which trains"}, {"_id": "q2", "text": "boats"}, {"_id": "d1", "text": "boats"}]
    (folder / "qrels").mkdir(parents=True)
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, corpus)), "utf-8")
    (folder / "queries.jsonl").write_text("\n".join(map(json.dumps, queries)) + "\n", "utf-8")
    (folder / "qrels" / "test.tsv").write_text(qrels, "utf-8")
    return folder


def test_title_and_text_are_one_and_only_judged_queries_are_asked(tmp_path: Path) -> None:
    found = read_collection(write(tmp_path / "small"))
    assert (found.name, found.ids, found.texts) == ("small", ["d1", "d2"], ["Harbour boats", "trains"])
    assert found.queries == {"q1": "which trains"} and found.qrels == {"q1": {"d2": 1}}
    assert measure_rankings(found, {"q1": [0, 1]})["RR@10"] == {"q1": 0.5}


def test_a_query_that_is_a_document_does_not_find_itself(tmp_path: Path) -> None:
    found = read_collection(write(tmp_path / "small", "d1\td2\t1\n"))
    assert measure_rankings(found, {"d1": [0, 1]})["RR@10"] == {"d1": 1.0}


def test_a_judged_document_counts_though_its_number_is_the_query_s(tmp_path: Path) -> None:
    found = read_collection(write(tmp_path / "small", "d1\td1\t1\n"))
    assert measure_rankings(found, {"d1": [0, 1]})["RR@10"] == {"d1": 1.0}


def test_a_set_may_come_from_windows_without_a_heading(tmp_path: Path) -> None:
    folder = write(tmp_path / "small")
    for file in ("corpus.jsonl", "queries.jsonl", "qrels/test.tsv"):
        lines = "q1\td2\t-1\nq1\td1\t2\n" if file.endswith("tsv") else (folder / file).read_text("utf-8")
        (folder / file).write_bytes(b"\xef\xbb\xbf" + lines.replace("\n", "\r\n").encode())
    found = read_collection(folder)
    assert found.qrels == {"q1": {"d2": -1, "d1": 2}} and found.ids == ["d1", "d2"]


def test_a_text_that_is_null_is_empty(tmp_path: Path) -> None:
    folder = write(tmp_path / "small")
    (folder / "corpus.jsonl").write_text('{"_id": "d2", "title": null, "text": null, "metadata": {}}', "utf-8")
    assert read_collection(folder).texts == [""]


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("corpus.jsonl", '{"_id": "d1"}', r"corpus.jsonl, line 1: the field 'text' is missing"),
        ("corpus.jsonl", "not json", "corpus.jsonl, line 1 is not JSON"),
        ("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1 d1 1", "test.tsv, line 2: needs query"),
        ("qrels/test.tsv", "q1\td9\t1", "judges no document of corpus.jsonl"),
        ("qrels/test.tsv", "q9\td1\t1", "no query that qrels/test.tsv judges"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, file: str, text: str, told: str) -> None:
    folder = write(tmp_path / "small")
    (folder / file).write_text(text, "utf-8")
    with pytest.raises(EvaluationError, match=told):
        read_collection(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"corpus\.jsonl cannot be read"):
        read_collection(tmp_path)

"""Promises of search: the passage that a question is about comes first, by its words or by its meaning."""

from pathlib import Path

import numpy as np
import pytest

from index.search import Searcher
from index.snapshot import SnapshotError
from tests.index.test_snapshot import folder_of, with_manifest


@pytest.fixture(scope="module")
def searcher(shared_home: Path) -> Searcher:
    return Searcher.open(shared_home)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Which birds nest at the clinic?", "Swifts nest"),
        ("do patients queue for surgery in turn?", "on one list"),
        ("What do paramedics do with each other in April?", "train together"),
        ("moorland radios", "radios"),
        ("how much was saved on paint", "£1,200"),
        ("Who pays? ICB", "integrated care board"),
    ],
)
def test_the_passage_a_question_is_about_comes_first(searcher: Searcher, query: str, words: str) -> None:
    assert words in searcher.search(query)[0].passage.text


def test_hits_come_best_first_with_rank_row_and_cosine(searcher: Searcher) -> None:
    vector = searcher.encode("one list for operations")
    hits = searcher.search("one list for operations", k=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        assert 0 <= hit.score <= 1
        assert hit.retriever == "fused"
        assert searcher.snapshot.passage(hit.row) == hit.passage
        encoded = searcher.encoder.encode_passages([hit.passage.preface + hit.passage.text])[0]
        assert hit.cosine == pytest.approx(float(encoded @ vector), abs=1e-4)


def test_two_searches_give_the_same_and_a_given_vector_is_used(searcher: Searcher) -> None:
    query = "ambulance crews"
    assert searcher.search(query) == searcher.search(query) == searcher.search(query, vector=searcher.encode(query))
    other = searcher.search(query, vector=-searcher.encode(query))
    assert [hit.cosine for hit in other] != [hit.cosine for hit in searcher.search(query)]


@pytest.mark.parametrize("query", ["", "?!", "日本語 😀", "zeppelin " * 400])
def test_a_query_without_a_known_word_still_gives_hits(searcher: Searcher, query: str) -> None:
    hits = searcher.search(query, k=2)
    assert len(hits) == 2
    assert np.isfinite([hit.score for hit in hits]).all()


def test_no_more_hits_than_asked_for_and_none_twice(searcher: Searcher) -> None:
    assert len(searcher.search("trusts", k=1)) == 1
    rows = [hit.row for hit in searcher.search("trusts", k=100)]
    assert len(rows) == len(set(rows)) == searcher.snapshot.manifest.passages


def test_an_index_made_with_another_encoder_is_refused(home: Path) -> None:
    with_manifest(folder_of(home), encoder="old-encoder", encoder_digest="0" * 64)
    with pytest.raises(SnapshotError, match=r"another encoder \(old-encoder\)\. Run 'guide ingest"):
        Searcher.open(home)


def test_an_empty_home_says_how_to_make_an_index(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="Run 'guide ingest.*' to make one"):
        Searcher.open(tmp_path)

"""Promises of sparse retrieval: the passages with the query's rarer words come first, and unknown words find nothing."""

from pathlib import Path

import numpy as np
import pytest

from index.sparse import SparseIndex

TEXTS = [
    "Four hospitals share one list of patients.",
    "Two ambulance services share radios.",
    "Swifts nest in the roof of the hospital.",
    "…",
]


@pytest.fixture(scope="module")
def index() -> SparseIndex:
    return SparseIndex.build(TEXTS)


def test_every_passage_has_a_score_and_the_best_holds_the_words(index: SparseIndex) -> None:
    scores = index.scores("ambulances that share their radios")
    assert (scores.shape, scores.dtype) == ((len(TEXTS),), np.float32)
    assert scores.argmax() == 1
    assert scores[0] > 0
    assert scores[2] == scores[3] == 0


def test_a_rare_word_counts_more_than_a_common_one(index: SparseIndex) -> None:
    scores = index.scores("hospital swifts")
    assert scores.argmax() == 2
    assert index.frequencies["hospit"] == 2
    assert index.frequencies["swift"] == 1


@pytest.mark.parametrize("query", ["", "?", "who is it", "zeppelin", "∅"])
def test_a_query_without_a_known_word_scores_nothing(index: SparseIndex, query: str) -> None:
    assert not index.scores(query).any()


def test_unknown_words_beside_known_ones_change_nothing(index: SparseIndex) -> None:
    assert np.array_equal(index.scores("radios zeppelin"), index.scores("radios"))


def test_a_saved_index_gives_the_same_scores(index: SparseIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "new")
    again = SparseIndex.open(tmp_path / "new")
    assert (again.size, again.frequencies) == (index.size, index.frequencies)
    for query in ("hospital list", "radios", "zeppelin"):
        np.testing.assert_allclose(again.scores(query), index.scores(query), rtol=1e-6)


def test_a_single_passage_can_be_indexed() -> None:
    assert SparseIndex.build(["Swifts nest here."]).scores("swift")[0] > 0

"""Promises of sparse retrieval: the passages with the query's rarer words come first, and unknown words find nothing."""

from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.sparse import SparseIndex
from index.words import stems

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


_WORDS = st.sampled_from("hospital ward nurse bed theatre radio list scan clinic board".split())
_TEXTS = st.lists(st.lists(_WORDS, min_size=1, max_size=12).map(" ".join), min_size=1, max_size=12)


@settings(deadline=None)
@given(_TEXTS, st.lists(_WORDS, max_size=6).map(" ".join))
def test_scores_are_those_of_bm25s(texts: list[str], query: str) -> None:
    engine = bm25s.BM25(k1=0.9, b=0.4)
    engine.index([stems(text) for text in texts], show_progress=False)
    known = [s for s in stems(query) if s in engine.vocab_dict]
    wanted = engine.get_scores(known) if known else np.zeros(len(texts))
    assert np.array_equal(SparseIndex.build(texts).scores(query), wanted)

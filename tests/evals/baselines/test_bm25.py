"""BM25 as published, in the form that every baseline has."""

import pytest

from evals.baselines.bm25 import Bm25
from evals.baselines.retriever import Retriever, best_per_row

TEXTS = [
    "Four trusts run one waiting list for hip operations.",
    "The ambulance trust bought forty electric cars.",
    "Gloves and implants are bought together, which saves money.",
]


@pytest.fixture
def retriever() -> Retriever:
    retriever: Retriever = Bm25()
    retriever.build(TEXTS)
    return retriever


def test_the_best_row_is_first(retriever: Retriever) -> None:
    for row, query in enumerate(("waiting lists for operations", "electric ambulances", "buying gloves together")):
        ranking = retriever.search(query, 3)
        scores = [score for _, score in ranking]
        assert ranking[0][0] == row
        assert scores == sorted(scores, reverse=True)


def test_no_more_rows_than_asked_for(retriever: Retriever) -> None:
    assert len(retriever.search("trust money", 1)) == 1
    assert len(retriever.search("trust money", 50)) <= len(TEXTS)


def test_building_again_replaces_the_texts(retriever: Retriever) -> None:
    retriever.build(["A board of chairs meets monthly."])
    assert [row for row, _ in retriever.search("when does the board meet", 5)] == [0]


def test_bm25_returns_no_row_without_a_shared_word() -> None:
    retriever = Bm25()
    retriever.build(TEXTS)
    assert retriever.search("xylophone", 3) == []


def test_a_row_counts_once_with_its_best_score() -> None:
    assert best_per_row([(4, 0.1), (2, 0.5), (4, 0.9), (7, 0.5)], 2) == [(4, 0.9), (2, 0.5)]


def test_texts_without_a_word_to_go_by_can_be_indexed() -> None:
    bm25 = Bm25()
    bm25.build(["", "to be or not to be"])
    assert bm25.search("boats", 5) == []

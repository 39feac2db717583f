"""What a question is taken to ask for."""

import pytest

from answer.pipeline import Answerer
from answer.query import make_query


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How many trusts are in it?", "number"),
        ("what percentage live in deprived areas", "number"),
        ("When was it formed?", "date"),
        ("which year did it start", "date"),
        ("Who is the programme director?", "person"),
        ("Which trusts are members?", "list"),
        ("What are the six benefits?", "list"),
        ("What is mutual aid?", "definition"),
        ("what does ICB stand for", "definition"),
        ("Why did trusts work together?", "why"),
    ],
)
def test_the_kind_of_answer_is_told(answerer: Answerer, question: str, wanted: str) -> None:
    assert wanted in make_query(question, answerer.searcher).wants


def test_a_rare_word_weighs_more_than_a_common_one(answerer: Answerer) -> None:
    query = make_query("purchasing alliance", answerer.searcher)
    assert query.weights["purchas"] > query.weights["allianc"]


def test_coverage_is_a_share_of_the_weight(answerer: Answerer) -> None:
    query = make_query("purchasing alliance", answerer.searcher)
    assert query.coverage(set()) == 0
    assert query.coverage({"purchas", "allianc", "other"}) == 1
    assert 0.5 < query.coverage({"purchas"}) < 1


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("What is mutual aid?", "mutual aid"),
        ("thanks, and what is a lead provider", "lead provider"),
        ("what does ICB stand for", "icb"),
        ("wyaat stands for what", "wyaat"),
        ("Who leads it?", ""),
    ],
)
def test_the_thing_that_is_to_be_defined_is_told(answerer: Answerer, question: str, term: str) -> None:
    assert make_query(question, answerer.searcher).term == term

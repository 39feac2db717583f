"""The measures are those of trec_eval, and a retriever's order is not changed by ties."""

import math

import pytest

from evals.retrieval import MEASURES, measure


def test_known_values() -> None:
    values = measure({"q": {"a": 1, "b": 1}}, {"q": ["x", "a", "y", "z", "w", "b"]})
    ideal = 1 + 1 / math.log2(3)
    assert values["nDCG@10"]["q"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(7)) / ideal)
    assert (values["RR@10"]["q"], values["Success@5"]["q"], values["R@100"]["q"]) == (0.5, 1.0, 1.0)


def test_grades_count_and_a_zero_is_not_relevant() -> None:
    values = measure({"q": {"a": 2, "b": 1, "c": 0}}, {"q": ["b", "a", "c"]})
    assert values["nDCG@10"]["q"] == pytest.approx((1 + 2 / math.log2(3)) / (2 + 1 / math.log2(3)))
    assert measure({"q": {"c": 0}}, {"q": ["c"]}) == {name: {} for name in MEASURES}


def test_a_query_that_found_nothing_scores_0_and_is_not_left_out() -> None:
    values = measure({"q": {"a": 1}, "r": {"a": 1}}, {"q": ["a"], "r": []})
    assert all(of["r"] == 0.0 and of["q"] == 1.0 for of in values.values())

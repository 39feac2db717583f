"""Promises of fusion: neither retriever's scale counts, the order is by score, and runs repeat."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import convex, min_max

# Whole numbers, so that scaling them is exact and equal scores stay equal.
SCORES = st.dictionaries(st.integers(0, 30), st.integers(-50, 50).map(float), max_size=12)
WEIGHTS = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])


@given(SCORES)
def test_scaled_scores_lie_between_0_and_1_and_keep_their_order(scores: dict[int, float]) -> None:
    scaled = min_max(scores)
    assert scaled.keys() == scores.keys()
    assert all(0 <= value <= 1 for value in scaled.values())
    if scores:
        assert max(scaled.values()) == 1
    if len(set(scores.values())) > 1:
        assert min(scaled.values()) == 0
    for a in scores:
        for b in scores:
            assert (scores[a] < scores[b]) == (scaled[a] < scaled[b])


def test_equal_scores_and_a_single_score_become_1_and_none_gives_none() -> None:
    assert min_max({3: 0.2, 5: 0.2}) == {3: 1.0, 5: 1.0}
    assert min_max({3: -7.0}) == {3: 1.0}
    assert min_max({}) == {}


@given(SCORES, st.sampled_from([0.125, 0.5, 2.0, 64.0]), st.integers(-100, 100))
def test_scaling_and_moving_all_scores_changes_nothing(scores: dict[int, float], by: float, to: int) -> None:
    assert min_max({row: score * by + to for row, score in scores.items()}) == pytest.approx(min_max(scores))


@given(SCORES, SCORES, WEIGHTS, st.sampled_from([0.125, 2.0, 64.0]), st.integers(-100, 100))
def test_the_order_does_not_depend_on_a_retrievers_scale(
    sparse: dict[int, float], dense: dict[int, float], weight: float, by: float, to: int
) -> None:
    moved = {row: score * by + to for row, score in sparse.items()}
    assert convex(moved, dense, weight) == convex(sparse, dense, weight)


@given(SCORES, SCORES, WEIGHTS)
def test_every_row_comes_once_best_first_and_ties_go_to_the_smaller_row(
    sparse: dict[int, float], dense: dict[int, float], weight: float
) -> None:
    fused = convex(sparse, dense, weight)
    assert sorted(row for row, _ in fused) == sorted(sparse.keys() | dense.keys())
    assert fused == sorted(fused, key=lambda item: (-item[1], item[0]))
    assert all(0 <= score <= 1 for _, score in fused)


@given(SCORES, SCORES, WEIGHTS)
def test_the_order_in_which_scores_are_given_does_not_matter(
    sparse: dict[int, float], dense: dict[int, float], weight: float
) -> None:
    again = convex(dict(reversed(sparse.items())), dict(reversed(dense.items())), weight)
    assert again == convex(sparse, dense, weight)


@given(SCORES)
def test_one_retriever_alone_keeps_its_order(scores: dict[int, float]) -> None:
    by_score = sorted(scores, key=lambda row: (-scores[row], row))
    assert [row for row, _ in convex(scores, {}, 0.5)] == by_score
    assert [row for row, _ in convex({}, scores, 0.5)] == by_score


def test_what_both_find_goes_before_what_one_finds() -> None:
    fused = convex({1: 9.0, 2: 8.0, 3: 0.0}, {2: 0.8, 4: 0.9, 5: 0.1}, 0.5)
    assert fused[0][0] == 2
    assert fused[0][1] == pytest.approx((8 / 9 + 7 / 8) / 2)

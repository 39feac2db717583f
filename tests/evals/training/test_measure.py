"""Measures of the evidence model: on hand-made scores they give what can be worked out by hand."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.scoring import Scorer
from evals.training.measure import (
    RIGHT,
    Case,
    Choice,
    by_words,
    calibrated,
    choices,
    chosen,
    own_cases,
    reliability,
    separations,
    squad_cases,
)
from evals.training.pairs import read_squad
from evals.training.separation import auc, auc_interval
from evals.training.written import read_passages
from index.search import MODELS

SCORES = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=12)


@given(SCORES, SCORES)
def test_the_area_is_the_share_of_pairs_in_the_right_order(right: list[float], wrong: list[float]) -> None:
    pairs = [(a > b) + 0.5 * (a == b) for a in right for b in wrong]
    assert auc(right, wrong) == pytest.approx(sum(pairs) / len(pairs))


def test_the_area_of_nothing_is_no_number() -> None:
    assert np.isnan(auc([], [1.0])) and np.isnan(auc([1.0], []))


def test_the_interval_holds_the_area_and_narrows_with_more_cases() -> None:
    rng = np.random.default_rng(1)
    few = rng.normal(1, 1, 30).tolist(), rng.normal(0, 1, 30).tolist()
    many = rng.normal(1, 1, 900).tolist(), rng.normal(0, 1, 900).tolist()
    (low, high), (nearer_low, nearer_high) = auc_interval(*few), auc_interval(*many)
    assert low < auc(*few) < high and nearer_low < 0.76 < nearer_high
    assert nearer_high - nearer_low < (high - low) / 3


def test_calibration_finds_the_chances_that_made_the_answers() -> None:
    rng = np.random.default_rng(2)
    logits = rng.normal(0, 2, 6_000)
    true = 1 / (1 + np.exp(-(0.7 * logits - 0.4)))
    kinds = [RIGHT if hit else "missing" for hit in rng.random(6_000) < true]
    found = calibrated([Case("q", "t", "x", kind) for kind in kinds], logits.tolist())
    assert (found.scale, found.shift) == (pytest.approx(0.7, abs=0.06), pytest.approx(-0.4, abs=0.08))
    assert found.chances([0.0])[0] == pytest.approx(0.4, abs=0.02)


def test_bins_hold_equally_many_and_tell_what_share_is_right() -> None:
    chances = [n / 100 for n in range(100)]
    bins = reliability(chances[::-1], [chance >= 0.5 for chance in chances[::-1]])
    assert [one.right.n for one in bins] == [20] * 5
    assert [one.right.value for one in bins] == pytest.approx([0, 0, 0.5, 1, 1])
    assert bins[0].confidence == pytest.approx(0.095) and (bins[4].low, bins[4].high) == (0.8, 0.99)


def test_a_choice_is_right_when_the_highest_score_is_of_a_sentence_that_answers() -> None:
    asked = [Choice("a b", ("a b", "c", "d"), frozenset({0})), Choice("c", ("a", "b", "c"), frozenset({0, 1}))]
    asked.append(Choice("d", ("a", "b", "d"), frozenset({2})))
    assert chosen(asked * 10, by_words).value == pytest.approx(2 / 3)


def test_cases_of_squad_have_each_question_and_the_same_changed(public_data: Path) -> None:
    paragraphs = read_squad(public_data)
    cases = squad_cases(paragraphs)
    asked = {one.question: one.answer for p in paragraphs for one in p.asked}
    assert {case.question for case in cases if case.answerable} == asked.keys()
    assert all(asked[case.question] in case.text for case in cases if case.answerable)
    changed = [case for case in cases if not case.answerable]
    assert changed and not {case.question for case in changed} & asked.keys()
    assert all(len(one.right) and max(one.right) < len(one.texts) for one in choices(paragraphs))


def test_own_cases_are_all_questions_with_the_kind_of_miss() -> None:
    passage = read_passages()[0]
    cases = own_cases([passage])
    assert [case.answerable for case in cases] == [bool(asked.answers) for asked in passage.asked]
    assert RIGHT not in {case.kind for case in cases if not case.answerable}


def test_kinds_are_told_apart_each_for_itself() -> None:
    scorer = Scorer.open(MODELS / "evidence")
    made = [("moon", RIGHT, 1.0), ("moon", "role", 0.0), ("sun", "name", 2.0), ("sun", "seldom", 5.0)]
    cases = [Case(question, "Moon", "It rises.", kind) for question, kind, _ in made]
    told = separations(scorer, cases[:3] * 10 + cases[3:], [logit for *_, logit in made][:3] * 10 + [5.0])
    assert [(one.kind, one.value, one.misses) for one in told] == [
        ("all", pytest.approx(10 / 21), 21),
        ("role", 1.0, 10),
        ("name", 0.0, 10),
    ]
    assert [one.words for one in told] == [pytest.approx((10 * 0.5 + 11) / 21), 0.5, 1.0]

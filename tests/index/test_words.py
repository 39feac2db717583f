"""Promises of words: what people type and what documents print meet in the index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.words import STOP_WORDS, fold, stem, stem_set, stems, words


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("collaboratives", "Collaborative"),
        ("the trust's board", "boards of TRUSTS"),
        ("what does it cost: £1200", "costs £1,200"),
        ("member’s vote", "member's votes"),
        ("ﬁnance", "finance"),
        ("65% of beds", "beds: 65%"),
        ("1,234,567", "1234567"),
        ("a cafe in the Cote d'Azur", "café, Côte d’Azur"),
        ("cafe\u0301s", "CAFÉ"),  # an accent of its own beside its letter
        ("β-blockers", "Β blocker"),
        ("σχολη", "Σχολή"),
        ("snake case", "snake_case"),
    ],
)
def test_a_word_is_found_in_another_form_of_it(asked: str, written: str) -> None:
    assert sorted(stems(asked)) == sorted(stems(written))


def test_words_that_carry_no_subject_are_left_out() -> None:
    assert stems("What is it that they do?") == []
    assert stems("Who leads the trust?") == stems("leads trust")
    assert words("Who leads it?") == ["who", "leads", "it"]


def test_repeats_and_order_are_kept() -> None:
    assert stems("beds, nurses, beds") == ["bed", "nurs", "bed"]


def test_numbers_keep_their_point_and_a_list_of_numbers_stays_apart() -> None:
    assert words("£3.5 million in 2023") == ["£3.5", "million", "in", "2023"]
    assert words("1,2,3") == ["1", "2", "3"]


def test_words_are_whole_in_any_script() -> None:
    assert words("Zoë’s naïve façade costs 30% or £3.5") == ["zoe", "naive", "facade", "costs", "30%", "or", "£3.5"]
    assert words("日本語 и Ελλάδα") == ["日本語", "и", "ελλαδα"]


def test_the_kept_stems_of_a_text_are_its_stems() -> None:
    assert stem_set("Beds, nurses, beds of the ward") == set(stems("Beds, nurses, beds of the ward"))


def test_a_possessive_is_the_word_itself() -> None:
    assert words("The trust’s nurses") == ["the", "trust", "nurses"]


@pytest.mark.parametrize("text", ["", " \n", "?!…", "—", "😀"])
def test_text_without_words_gives_none(text: str) -> None:
    assert (words(text), stems(text)) == ([], [])


@given(st.text())
def test_any_text_is_taken_and_folding_twice_changes_nothing_more(text: str) -> None:
    assert not STOP_WORDS & set(words(text)) & {""}
    assert stems(text) == stems(fold(text))
    assert all(word == word.lower() for word in words(text))


def test_one_words_stem_is_the_same_as_in_a_text() -> None:
    assert [stem("Hospitals")] == stems("hospitals")

"""Typing errors are mended against the corpus's own words, and nothing else is touched."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from answer.spelling import corrected
from index.words import stem

_WORDS = """collaborative procurement purchasing governance established alliance working committees provider model lead
northamptonshire merseyside country cmast mhldc wellbeing level trusts""".split()
_FORMS = {stem(w): w for w in _WORDS}
_OFTEN = {stem(w): 10 for w in _WORDS} | {"lead": 60}
_ENGLISH = {"abolish", "modal", "pizza", "cake", "scale", "house", "time"}.__contains__


def mended(text: str) -> str:
    return corrected(text, _FORMS, _OFTEN, _ENGLISH)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("what is a provider colaborative", "what is a provider collaborative"),
        ("purchsaing", "purchasing"),
        ("what is a comittee", "what is a committee"),
        ("the goverance of the aliance", "the governance of the alliance"),
        ("leed provider modle", "lead provider model"),
        ("Norhamptonshire", "Northamptonshire"),
        ("mersyside", "merseyside"),
        ("black contry", "black country"),
        ("rpovider", "provider"),
        ("levelup", "level up"),
        ("what is C-MAST", "what is CMAST"),
        ("who runs cm ast?", "who runs cmast?"),
        ("CMASTT", "CMAST"),
    ],
)
def test_a_slip_is_mended(typed: str, meant: str) -> None:
    assert mended(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "why was it abolished?",
        "why did they abolish it",
        "pizza and cake",
        "housing",
        "modal",
        "timescale",
        "car parking",
        "Collaboratives govern",
        "CMAST",
        "MHLDA",
        "£4.6m in 2022-23?",
        "level-up",
        "",
    ],
)
def test_other_words_stay(text: str) -> None:
    assert mended(text) == text


def test_a_short_word_that_could_be_two_words_stays() -> None:
    forms = {stem(w): w for w in ("board", "beard")}
    assert corrected("bnard", forms, {"board": 5, "beard": 5}, _ENGLISH) == "bnard"
    assert corrected("bnard", forms, {"board": 50, "beard": 5}, _ENGLISH) == "board"


@given(st.text(max_size=100))
def test_a_corpus_without_words_changes_nothing(text: str) -> None:
    assume(not re.match(r"\W*w", text, re.IGNORECASE))  # "wht" is "what" without any corpus
    assert corrected(text, {}, {}, _ENGLISH) == text


@given(st.lists(st.sampled_from(_WORDS), max_size=6).map(" ".join))
def test_a_right_word_is_never_changed(text: str) -> None:
    assert mended(text) == text


@pytest.mark.parametrize(
    ("typed", "meant"), [("wat is it", "what is it"), ("Wen was it", "when was it"), ("a wat hour", "a wat hour")]
)
def test_the_word_that_opens_a_question_is_mended_there_only(typed: str, meant: str) -> None:
    assert corrected(typed, {}) == meant


def test_the_stem_of_a_name_is_no_word() -> None:
    forms, often = {"leed": "leeds", "lead": "lead"}, {"leed": 5, "lead": 54}
    assert corrected("a leed provider", forms, often, lambda word: word == "provider") == "a lead provider"

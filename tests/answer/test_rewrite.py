"""Follow-ups are made to stand alone; a question without a referent is told from one with."""

import pytest

from answer.answer import Turn
from answer.rewrite import lacks_referent, standalone

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
    assert standalone("and what about the black country one?", _HISTORY) == "the black country provider collaborative?"


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

"""What is said: the likeliest first, whole lists, whole runs of sentences, and no more than there is room for."""

import pytest

from answer.answer import Audience, Question
from answer.pipeline import Answerer, Trace
from answer.select import SHORT, WIDE

QUESTIONS = [
    "How much did shared purchasing save the Harbour Alliance?",
    "When was the Harbour Alliance formed?",
    "Which trusts belong to the Harbour Alliance?",
    "What is mutual aid?",
    "Who decides in a lead provider model?",
    "what do trusts share",
    "tell me about working at scale",
]


def traced(answerer: Answerer, question: str, audience: Audience = Audience.STAFF) -> Trace:
    trace = answerer.explain(Question(question, audience=audience))[1]
    assert trace is not None
    return trace


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("audience", list(Audience))
def test_what_is_chosen_is_runs_of_sentences_within_the_words_there_are(
    answerer: Answerer, question: str, audience: Audience
) -> None:
    chosen = traced(answerer, question, audience).chosen
    for unit in chosen:
        places = [part.index for part in unit.parts]
        assert places == list(range(places[0], places[0] + len(places)))
        assert len({part.hit.row for part in unit.parts}) == 1
    plain = [unit for unit in chosen if not unit.listed]
    assert sum(unit.words for unit in plain) <= max(SHORT[audience].words, WIDE[audience].words)


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_sentence_is_said_twice(answerer: Answerer, question: str) -> None:
    said = [(part.hit.row, part.index) for unit in traced(answerer, question).chosen for part in unit.parts]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_likeliest_unit_is_said_first(answerer: Answerer, question: str) -> None:
    trace = traced(answerer, question)
    best = max(trace.units, key=lambda unit: unit.chance)
    assert {part.text for part in best.parts} <= {part.text for part in trace.chosen[0].parts}


def test_a_list_is_said_whole_or_not_at_all(answerer: Answerer) -> None:
    trace = traced(answerer, "Is Lantern Hill Hospitals NHS Trust in the Harbour Alliance?")
    said = " ".join(unit.text for unit in trace.chosen)
    assert "Lantern Hill" in said and all(name in said for name in ("Northgate", "Saltmarsh", "Greywater", "are:"))


def test_a_sentence_that_leans_on_the_one_before_comes_with_it(answerer: Answerer) -> None:
    chosen = traced(answerer, "was the harbour alliance the first of its kind").chosen
    said = " ".join(unit.text for unit in chosen)
    assert "It was not the first of its kind." in said and "is a provider collaborative of four acute trusts" in said

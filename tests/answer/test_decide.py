"""Deciding: what is likely is said, what is doubtful shown as such, and what nobody knows declined."""

from dataclasses import replace

import pytest

from answer.answer import Outcome, Question
from answer.decide import Decision, decide
from answer.pipeline import Answerer
from answer.weigh import bands


def test_the_bands_part_sure_from_unsure_from_none(answerer: Answerer) -> None:
    trace = answerer.explain(Question("When was the Harbour Alliance formed?"))[1]
    assert trace is not None
    told = [decide(trace.query, trace.hits, trace.units, chance) for chance in (0.0, bands()["abstain_below"], 0.99)]
    assert told == [Decision.NONE, Decision.UNSURE, Decision.SURE]


def test_without_units_there_is_no_answer(answerer: Answerer) -> None:
    trace = answerer.explain(Question("When was the Harbour Alliance formed?"))[1]
    assert trace is not None
    assert decide(trace.query, trace.hits, [], 0.99) is Decision.NONE


def test_what_is_far_from_the_question_is_not_shown_in_doubt(answerer: Answerer) -> None:
    trace = answerer.explain(Question("When was the Harbour Alliance formed?"))[1]
    assert trace is not None
    far = [replace(unit, parts=tuple(replace(part, cosine=0.8) for part in unit.parts)) for unit in trace.units]
    assert decide(trace.query, trace.hits, far, bands()["abstain_below"]) is Decision.NONE


@pytest.mark.parametrize(
    "question", ["Why was the Harbour Alliance abolished?", "When was the Harbour Alliance shut down?"]
)
def test_an_event_that_no_document_tells_is_not_taken_for_granted(answerer: Answerer, question: str) -> None:
    assert answerer.ask(Question(question)).outcome is not Outcome.ANSWERED


def test_a_name_that_nobody_knows_is_not_answered_about(answerer: Answerer) -> None:
    assert answerer.ask(Question("When was the Mountain Syndicate formed?")).outcome is not Outcome.ANSWERED

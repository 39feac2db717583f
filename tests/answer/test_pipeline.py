"""What an answer promises, on a small corpus built by the real pipeline."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer.answer import Answer, Audience, Outcome, Question, Turn
from answer.pipeline import Answerer


def ask(answerer: Answerer, text: str, **more: object) -> Answer:
    return answerer.ask(Question(text, **more))  # type: ignore[arg-type]


def check_bound(answerer: Answerer, answer: Answer) -> None:
    """Every statement cites, and every quote is exactly the stored text at its offsets."""
    quotes = {}
    for citation in answer.citations:
        document = answerer.searcher.snapshot.document(citation.document_id, citation.version)
        assert document is not None
        assert document.text[citation.start : citation.end] == citation.quote
        quotes[citation.n] = citation.quote
    for statement in answer.statements:
        assert statement.citations
        assert all(statement.text in quotes[n] for n in statement.citations)
        assert 0 <= statement.support <= 1


def test_an_answer_is_word_for_word_and_cited(answerer: Answerer) -> None:
    answer = ask(answerer, "How much did shared purchasing save the Harbour Alliance?")
    assert answer.outcome is Outcome.ANSWERED
    assert "Shared purchasing saved the Harbour Alliance £2.4m in 2021-22." in [s.text for s in answer.statements]
    check_bound(answerer, answer)


def test_a_note_names_the_publication_behind_it(answerer: Answerer) -> None:
    answer = ask(answerer, "When was the Harbour Alliance formed?")
    (origin, *_) = answer.citations[0].origins
    assert (origin.title, origin.publisher, origin.place) == ("Harbour report", "Harbour Trusts", "page 3")
    assert answer.as_of == "2022"


def test_a_list_comes_whole_with_its_lead_in(answerer: Answerer) -> None:
    answer = ask(answerer, "Which trusts belong to the Harbour Alliance?")
    kinds = [s.kind for s in answer.statements]
    at = kinds.index("lead_in")
    assert kinds[at : at + 5] == ["lead_in", "item", "item", "item", "item"]


def test_a_table_row_carries_its_header(answerer: Answerer) -> None:
    answer = ask(answerer, "Who decides in a lead provider model?")
    assert "Model: Lead provider; Who decides: One trust holds the contract" in [s.text for s in answer.statements]


def test_a_follow_up_is_answered_from_its_history(answerer: Answerer) -> None:
    history = (Turn("What is the Harbour Alliance?", "A provider collaborative."),)
    answer = ask(answerer, "when was it formed?", history=history)
    assert "Harbour Alliance" in answer.standalone_question
    assert any("2019" in s.text for s in answer.statements)


def test_a_question_without_referent_gets_a_question_back(answerer: Answerer) -> None:
    answer = ask(answerer, "who leads it?")
    assert (answer.outcome, answer.reason) == (Outcome.CLARIFY, "ambiguous")
    assert not answer.statements and not answer.citations


@pytest.mark.parametrize(
    "question", ["What time does the canteen open?", "who won the 1966 world cup", "best pizza in Leeds"]
)
def test_what_the_corpus_lacks_is_not_answered_and_the_nearest_is_named(answerer: Answerer, question: str) -> None:
    answer = ask(answerer, question)
    assert answer.outcome is Outcome.ABSTAINED
    assert answer.message and not answer.statements
    assert answer.nearest and all(n.url.startswith("/sources/") for n in answer.nearest)


def test_a_crisis_is_signposted_and_nothing_of_the_corpus_is_mixed_in(answerer: Answerer) -> None:
    answer = ask(answerer, "I want to die. Also, what is the Harbour Alliance?")
    assert answer.outcome is Outcome.SIGNPOSTED
    assert not answer.citations and not answer.nearest and not answer.statements


def test_two_runs_give_the_same_answer_id_and_timings_aside(answerer: Answerer) -> None:
    first, second = (ask(answerer, "What is mutual aid?") for _ in range(2))
    assert replace(first, id="", timings_ms={}) == replace(second, id="", timings_ms={})
    assert first.id != second.id


def test_the_receipt_names_snapshot_models_and_spans(answerer: Answerer) -> None:
    answer = ask(answerer, "When was the Harbour Alliance formed?")
    assert answer.receipt is not None
    assert answer.receipt.snapshot == answerer.searcher.snapshot.id
    assert answer.receipt.models
    spans = [(s.document_id, s.version, s.start, s.end) for s in answer.receipt.spans]
    assert spans == [(c.document_id, c.version, c.start, c.end) for c in answer.citations]


def test_the_kiosk_gets_at_most_three_statements_or_one_list(answerer: Answerer) -> None:
    answer = ask(answerer, "What is the Harbour Alliance?", audience=Audience.KIOSK)
    assert 1 <= len([s for s in answer.statements if s.kind != "item"]) <= 3


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=200))
def test_no_text_breaks_it_and_whatever_is_said_is_bound(answerer: Answerer, text: str) -> None:
    check_bound(answerer, ask(answerer, text))


def test_a_name_that_the_evidence_lacks_makes_it_unsure(answerer: Answerer) -> None:
    answer = ask(answerer, "How much did shared purchasing save the Mountain Alliance?")
    assert answer.outcome is not Outcome.ANSWERED


def test_a_question_that_is_too_long_is_told_how_long_it_may_be(answerer: Answerer) -> None:
    answer = answerer.ask(Question("why " * 500))
    assert answer.reason == "too_long" and "1000 characters" in answer.message and "{" not in answer.message


def test_each_part_of_a_question_is_answered_in_order(answerer: Answerer) -> None:
    answer = ask(answerer, "When was the Harbour Alliance formed, and how much did shared purchasing save it?")
    said = " ".join(s.text for s in answer.statements)
    assert said.index("2019") < said.index("£2.4m")
    assert len({(c.document_id, c.start, c.end) for c in answer.citations}) == len(answer.citations)
    assert [c.n for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    check_bound(answerer, answer)


def test_the_part_that_is_missing_is_named(answerer: Answerer) -> None:
    answer = ask(answerer, "When was the Harbour Alliance formed? What is the best recipe for lasagne?")
    assert (answer.outcome, answer.reason) == (Outcome.PARTIAL, "part_missing")
    assert "“What is the best recipe for lasagne?”" in answer.message
    assert "Harbour Alliance formed" not in answer.message
    assert any("2019" in s.text for s in answer.statements)


def test_where_every_part_is_missing_nothing_is_answered(answerer: Answerer) -> None:
    answer = ask(answerer, "What is the best recipe for lasagne? Who won the world cup in 1966?")
    assert answer.outcome is Outcome.ABSTAINED and not answer.statements


def test_a_question_without_referent_is_told_what_it_could_be_about(answerer: Answerer) -> None:
    answer = ask(answerer, "when was it formed?")
    assert answer.outcome is Outcome.CLARIFY
    assert "Harbour Alliance" in answer.message
    for suggestion in answer.suggestions:
        assert ask(answerer, suggestion).outcome is Outcome.ANSWERED


def test_a_name_in_small_letters_is_a_new_subject(answerer: Answerer) -> None:
    history = (Turn("What is the Foundation Group?", "A group of three trusts."),)
    answer = ask(answerer, "and when was the harbour alliance formed?", history=history)
    assert "Harbour Alliance" in answer.standalone_question and "Foundation" not in answer.standalone_question
    assert any("2019" in s.text for s in answer.statements)


def test_what_the_talk_is_about_is_tried_where_a_follow_up_finds_nothing_alone(answerer: Answerer) -> None:
    history = (Turn("What is the Harbour Alliance?", "A provider collaborative."),)
    answer = ask(answerer, "what was saved by purchasing?", history=history)
    assert any("£2.4m" in s.text for s in answer.statements)


def test_typing_errors_and_variants_do_not_stand_in_the_way(answerer: Answerer) -> None:
    answer = ask(answerer, "when was the habour aliance formed")
    assert any("2019" in s.text for s in answer.statements)


def test_a_crisis_in_words_of_its_own_is_signposted(answerer: Answerer) -> None:
    answer = ask(answerer, "honestly i'd be doing everyone a favour if i wasn't around")
    assert (answer.outcome, answer.reason) == (Outcome.SIGNPOSTED, "crisis")
    assert not answer.citations and not answer.nearest and not answer.suggestions

"""Any text is checked sentence by sentence, against the documents or against given texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.check import NO_REFERENT, NOT_HELD, check, check_against, groundedness, sentences_of
from answer.pipeline import Answerer
from answer.support import NOTHING_TO_CHECK

GIVEN = ["The weather was fine.", "The Moorland alliance joined two ambulance services in 2020. It has no office."]


def quoted(answerer: Answerer, checked: object) -> str:
    citation = checked.evidence  # type: ignore[attr-defined]
    document = answerer.searcher.snapshot.document(citation.document_id, citation.version)
    assert document is not None and document.text[citation.start : citation.end] == citation.quote
    return str(citation.quote)


def test_a_true_sentence_is_supported_by_the_place_that_says_it(answerer: Answerer) -> None:
    text = (
        "The Harbour Alliance was formed in 2019. In 2021-22 shared purchasing saved the Harbour Alliance £2.4 million."
    )
    checked = check(answerer.searcher, text)
    assert [each.verdict.supported for each in checked] == [True, True]
    assert [text[each.start : each.end] for each in checked] == [each.text for each in checked]
    assert "formed in 2019" in quoted(answerer, checked[0]) and "£2.4m" in quoted(answerer, checked[1])
    assert groundedness(checked) == 1.0


@pytest.mark.parametrize(
    ("text", "told", "near"),
    [
        ("The Harbour Alliance was formed in 2017.", "2017", "formed in 2019"),
        ("The Harbour Alliance was never formed in 2019.", "never", "formed in 2019"),
        ("Shared purchasing saved the Harbour Alliance £3.1m in 2021-22.", "£3.1m", "£2.4m"),
        (
            "The Harbour Alliance is a provider collaborative of five acute trusts on the east coast.",
            "five",
            "four acute",
        ),
    ],
)
def test_a_sentence_that_the_documents_contradict_gets_the_reason_and_the_place(
    answerer: Answerer, text: str, told: str, near: str
) -> None:
    (checked,) = check(answerer.searcher, text)
    assert not checked.verdict.supported and checked.verdict.score <= 0.5
    assert told in " ".join(checked.verdict.reasons)
    assert near in quoted(answerer, checked)


def test_a_list_is_found_with_its_lead_in(answerer: Answerer) -> None:
    (checked,) = check(
        answerer.searcher, "Saltmarsh NHS Foundation Trust is one of the four trusts of the Harbour Alliance."
    )
    assert checked.verdict.supported, checked.verdict.reasons
    assert quoted(answerer, checked).startswith("The four trusts of the Harbour Alliance are:")


def test_what_nothing_speaks_of_is_unsupported_and_has_no_place(answerer: Answerer) -> None:
    checked = check(answerer.searcher, "Hello there! The moon is made of green cheese.")
    assert [each.verdict.supported for each in checked] == [False, False]
    assert all(each.evidence is None for each in checked)
    assert checked[1].verdict.reasons == (NOT_HELD,)
    (thanks,) = check(answerer.searcher, "And so it is.")
    assert not thanks.verdict.supported and thanks.verdict.reasons == (NOTHING_TO_CHECK,)


def test_it_stands_for_what_the_sentence_before_speaks_of(answerer: Answerer) -> None:
    held = check(answerer.searcher, "The Harbour Alliance was formed in 2019. It was not the first of its kind.")
    assert [each.verdict.supported for each in held] == [True, True]
    stranger = check(answerer.searcher, "The Zebra Cartel mines asteroids. It was not the first of its kind.")
    assert [each.verdict.supported for each in stranger] == [False, False]
    assert stranger[1].verdict.reasons == (NO_REFERENT,)


def test_marks_of_citations_are_no_part_of_what_is_said(answerer: Answerer) -> None:
    text = "The Harbour Alliance was formed in 2019 [1]. [2]"
    checked = check(answerer.searcher, text)
    assert [each.verdict.supported for each in checked] == [True]


def test_given_texts_are_used_instead_of_the_documents() -> None:
    text = "The Moorland alliance joined two ambulance services in 2020. The Harbour Alliance was formed in 2019."
    held, other = check_against(GIVEN, text)
    assert held.verdict.supported and held.given == 2 and held.evidence is None
    assert not other.verdict.supported and other.given is None
    (wrong,) = check_against(GIVEN, "The Moorland alliance joined three ambulance services in 2020.")
    assert not wrong.verdict.supported and wrong.given == 2 and "three" in " ".join(wrong.verdict.reasons)


def test_given_texts_keep_to_what_the_sentence_before_speaks_of() -> None:
    texts = ["The Harbour Alliance was formed in 2019.", *GIVEN]
    checked = check_against(texts, "The Harbour Alliance was formed in 2019. It has no office.")
    assert [each.verdict.supported for each in checked] == [True, False]
    checked = check_against(texts, "The Moorland alliance joined two ambulance services in 2020. It has no office.")
    assert [each.verdict.supported for each in checked] == [True, True]


@given(st.text(max_size=200))
def test_sentences_are_spans_of_the_text_in_order(text: str) -> None:
    spans = sentences_of(text)
    assert all(0 <= a < b <= len(text) and any(c.isalnum() for c in text[a:b]) for a, b in spans)
    assert all(one[1] <= two[0] for one, two in zip(spans, spans[1:], strict=False))
    assert len(check_against(GIVEN, text)) == len(spans)

"""Which of its two meanings "provider collaborative" has in an answer."""

import pytest

from answer.answer import Notice
from answer.meanings import Spoken, leaves_open, which_meaning
from answer.messages import message

LED = Spoken("A lead trust holds the money.", "NHS-led provider collaboratives > Money", "", "", 1.0)
GENERAL = Spoken("Leaders of the trusts decide together.", "Working at scale", "", "", 1.0)
PLAIN = Spoken("People meet on Mondays.", "Meetings", "", "", 1.0)
QUESTION = "Who decides in a provider collaborative?"


def told(*said: Spoken, found: tuple[Spoken, ...] = (), question: str = QUESTION) -> list[str]:
    return [notice.text for notice in which_meaning(question, said, found or said)]


def test_the_notice_names_the_meaning_that_the_headings_tell() -> None:
    assert told(LED) == [message("meaning_led")]
    assert told(GENERAL) == [message("meaning_general")]


def test_it_says_when_the_other_meaning_has_another_answer() -> None:
    near = Spoken("", "NHS-led provider collaboratives", "The lead provider decides.", "", 0.95)
    far = Spoken("", "NHS-led provider collaboratives", "The lead provider decides.", "", 0.5)
    assert told(GENERAL, found=(GENERAL, near)) == [f"{message('meaning_general')} {message('meaning_other_led')}"]
    assert told(GENERAL, found=(GENERAL, far)) == [message("meaning_general")]


def test_an_answer_of_both_kinds_says_so() -> None:
    assert told(LED, GENERAL) == [message("meaning_both")]


@pytest.mark.parametrize(
    "question",
    [
        "Who decides in an NHS-led provider collaborative?",
        "Who decides in the Harbour Provider Collaborative of Saltmarsh?",
        "Who decides in that collaborative?",
        "Who decides in acute provider collaboratives?",
        "Who decides on mutual aid?",
    ],
)
def test_a_question_that_names_its_kind_or_another_thing_needs_no_notice(question: str) -> None:
    assert not leaves_open(question)
    assert told(LED, question=question) == []


def test_where_the_words_tell_nothing_nothing_is_said() -> None:
    assert told(PLAIN) == []
    both = Spoken("NHS-led ones differ from trusts working at scale.", "", "", "")
    assert told(both) == []


@pytest.mark.parametrize(
    ("share", "expected"), [(4, [message("meaning_led")]), (1, []), (0, [message("meaning_general")])]
)
def test_a_whole_document_counts_only_when_it_is_clear(share: int, expected: list[str]) -> None:
    document = "NHS-led provider collaborative. " * share + "Provider collaborative. " * (4 - share)
    assert told(Spoken("People meet on Mondays.", "", "", document)) == expected


def test_it_is_one_notice() -> None:
    (notice,) = which_meaning(QUESTION, [LED, LED], [LED])
    assert isinstance(notice, Notice) and notice.kind == "which_meaning"


@pytest.mark.parametrize(
    ("question", "notices"),
    [
        ("who leads the south west provider collaborative", 0),
        ("south west provider collaborative boss", 0),
        ("who leads a provider collaborative", 1),
        ("provider collaborative meaning", 1),
    ],
)
def test_one_that_is_asked_for_by_the_name_in_a_title_is_neither_kind(question: str, notices: int) -> None:
    said = Spoken("Harbour Trust leads it.", "The South West Provider Collaborative > Working at scale", "", "")
    assert len(told(said, question=question)) == notices

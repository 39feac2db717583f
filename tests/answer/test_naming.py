"""Names are written as the corpus writes them, and offered where a question names too little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.naming import cased, offered

PASSAGES = [
    "The trusts of the Harbour Alliance met. Boards of the Harbour Alliance agree that the Lantern Up scheme works.",
    "In 2019 the Harbour Alliance and NTHP signed. Staff of Lantern Up and of the alliance met Dr Ada Finch.",
    "Members of the Saltmarsh Group, with the Harbour Alliance, lend nurses. NHS England agreed. Each alliance has a board.",
]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("who leads the harbour group", "who leads the Harbour group"),
        ("what is lantern up", "what is Lantern Up"),
        ("which board decides", "which board decides"),
        ("an alliance of trusts", "an alliance of trusts"),
        ("Harbour", "Harbour"),
        ("", ""),
    ],
)
def test_a_name_is_written_as_most_passages_have_it(typed: str, written: str) -> None:
    assert cased(typed, PASSAGES) == written


def test_what_most_passages_are_about_is_offered_and_people_and_nhs_england_are_not() -> None:
    names = offered("who leads it?", PASSAGES, 3)
    assert names[0] == "Harbour Alliance" and "Saltmarsh Group" in names
    assert not any("Finch" in name or "NHS England" in name for name in names)


def test_the_kind_that_is_asked_for_goes_first() -> None:
    assert offered("who leads the group?", PASSAGES, 1) == ("Saltmarsh Group",)


def test_nothing_is_offered_of_nothing() -> None:
    assert offered("who leads it?", [], 3) == ()


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=3))
def test_only_capitals_change(text: str, passages: list[str]) -> None:
    assert cased(text, passages).casefold() == text.casefold()
    assert len(offered(text, passages, 2)) <= 2

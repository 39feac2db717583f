"""Promises of redaction: what tells of a person is taken out before anything is kept, and what does not stays."""

import pytest

from asked.redaction import LONGEST, redacted


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Who chairs CMAST?", "Who chairs CMAST?"),
        ("Has the alliance 1,200 beds in 2021-22, or £2.4m?", "Has the alliance 1,200 beds in 2021-22, or £2.4m?"),
        ("Is Level Up open 24/7 on wards 3 and 4?", "Is Level Up open 24/7 on wards 3 and 4?"),
        ("Wrong, ask me at sam.o'neil+x@trust.nhs.uk please", "Wrong, ask me at [removed] please"),
        ("Ring 0151 488 7777 or (+44) 7700 900123", "Ring [removed] or [removed]"),
        ("We are at CH2 1BQ", "We are at [removed]"),
        ("Please tell Sarah Jones", "Please tell [removed]"),
        ("my name is bob, the page is old", "[removed], the page is old"),
        ("see https://intra.example/x?user=7", "see [removed]"),
        ("It changed on 12/03/2021 at 943 476 5919", "It changed on [removed] at [removed]"),
    ],
)
def test_personal_parts_are_taken_out_and_nothing_else(text: str, kept: str) -> None:
    assert redacted(text) == kept


@pytest.mark.parametrize(
    "text",
    ["I want to kill myself", "what dose of sertraline should I take", "my mum has taken too many tablets"],
)
def test_what_tells_of_a_life_or_of_health_is_not_kept_at_all(text: str) -> None:
    assert redacted(text) == ""


def test_a_book_is_not_kept() -> None:
    assert len(redacted("bed " * 5000)) <= LONGEST

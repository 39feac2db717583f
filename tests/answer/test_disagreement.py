"""Documents that differ are set side by side; better silent than wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.disagreement import Told, claims, difference

FORMED = "The Harbour Alliance was formed in 2019."


def differing(one: str, other: str, documents: tuple[str, str] = ("a", "b")) -> str:
    shown, there = Told(one, documents[0], "Report"), Told(other, documents[1], "Slides")
    found = difference([shown], [shown, there])
    return found.notice((1, 2)).text if found else ""


@pytest.mark.parametrize(
    ("one", "other", "said", "there"),
    [
        (
            FORMED,
            "The Harbour Alliance was piloted from 2020 and has grown.",
            "was formed in 2019",
            "was piloted from 2020",
        ),
        (
            "Coast Board’s New Ways of Care programme, established in 2015, joined up trusts.",
            "New Ways of Care for Hospitals were piloted from 2016.",
            "established in 2015",
            "were piloted from 2016",
        ),
        (
            "The Harbour Alliance is a provider collaborative of four acute trusts.",
            "The Harbour Alliance brings together five acute trusts on the coast.",
            "is a provider collaborative of four acute trusts",
            "brings together five acute trusts",
        ),
        (
            "Saltmarsh Valley has a population of 2.1 million people.",
            "Saltmarsh Valley serves a population of 2.7 million.",
            "has a population of 2.1 million people",
            "serves a population of 2.7 million",
        ),
        (
            "The Harbour Alliance was launched in May 2019.",
            "The Harbour Alliance was launched in June 2019.",
            "was launched in May 2019",
            "was launched in June 2019",
        ),
    ],
)
def test_different_values_for_one_thing_are_told_in_their_own_words(
    one: str, other: str, said: str, there: str
) -> None:
    told = differing(one, other)
    assert f"“Report” says: “{said}”." in told
    assert f"“Slides” says: “{there}”." in told


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (FORMED, "The Harbour Alliance was formed in 2019 by four trusts."),
        (FORMED, "The Harbour Alliance was formed in May 2019."),  # the same, but closer
        (FORMED, "The Mountain Alliance was formed in 2020."),
        (FORMED, "The Harbour Alliance Board was formed in 2020."),  # another thing
        (FORMED, "The resilience hub of the Harbour Alliance was launched in 2020."),
        (FORMED, "The Harbour Alliance hub was launched in 2020."),
        (FORMED, "The Harbour Alliance was praised in 2020."),
        ("The Provider Collaborative was formed in 2019.", "The Provider Collaborative was formed in 2020."),
        ("The Alliance was formed in 2019.", "The Alliance was formed in 2020."),
        ("The Harbour Alliance was formed in 2019; others say 2020.", "The Harbour Alliance was formed in 2020."),
        ("The Harbour Alliance has four trusts.", "The Harbour Alliance has more than four trusts."),
        ("The Harbour Alliance has four trusts.", "The Harbour Alliance is a group of more than three trusts."),
        ("The Harbour Alliance has four acute trusts.", "The Harbour Alliance has seven trusts."),
        ("The Harbour Alliance has four trusts.", "In 2023 the Harbour Alliance has seven trusts."),
        ("Saltmarsh Valley has a population of 2.7 million.", "Saltmarsh Valley has a population of 2.71 million."),
    ],
)
def test_what_may_be_no_difference_is_left_alone(one: str, other: str) -> None:
    assert differing(one, other) == ""


def test_one_document_does_not_disagree_with_itself() -> None:
    assert differing(FORMED, "The Harbour Alliance was formed in 2020.", ("a", "a")) == ""


@given(st.text(max_size=300))
def test_a_claim_is_told_in_words_that_stand_there(text: str) -> None:
    assert all(claim.said in text for claim in claims(text))

"""What was written some time ago does not pass for today."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.dated import Written, dated

TODAY = date(2026, 11, 22)
FUTURE = "This was written in July 2022. What it calls the future was expected then."
PRESENT = "This was written in July 2022. It may be different now."


def told(text: str, published_on: str = "2022-07", question: str = "") -> list[str]:
    return [notice.text for notice in dated(question, [Written(text, 1, published_on)], TODAY)]


@pytest.mark.parametrize(
    "text",
    [
        "Budgets will pass to the boards of the coast.",
        "Boards are expected to take over the budgets.",
        "Boards take over the budgets from April 2023 onwards.",
        "The alliance plans to open two more hubs.",
        "Two hubs are being opened over the next 3 years.",
    ],
)
def test_what_was_future_then_is_told_as_expected(text: str) -> None:
    assert told(text) == [FUTURE]


@pytest.mark.parametrize("text", ["The alliance currently has nine members.", "Ten trusts have joined so far."])
def test_what_was_present_long_ago_may_have_changed(text: str) -> None:
    assert told(text) == [PRESENT]


@pytest.mark.parametrize(
    ("text", "published_on"),
    [
        ("Boards were expected to take over the budgets.", "2022-07"),
        ("Boards will have taken over all budgets by April 2035.", "2022-07"),  # still to come
        ("Delegation was at an early stage, and was to begin in 2023/24.", "2022-07"),
        ("How will the board oversee this?", "2022-07"),
        ("Budgets passed to the boards in April 2021.", "2022-07"),
        ("If a trust leaves, the others will share its costs.", "2022-07"),
        ("The alliance will open two hubs, its 2022 report said.", "2022-07"),  # says when itself
        ("Budgets will pass to the boards.", "2026-10"),  # still fresh
        ("The alliance currently has nine members.", "2025-01"),
        ("Budgets will pass to the boards.", "undated"),
        ("Good will of partners helps. A free will, too.", "2022"),
    ],
)
def test_else_nothing_is_said(text: str, published_on: str) -> None:
    assert told(text, published_on) == []


def test_who_asks_about_now_hears_how_old_it_is() -> None:
    assert told("The alliance has nine members.", question="How many members are there at the moment?") == [PRESENT]
    assert told("The alliance has nine members.", question="How many members are there?") == []


def test_one_notice_tells_of_all_and_says_which_part_is_old() -> None:
    said = [
        Written("It will grow.", 1, "2021"),
        Written("It currently has nine.", 3, "2022-07"),
        Written("It is.", 2, "2026"),
    ]
    (notice,) = dated("", said, TODAY)
    assert notice.text == (
        "Part of this was written in 2021 and July 2022. What it calls the future was expected then, and the rest may be"
        " different now."
    )
    assert (notice.kind, notice.citations) == ("dated", (1, 3))


DATES = st.one_of(
    st.just("undated"),
    st.integers(1990, 2030).map(str),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(str),
    st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(lambda day: str(day)[:7]),
)


@given(st.text(max_size=200), DATES, st.text(max_size=40))
def test_no_text_breaks_it_and_there_is_at_most_one(text: str, published_on: str, question: str) -> None:
    assert len(told(text, published_on, question)) <= 1

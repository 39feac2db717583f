"""Promises of comparing: a changed comma says the same, a changed figure, name or denial never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.wording import same, wording

PLAIN = (
    "The partnership runs one waiting list for planned surgery in Leeds, and 50 trusts must send it their figures at the"
    " end of each month so that nobody waits longer for living in the wrong town"
)


def alike(one: str, other: str) -> bool:
    return same(wording(one), wording(other))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (", and", " and"),
        ("Leeds, and", "Leeds – and"),
        ("waiting list", "waiting-list"),
        ("waiting list", "Waiting List"),
        ("at the end", "by the end"),
        ("one waiting list", "one shared waiting list"),
        ("so that nobody", "so nobody"),
        ("longer", "lon-\nger"),
        ("partnership", "partnership's"),
    ],
)
def test_a_change_that_says_nothing_new_leaves_a_copy(before: str, after: str) -> None:
    changed = PLAIN.replace(before, after, 1)
    assert changed != PLAIN and alike(PLAIN, changed)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("50 trusts", "51 trusts"),
        ("50 trusts", "fifty-one trusts"),
        ("must send", "must not send"),
        ("must send", "may send"),
        ("must send", "cannot send"),
        ("Leeds", "Bradford"),
        ("in Leeds", "in the city"),
        ("each month", "each week"),
        ("nobody waits longer", "somebody waits longer"),
        ("runs", "ran until 2019"),
        ("one waiting list", "three waiting lists"),
        ("The partnership", "Harbour partnership"),
        ("planned surgery", "children and planned surgery"),
        ("at the end of each month", "at the end"),
        ("planned surgery", "surgery that was planned"),
    ],
)
def test_a_change_that_says_something_else_leaves_no_copy(before: str, after: str) -> None:
    changed = PLAIN.replace(before, after, 1)
    assert changed != PLAIN and not alike(PLAIN, changed)


PAID = (
    "In this arrangement the money for specialised services is paid to providers by commissioners each quarter, and the"
    " employer pays into the fund while two non-executive directors may prescribe how the committee works with its partners"
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("to providers by commissioners", "by providers to commissioners"),
        ("paid to providers", "paid by providers"),
        ("to providers by commissioners", "to commissioners by providers"),
        ("employer", "employee"),
        ("non-executive", "executive"),
        ("prescribe", "proscribe"),
        ("specialised", "despecialised"),
        ("committee works", "committee fails"),
        ("committee works", "partners work"),
    ],
)
def test_who_does_what_to_whom_is_no_matter_of_spelling(before: str, after: str) -> None:
    changed = PAID.replace(before, after, 1)
    assert changed != PAID and not alike(PAID, changed)


@pytest.mark.parametrize(
    ("before", "after"), [("specialised", "specialized"), ("committee", "commitee"), ("directors", "dierctors")]
)
def test_a_long_word_may_be_spelt_in_another_way(before: str, after: str) -> None:
    changed = PAID.replace(before, after, 1)
    assert changed != PAID and alike(PAID, changed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Staff can't be moved.", "Staff cannot be moved."),
        ("They don't pay.", "They do not pay."),
        ("It co-operates.", "It cooperates."),
        ("NHS England’s aims", "NHS England's aims"),
    ],
)
def test_short_texts_are_copies_when_their_letters_are_the_same(one: str, other: str) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The board is not able.", "The board is notable."),
        ("Wards 12, 3", "Wards 1, 23"),
        ("It saved £1.2m.", "It saved £12m."),
        ("It saved $12m.", "It saved €12m."),
        ("A margin of -5", "A margin of 5"),
        ("Rates > 5", "Rates < 5"),
        ("Those of 65+ years", "Those of 65 years"),
        ("Northgate pays Saltmarsh.", "Saltmarsh pays Northgate."),
        ("Trusts share the staff.", "Trusts share staff."),
        ("", ""),
        ("...", "!"),
    ],
)
def test_short_texts_are_no_copies_otherwise(one: str, other: str) -> None:
    assert not alike(one, other)


WORDS = st.lists(st.sampled_from([*PLAIN.split(), "not", "51", "Bradford", "the", "shared"]), min_size=1, max_size=40)


@given(WORDS, WORDS)
def test_being_the_same_words_goes_both_ways(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    assert alike(first, second) == alike(second, first)


@given(st.text())
def test_every_text_with_a_word_is_a_copy_of_itself(text: str) -> None:
    assert alike(text, text) == bool(wording(text).words)


@given(WORDS, st.integers(0, 40), st.sampled_from(["not", "never", "77", "Bradford"]))
def test_no_denial_figure_or_name_can_be_put_in(found: list[str], at: int, word: str) -> None:
    text = " ".join(found)
    at = min(at, len(found))
    changed = " ".join([*found[:at], word, *found[at:]])
    assert not alike(f"The {text}", f"The {changed}")

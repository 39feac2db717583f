"""The judge of support: quoting is support, another figure, name or a denial is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.support import supports

TEXT = "In 2019 the Harbour Alliance of four trusts was formed, and it saved £2.4m in its first year."


@given(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)))
def test_every_run_of_a_text_is_supported_by_it_but_a_blank(start: int, length: int) -> None:
    run = TEXT[start : start + length]
    assert supports(f"Before. {TEXT} After.", run) is bool(run.strip())


@pytest.mark.parametrize(
    "statement",
    [
        "The Harbour Alliance of four trusts was formed in 2019.",
        "Formed in 2019, the Harbour Alliance saved £2.4m in its first year.",
    ],
)
def test_the_same_in_another_order_is_supported(statement: str) -> None:
    assert supports(TEXT, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "The Harbour Alliance of four trusts was formed in 2018.",
        "The Harbour Alliance of four trusts saved £2.5m in its first year.",
        "In 2019 the Harbour Alliance of four trusts was not formed.",
        "In 2019 the Northern Alliance of four trusts was formed.",
        "The alliance was wound up by its members.",
        "",
        " \n",
    ],
)
def test_another_figure_name_or_a_denial_is_not_supported(statement: str) -> None:
    assert not supports(TEXT, statement)


def test_figures_that_change_places_are_not_supported() -> None:
    assert supports("It ran 26 acute and 15 mental health groups.", "It ran 26 acute and 15 mental groups.")
    assert not supports("It ran 26 acute and 15 mental health groups.", "It ran 15 acute and 26 mental health groups.")


def test_words_that_stand_far_apart_do_not_support() -> None:
    filler = " ".join(["something else entirely was said there"] * 20)
    assert not supports(f"The alliance {filler} formed {filler} in 2019.", "The alliance formed in 2019.")

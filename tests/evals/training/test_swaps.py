"""Changed questions: one thing of another kind, which the text does not hold."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.training.swaps import NAME, premise, reworded, swapped

TEXT = "In 2019 Ann Price became the chair of the Harbour Trust, the first of its kind in the north."
NAMES = ["Ann Price", "Bo Reed", "Harbour Trust", "Moor Trust"]
SEEDS = st.integers(0, 10_000)


@pytest.mark.parametrize(
    ("question", "way", "one_of", "gone"),
    [
        ("What did Ann Price chair?", "name", ("Bo Reed", "Moor Trust"), "Ann Price"),
        ("What happened in 2019?", "number", (), "2019"),
        ("what was the first of its kind", "opposite", ("last",), "first"),
        ("what did the chair say", "role", (), "chair"),
        ("who started it", "attribute", (), "who started"),
    ],
)
def test_each_way_puts_another_of_the_kind(question: str, way: str, one_of: tuple[str, ...], gone: str) -> None:
    found = [swapped(question, TEXT, "the answer", NAMES, random.Random(seed)) for seed in range(40)]
    changed = [swap.question for swap in found if swap and swap.way == way]
    assert changed
    assert all(gone not in question for question in changed)
    assert not one_of or all(any(name in question for name in one_of) for question in changed)


@given(SEEDS)
def test_what_is_put_in_is_neither_in_the_text_nor_the_answer(seed: int) -> None:
    question = "Who followed Ann Price as chair of the Harbour Trust in 2019?"
    swap = swapped(question, TEXT, "Bo Reed", NAMES, random.Random(seed))
    assert swap and swap.question != question
    assert "Bo Reed" not in swap.question
    new = set(swap.question.rstrip("?").split()) - set(question.rstrip("?").split())
    if swap.way in {"name", "number", "role"}:
        assert new and not any(word in TEXT for word in new - {"Trust"})


@given(SEEDS)
def test_numbers_and_roles_of_the_text_are_not_put_in(seed: int) -> None:
    text = f"The director, the editor and the mayor counted {', '.join(map(str, range(1, 45)))} boats."
    for question, way in (("What did they do 20 times?", "number"), ("what did the director do", "role")):
        swap = swapped(question, text, "boats", NAMES, random.Random(seed))
        if swap:
            assert swap.way == way
            new = set(swap.question.rstrip("?").split()) - set(question.rstrip("?").split())
            assert new and not new & set(text.replace(",", "").split())


def test_a_question_with_nothing_to_change_is_left_alone() -> None:
    assert swapped("is it so", TEXT, "yes", NAMES, random.Random(1)) is None


@given(SEEDS)
def test_a_premise_is_never_of_words_that_the_text_holds(seed: int) -> None:
    told = (
        "The board was abolished, closed and bought; its staff, budget, cost, offices and telephone number are listed."
    )
    swap = premise(["the board"], told, random.Random(seed))
    if swap:
        assert not any(
            word in swap.question for word in ("abolished", "close", "bought", "staff", "budget", "cost", "offices")
        )


def test_most_premises_can_be_asked() -> None:
    asked = [premise(["the Harbour Trust"], TEXT, random.Random(seed)) for seed in range(100)]
    assert sum(swap is not None for swap in asked) > 90
    assert all("Harbour Trust" in swap.question and "{" not in swap.question for swap in asked if swap)


@given(st.text(max_size=60), SEEDS)
def test_rewording_loses_one_letter_at_most_of_a_figure(question: str, seed: int) -> None:
    told = reworded(f"When did it cost {question} 1,234,567?", random.Random(seed))
    assert sum(character.isdigit() for character in told) >= 6


def test_names_are_found_inside_a_sentence_only() -> None:
    assert [match.group() for match in NAME.finditer("Then Ann Price joined. The Bank of England paid.")] == [
        "Ann Price",
        "Bank of England",
    ]

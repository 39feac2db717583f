"""A question that asks several things is taken apart; one that lists things is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.parts import MOST, split


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("what is CMAST and who leads it?", ("what is CMAST?", "who leads CMAST?")),
        ("When was it formed, and how many trusts are in it?", ("When was it formed?", "how many trusts are in it?")),
        (
            "What is the Harbour Alliance? Who leads it?",
            ("What is the Harbour Alliance?", "Who leads Harbour Alliance?"),
        ),
        ("1. What is CMAST?\n2. Who leads it?", ("What is CMAST?", "Who leads CMAST?")),
        (
            "who heads up the South West one and who heads up Level Up",
            ("who heads up the South West one?", "who heads up Level Up?"),
        ),
        (
            "If we become lead provider, who are we accountable to - and do we shed any statutory duties?",
            (
                "If we become lead provider, who are we accountable to?",
                "If we become lead provider, do we shed any statutory duties?",
            ),
        ),
        (
            "The Harbour Alliance has a joint board. What does that decide, and who else works that way?",
            (
                "The Harbour Alliance has a joint board. What does that decide?",
                "The Harbour Alliance has a joint board. who else works that way?",
            ),
        ),
        ("ICB and ICP, what do they each stand for", ("What is ICB?", "What is ICP?")),
        (
            "What does CMAST do and when did it start, and how many trusts are in it?",
            ("What does CMAST do?", "when did CMAST start?", "how many trusts are in CMAST?"),
        ),
        (
            "Tell me who leads Level Up and when did it start",
            ("Tell me who leads Level Up?", "when did Level Up start?"),
        ),
        (
            "How many councils are in the area Level Up serves, and which independent companies are partners?",
            (
                "How many councils are in the area Level Up serves?",
                "which independent companies are partners (Level Up)?",
            ),
        ),
    ],
)
def test_each_thing_asked_is_a_question_that_stands_alone(question: str, parts: tuple[str, ...]) -> None:
    assert split(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What is a provider collaborative?",
        "what do trusts and collaboratives share",
        "What are the roles and responsibilities of the board?",
        "what is the difference between a merger and a group",
        "What did they choose, and why?",
        "does the trust run a similar thing for grown-ups, and over what area?",
        "how do trusts decide what to share and how to pay for it?",
        "Which collaborative is led by a trust that runs wards and which also runs clinics?",
        "Who runs the programme, and how can I get hold of them?",
        "Who or what is IMO, they work with level up",
        "what works and what does not",
        "Explain what a lead provider stays answerable for, and to whom.",
        "The slides say 6 in one place and 7 in another. What's the difference?",
        "new care models, 2015 or 2016?",
        "AHA or the Black Country, which came first and which is bigger?",
        "can the briefing be on Teams or has it got to be face to face",
        "When our trust signs up, do we hand over our own duties?",
        "CiC or CIC, which does it mean",
        "How many NHS trusts are in Level Up counting the lead - names please?",
        "",
        "???",
    ],
)
def test_a_question_that_asks_one_thing_stays_as_it_is(question: str) -> None:
    assert split(question) == (question,)


def test_there_are_never_too_many_parts() -> None:
    parts = split(" ".join(f"What is thing number {n}?" for n in range(9)))
    assert len(parts) == MOST and "number 8" in parts[-1]


@given(st.text(alphabet=st.sampled_from("what who and is it CMAST ?,.;-\n") | st.characters(), max_size=120))
def test_no_text_breaks_it_and_none_is_lost_without_a_split(text: str) -> None:
    parts = split(text)
    assert 1 <= len(parts) <= MOST
    assert len(parts) > 1 or parts == (text,)
    assert len(parts) == 1 or all(part.strip() for part in parts)


@given(
    st.lists(st.sampled_from(["What is CMAST?", "Who leads Level Up?", "When did NTHP start?"]), min_size=2, max_size=4)
)
def test_whole_questions_one_after_another_come_out_as_they_went_in(questions: list[str]) -> None:
    assert split(" ".join(questions)) == tuple(questions)

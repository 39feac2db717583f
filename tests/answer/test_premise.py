"""What a question takes for granted is found, and held against evidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.premise import held, presupposed


def kinds(text: str) -> list[tuple[str, str]]:
    return [(p.kind, p.said) for p in presupposed(text)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("why were they abolished in 2021?", [("event", "abolished"), ("year", "2021")]),
        ("Why was the Harbour Alliance wound up in 2021?", [("event", "wound up"), ("year", "2021")]),
        ("when did the Saltmarsh Group merge with Lantern Hill", [("event", "merge")]),
        ("who banned collaboratives from holding budgets?", [("event", "banned")]),
        ("why was the conference cancelled?", [("event", "cancelled")]),
        ("how did the alliance fail?", [("event", "fail")]),
        ("why have services been privatised", [("event", "privatised")]),
        ("since Ada Finch left, who chairs it?", [("event", "left")]),
        ("who replaced Ada Finch as chair?", [("event", "replaced")]),
        ("what is the penalty for trusts that do not join", []),
        ("what do the 12 trusts of the alliance share?", [("number", "12 trusts")]),
        ("what do the twelve acute trusts share?", [("number", "twelve trusts")]),
        ("why has it grown since 2015?", [("year", "2015")]),
        ("how was the £90m budget of Level Up spent?", [("amount", "£90m")]),
        ("Joining is entirely voluntary for trusts, so why has ours bothered?", [("event", "voluntary")]),
        ("Now the Act has taken away trusts' own legal duties, who holds them?", [("event", "taken away")]),
    ],
)
def test_what_is_taken_for_granted_is_found(question: str, found: list[tuple[str, str]]) -> None:
    assert kinds(question) == found


@pytest.mark.parametrize(
    "question",
    [
        "What is mutual aid?",
        "Was the Harbour Alliance abolished?",
        "did the two trusts merge",
        "were the wards closed when the act came in?",
        "what happens if a trust leaves?",
        "how can a trust leave a collaborative?",
        "should boards be forced to join?",
        "Who leads Level Up?",
        "how many trusts are there",
        "",
    ],
)
def test_what_is_asked_outright_is_not_taken_for_granted(question: str) -> None:
    assert not presupposed(question)


@pytest.mark.parametrize(
    ("question", "evidence", "verdict"),
    [
        ("why was it abolished?", "The alliance was disbanded in 2021.", True),
        ("why was it abolished?", "The alliance was never abolished.", False),
        ("why was it abolished?", "The alliance was established in 2021 and continues to meet.", False),
        ("why was it abolished?", "The alliance has four members.", None),
        ("why did they close it", "The ward was closed in May.", True),
        ("since Ada Finch left, who chairs it?", "Ada Finch is the chair.", None),
        ("what do the 12 trusts share?", "The twelve acute trusts share a bank of staff.", True),
        ("what do the 12 trusts share?", "The four trusts share a bank of staff.", False),
        ("what do the 12 trusts share?", "They share a bank of staff.", None),
        ("why has it grown since 2015?", "It began in 2015.", True),
        ("why has it grown since 2016?", "It began in 2015-16.", True),
        ("why has it grown since 2014?", "It began in 2015.", None),
        ("how was the £90m budget spent?", "A budget of £90 million was set.", True),
        ("how was the £90m budget spent?", "A budget of £40.5m was set.", None),
        ("Joining is voluntary, so why has ours bothered?", "All acute trusts must be part of a collaborative.", False),
        ("Now that trusts lost their legal duties, who holds them?", "Each trust retains its legal duties.", False),
    ],
)
def test_evidence_says_so_or_otherwise_or_nothing(question: str, evidence: str, verdict: bool | None) -> None:
    (first, *_) = presupposed(question)
    assert held(first, evidence) is verdict


@given(st.text(max_size=120), st.text(max_size=120))
def test_no_text_breaks_it_and_a_question_that_repeats_itself_holds(text: str, more: str) -> None:
    for one in presupposed(f"why {text}"):
        assert one.said
        assert held(one, more) in {True, False, None}


@given(st.sampled_from(["abolished", "merged", "closed", "banned", "cancelled", "privatised", "replaced", "rejected"]))
def test_evidence_that_uses_the_questions_own_word_holds_it(event: str) -> None:
    (one,) = presupposed(f"why was the alliance {event}?")
    assert held(one, f"The alliance was {event}.") is True

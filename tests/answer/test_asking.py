"""Questions made from sentences read as a person would ask them, or are not made."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.asking import questions
from ingest.documents import BlockKind, Locator, Passage, Sentence


def passage(text: str, heading: str = "Part", kind: BlockKind = BlockKind.PARAGRAPH) -> Passage:
    return Passage("p", "d", 0, len(text), text, Locator(("Title", heading)), (Sentence(0, len(text), kind),))


def asked(text: str, heading: str = "Part", kind: BlockKind = BlockKind.PARAGRAPH, *more: str) -> list[str]:
    return [c.question for c in questions([passage(text, heading, kind), *map(passage, more)])]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("The Harbour Alliance is a provider collaborative of four trusts.", "What is the Harbour Alliance?"),
        ("An integrated care board is a planning body.", "What is an integrated care board?"),
        ("Mutual aid is a way to share staff.", "What is mutual aid?"),
        ("Place-based partnerships are groups that plan care together.", "What are place-based partnerships?"),
        ("The Harbour Alliance was formally established in May 2019.", "When was the Harbour Alliance established?"),
        ("The Harbour Alliance is chaired by Ana Brook.", "Who chairs the Harbour Alliance?"),
        (
            "Northgate Trust is the lead provider of the Harbour Alliance.",
            "Who is the lead provider of the Harbour Alliance?",
        ),
        ("The Harbour Alliance has saved £2.4m on supplies.", "What has the Harbour Alliance achieved?"),
        ("HARB stands for Harbour Alliance of Resilient Boards.", "What does HARB stand for?"),
        ("The Harbour Alliance brings together four acute trusts.", "Who is in the Harbour Alliance?"),
    ],
)
def test_a_sentence_with_its_subject_in_front_makes_a_question(text: str, question: str) -> None:
    assert asked(text) == [question]


def test_a_lead_in_asks_for_its_list() -> None:
    text = "The three aims of shared purchasing in 2022 were:"
    assert asked(text, "Part", BlockKind.LEAD_IN) == ["What were the three aims of shared purchasing in 2022?"]


def test_a_glossary_asks_for_its_terms_but_not_for_what_it_leaves_open() -> None:
    assert asked("Mutual aid: the sharing of staff.", "Glossary", BlockKind.LIST_ITEM) == [
        "What is meant by “mutual aid”?"
    ]
    assert asked("ICB: integrated care board.", "Glossary", BlockKind.LIST_ITEM) == ["What does ICB stand for?"]
    assert asked("Tier: the sources do not explain it.", "Glossary", BlockKind.LIST_ITEM) == []


@pytest.mark.parametrize(
    "text",
    [
        "It is a provider collaborative of four trusts.",
        "This partnership is a group of trusts.",
        "The plan is a good one.",
        "The Provider Collaborative is a group of trusts.",
        "In 2019 the board is a group of trusts.",
        "One of the aims is a shared bank of staff.",
        "Workforc e transforma is a priority.",
        "The first is the process of sharing.",
        "Trust boards that lead are groups that meet.",
        "It was formed in 2019.",
        "Two trusts were formed in 2019.",
        "The Harbour Alliance put money aside and saved £2m.",
        "The aims are:",
    ],
)
def test_rather_none_than_a_silly_one(text: str) -> None:
    assert asked(text) == []


@pytest.mark.parametrize(
    "heading", ["What does it do?", "Why this?", "What should we do next?", "When will the plan start?", "Aims"]
)
def test_a_heading_that_leans_on_others_is_no_question(heading: str) -> None:
    assert asked("Nothing here.", heading) == []
    assert asked("Nothing here.", "How has provider collaboration developed?") == [
        "How has provider collaboration developed?"
    ]


def test_a_name_takes_the_article_that_the_corpus_gives_it() -> None:
    text = "Harbour Hospitals Group is a partnership of trusts."
    others = ("Later the Harbour Hospitals Group was praised.", "Staff of the Harbour Hospitals Group, too.")
    assert asked(text, "Part", BlockKind.PARAGRAPH, *others) == ["What is the Harbour Hospitals Group?"]
    assert asked(text) == ["What is Harbour Hospitals Group?"]


@given(st.text(max_size=300), st.text(max_size=60), st.sampled_from(list(BlockKind)))
def test_no_text_breaks_it_and_every_question_is_one(text: str, heading: str, kind: BlockKind) -> None:
    for question in asked(text, heading, kind):
        assert question[0].isupper() and question.endswith("?") and len(question) <= 101

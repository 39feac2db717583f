"""Promises of finding copies: the same words in two places are one group; what says something else is in none."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.copies import Copies, Stretch
from index.find_copies import find_copies, precedences
from ingest.assembly import assemble
from ingest.chunking import passages_of
from ingest.documents import BlockKind, Document, LoadedBlock, Passage

HEADING, PARAGRAPH, ITEM, ROW = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW
LENDS = "Every trust on the coast lends nurses to a neighbour that is short of them."
PAYS = "The trust that borrows a nurse pays for the shifts at the end of each quarter."
ASKS = "A request for nurses goes to 50 trusts by telephone before noon."


def groups_of(copies: Copies) -> list[list[Stretch]]:
    """All groups of places."""
    groups: list[list[Stretch]] = []
    while places := copies.places(len(groups)):
        groups.append(places)
    return groups


def document(path: str, *blocks: str | tuple[BlockKind, str], **said: str) -> Document:
    """A document of paragraphs, or of blocks of other kinds."""
    loaded = [LoadedBlock(PARAGRAPH, b) if isinstance(b, str) else LoadedBlock(b[0], b[1], 1) for b in blocks]
    text, placed = assemble(loaded)
    fields = {"published_on": "2022", "status": "current"} | said
    return Document(
        id=path, version="v1", path=path, title=path, publisher="", kind="note", original_url="", licence="", text=text,
        blocks=placed, published_on=fields["published_on"], status=fields["status"],
    )  # fmt: skip


def found_in(documents: Sequence[Document], chance: random.Random | None = None) -> list[list[tuple[str, str]]]:
    """The groups, each place as its document's path and its words, in the order of what they say; rows shuffled by chance."""
    passages = [passage for each in documents for passage in passages_of(each)]
    if chance:
        chance.shuffle(passages)
    groups = groups_of(find_copies(passages, documents))
    return sorted([_told(passages, documents, place.row, place.start, place.end) for place in g] for g in groups)


def _told(
    passages: Sequence[Passage], documents: Sequence[Document], row: int, start: int, end: int
) -> tuple[str, str]:
    of_row = next(d for d in documents if d.id == passages[row].document_id)
    assert passages[row].start <= start < end <= passages[row].end
    return of_row.path, of_row.text[start:end]


def test_a_copied_paragraph_is_one_group_a_sentence_in_the_order_of_the_documents() -> None:
    groups = found_in([document("b", f"{LENDS} {PAYS}"), document("a", f"{LENDS} {PAYS}")])
    assert groups == [[("a", LENDS), ("b", LENDS)], [("a", PAYS), ("b", PAYS)]]


def test_a_paragraph_cut_in_two_elsewhere_is_a_copy_all_the_same() -> None:
    assert len(found_in([document("page", f"{LENDS} {PAYS}"), document("pdf", LENDS, PAYS)])) == 2


@pytest.mark.parametrize(
    "changed",
    [
        ASKS.replace("50", "51"),
        ASKS.replace("50 trusts", "fifty trusts"),
        ASKS.replace("goes", "never goes"),
        ASKS.replace("goes", "may go"),
        ASKS.replace("by telephone", "in Leeds by telephone"),
        ASKS.replace("before", "after"),
    ],
)
def test_what_says_something_else_is_no_copy(changed: str) -> None:
    assert found_in([document("old", LENDS, ASKS), document("new", PAYS, changed)]) == []


@pytest.mark.parametrize("changed", [ASKS.replace("noon", "noon,"), ASKS.upper(), ASKS.replace("tele", "tele-")])
def test_commas_capitals_and_hyphens_leave_a_copy(changed: str) -> None:
    ((one, other),) = found_in([document("a", ASKS), document("b", changed)])
    assert (one, other[0]) == (("a", ASKS), "b")


def test_a_copied_paragraph_inside_passages_that_differ_is_all_that_is_found() -> None:
    north = document("north", "The north has four hospitals and a long coast to look after.", LENDS, PAYS)
    south = document("south", LENDS, "In the south two hospitals share a helicopter with the coastguard.")
    assert found_in([north, south]) == [[("north", LENDS), ("south", LENDS)]]


def test_boilerplate_in_each_chapter_of_one_document_is_one_group() -> None:
    chapters = [b for n in range(5) for b in ((HEADING, f"Chapter {n}"), f"Chapter {n} has words of its own.", LENDS)]
    (group,) = found_in([document("guide", *chapters)])
    assert group == [("guide", LENDS)] * 5


def test_a_short_sentence_is_a_copy_only_beside_a_copy() -> None:
    short = "Nobody pays twice."
    beside = found_in([document("a", f"{LENDS} {short}"), document("b", f"{LENDS} {short}")])
    assert [group[0][1] for group in beside] == [LENDS, short]
    assert found_in([document("a", f"{LENDS} {short}"), document("b", f"{PAYS} {short}")]) == []


def test_a_sentence_that_leans_on_another_is_a_copy_only_after_the_same_one() -> None:
    leaning = "It was formed by four hospitals on the coast in the year 2019."
    assert found_in([document("a", f"{LENDS} {leaning}"), document("b", f"{PAYS} {leaning}")]) == []
    before = [document("a", f"{LENDS} {leaning} {PAYS}"), document("b", f"{ASKS} {leaning} {PAYS}")]
    assert [group[0][1] for group in found_in(before)] == [PAYS]
    assert len(found_in([document("a", f"{LENDS} {leaning}"), document("b", f"{LENDS} {leaning}")])) == 2


def items(*texts: str) -> list[tuple[BlockKind, str]]:
    return [(ITEM, text) for text in texts]


def test_a_short_list_is_a_copy_as_a_whole_only() -> None:
    trusts = items("Northgate Hospitals", "Saltmarsh", "Lantern Hill")
    assert len(found_in([document(name, "The trusts are:", *trusts) for name in "ab"])) == 4
    other = [document("a", "The trusts are:", *trusts), document("b", "Those that left are:", *trusts)]
    assert found_in(other) == []


def test_an_item_is_no_copy_under_another_lead_in() -> None:
    sharing = items("sharing the staff of all wards when one trust is short of nurses")
    assert found_in([document("a", "Benefits:", *sharing), document("b", "Risks:", *sharing)]) == []
    assert len(found_in([document("a", "Benefits:", *sharing), document("b", *sharing)])) == 1


def test_a_row_that_differs_in_a_word_is_another_record() -> None:
    row = "Model: lead provider; Who decides: one trust holds the contract for the others on the coast"
    both = [document("a", (ROW, row)), document("b", (ROW, row.replace("for the others", "for others")))]
    assert found_in(both) == []
    assert len(found_in([document("a", (ROW, row)), document("b", (ROW, row))])) == 1


def test_the_document_in_force_speaks_first_then_the_newer_then_by_path() -> None:
    documents = [
        document("withdrawn", LENDS, status="withdrawn", published_on="2030"),
        document("superseded", LENDS, status="superseded", published_on="2029"),
        document("draft", LENDS, status="draft", published_on="2028"),
        document("undated", LENDS, published_on="undated"),
        document("old", LENDS, published_on="2021-12"),
        document("b-new", LENDS, published_on="2023"),
        document("a-new", LENDS, published_on="2023"),
    ]
    (group,) = found_in(documents)
    wanted = ["a-new", "b-new", "old", "undated", "draft", "superseded", "withdrawn"]
    assert [path for path, _ in group] == wanted
    assert sorted(precedences(documents).values()) == list(range(len(documents)))


TEXTS = [
    LENDS,
    LENDS.replace("Every", "Each"),
    LENDS.replace("short of", "very short of"),
    PAYS,
    PAYS.replace("pays", "never pays"),
    ASKS,
    ASKS.replace("50", "51"),
    "It grew.",
    "Nobody pays.",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=6), min_size=1, max_size=5), st.randoms())
def test_the_order_of_documents_and_rows_makes_no_difference(texts: list[list[str]], chance: random.Random) -> None:
    # A heading before each text, so that a document has several passages.
    headed = [[b for n, text in enumerate(of_one) for b in ((HEADING, f"Part {n}"), text)] for of_one in texts]
    documents = [document(f"d{n}", *of_one) for n, of_one in enumerate(headed)]
    groups = found_in(documents)
    assert groups == found_in(documents[::-1]) == found_in(documents, chance) == found_in(documents)
    for group in groups:
        assert len(group) > 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8), min_size=1, max_size=4))
def test_no_place_is_in_two_groups_and_no_passage_twice_in_one(texts: list[list[str]]) -> None:
    documents = [document(f"d{n}", *of_one) for n, of_one in enumerate(texts)]
    passages = [passage for each in documents for passage in passages_of(each)]
    groups = groups_of(find_copies(passages, documents))
    places = [place for group in groups for place in group]
    assert len(places) == len(set(places))
    for group in groups:
        assert len({place.row for place in group}) == len(group)


@pytest.mark.parametrize("texts", [[], ["Words that stand in one place only, and nowhere else."]])
def test_a_corpus_without_copies_has_an_empty_table(texts: list[str]) -> None:
    documents = [document("a", *texts)] if texts else []
    copies = find_copies([p for d in documents for p in passages_of(d)], documents)
    assert groups_of(copies) == [] and copies.of_row(0) == [] and copies.words(0) == 0
    assert copies.group(0, 0, 10) is None


def test_many_lines_that_look_alike_cost_no_more_than_they_should(monkeypatch: pytest.MonkeyPatch) -> None:
    from index import find_copies as module

    compared = 0

    def counting(one: object, other: object) -> bool:
        nonlocal compared
        compared += 1
        return False

    monkeypatch.setattr(module, "same", counting)
    letters = np.random.default_rng(3).integers(97, 123, (2000, 8)).astype(np.uint8)
    names = [bytes(row).decode() for row in letters]
    lines = [
        f"The ward that people call {name} looks after patients who come from places near the coast." for name in names
    ]
    assert isinstance(find_copies(passages_of(document("wards", *lines)), [document("wards")]), Copies)
    assert compared <= 100 * len(lines)  # all pairs would be two million

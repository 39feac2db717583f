"""Promises of passages: the document's own words, under one heading of one slide, lists with their lead-in line."""

import time
from dataclasses import replace

import pytest
from hypothesis import given

from ingest.chunking import LONGEST, LONGEST_TEXT, TARGET, passages_of
from ingest.documents import BlockKind, Document, LoadedBlock, Passage
from tests.ingest.made_up import FEW, document_from, loaded_blocks

HEADING, PARAGRAPH, ITEM, ROW = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW
SENTENCE = "The trusts on the coast share one list of patients who wait for planned surgery."  # 15 words


def inside(document: Document, passage: Passage) -> list[BlockKind]:
    return [b.kind for b in document.blocks if b.start < passage.end and b.end > passage.start]


@FEW
@given(loaded_blocks())
def test_passages_hold_the_documents_words_in_order_each_once(loaded: list[LoadedBlock]) -> None:
    document = document_from(loaded)
    covered: list[int] = []
    for passage in passages_of(document):
        assert passage.document_id == document.id
        assert passage.text == document.text[passage.start : passage.end]
        assert passage.text == passage.text.strip()
        covered += [n for s in passage.sentences for n in range(s.start, s.end)]
        for sentence in passage.sentences:
            assert passage.start <= sentence.start < sentence.end <= passage.end
            assert passage.text_of(sentence) == document.text[sentence.start : sentence.end]
    assert covered == sorted(set(covered))
    wanted = {
        n
        for b in document.blocks
        if b.kind is not HEADING
        for n in range(b.start, b.end)
        if not document.text[n].isspace()
    }
    assert wanted <= set(covered)


@FEW
@given(loaded_blocks())
def test_the_words_of_all_sentences_are_those_of_the_text_under_headings_and_no_passage_is_too_long(
    loaded: list[LoadedBlock],
) -> None:
    document = document_from(loaded)
    passages = passages_of(document)
    told = "".join("".join(p.text_of(s).split()) for p in passages for s in p.sentences)
    wanted = (document.text[b.start : b.end] for b in document.blocks if b.kind is not HEADING)
    assert told == "".join("".join(words.split()) for words in wanted)
    for passage in passages:
        assert len(passage.text) <= LONGEST_TEXT
        assert len(passage.text.split()) <= LONGEST or len(passage.sentences) == 1
        assert len(passage.lead_in) <= 500


@FEW
@given(loaded_blocks())
def test_a_passage_never_crosses_a_heading_or_a_slide(loaded: list[LoadedBlock]) -> None:
    document = document_from(loaded)
    for passage in passages_of(document):
        touched = [b for b in document.blocks if b.start < passage.end and b.end > passage.start]
        assert HEADING not in {b.kind for b in touched}
        assert {(b.locator.heading_path, b.locator.slide) for b in touched} == {
            (passage.locator.heading_path, passage.locator.slide)
        }
        assert passage.locator.page == touched[0].locator.page


@FEW
@given(loaded_blocks())
def test_every_list_item_and_row_is_with_its_lead_in_line(loaded: list[LoadedBlock]) -> None:
    document = document_from(loaded)
    leads = {b.group: document.text[b.start : b.end] for b in document.blocks if b.kind is BlockKind.LEAD_IN}
    for passage in passages_of(document):
        for sentence in passage.sentences:
            if sentence.kind in (ITEM, ROW) and len(leads.get(sentence.group, "x" * 501)) <= 500:
                assert passage.lead_in_of(sentence)
                assert leads[sentence.group].endswith(passage.lead_in_of(sentence))
                assert leads[sentence.group] in passage.preface + passage.text


@FEW
@given(loaded_blocks())
def test_ids_differ_inside_a_document_and_are_the_same_each_time(loaded: list[LoadedBlock]) -> None:
    ids = [p.id for p in passages_of(document_from(loaded))]
    assert len(set(ids)) == len(ids)
    assert ids == [p.id for p in passages_of(document_from(loaded))]


def test_short_blocks_share_a_passage_and_long_sections_are_cut() -> None:
    short = document_from([LoadedBlock(PARAGRAPH, SENTENCE) for _ in range(3)])
    assert len(passages_of(short)) == 1
    long = document_from([LoadedBlock(PARAGRAPH, SENTENCE) for _ in range(40)])
    passages = passages_of(long)
    assert len(passages) > 1
    assert all(len(p.text.split()) <= TARGET for p in passages)


def test_a_list_that_fits_is_not_parted_from_its_lead_in() -> None:
    before = [LoadedBlock(PARAGRAPH, SENTENCE) for _ in range(6)]
    lists = [LoadedBlock(PARAGRAPH, "The aims are:"), *[LoadedBlock(ITEM, SENTENCE) for _ in range(10)]]
    document = document_from([*before, *lists])
    first, second = passages_of(document)
    assert inside(document, first) == [PARAGRAPH] * 6
    assert inside(document, second) == [BlockKind.LEAD_IN, *[ITEM] * 10]
    assert second.lead_in == ""


def test_a_list_too_long_for_one_passage_carries_its_lead_in_line_on() -> None:
    document = document_from([LoadedBlock(PARAGRAPH, "The aims are:"), *[LoadedBlock(ITEM, SENTENCE)] * 40])
    first, *later = passages_of(document)
    assert first.lead_in == ""
    assert later
    for passage in later:
        assert passage.lead_in == "The aims are:"
        assert passage.preface.endswith("The aims are:\n")
        assert passage.lead_in_of(passage.sentences[0]) == "The aims are:"
        assert len(passage.text.split()) <= LONGEST


def test_rows_of_a_table_carry_their_headers_into_every_passage() -> None:
    rows = [
        LoadedBlock(ROW, f"Trust: Trust {n}; Beds: {n}0; Place: on the coast near the lighthouse") for n in range(40)
    ]
    document = document_from([LoadedBlock(PARAGRAPH, "Beds of the members:"), *rows])
    passages = passages_of(document)
    assert len(passages) > 1
    for passage in passages:
        for sentence in passage.sentences:
            if sentence.kind is ROW:
                assert passage.text_of(sentence).startswith("Trust: Trust ")
                assert "; Beds: " in passage.text_of(sentence)
                assert passage.lead_in_of(sentence) == "Beds of the members:"


def test_the_context_names_the_document_and_its_headings_once() -> None:
    document = document_from(
        [LoadedBlock(HEADING, "Made up", 1), LoadedBlock(HEADING, "Members", 2), LoadedBlock(PARAGRAPH, SENTENCE)]
    )
    (passage,) = passages_of(document)
    assert passage.context == "Made up > Members"
    assert passage.locator.heading_path == ("Made up", "Members")


def test_a_passage_that_runs_over_a_page_names_both_pages() -> None:
    document = document_from([LoadedBlock(PARAGRAPH, SENTENCE, page=4), LoadedBlock(PARAGRAPH, SENTENCE, page=5)])
    (passage,) = passages_of(document)
    assert (passage.locator.page, passage.locator.page_end) == (4, 5)


def test_headings_alone_give_no_passage() -> None:
    assert passages_of(document_from([LoadedBlock(HEADING, "Only a title", 1)])) == []


def test_a_word_without_end_becomes_bounded_passages() -> None:
    document = document_from([LoadedBlock(PARAGRAPH, "a" + "\u0301" * 200_000)])
    passages = passages_of(document)
    assert "".join(p.text for p in passages) == document.text
    assert all(len(p.text) <= LONGEST_TEXT for p in passages)


def test_of_a_long_lead_in_only_its_last_sentence_goes_before_every_part_of_its_list() -> None:
    lead = f"{SENTENCE} " * 30 + "The aims are:"
    passages = passages_of(document_from([LoadedBlock(PARAGRAPH, lead), *[LoadedBlock(ITEM, SENTENCE)] * 60]))
    assert {p.lead_in for p in passages} == {"", "The aims are:"}
    assert all(p.lead_in_of(s) == "The aims are:" for p in passages for s in p.sentences if s.kind is ITEM)
    assert all(p.lead_in == "" for p in passages if "The aims are:" in p.text)


def test_a_long_title_stands_shortened_above_each_passage() -> None:
    document = replace(document_from([LoadedBlock(PARAGRAPH, SENTENCE)]), title="Title " * 10_000)
    assert len(passages_of(document)[0].context) <= 200


@pytest.mark.slow
@pytest.mark.parametrize("kind", [HEADING, PARAGRAPH, ITEM, ROW])
def test_the_time_to_cut_grows_with_the_number_of_blocks(kind: BlockKind) -> None:
    """Ten times the blocks take about ten times as long, not a hundred times."""

    def seconds(blocks: int) -> float:
        loaded = [LoadedBlock(PARAGRAPH, "Of these:"), *[LoadedBlock(kind, f"word{n}", 2) for n in range(blocks)]]
        begun = time.process_time()
        passages_of(document_from(loaded))
        return time.process_time() - begun

    seconds(100)
    few, many = (min(seconds(blocks) for _ in range(3)) for blocks in (2_000, 20_000))
    assert many < 60 * max(few, 0.01)

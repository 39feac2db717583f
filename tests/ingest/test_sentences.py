"""Promises of sentences: nothing a block says is lost or told twice, and abbreviations do not end a sentence."""

import time

import pytest
from hypothesis import example, given

from ingest.assembly import assemble
from ingest.documents import Block, BlockKind, LoadedBlock, Locator, SourceRef
from ingest.sentences import LONGEST_SENTENCE, sentences_of, split
from tests.ingest.made_up import FEW, TEXTS, loaded_blocks


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@FEW
@given(loaded_blocks())
def test_every_character_of_a_block_lies_in_exactly_one_sentence(loaded: list[LoadedBlock]) -> None:
    text, blocks = assemble(loaded)
    for block in blocks:
        found = sentences_of(block, text)
        if block.kind is BlockKind.HEADING:
            assert found == []
            continue
        covered = [n for s in found for n in range(s.start, s.end)]
        assert covered == sorted(set(covered))
        assert set(covered) <= set(range(block.start, block.end))
        assert {n for n in range(block.start, block.end) if not text[n].isspace()} <= set(covered)
        for sentence in found:
            words = text[sentence.start : sentence.end]
            assert words
            assert words == words.strip()


@FEW
@given(TEXTS)
def test_splitting_loses_nothing_and_keeps_the_order(text: str) -> None:
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Two trusts merged. They share a board.", ["Two trusts merged.", "They share a board."]),
        ("Dr. Example chairs it. She is new.", ["Dr. Example chairs it.", "She is new."]),
        ("It saved £3.5 million in a year. Why? It bought as one.", None),
        ("They share staff, e.g. nurses and porters. All agree.", None),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, wanted: list[str] | None) -> None:
    found = sentences(text)
    assert found == wanted if wanted else len(found) in (2, 3)
    assert not any(s.endswith(("e.g.", "Dr.", "£3.")) for s in found)


def test_the_same_sentence_twice_gives_two_spans() -> None:
    assert split("We share. We share. We share.") == [(0, 9), (10, 19), (20, 29)]


@FEW
@given(TEXTS)
@example("x" * 5_000)
def test_no_sentence_is_longer_than_the_limit_and_each_lies_at_its_span(text: str) -> None:
    for start, end in split(text):
        assert 0 < end - start <= LONGEST_SENTENCE
        assert text[start:end] == text[start:end].strip()


def test_sentences_that_run_over_the_end_of_a_window_stay_whole() -> None:
    one = "The trusts on the coast share one list of the patients, e.g. those of Dr. Example, who wait."
    assert set(sentences(" ".join([one] * 300))) == {one}


def test_what_is_too_long_for_a_sentence_is_parted_between_words() -> None:
    text = "collaborative " * 1_000
    assert len(sentences(text)) > 6
    assert all(set(piece.split()) == {"collaborative"} for piece in sentences(text))


NOT_PROSE = [
    "1. ",
    "1. 2. ",
    "a) b) ",
    "i) ii) iii) ",
    "(a) (b) ",
    "a.b.c.d. ",
    "9. 0. ",
    ".)",
    "p. ",
    "pp ",
    ".A ",
    "'. ",
]
NOT_PROSE += [
    "(",
    '" ',
    "'a ",
    "... ",
    "x\n",
    "No. e.g. ",
    "。",
    "a\u0301",
    '\\"',
    "♨\r",
    "a.[",
    "a.[11 ",
    "a.[1" + "1" * 60,
]


@pytest.mark.parametrize("piece", NOT_PROSE)
def test_a_hundred_kilobytes_of_what_is_not_prose_are_split_in_a_moment(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    split("Two trusts share a list. They meet.")
    begun = time.process_time()
    assert len(split(text)) <= 60_000
    assert time.process_time() - begun < 4  # under one on a machine with nothing else to do


def test_digits_after_a_bracket_do_not_keep_the_splitter_for_ever() -> None:
    text = "The trusts share a list.[" + "11 " * 40 + "and they meet."
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_a_very_long_paragraph_is_split_whole() -> None:
    text = "The trusts share one list of patients. " * 520  # over 20,000 characters
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
    assert len(sentences(text)) >= 520


def block_of(kind: BlockKind, text: str) -> Block:
    return Block(kind, 0, len(text), Locator(), 1, (SourceRef("briefing", "p. 2"),))


def test_a_list_item_or_a_row_stays_whole_and_keeps_its_source() -> None:
    for kind in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW):
        text = "One list. One team."
        (sentence,) = sentences_of(block_of(kind, text), text)
        assert (sentence.start, sentence.end, sentence.kind, sentence.group) == (0, len(text), kind, 1)
        assert sentence.sources == (SourceRef("briefing", "p. 2"),)


def test_the_sentences_of_a_very_long_list_item_stand_alone() -> None:
    text = "The trusts on the coast share one list of patients who wait. " * 6
    found = sentences_of(block_of(BlockKind.LIST_ITEM, text.strip()), text.strip())
    assert len(found) == 6


def test_only_the_last_sentence_of_a_lead_in_leads_in() -> None:
    text = "The trusts agreed on three aims. They are:"
    first, last = sentences_of(block_of(BlockKind.LEAD_IN, text), text)
    assert (first.kind, first.group) == (BlockKind.PARAGRAPH, None)
    assert (last.kind, last.group) == (BlockKind.LEAD_IN, 1)


def test_a_label_of_a_long_list_item_stays_with_what_it_labels() -> None:
    item = "Lead provider. " + "One trust holds the contract with the commissioner. " * 6
    text, blocks = assemble([LoadedBlock(BlockKind.LIST_ITEM, item)])
    first, *_ = sentences_of(blocks[0], text)
    assert text[first.start : first.end] == "Lead provider. One trust holds the contract with the commissioner."

"""Promises of the stored text: every block's words, in order, each at its span and under its headings."""

from hypothesis import given

from ingest.assembly import assemble
from ingest.documents import BlockKind, LoadedBlock, SourceRef
from tests.ingest.made_up import FEW, loaded_blocks

HEADING, PARAGRAPH, ITEM, ROW = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW


@FEW
@given(loaded_blocks())
def test_every_block_lies_at_its_span_in_order_and_nothing_else_is_in_the_text(loaded: list[LoadedBlock]) -> None:
    text, blocks = assemble(loaded)
    wanted = [block.text.strip() for block in loaded if block.text.strip()]
    assert [text[b.start : b.end] for b in blocks] == wanted
    ends = [0, *[b.end for b in blocks]]
    between = [text[end : b.start] for end, b in zip(ends, blocks, strict=False)] + [text[ends[-1] :]]
    assert not "".join(between).strip()
    assert all(gap in ("", "\n", "\n\n") for gap in between)


@FEW
@given(loaded_blocks())
def test_each_block_knows_its_slide_its_page_and_the_headings_above_it(loaded: list[LoadedBlock]) -> None:
    _, blocks = assemble(loaded)
    kept = [block for block in loaded if block.text.strip()]
    above: list[LoadedBlock] = []
    for item, block in zip(kept, blocks, strict=True):
        if block.kind is HEADING:
            assert item.kind is HEADING
            above = [h for h in above if h.level < item.level] + [item]
        assert block.locator.heading_path == tuple(h.text.strip() for h in above)
        assert (block.locator.slide, block.locator.page, block.locator.page_end) == (item.slide, item.page, item.page)


@FEW
@given(loaded_blocks())
def test_a_line_that_ends_open_before_a_list_or_in_a_colon_before_a_table_leads_into_it(
    loaded: list[LoadedBlock],
) -> None:
    _, blocks = assemble(loaded)
    kept = [block for block in loaded if block.text.strip()]
    for n, (item, block) in enumerate(zip(kept, blocks, strict=True)):
        after = kept[n + 1] if n + 1 < len(kept) else None
        words = item.text.strip()
        named = len(words.split()) <= 30 and not words.rstrip("”’\"')]").endswith(tuple(".!?…;,"))
        leads = (
            block.kind in (PARAGRAPH, BlockKind.LEAD_IN)
            and after is not None
            and (after.kind in (ITEM, ROW) if words.endswith(":") else named and after.kind is ITEM)
            and after.slide == item.slide
        )
        assert (block.kind is BlockKind.LEAD_IN) == leads
        if leads:
            assert block.group is not None
            assert block.group == blocks[n + 1].group
        elif block.kind in (HEADING, PARAGRAPH, BlockKind.SPEAKER_NOTE):
            assert block.group is None


def test_a_line_that_names_the_list_under_it_leads_into_it_and_a_sentence_does_not() -> None:
    for words, kind in (("Questions for the board", BlockKind.LEAD_IN), ("The board met.", PARAGRAPH)):
        _, blocks = assemble([LoadedBlock(PARAGRAPH, words), LoadedBlock(ITEM, "Who pays?")])
        assert blocks[0].kind is kind
    _, blocks = assemble([LoadedBlock(PARAGRAPH, "Table 1"), LoadedBlock(ROW, "Town: Cliff")])
    assert blocks[0].kind is PARAGRAPH


def test_a_heading_without_words_ends_what_those_below_its_level_are_about() -> None:
    _, blocks = assemble(
        [
            LoadedBlock(HEADING, "Plan", 1),
            LoadedBlock(HEADING, "Beds", 3),
            LoadedBlock(PARAGRAPH, "There are four."),
            LoadedBlock(HEADING, "", 2),
            LoadedBlock(PARAGRAPH, "Nurses move."),
        ]
    )
    assert [block.locator.heading_path for block in blocks[2:]] == [("Plan", "Beds"), ("Plan",)]


def test_lists_are_one_block_a_line_and_two_lists_are_two_groups() -> None:
    text, blocks = assemble(
        [
            LoadedBlock(PARAGRAPH, "The members are:"),
            LoadedBlock(ITEM, "North Trust"),
            LoadedBlock(ITEM, "South Trust"),
            LoadedBlock(PARAGRAPH, "Both meet monthly."),
            LoadedBlock(ITEM, "in person"),
            LoadedBlock(ROW, "Trust: North; Beds: 40"),
        ]
    )
    assert text == (
        "The members are:\nNorth Trust\nSouth Trust\n\nBoth meet monthly.\n\nin person\n\nTrust: North; Beds: 40"
    )
    groups = [b.group for b in blocks]
    assert groups[0] == groups[1] == groups[2]
    assert groups[3] is None
    assert len({groups[0], groups[4], groups[5]}) == 3


def test_a_list_that_runs_on_to_another_slide_is_another_group() -> None:
    _, blocks = assemble([LoadedBlock(ITEM, "one", slide=1), LoadedBlock(ITEM, "two", slide=2)])
    assert blocks[0].group != blocks[1].group


def test_sources_and_the_last_page_of_a_block_are_kept() -> None:
    ref = SourceRef("briefing", "section 2")
    _, (block,) = assemble([LoadedBlock(PARAGRAPH, "Text.", page=3, page_end=4, sources=(ref,))])
    assert (block.locator.page, block.locator.page_end, block.sources) == (3, 4, (ref,))


def test_no_blocks_give_an_empty_text() -> None:
    assert assemble([LoadedBlock(PARAGRAPH, " \n ")]) == ("", ())


def kinds(*loaded: LoadedBlock) -> list[BlockKind]:
    return [block.kind for block in assemble(loaded)[1]]


def test_a_title_that_makes_a_statement_with_nothing_under_it_is_text() -> None:
    said = LoadedBlock(HEADING, "Waiting lists have halved since 2022", 1, slide=1)
    assert kinds(said) == [PARAGRAPH]
    assert kinds(said, LoadedBlock(HEADING, "Our members", 1, slide=1)) == [PARAGRAPH, HEADING]
    assert kinds(said, LoadedBlock(PARAGRAPH, "Three trusts share them.", slide=2)) == [PARAGRAPH, PARAGRAPH]


def test_a_title_that_names_a_subject_or_asks_or_has_text_under_it_stays_a_heading() -> None:
    for words in ("Agenda", "Our members in the north west", "What the trusts have done in 2022", "Is it done by all?"):
        assert kinds(LoadedBlock(HEADING, words, 1)) == [HEADING]
    said = LoadedBlock(HEADING, "Waiting lists have halved since 2022", 1)
    for below in (LoadedBlock(PARAGRAPH, "Three trusts share them."), LoadedBlock(HEADING, "Surgery", 2)):
        assert kinds(said, below)[0] is HEADING


def test_a_heading_of_hundreds_of_words_is_a_paragraph() -> None:
    text, blocks = assemble([LoadedBlock(HEADING, "trust " * 5_000, 1), LoadedBlock(PARAGRAPH, "They meet.")])
    assert [block.kind for block in blocks] == [PARAGRAPH, PARAGRAPH]
    assert blocks[1].locator.heading_path == ()


def test_a_line_to_write_on_is_text_under_the_heading_above_it_whatever_its_style() -> None:
    loaded = [
        LoadedBlock(HEADING, "Agreement to share records", 2),
        LoadedBlock(HEADING, "Name of trust: ...........", 2),
    ]
    _, blocks = assemble(loaded)
    assert blocks[1].kind is PARAGRAPH
    assert blocks[1].locator.heading_path == ("Agreement to share records",)

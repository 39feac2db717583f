"""Promises about typed lists: bullets and numbers that somebody typed make list items, other text stays as it is."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.documents import BlockKind, LoadedBlock
from ingest.loaders.typed_lists import with_typed_lists

PARAGRAPH, ITEM = BlockKind.PARAGRAPH, BlockKind.LIST_ITEM


def read(*lines: str) -> list[tuple[BlockKind, str]]:
    return [(b.kind, b.text) for b in with_typed_lists([LoadedBlock(PARAGRAPH, line) for line in lines])]


def test_bullets_go_and_their_lines_are_items() -> None:
    assert read("Plans:", "• one", "◦ two") == [(PARAGRAPH, "Plans:"), (ITEM, "one"), (ITEM, "two")]


def test_a_dash_is_a_bullet_only_beside_another() -> None:
    assert read("- one", "- two", "Last") == [(ITEM, "one"), (ITEM, "two"), (PARAGRAPH, "Last")]
    assert read("First", "– and so it went", "Last")[1] == (PARAGRAPH, "– and so it went")


def test_numbers_make_items_after_a_colon_and_stay_readable() -> None:
    assert read("You may ask for:", "a) less", "b) more") == [
        (PARAGRAPH, "You may ask for:"),
        (ITEM, "a) less"),
        (ITEM, "b) more"),
    ]
    assert {kind for kind, _ in read("Clauses", "1. The board meets.", "2. It votes.")} == {PARAGRAPH}


def test_an_item_alone_or_from_the_middle_is_no_list() -> None:
    assert {kind for kind, _ in read("As said:", "1. once")} == {PARAGRAPH}
    assert {kind for kind, _ in read("As said:", "3. thrice", "4. more")} == {PARAGRAPH}


@given(st.lists(st.text(alphabet="ab1.)-•*: ", max_size=8)))
def test_no_word_is_lost_or_moved(lines: list[str]) -> None:
    blocks = [LoadedBlock(PARAGRAPH, line) for line in lines]
    out = with_typed_lists(blocks)
    assert len(out) == len(blocks)
    assert all(
        after.text and before.text.endswith(after.text) or before == after
        for before, after in zip(blocks, out, strict=True)
    )

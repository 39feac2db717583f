"""Promises of pictures that are kept: lines over words, and nothing outside their folder."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.pictures import Rectangle, folder_of, lines_of, picture_file, pictures_of
from ingest.assembly import assemble
from ingest.documents import BlockKind, Document, LoadedBlock

numbers = st.integers(0, 1000)


@st.composite
def boxes(draw: st.DrawFn) -> Rectangle:
    left, top = draw(numbers), draw(numbers)
    return Rectangle(left, top, left + draw(st.integers(1, 80)), top + draw(st.integers(1, 30)))


def within(inner: Rectangle, outer: Rectangle) -> bool:
    across = outer.left <= inner.left < inner.right <= outer.right
    return across and outer.top <= inner.top < inner.bottom <= outer.bottom


@given(words=st.lists(boxes(), max_size=30))
def test_every_word_lies_in_a_line_and_no_line_reaches_beyond_the_words(words: list[Rectangle]) -> None:
    lines = lines_of(words)
    assert len(lines) <= len(words)
    for word in words:
        assert any(within(word, line) for line in lines)
    for line in lines:
        inside = [word for word in words if within(word, line)]
        edges = [(w.left, w.top, -w.right, -w.bottom) for w in inside]
        assert tuple(map(min, zip(*edges, strict=True))) == (line.left, line.top, -line.right, -line.bottom)


def test_words_of_a_line_make_one_and_lines_and_columns_stay_apart() -> None:
    first = [Rectangle(x, 100, x + 40, 114) for x in (10, 55, 100)]
    second = [Rectangle(x, 115, x + 40, 129) for x in (10, 55)]
    column = [Rectangle(400, 115, 440, 129)]
    assert lines_of([*first, *second, *column]) == (
        Rectangle(10, 100, 140, 114), Rectangle(10, 115, 95, 129), Rectangle(400, 115, 440, 129),
    )  # fmt: skip


def document(*blocks: LoadedBlock, **changes: Any) -> Document:
    text, made = assemble(blocks)
    said = {"id": "d", "version": "v", "path": "d.pdf", "title": "D", "publisher": "", "kind": "", "status": "current"}
    said |= {"published_on": "undated", "original_url": "", "licence": ""}
    return Document(**{**said, "text": text, "blocks": made, **changes})


ONE = document(
    LoadedBlock(BlockKind.PARAGRAPH, "On the first page.", page=1),
    LoadedBlock(BlockKind.PARAGRAPH, "It runs over two pages.", page=2, page_end=3),
)


@pytest.fixture
def snapshot(tmp_path: Path) -> Any:
    """What of a snapshot is asked, over a home with pictures of three pages."""
    folder = folder_of(tmp_path, "abc", ONE)
    assert folder is not None
    folder.mkdir(parents=True)
    at = ONE.text.index
    words = {
        1: [(at("On"), at("On") + 2, 1000, 1000, 2000, 1200), (at("first"), at("first") + 5, 2100, 1000, 3000, 1200)],
        2: [(at("runs"), at("runs") + 4, 1000, 9000, 2000, 9200)],
        3: [(at("pages"), at("pages") + 6, 1000, 500, 2000, 700)],
    }
    for page, placed in words.items():
        said = {"width": 500, "height": 1000, "words": placed}
        (folder / f"{page}.json").write_text(json.dumps(said), "utf-8")
        (folder / f"{page}.webp").write_bytes(b"picture %d" % page)
    return SimpleNamespace(home=tmp_path, file_of={"d": "abc"}.get)


def shown(snapshot: Any, words: str) -> list[tuple[int, list[Rectangle]]]:
    start = ONE.text.index(words)
    return [(p.page, list(p.lines)) for p in pictures_of(snapshot, ONE, start, start + len(words))]


def test_a_span_has_the_picture_of_its_page_with_its_words(snapshot: Any) -> None:
    assert shown(snapshot, "first page") == [(1, [Rectangle(105, 100, 150, 120)])]
    assert shown(snapshot, "On the first") == [(1, [Rectangle(50, 100, 150, 120)])]


def test_a_block_over_two_pages_shows_the_page_that_its_words_are_on(snapshot: Any) -> None:
    assert [page for page, _ in shown(snapshot, "runs")] == [2]
    assert [page for page, _ in shown(snapshot, "pages.")] == [3]
    assert [page for page, _ in shown(snapshot, "It runs over two pages.")] == [2, 3]


def test_a_page_on_which_nothing_is_found_is_shown_without_lines(snapshot: Any) -> None:
    assert shown(snapshot, "over") == [(2, [])]


def test_a_span_of_a_whole_document_shows_a_few_pages(tmp_path: Path) -> None:
    long = document(*(LoadedBlock(BlockKind.PARAGRAPH, f"Page {n}.", page=n) for n in range(1, 200)))
    folder = folder_of(tmp_path, "abc", long)
    assert folder is not None
    folder.mkdir(parents=True)
    for block in long.blocks:
        said = {"width": 5, "height": 5, "words": [(block.start, block.end, 1, 1, 9, 9)]}
        (folder / f"{block.locator.page}.json").write_text(json.dumps(said), "utf-8")
    snapshot: Any = SimpleNamespace(home=tmp_path, file_of={"d": "abc"}.get)
    assert [p.page for p in pictures_of(snapshot, long, 0, len(long.text))] == [1, 2, 3]


def test_pictures_belong_to_one_file_and_one_text(snapshot: Any, tmp_path: Path) -> None:
    other = document(LoadedBlock(BlockKind.PARAGRAPH, "On the first page!", page=1))
    assert pictures_of(snapshot, other, 0, 5) == ()
    changed: Any = SimpleNamespace(home=tmp_path, file_of={"d": "abd"}.get)
    assert pictures_of(changed, ONE, 0, 5) == ()
    assert folder_of(tmp_path, "", ONE) is None
    assert folder_of(tmp_path, "abc", document(LoadedBlock(BlockKind.PARAGRAPH, "A note."))) is None


def test_a_damaged_file_of_words_costs_the_picture(snapshot: Any, tmp_path: Path) -> None:
    for path in tmp_path.rglob("1.json"):
        path.write_text("{", "utf-8")
    assert shown(snapshot, "first page") == []


@pytest.mark.parametrize("page", [0, -1, 4, 100_000, 10**400])
def test_only_pages_have_files(snapshot: Any, page: int) -> None:
    assert picture_file(snapshot, ONE, 1) == b"picture 1"
    assert picture_file(snapshot, ONE, page) is None

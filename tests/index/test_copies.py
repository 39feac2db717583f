"""Promises of copies in search: what is said twice is one hit with two places, and what differs stays apart."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.copies import Copies, Stretch, gathered
from index.search import Hit, Searcher


@pytest.fixture(scope="module")
def searcher(copied_home: Path) -> Searcher:
    return Searcher.open(copied_home)


def told(searcher: Searcher, hits: Sequence[Hit]) -> list[str]:
    """The file of each hit."""
    paths = {d.id: d.path for d in searcher.snapshot.documents()}
    return [paths[hit.passage.document_id] for hit in hits]


def test_a_copied_passage_is_a_place_of_the_first_and_the_one_in_force_stands_for_both(searcher: Searcher) -> None:
    # The old policy's words are nearer to the question than the new one's title is.
    hits = searcher.search("Who paid for a lent nurse under the lending policy 2021?")
    best = hits[0]
    assert told(searcher, [best, *best.copies]) == ["policy-2024.md", "policy-2021.md"]
    assert best.copies[0].rank == best.rank == 1
    assert all("end of each quarter" in hit.passage.text for hit in (best, *best.copies))


def test_passages_with_another_figure_stay_two_hits(searcher: Searcher) -> None:
    hits = searcher.search("How many trusts does a request for nurses go to by telephone?", k=2)
    assert sorted(told(searcher, hits)) == ["policy-2021.md", "policy-2024.md"]
    assert [hit.copies for hit in hits] == [(), ()]


def test_a_dated_notice_speaks_for_its_undated_copy(searcher: Searcher) -> None:
    (hit,) = searcher.search("helicopter of the coastguard", k=1)
    assert told(searcher, [hit, *hit.copies]) == ["notice.md", "news.txt"]


def test_a_passage_that_only_holds_a_copied_paragraph_is_a_hit_of_its_own(searcher: Searcher) -> None:
    hits = searcher.search("Who pays for a nurse that is lent?")
    assert told(searcher, hits)[:2] == ["policy-2024.md", "toolkit.md"]
    assert "toolkit.md" not in told(searcher, [copy for hit in hits for copy in hit.copies])


def test_the_hits_asked_for_are_different_ones_and_every_passage_is_somewhere(searcher: Searcher) -> None:
    for k in (1, 2, 3):
        assert len(searcher.search("trusts lend nurses", k=k)) == k
    hits = searcher.search("trusts lend nurses", k=100)
    rows = [each.row for hit in hits for each in (hit, *hit.copies)]
    assert sorted(rows) == list(range(searcher.snapshot.manifest.passages))
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_when_copies_fill_all_candidates_more_are_looked_at(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.search.DEPTH", 2)
    hits = searcher.search("helicopter of the coastguard", k=3)
    assert len(hits) == 3 and told(searcher, hits)[0] == "notice.md"


def table(*rows: tuple[int, ...]) -> Copies:
    """Copies of (group, row, start, end, words, words of the row, precedence)."""
    return Copies(np.array(rows, dtype=np.int64).reshape(-1, 7))


TWO = ((0, 3, 0, 50, 10, 10, 1), (0, 7, 100, 150, 10, 12, 0))


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    table(*TWO).save(tmp_path)
    copies = Copies.open(tmp_path)
    assert copies.places(0) == [Stretch(7, 100, 150), Stretch(3, 0, 50)]
    assert copies.places(1) == []
    assert copies.of_row(3) == [(0, 10)] and copies.of_row(4) == []
    assert (copies.words(7), copies.words(4), copies.precedence(7)) == (12, 0, 0)
    assert copies.group(7, 100, 150) == 0 and copies.group(7, 100, 149) is None and copies.group(8, 100, 150) is None


def never(row: int, better: int) -> bool:
    return False


def test_the_better_row_gives_way_only_to_one_that_holds_its_words() -> None:
    assert gathered([3, 7], table(*TWO), 5, never) == [(7, 3)]
    large = ((0, 3, 0, 50, 10, 40, 1), (0, 7, 100, 150, 10, 12, 0))  # a quarter of row 3 stands in row 7
    assert gathered([3, 7], table(*large), 5, never) == [(3, 7)]
    assert gathered([7, 3], table(*large), 5, never) == [(7,), (3,)]


def test_what_says_more_is_a_hit_of_its_own() -> None:
    assert gathered([3, 7], table(*TWO), 5, lambda row, better: (row, better) == (7, 3)) == [(3,), (7,)]


def test_a_passage_made_of_two_better_ones_goes_to_the_one_it_shares_more_with() -> None:
    rows = ((0, 1, 0, 9, 4, 4, 0), (1, 2, 0, 9, 6, 6, 1), (0, 5, 0, 9, 4, 10, 2), (1, 5, 10, 20, 6, 10, 2))
    assert gathered([1, 2, 5], table(*rows), 5, never) == [(1,), (2, 5)]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(1, 9)), max_size=25),
    st.permutations(range(10)),
    st.integers(1, 10),
)
def test_no_row_is_lost_or_comes_twice(held: list[tuple[int, int, int]], ranked: list[int], k: int) -> None:
    words = {row: sum(w for _, r, w in held if r == row) for _, row, _ in held}
    copies = table(*((g, row, 10 * n, 10 * n + 9, w, words[row], row) for n, (g, row, w) in enumerate(held)))
    found = gathered(ranked, copies, k, never)
    rows = [row for rows in found for row in rows]
    assert len(rows) == len(set(rows)) and len(found) <= k
    assert len(gathered(ranked, copies, 10, never)) >= len(found)
    assert sorted(row for rows in gathered(ranked, copies, 10, never) for row in rows) == list(range(10))

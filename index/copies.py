"""Copies: what stands word for word in several places is one piece of evidence, and no more.

The table is made when a snapshot is built (`index/find_copies.py`). A place is a sentence, list item or table row.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

FILE = "copies.npy"
MOST = 0.8  # share of a passage's words that stand in another, from which it says the same
GROUP, ROW, START, END, WORDS, OF, PRECEDENCE = range(7)  # columns of the table


@dataclass(frozen=True, slots=True)
class Stretch:
    """A place of a copy: the row of its passage and its span in that document's text."""

    row: int
    start: int
    end: int


class Copies:
    """What a snapshot holds more than once.

    Args:
        table: int64 [places, 7]: group; row; start and end in the document's text; its words; words of the row's passage;
            precedence of its document, 0 for the one that speaks for all (current, newest, first by path).
    """

    def __init__(self, table: np.ndarray[Any, Any]) -> None:
        self._table = table[np.lexsort((table[:, START], table[:, ROW]))]
        self._by_group = self._table[
            np.lexsort((self._table[:, START], self._table[:, PRECEDENCE], self._table[:, GROUP]))
        ]

    @classmethod
    def open(cls, folder: Path) -> "Copies":
        """Read what `save` wrote."""
        return cls(np.load(folder / FILE))

    def save(self, folder: Path) -> None:
        """Write the table into a snapshot's folder."""
        np.save(folder / FILE, self._table)

    def of_row(self, row: int) -> list[tuple[int, int]]:
        """(group, words) of each copied place in a row's passage, as they stand there."""
        return [(group, words) for group, words in self._in_row(row)[:, [GROUP, WORDS]].tolist()]

    def words(self, row: int) -> int:
        """Words of a row's passage; 0 where nothing in it is copied."""
        return int(self._in_row(row)[0, OF]) if len(self._in_row(row)) else 0

    def precedence(self, row: int) -> int:
        """Place of a copied row's document in the order in which documents speak for each other."""
        return int(self._in_row(row)[0, PRECEDENCE])

    def group(self, row: int, start: int, end: int) -> int | None:
        """The group of the place at a span of a row, or None where it stands there alone."""
        here = self._in_row(row)
        found = here[(here[:, START] == start) & (here[:, END] == end)]
        return int(found[0, GROUP]) if len(found) else None

    def places(self, group: int) -> list[Stretch]:
        """All places of a group, the one that speaks for all first."""
        first, last = np.searchsorted(self._by_group[:, GROUP], (group, group + 1))
        return [Stretch(*place) for place in self._by_group[first:last, [ROW, START, END]].tolist()]

    def _in_row(self, row: int) -> np.ndarray[Any, Any]:
        first, last = np.searchsorted(self._table[:, ROW], (row, row + 1))
        return self._table[first:last]


def gathered(
    ranked: Sequence[int], copies: Copies, k: int, says_more: Callable[[int, int], bool]
) -> list[tuple[int, ...]]:
    """The k best rows of `ranked`, each with the rows that say the same: first the one that speaks for them.

    A row most of whose words stand in better rows goes to the one that shares most with it, unless `says_more(row, better)`:
    what is left of it holds something that the better one lacks. The better row gives way to one of the same words whose
    document speaks for both.
    """
    found: list[list[int]] = []
    shown: dict[int, int] = {}
    for row in ranked:
        held = Counter[int]()
        for group, words in copies.of_row(row):
            if group in shown:
                held[shown[group]] += words
        if held and held.total() >= MOST * copies.words(row):
            like = max(held, key=lambda n: (held[n], -n))
            if not says_more(row, found[like][0]):
                found[like].append(row)
                continue
        if len(found) < k:
            for group, _ in copies.of_row(row):
                shown.setdefault(group, len(found))
            found.append([row])
    return [_spoken_for(rows, copies, says_more) for rows in found]


def _spoken_for(rows: list[int], copies: Copies, says_more: Callable[[int, int], bool]) -> tuple[int, ...]:
    first, *others = rows
    own = copies.of_row(first)

    def holds_first(row: int) -> bool:
        groups = {group for group, _ in copies.of_row(row)}
        shared = sum(words for group, words in own if group in groups)
        return shared >= MOST * copies.words(first) and not says_more(first, row)

    alike = [row for row in others if holds_first(row)]
    best = min([first, *alike], key=copies.precedence) if alike else first
    return (best, *(row for row in rows if row != best))

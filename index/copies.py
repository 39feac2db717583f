"""Copies: what stands word for word in several places is one piece of evidence, and no more.

The table is made when a snapshot is built (`index/find_copies.py`). A place is a sentence, list item or table row.
"""

from bisect import bisect_left, bisect_right
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
        # A question asks for some hundred rows: in a list each is found twenty times sooner than in an array.
        self._rows: list[int] = self._table[:, ROW].tolist()
        self._groups: list[int] = self._by_group[:, GROUP].tolist()

    @classmethod
    def open(cls, folder: Path) -> "Copies":
        """Read what `save` wrote."""
        return cls(np.load(folder / FILE))

    def save(self, folder: Path) -> None:
        """Write the table into a snapshot's folder."""
        np.save(folder / FILE, self._table)

    def of_row(self, row: int) -> list[tuple[int, int]]:
        """(group, words) of each copied place in a row's passage, as they stand there."""
        return [(place[GROUP], place[WORDS]) for place in self._in_row(row)]

    def words(self, row: int) -> int:
        """Words of a row's passage; 0 where nothing in it is copied."""
        here = self._in_row(row)
        return here[0][OF] if here else 0

    def precedence(self, row: int) -> int:
        """Place of a copied row's document in the order in which documents speak for each other."""
        return self._in_row(row)[0][PRECEDENCE]

    def group(self, row: int, start: int, end: int) -> int | None:
        """The group of the place at a span of a row, or None where it stands there alone."""
        return next((place[GROUP] for place in self._in_row(row) if place[START] == start and place[END] == end), None)

    def places(self, group: int) -> list[Stretch]:
        """All places of a group, the one that speaks for all first."""
        first, last = bisect_left(self._groups, group), bisect_right(self._groups, group)
        return [Stretch(*place) for place in self._by_group[first:last, [ROW, START, END]].tolist()]

    def _in_row(self, row: int) -> list[list[int]]:
        first = bisect_left(self._rows, row)
        last = bisect_right(self._rows, row, first)
        places: list[list[int]] = self._table[first:last].tolist() if last > first else []
        return places


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
        own = copies.of_row(row)
        held: dict[int, int] = {}
        for group, words in own:
            if group in shown:
                held[shown[group]] = held.get(shown[group], 0) + words
        if held and sum(held.values()) >= MOST * copies.words(row):
            like = max(held, key=lambda n: (held[n], -n))
            if not says_more(row, found[like][0]):
                found[like].append(row)
                continue
        if len(found) < k:
            for group, _ in own:
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

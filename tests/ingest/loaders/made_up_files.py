"""Made-up documents of words that occur once each, to be written in a format and loaded again."""

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from ingest.documents import BlockKind, LoadedBlock

# Writing and reading a file is slow for a property test, and the folder of the test is used again for each example.
FILES = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink an example would take minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
HEADER = ["Trust", "Beds", "Lead"]
_SYLLABLES = ["ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu"]


@dataclass(frozen=True)
class Part:
    """A section of a made-up document: its paragraphs, the items of its list and the cells of its table's rows."""

    heading: str
    paragraphs: Sequence[str]
    items: Sequence[str]
    rows: Sequence[Sequence[str]]

    @property
    def row_texts(self) -> list[str]:
        """The rows as they are read: each cell under its header."""
        return ["; ".join(f"{h}: {cell}" for h, cell in zip(HEADER, row, strict=True)) for row in self.rows]

    @property
    def blocks(self) -> list[tuple[BlockKind, str]]:
        """What a loader should give for the section, its parts in the order of the fields."""
        return [
            (BlockKind.HEADING, self.heading),
            *((BlockKind.PARAGRAPH, text) for text in self.paragraphs),
            *((BlockKind.LIST_ITEM, text) for text in self.items),
            *((BlockKind.TABLE_ROW, text) for text in self.row_texts),
        ]


def blocks_of(parts: Sequence[Part]) -> list[tuple[BlockKind, str]]:
    return [block for part in parts for block in part.blocks]


def kinds_and_words(blocks: Sequence[LoadedBlock]) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in blocks]


@st.composite
def documents(draw: st.DrawFn) -> list[Part]:
    """One to four sections; no word of their paragraphs, items and cells occurs twice."""
    number = 0

    def words(least: int, most: int, end: str = "") -> str:
        nonlocal number
        count = draw(st.integers(least, most))
        out = [_word(n) for n in range(number, number + count)]
        number += count
        return " ".join(out).capitalize() + end

    parts = []
    for _ in range(draw(st.integers(1, 4))):
        heading = words(2, 5)
        paragraphs = [words(12, 60, ".") for _ in range(draw(st.integers(1, 3)))]
        items = [words(2, 12) for _ in range(draw(st.sampled_from([0, 2, 5])))]
        rows = [[words(1, 3) for _ in HEADER] for _ in range(draw(st.sampled_from([0, 1, 4])))]
        parts.append(Part(heading, paragraphs, items, rows))
    return parts


def _word(number: int) -> str:
    return "".join(_SYLLABLES[int(digit)] for digit in f"{number:04}")

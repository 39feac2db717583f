"""A picture of a page is asked for here, and drawn in a process of its own by ingest/pictures.py, which loads pdfium.

What comes back is pixels and numbers, never a file format: a PDF that has taken its process over can send no more than
a wrong picture.
"""

from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.alignment import WHOLE, PlacedWord, TextWord
from ingest.isolation import Isolation

MOST_PIXELS = 4_000_000  # of one picture: an A4 page 1,000 pixels wide has 1.4 million
LONGEST = 16_000  # pixels of a side, for pages as thin as a hair: WebP has no more
_MODULE = "ingest.pictures"
_BANDS = {"L": 1, "RGB": 3}


@dataclass(frozen=True, slots=True)
class Asked:
    """A page (from 1) to draw `width` pixels wide, and the words of each block of the stored text that stands on it."""

    page: int
    width: int
    blocks: list[list[TextWord]]


@dataclass(frozen=True, slots=True)
class Measures:
    """What is said of a drawn page before its pixels: its mode ("L" or "RGB") and size in them.

    Attributes:
        seen: how many words the PDF holds on this page; 0 for a picture of text.
        words: those of the words asked for that were found on it.
    """

    mode: str
    width: int
    height: int
    seen: int
    words: list[PlacedWord]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's pixels, row by row, and the stored words on it."""

    measures: Measures
    pixels: bytes


asked_json = TypeAdapter(Asked)
measures_json = TypeAdapter(Measures)


def drawn(isolation: Isolation, path: Path, asked: Asked) -> Drawn | None:
    """One page of a PDF; None where it cannot be drawn within the limits, or what comes back is no picture."""
    answer = isolation.ask(path, _MODULE, asked_json.dump_json(asked).decode())
    said, _, pixels = (answer or b"").partition(b"\n")
    try:
        measures = measures_json.validate_json(said)
    except ValidationError:
        return None
    return Drawn(measures, pixels) if _is_whole(measures, len(pixels)) else None


def _is_whole(measures: Measures, pixels: int) -> bool:
    """Whether so many bytes are a picture of this size, and all of its words are on it."""
    size = (measures.width, measures.height)
    if min(size) < 1 or max(size) > LONGEST + 1 or measures.width * measures.height > MOST_PIXELS + 2 * LONGEST:
        return False  # the size is rounded up
    right = measures.width * measures.height * _BANDS.get(measures.mode, 0) == pixels
    return right and all(map(_on_the_page, measures.words))


def _on_the_page(word: PlacedWord) -> bool:
    left, top, right, bottom = word.box
    return 0 <= word.start < word.end and 0 <= left < right <= WHOLE and 0 <= top < bottom <= WHOLE

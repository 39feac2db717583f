"""Pictures of a PDF's pages, as they are kept in a home, and where on them a span of the stored text stands.

home/pictures/<sha256 of the file>/<digest of the stored text>/3.webp  page 3 as it is seen
                                                               3.json  its size, and the boxes of the stored words on it

They are made by `index/illustrate.py` after a snapshot is published. Which of them belong to a document version follows
from what its snapshot holds, so that a snapshot never waits for pictures, and is whole without them.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.snapshot import Snapshot
from ingest.alignment import WHOLE
from ingest.documents import Document

FOLDER = "pictures"
# Raised whenever what is drawn or how words are found on it changes: all pictures are then made anew.
RECIPE = 1
_SHOWN = 3  # pages of one span
_GAP = 2.0  # heights of a line that may lie between two words of it


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A part of a picture, in its pixels from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page's picture: its number from 1, its size in pixels, and the lines of a span on it.

    Attributes:
        made_from: digest that changes with the picture, for its address.
    """

    page: int
    width: int
    height: int
    lines: tuple[Rectangle, ...]
    made_from: str


def pictures_of(snapshot: Snapshot, document: Document, start: int, end: int) -> tuple[PagePicture, ...]:
    """The pictures of the first pages that a span stands on, with its lines; none where there are no pictures."""
    folder = folder_of(snapshot.home, snapshot.file_of(document.id), document)
    if folder is None:
        return ()
    found = tuple(picture for page in _pages(document, start, end) if (picture := _picture(folder, page, start, end)))
    # A block that runs over two pages stands on both, its sentence on one.
    lined = tuple(picture for picture in found if picture.lines)
    return lined[:_SHOWN] or found[:1]


def picture_file(snapshot: Snapshot, document: Document, page: int) -> bytes | None:
    """The WebP file of a page, or None where there is none."""
    folder = folder_of(snapshot.home, snapshot.file_of(document.id), document)
    if folder is None:
        return None
    try:
        return (folder / f"{page}.webp").read_bytes()
    except OSError:
        return None


def folder_of(home: Path, sha256: str, document: Document) -> Path | None:
    """Where the pictures of a document lie, or would; None for one that has no pages or whose file is not known."""
    if not sha256 or not any(block.locator.page for block in document.blocks):
        return None
    places = (f"{b.start} {b.end} {b.locator.page} {b.locator.page_end}" for b in document.blocks)
    shaped = "\n".join((str(RECIPE), document.text, *places))
    return home / FOLDER / sha256 / hashlib.sha256(shaped.encode()).hexdigest()[:16]


def _pages(document: Document, start: int, end: int) -> list[int]:
    pages: set[int] = set()
    for block in document.blocks:
        if block.start < end and block.end > start and (first := block.locator.page):
            pages.update(range(first, (block.locator.page_end or first) + 1))
    return sorted(pages)


def _picture(folder: Path, page: int, start: int, end: int) -> PagePicture | None:
    try:
        said = json.loads((folder / f"{page}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    width, height = said["width"], said["height"]
    boxes = [box for first, last, *box in said["words"] if first < end and last > start]
    return PagePicture(page, width, height, lines_of([_in_pixels(box, width, height) for box in boxes]), folder.name)


def _in_pixels(box: Sequence[int], width: int, height: int) -> Rectangle:
    left, top, right, bottom = box
    return Rectangle(left * width / WHOLE, top * height / WHOLE, right * width / WHOLE, bottom * height / WHOLE)


def lines_of(words: Iterable[Rectangle]) -> tuple[Rectangle, ...]:
    """Boxes of words in reading order, those that follow one another on a line joined to one."""
    lines: list[Rectangle] = []
    for word in words:
        if lines and _goes_on(lines[-1], word):
            lines[-1] = _around(lines[-1], word)
        else:
            lines.append(word)
    return tuple(lines)


def _goes_on(line: Rectangle, word: Rectangle) -> bool:
    heights = (line.bottom - line.top, word.bottom - word.top)
    shared = min(line.bottom, word.bottom) - max(line.top, word.top)
    between = max(word.left - line.right, line.left - word.right)
    return shared >= min(heights) / 2 and between <= _GAP * max(heights)


def _around(one: Rectangle, other: Rectangle) -> Rectangle:
    return Rectangle(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )

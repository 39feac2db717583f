"""A page of a PDF -> its lines in reading order, each with its place, size and weight."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.loaders.pdf_fields import with_fields
from ingest.loaders.pdf_objects import Drawn, Piece, drawn_on
from ingest.loaders.pdf_order import Line, reading_order

_SMALLEST = 2.0  # points: smaller text is not there to be read
_GAP = 2.0  # ems between two pieces of a line that stand apart, as cells or columns do
_WORD_GAP = 0.15  # ems between two words


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page (number 1-based) and its size in points.

    Attributes:
        ruled: it draws rules that could be those of a table.
        pictured: share of the page that its largest picture covers.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    ruled: bool = False
    pictured: float = 0.0


def lines_of(page: Any, number: int, forms: Any = None) -> PageLines:
    """Read the text of a page (pypdfium2's PdfPage) that is seen, with what is filled in on it.

    Hidden, tiny and off-page text is left out. `forms` is the handle of the document's form, if it has one.
    """
    drawn = drawn_on(page)
    pieces = _visible(drawn)
    if forms is not None:
        pieces = with_fields(pieces, page.raw, forms)
    width, height = drawn.bounds[2] - drawn.bounds[0], drawn.bounds[3] - drawn.bounds[1]
    lines: list[Line] = []
    # Text of another direction (a mark across the page, a label up its side) is read after the main text.
    turns = sorted({p.turn for p in pieces}, key=lambda turn: -sum(len(p.text) for p in pieces if p.turn == turn))
    for turn in turns:
        fragments = _fragments([p for p in pieces if p.turn == turn], number)
        lines += reading_order(fragments)
    if turns and turns[0] % 180 == 90:
        width, height = height, width
    return PageLines(number, width, height, tuple(lines), drawn.ruled, drawn.pictured)


def _visible(drawn: Drawn) -> list[Piece]:
    """The pieces a reader sees; all where hidden text is the page's only text, laid over a scan."""
    seen = [piece for piece in drawn.pieces if not piece.hidden and piece.size >= _SMALLEST]
    if drawn.pictured and not any(piece.text.strip() for piece in seen):
        return drawn.pieces
    return seen


def _fragments(pieces: Sequence[Piece], page: int) -> list[Line]:
    """Pieces that follow one another on a baseline -> fragments of lines."""
    out: list[Line] = []
    run: list[Piece] = []
    text, end = "", 0.0
    for piece in pieces:
        words = piece.text
        if not words.strip():
            text += " " if run else ""
            continue
        if piece.symbol and len(words.strip()) == 1 and not (run and words.strip().isalnum()):
            words = "• "
        if run and _is_note_mark(run, piece, text):
            continue
        if run and not _same_line(run, piece, end):
            out.append(_line(run, text, end, page))
            run, text, end = [], "", 0.0
        apart = bool(run) and piece.x - end > _word_gap(text) * max(run[-1].size, piece.size)
        text += f" {words}" if apart else words
        run.append(piece)
        end = max(end, piece.end)
    if run:
        out.append(_line(run, text, end, page))
    return [line for line in out if line.text.strip()]


def _word_gap(text: str) -> float:
    """Ems after the ink of the last letter that make a space; a figure one stands in the middle of a wide place."""
    return 2 * _WORD_GAP if text.endswith("1") else _WORD_GAP


def _same_line(run: Sequence[Piece], piece: Piece, end: float) -> bool:
    size = max(run[-1].size, piece.size)
    level = min(abs(piece.y - run[0].y), abs(piece.y - run[-1].y)) <= 0.55 * size
    return level and run[-1].x - 0.1 * size <= piece.x <= end + _GAP * size


def _is_note_mark(run: Sequence[Piece], piece: Piece, text: str) -> bool:
    """A raised number after a word refers to a footnote; after a unit ("m") or a figure it is a power."""
    last = run[-1]
    raised = 0.15 * last.size < piece.y - last.y < 0.8 * last.size and piece.size < 0.8 * last.size
    word = re.search(r"([^\W\d_]{3,}|[.,;:)’”])$", text.rstrip())
    return raised and piece.text.strip().isdigit() and word is not None


def _line(run: Sequence[Piece], text: str, end: float, page: int) -> Line:
    main = max(run, key=lambda piece: len(piece.text.strip()))  # a raised "th" does not set the line's size
    worded = [piece for piece in run if any(c.isalnum() for c in piece.text)]
    bold = bool(worded) and all(piece.bold for piece in worded)
    artifact = all(piece.artifact for piece in run)
    return Line(" ".join(text.split()), run[0].x, end, main.y, round(main.size, 1), bold, page, artifact=artifact)

"""A page of a PDF -> its lines in reading order, each with its place, size and weight."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject

from ingest.loaders.pdf_order import Line, reading_order

_BULLET_FONTS = re.compile(r"wingdings|webdings|symbol|dingbats", re.IGNORECASE)
BOLD_FONTS = re.compile(r"bold|black|heavy|semibold|demi(?!light)", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # flag of a font descriptor (ISO 32000-1, table 123)
_BOLD_WEIGHT = 600
_INVISIBLE = 3  # text rendering mode: neither filled nor stroked
_SMALLEST = 2.0  # points: smaller text is not there to be read
_GAP = 2.0  # ems between two pieces of a line that stand apart, as cells or columns do
_NARROW, _WIDE = frozenset("iljtfrI.,;:'’!|()[] -"), frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of a page (number 1-based), its size in points, how many rules it draws, whether it shows pictures."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    rules: int = 0
    pictured: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    x: float
    y: float
    size: float
    bold: bool
    turn: int  # degrees
    symbol: bool
    hidden: bool


def lines_of(page: PageObject, number: int) -> PageLines:
    """Read a page's visible text: hidden, tiny and off-page text is left out."""
    box = page.mediabox
    bounds = (float(box.left), float(box.bottom), float(box.right), float(box.top))
    collector = _Collector(bounds)
    page.extract_text(
        visitor_text=collector.text,
        visitor_operand_before=collector.before,
        visitor_operand_after=collector.after,
    )
    width, height = bounds[2] - bounds[0], bounds[3] - bounds[1]
    pieces = collector.visible()
    lines: list[Line] = []
    # Text of another direction (a mark across the page, a label up its side) is read after the main text.
    turns = sorted({p.turn for p in pieces}, key=lambda turn: -sum(len(p.text) for p in pieces if p.turn == turn))
    for turn in turns:
        fragments = _fragments([p for p in pieces if p.turn == turn], number)
        lines += reading_order(fragments)
    if turns and turns[0] % 180 == 90:
        width, height = height, width
    return PageLines(number, width, height, tuple(lines), collector.rules, collector.image)


class _Collector:
    """Receives pypdf's visits: pieces of text with their matrices, and the operators between them."""

    def __init__(self, bounds: tuple[float, float, float, float]) -> None:
        self._bounds = bounds
        self._pieces: list[_Piece] = []
        self._mode = 0
        self._modes: list[int] = []
        self._shown_visible = False
        self._shown_hidden = False
        self._forms = 0
        self.image = False
        self.rules = 0

    def before(self, operator: bytes, operands: Any, _cm: Any, _tm: Any) -> None:
        if operator == b"Tr" and operands and isinstance(operands[0], (int, float)):
            self._mode = int(operands[0])
        elif operator == b"q":
            self._modes.append(self._mode)
        elif operator == b"Q" and self._modes:
            self._mode = self._modes.pop()
        elif operator in {b"Tj", b"TJ", b"'", b'"'}:
            self._shown_visible |= self._mode != _INVISIBLE
            self._shown_hidden |= self._mode == _INVISIBLE
        elif operator in {b"Do", b"INLINE IMAGE"}:
            self.image = True
            self._forms += operator == b"Do"
        elif operator in {b"re", b"l"}:
            self.rules += 1

    def after(self, operator: bytes, _operands: Any, _cm: Any, _tm: Any) -> None:
        if operator == b"Do":
            self._forms -= 1

    def text(self, text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if not text:
            return
        a, b, x, y = _place(tm, cm)
        scale = math.hypot(a, b)
        turn = round(math.degrees(math.atan2(b, a))) % 360
        hidden = (self._shown_hidden and not self._shown_visible) or not self._on_page(x, y)
        if text.strip():
            self._shown_visible = self._shown_hidden = False
            hidden = hidden or abs(size) * scale < _SMALLEST
        bold, symbol = _weight(font)
        x, y = _turned(x, y, turn)
        self._pieces.append(_Piece(text, x, y, abs(size) * scale, bold, turn, symbol, hidden))

    def _on_page(self, x: float, y: float) -> bool:
        left, bottom, right, top = self._bounds
        # Inside a form pypdf's places are the form's own, so they say nothing about the page.
        return self._forms > 0 or (left - 2 <= x <= right + 2 and bottom - 2 <= y <= top + 2)

    def visible(self) -> list[_Piece]:
        """The pieces a reader sees; all where hidden text is the page's only text, laid over a scan."""
        seen = [piece for piece in self._pieces if not piece.hidden]
        if self.image and not any(piece.text.strip() for piece in seen):
            return self._pieces
        return seen


def _place(tm: Sequence[float], cm: Sequence[float]) -> tuple[float, float, float, float]:
    a = tm[0] * cm[0] + tm[1] * cm[2]
    b = tm[0] * cm[1] + tm[1] * cm[3]
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    return a, b, x, y


def _turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """The place along and across the direction in which the text runs."""
    if turn == 0:
        return x, y
    angle = math.radians(turn)
    return x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)


def _weight(font: Any) -> tuple[bool, bool]:
    """Whether a font (its dictionary, or None) is bold, and whether it is a font of symbols."""
    try:
        name = str(font.get("/BaseFont", ""))
        inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        about = inner.get("/FontDescriptor", {}).get_object() if "/FontDescriptor" in inner else {}
        heavy = int(about.get("/Flags", 0)) & _FORCE_BOLD or float(about.get("/FontWeight", 0)) >= _BOLD_WEIGHT
        return bool(BOLD_FONTS.search(name) or heavy), bool(_BULLET_FONTS.search(name))
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return False, False


def _width(text: str, size: float) -> float:
    units = sum(0.3 if c in _NARROW else 0.85 if c in _WIDE else 0.66 if c.isupper() else 0.52 for c in text)
    return units * size


def _fragments(pieces: Sequence[_Piece], page: int) -> list[Line]:
    """Pieces that follow one another on a baseline -> fragments of lines."""
    out: list[Line] = []
    run: list[_Piece] = []
    text, end = "", 0.0
    for piece in pieces:
        words = piece.text.replace("\n", " ")
        if not words.strip():
            # pypdf marks a gap or a new line by white space, whose place is not always given.
            text += " " if run else ""
            continue
        if piece.symbol and len(words.strip()) == 1 and not (run and words.strip().isalnum()):
            words = "• "
        if run and _is_note_mark(run, piece, text):
            continue
        if run and not _same_line(run, piece, end):
            out.append(_line(run, text, end, page))
            run, text = [], ""
        text += words
        run.append(piece)
        end = max(end if len(run) > 1 else 0.0, piece.x + _width(words.rstrip(), piece.size))
    if run:
        out.append(_line(run, text, end, page))
    return [line for line in out if line.text.strip()]


def _same_line(run: Sequence[_Piece], piece: _Piece, end: float) -> bool:
    size = max(run[-1].size, piece.size)
    level = min(abs(piece.y - run[0].y), abs(piece.y - run[-1].y)) <= 0.55 * size
    return level and run[-1].x - 0.1 * size <= piece.x <= end + _GAP * size


def _is_note_mark(run: Sequence[_Piece], piece: _Piece, text: str) -> bool:
    """A raised number after a word refers to a footnote; after a unit ("m") or a figure it is a power."""
    last = run[-1]
    raised = 0.15 * last.size < piece.y - last.y < 0.8 * last.size and piece.size < 0.8 * last.size
    word = re.search(r"([^\W\d_]{3,}|[.,;:)’”])$", text)
    return raised and piece.text.strip().isdigit() and word is not None


def _line(run: Sequence[_Piece], text: str, end: float, page: int) -> Line:
    main = max(run, key=lambda piece: len(piece.text.strip()))  # a raised "th" does not set the line's size
    worded = [piece for piece in run if any(c.isalnum() for c in piece.text)]
    bold = bool(worded) and all(piece.bold for piece in worded)
    return Line(text.strip(), run[0].x, end, main.y, round(main.size, 1), bold, page)

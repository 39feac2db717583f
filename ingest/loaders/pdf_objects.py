"""What a page of a PDF draws, as pdfium takes it apart -> pieces of text, rules and pictures."""

import ctypes
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

BOLD_FONTS = re.compile(r"bold|black|heavy|semibold|demi(?!light)|\b(cm|sf|ec|pl)(ss)?bx?\d", re.IGNORECASE)
_BULLET_FONTS = re.compile(r"wingdings|webdings|symbol|dingbats", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # flag of a font descriptor (ISO 32000-1, table 123)
_DEEPEST = 8  # forms inside forms
_LONGEST = 1 << 16  # characters of one piece
_HYPHENS = re.compile("[\x02\ufffe]")  # pdfium's marks for a hyphen at a line's end
_MARGIN = 0.12  # share of a page's height at its top and foot, where a file may say that text is no content
_SHORTEST_ACROSS, _SHORTEST_DOWN = 20.0, 6.0  # points
_FEWEST_RULES, _MOST_RULES = 3, 3000
_ONE_EDGE = 3  # points: nearer ones are the two sides of one rule
_FEW_SEGMENTS = 8  # of a path: more draw several lines at once

Box = tuple[float, float, float, float]  # left, bottom, right, top (points)
Rule = tuple[float, float, float]  # its place, and where it begins and ends (points)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text drawn in one go: where it begins and ends along its direction, its baseline across it, and how it looks.

    Attributes:
        turn: direction of the text in degrees.
        symbol: set in a font of symbols.
        hidden: not to be seen on the page.
        artifact: the file says that it is no content (a running header, a mark across the page).
    """

    text: str
    x: float
    end: float
    y: float
    size: float
    bold: bool = False
    turn: int = 0
    symbol: bool = False
    hidden: bool = False
    artifact: bool = False


@dataclass(slots=True)
class Drawn:
    """All that a page draws.

    Attributes:
        bounds: the part of the page that is shown.
        ruled: it draws rules that could be those of a table.
        pictured: share of the page that its largest picture covers; above 0 where there is any.
    """

    bounds: Box
    pieces: list[Piece] = field(default_factory=list)
    ruled: bool = False
    pictured: float = 0.0


@dataclass(frozen=True, slots=True)
class _Matrix:
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def then(self, outer: "_Matrix") -> "_Matrix":
        if outer is _AS_IT_IS:
            return self
        return _Matrix(
            self.a * outer.a + self.b * outer.c,
            self.a * outer.b + self.b * outer.d,
            self.c * outer.a + self.d * outer.c,
            self.c * outer.b + self.d * outer.d,
            self.e * outer.a + self.f * outer.c + outer.e,
            self.e * outer.b + self.f * outer.d + outer.f,
        )

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


_AS_IT_IS = _Matrix(1, 0, 0, 1, 0, 0)


def drawn_on(page: Any) -> Drawn:
    """What a page (a pypdfium2 PdfPage) draws, in the order in which it does."""
    drawn = Drawn(tuple(page.get_bbox()))
    text = page.get_textpage()
    try:
        reader = _Reader(drawn, text.raw)
        for thing, placed in _things(page.raw):
            reader.take(thing, placed)
        drawn.ruled = _could_be_table(reader.across, reader.down)
    finally:
        text.close()
    return drawn


def _could_be_table(across: Sequence[Rule], down: Sequence[Rule]) -> bool:
    """Three rules across and three down, or three across of one width; so many that they are a picture are none."""
    if len(across) > _MOST_RULES or len(down) > _MOST_RULES:
        return False
    heights = _apart(place for place, _, _ in across)
    if heights >= _FEWEST_RULES and _apart(place for place, _, _ in down) >= _FEWEST_RULES:
        return True
    alike: dict[tuple[int, int], list[float]] = defaultdict(list)
    for place, left, right in across:
        alike[round(left / _ONE_EDGE / 2), round(right / _ONE_EDGE / 2)].append(place)
    return any(_apart(places) >= _FEWEST_RULES for places in alike.values())


def _apart(places: Iterable[float]) -> int:
    """How many of the places stand apart from the one before."""
    ordered = sorted(places)
    return sum(n == 0 or place - ordered[n - 1] > _ONE_EDGE for n, place in enumerate(ordered))


def turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """The place along and across the direction in which text runs."""
    if turn == 0:
        return x, y
    angle = math.radians(turn)
    return x * math.cos(angle) + y * math.sin(angle), y * math.cos(angle) - x * math.sin(angle)


def _things(page: Any) -> Iterator[tuple[Any, _Matrix]]:
    for n in range(pdfium.FPDFPage_CountObjects(page)):
        yield from _inside(pdfium.FPDFPage_GetObject(page, n), _AS_IT_IS, 0)


def _inside(thing: Any, placed: _Matrix, depth: int) -> Iterator[tuple[Any, _Matrix]]:
    """An object, or those of a form that is drawn as one, each with what turns its places into the page's."""
    if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_FORM:
        yield thing, placed
    elif depth < _DEEPEST:
        within = _matrix(thing).then(placed)
        for n in range(pdfium.FPDFFormObj_CountObjects(thing)):
            yield from _inside(pdfium.FPDFFormObj_GetObject(thing, n), within, depth + 1)


def _matrix(thing: Any) -> _Matrix:
    found = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(thing, found):
        return _AS_IT_IS
    return _Matrix(found.a, found.b, found.c, found.d, found.e, found.f)


def _box(thing: Any, placed: _Matrix, turn: int = 0) -> Box:
    """The upright box round an object, or, for a turn, that along the turned direction."""
    left, bottom, right, top = ctypes.c_float(), ctypes.c_float(), ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    if placed is _AS_IT_IS and not turn:
        return left.value, bottom.value, right.value, top.value
    corners = [(x.value, y.value) for x in (left, right) for y in (bottom, top)]
    places = [turned(*placed.at(*corner), turn) for corner in corners]
    across, up = [x for x, _ in places], [y for _, y in places]
    return min(across), min(up), max(across), max(up)


class _Reader:
    """Takes a page's objects one by one."""

    def __init__(self, drawn: Drawn, text: Any) -> None:
        self._drawn = drawn
        self._text = text
        self._buffer = ctypes.create_string_buffer(2 * _LONGEST)
        self._into = ctypes.cast(self._buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
        self._looks: dict[int, tuple[bool, bool]] = {}
        self.across: list[Rule] = []
        self.down: list[Rule] = []

    def take(self, thing: Any, placed: _Matrix) -> None:
        match pdfium.FPDFPageObj_GetType(thing):
            case pdfium.FPDF_PAGEOBJ_TEXT:
                self._take_text(thing, placed)
            case pdfium.FPDF_PAGEOBJ_PATH:
                self._take_path(thing, placed)
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                self._take_picture(thing, placed)

    def _take_text(self, thing: Any, placed: _Matrix) -> None:
        words = self._words(thing)
        if not words:
            return
        set_in = _matrix(thing).then(placed)
        size = ctypes.c_float()
        pdfium.FPDFTextObj_GetFontSize(thing, size)
        turn = round(math.degrees(math.atan2(set_in.b, set_in.a))) % 360
        x, y = turned(set_in.e, set_in.f, turn)
        box = _box(thing, placed, turn)
        bold, symbol = self._look(pdfium.FPDFTextObj_GetFont(thing))
        unseen = pdfium.FPDFTextObj_GetTextRenderMode(thing) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
        scale = abs(size.value) * math.hypot(set_in.c, set_in.d)
        hidden = unseen or not self._on_page(set_in.e, set_in.f)
        artifact = self._is_artifact(thing, set_in.f, turn)
        self._drawn.pieces.append(Piece(words, x, max(x, box[2]), y, scale, bold, turn, symbol, hidden, artifact))

    def _words(self, thing: Any) -> str:
        size = pdfium.FPDFTextObj_GetText(thing, self._text, self._into, 2 * _LONGEST)
        told = ctypes.string_at(self._buffer, max(0, min(size, 2 * _LONGEST) - 2))
        words = told.decode("utf-16-le", "replace")
        return _HYPHENS.sub("-", words).replace("\r", " ").replace("\n", " ")

    def _look(self, font: Any) -> tuple[bool, bool]:
        """Whether a font is bold, and whether it is a font of symbols."""
        if not font:
            return False, False
        key = ctypes.addressof(font.contents)
        if key not in self._looks:
            name = ctypes.create_string_buffer(256)
            pdfium.FPDFFont_GetBaseFontName(font, name, 256)
            told = name.value.decode("utf-8", "replace").partition("+")
            told_name = told[2] or told[0]
            heavy = pdfium.FPDFFont_GetFlags(font) & _FORCE_BOLD
            self._looks[key] = bool(BOLD_FONTS.search(told_name) or heavy), bool(_BULLET_FONTS.search(told_name))
        return self._looks[key]

    def _on_page(self, x: float, y: float) -> bool:
        left, bottom, right, top = self._drawn.bounds
        return left - 2 <= x <= right + 2 and bottom - 2 <= y <= top + 2

    def _is_artifact(self, thing: Any, y: float, turn: int) -> bool:
        """Text that the file marks as no content, where furniture stands: some programs mark content so as well."""
        _, bottom, _, top = self._drawn.bounds
        margin = _MARGIN * (top - bottom)
        if not turn % 90 and bottom + margin < y < top - margin:
            return False
        for n in range(pdfium.FPDFPageObj_CountMarks(thing)):
            name, size = ctypes.create_string_buffer(64), ctypes.c_ulong()
            mark = pdfium.FPDFPageObj_GetMark(thing, n)
            into = ctypes.cast(name, ctypes.POINTER(pdfium.FPDF_WCHAR))
            told = pdfium.FPDFPageObjMark_GetName(mark, into, 64, size) and size.value <= 64
            if told and name.raw[: max(0, size.value - 2)].decode("utf-16-le", "replace") == "Artifact":
                return True
        return False

    def _take_path(self, thing: Any, placed: _Matrix) -> None:
        if len(self.across) > _MOST_RULES:
            return
        segments = pdfium.FPDFPath_CountSegments(thing)
        if segments <= _FEW_SEGMENTS:
            self._take_box(_box(thing, placed))
            return
        own = _matrix(thing).then(placed)
        x, y = ctypes.c_float(), ctypes.c_float()
        last = (0.0, 0.0)
        for n in range(min(segments, _MOST_RULES)):  # a grid, or many boxes, drawn at once
            segment = pdfium.FPDFPath_GetPathSegment(thing, n)
            pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = own.at(x.value, y.value)
            if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO:
                (left, right), (bottom, top) = sorted((last[0], point[0])), sorted((last[1], point[1]))
                if min(right - left, top - bottom) <= _ONE_EDGE:
                    self._take_box((left, bottom, right, top))
            last = point

    def _take_box(self, box: Box) -> None:
        """The edges of a box, or the rule that a flat one is."""
        left, bottom, right, top = box
        if right - left >= _SHORTEST_ACROSS:
            self.across += [(place, left, right) for place in ((bottom, top) if top - bottom > _ONE_EDGE else (top,))]
        if top - bottom >= _SHORTEST_DOWN:
            self.down += [(place, bottom, top) for place in ((left, right) if right - left > _ONE_EDGE else (left,))]

    def _take_picture(self, thing: Any, placed: _Matrix) -> None:
        left, bottom, right, top = _box(thing, placed)
        page = self._drawn.bounds
        across = max(0.0, min(right, page[2]) - max(left, page[0]))
        up = max(0.0, min(top, page[3]) - max(bottom, page[1]))
        share = across * up / max(1.0, (page[2] - page[0]) * (page[3] - page[1]))
        self._drawn.pictured = max(self._drawn.pictured, share, 1e-6)

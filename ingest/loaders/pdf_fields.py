"""What is filled in on a page of a PDF form -> pieces of text beside their labels."""

import ctypes
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from ingest.loaders.pdf_objects import Piece

_TICKED = "☑"
_WORDED = {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX}
_BOXES = {pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON}
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_SIZE = 10.0  # points: a usual size of what is filled in
_LEADING = 1.2 * _SIZE
_LONGEST = 1 << 16  # characters of one field


def with_fields(pieces: Sequence[Piece], page: Any, forms: Any) -> list[Piece]:
    """The pieces of a page with the values of its fields among them, and a tick for each box that is ticked.

    Args:
        page: handle of pdfium's page.
        forms: handle of the document's form, made before the page was opened.
    """
    out = list(pieces)
    for n in range(pdfium.FPDFPage_GetAnnotCount(page)):
        widget = pdfium.FPDFPage_GetAnnot(page, n)
        if not widget:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(widget) == pdfium.FPDF_ANNOT_WIDGET:
                _put_in(out, list(_value(widget, forms, pieces)))
        finally:
            pdfium.FPDFPage_CloseAnnot(widget)
    return out


def _put_in(pieces: list[Piece], value: Sequence[Piece]) -> None:
    """Put a field beside its label: behind what stands left of it on its line, or else before what stands right of it."""
    if not value:
        return
    first = value[0]
    level = [n for n, piece in enumerate(pieces) if piece.turn == 0 and abs(piece.y - first.y) < 1]
    left = [n for n in level if pieces[n].x < first.x]
    right = [n for n in level if pieces[n].x >= first.x]
    below = (n for n, piece in enumerate(pieces) if piece.y < first.y)
    if left:
        place = max(left, key=lambda n: pieces[n].x) + 1
    elif right:
        place = min(right, key=lambda n: pieces[n].x)
    else:
        place = next(below, len(pieces))
    pieces[place:place] = value


def _value(widget: Any, forms: Any, pieces: Sequence[Piece]) -> Iterator[Piece]:
    kind = pdfium.FPDFAnnot_GetFormFieldType(forms, widget)
    rect = pdfium.FS_RECTF()
    if pdfium.FPDFAnnot_GetFlags(widget) & _UNSEEN or not pdfium.FPDFAnnot_GetRect(widget, rect):
        return
    left, right = min(rect.left, rect.right), max(rect.left, rect.right)
    bottom, top = min(rect.bottom, rect.top), max(rect.bottom, rect.top)
    if kind in _BOXES and pdfium.FPDFAnnot_IsChecked(forms, widget):
        yield Piece(_TICKED, left, right, _level(pieces, bottom, top), _SIZE)
    elif kind in _WORDED:
        lines = [line for line in re.split(r"[\r\n]+", _words(widget, forms)) if line.strip()]
        alone = len(lines) == 1 and top - bottom < 2 * _LEADING
        highest = _level(pieces, bottom, top) if alone else top - _SIZE
        for n, line in enumerate(lines):
            yield Piece(
                line, left + 2, max(left + 3, min(right, left + len(line) * _SIZE / 2)), highest - n * _LEADING, _SIZE
            )


def _level(pieces: Sequence[Piece], bottom: float, top: float) -> float:
    """The baseline of what stands beside a field, or the one that a word in the field's middle would have."""
    middle = (bottom + top) / 2 - 0.35 * _SIZE
    beside = [piece.y for piece in pieces if piece.turn == 0 and bottom - 2 <= piece.y <= top and piece.text.strip()]
    return min(beside, key=lambda y: abs(y - middle), default=middle)


def _words(widget: Any, forms: Any) -> str:
    if pdfium.FPDFAnnot_GetFormFieldFlags(forms, widget) & pdfium.FPDF_FORMFLAG_TEXT_PASSWORD:
        return ""
    buffer = ctypes.create_string_buffer(2 * _LONGEST)
    into = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    size = pdfium.FPDFAnnot_GetFormFieldValue(forms, widget, into, 2 * _LONGEST)
    return buffer.raw[: max(0, min(size, 2 * _LONGEST) - 2)].decode("utf-16-le", "replace")

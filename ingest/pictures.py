"""Pages of PDFs -> pictures, with pdfium; only ever run in a process of its own (see ingest/isolation.py)."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_int
from pathlib import Path

from PIL import Image
from pypdfium2 import PdfDocument, PdfPage, raw

from ingest import drawing
from ingest.alignment import WHOLE, Box, PageWord, letters_of, placed
from ingest.drawing import LONGEST, Measures, asked_json, measures_json

MOST_PIXELS = 12_000_000  # of one picture: an A4 page at 300 dots an inch has 8.7 million
_HYPHEN = 2  # what pdfium gives for a hyphen at a line's end, when the word goes on in the next line


def answer(path: Path, asked: str) -> bytes:
    """What ingest/drawing.py asks for: a page's measures as JSON on one line, then its pixels; raises as `opened` and `picture_of`."""
    wanted = asked_json.validate_json(asked)
    with opened(path, wanted.page) as page:
        picture = picture_of(page, wanted.width, drawing.MOST_PIXELS)
        seen = words_on(page)
    said = Measures(picture.mode, picture.width, picture.height, len(seen), placed(wanted.blocks, seen))
    return measures_json.dump_json(said) + b"\n" + picture.tobytes()


@contextmanager
def opened(path: Path, page: int) -> Iterator[PdfPage]:
    """One page (from 1) of a PDF, closed with its document afterwards.

    Raises IndexError for a page that is not there, pypdfium2.PdfiumError for what is no PDF.
    """
    document = PdfDocument(path)
    try:
        if not 1 <= page <= len(document):
            raise IndexError(f"{path.name} has no page {page}")
        document.init_forms()  # before the page is loaded, or what is filled in is not drawn
        found = document[page - 1]
        try:
            yield found
        finally:
            found.close()
    finally:
        document.close()


def picture_of(page: PdfPage, width: int, most: int = MOST_PIXELS) -> Image.Image:
    """A page as it is seen, about `width` pixels wide, on white; fewer where `most` pixels would be passed.

    Grey ("L") where nothing on the page has a colour, else "RGB". Filled-in form fields are drawn. Raises ValueError for a
    page without a size.
    """
    across, down = page.get_size()
    if not (0 < across < math.inf and 0 < down < math.inf):
        raise ValueError("a page without a size")
    scale = min(width / across, math.sqrt(most / (across * down)), LONGEST / max(across, down))
    bitmap = page.render(scale=scale, rev_byteorder=True, fill_color=(255, 255, 255, 255))
    try:
        picture: Image.Image = bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
    return picture if _coloured(picture) else picture.convert("L")


def _coloured(picture: Image.Image) -> bool:
    """Whether any pixel is other than grey."""
    _, blue, red = picture.convert("YCbCr").split()
    return any(channel.getextrema() != (128, 128) for channel in (blue, red))


def words_on(page: PdfPage) -> list[PageWord]:
    """The words that pdfium finds on a page, in its order, with their boxes as the page is seen (turned and cropped)."""
    text = page.get_textpage()
    try:
        return list(_words(page, text))
    finally:
        text.close()


def _words(page: PdfPage, text: object) -> Iterator[PageWord]:
    letters, lines = "", [list[Box]()]
    for n in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, n)
        character = chr(code)
        if character.isspace() or raw.FPDFText_IsGenerated(text, n):
            yield from _word(letters, lines)
            letters, lines = "", [[]]
            continue
        letters += character
        lines[-1].append(_box(page, text, n))
        if code == _HYPHEN:
            lines.append([])
    yield from _word(letters, lines)


def _word(letters: str, lines: list[list[Box]]) -> Iterator[PageWord]:
    boxes = [_around(line) for line in lines if line]
    seen = tuple(box for box in boxes if box[0] < box[2] and box[1] < box[3])
    if seen and (known := letters_of(letters)):
        yield PageWord(known, seen)


def _around(boxes: list[Box]) -> Box:
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _box(page: PdfPage, text: object, n: int) -> Box:
    """A character's box, as high as its line; what reaches beyond the page is cut off."""
    found = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text, n, found):
        return WHOLE, WHOLE, 0, 0  # of no size, and no part of any box around it
    xs, ys = zip(
        *(_seen(page, *corner) for corner in ((found.left, found.top), (found.right, found.bottom))), strict=True
    )
    return min(xs), min(ys), max(xs), max(ys)


def _seen(page: PdfPage, x: float, y: float) -> tuple[int, int]:
    """A point of the PDF's own space, as it lies on the page that is seen, in 1/WHOLE of its width and height."""
    across, down = c_int(), c_int()
    raw.FPDF_PageToDevice(page, 0, 0, WHOLE, WHOLE, 0, x, y, across, down)
    return min(max(across.value, 0), WHOLE), min(max(down.value, 0), WHOLE)

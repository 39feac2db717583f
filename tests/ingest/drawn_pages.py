"""PDFs whose words stand at known places."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import RectangleObject
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

SIZE = (600.0, 800.0)  # points
_FONT, _POINTS = "Helvetica", 12


@dataclass(frozen=True)
class Line:
    """Words from a point on, in points from the lower left corner."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Page:
    """Lines, and how the page is turned (degrees) and cropped (left, bottom, right, top in points)."""

    lines: Sequence[Line]
    turned: int = 0
    crop: tuple[float, float, float, float] = (0, 0, *SIZE)


def write_pdf(path: Path, pages: Sequence[Page]) -> Path:
    """Write the pages, black on white."""
    drawn = BytesIO()
    canvas = Canvas(drawn, pagesize=SIZE, invariant=1)
    for page in pages:
        canvas.setFont(_FONT, _POINTS)
        for line in page.lines:
            canvas.drawString(line.x, line.y, line.words)
        canvas.showPage()
    canvas.save()
    # reportlab turns what is drawn along with a page that is turned.
    writer = PdfWriter(drawn)
    for made, page in zip(writer.pages, pages, strict=True):
        made.rotate(page.turned)
        made.cropbox = RectangleObject(page.crop)
    writer.write(path)
    return path


def place(page: Page, line: Line, word: str) -> tuple[float, float]:
    """Where the middle of a word's letters is on the page as it is seen: shares of its width and height."""
    before = stringWidth(line.words[: line.words.index(word)], _FONT, _POINTS)
    x = line.x + before + stringWidth(word, _FONT, _POINTS) / 2
    y = line.y + 0.25 * _POINTS
    left, bottom, right, top = page.crop
    across, up = (x - left) / (right - left), (y - bottom) / (top - bottom)
    return {0: (across, 1 - up), 90: (up, across), 180: (1 - across, up), 270: (1 - up, 1 - across)}[page.turned]

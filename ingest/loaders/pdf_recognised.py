"""Lines of a scanned page, as text recognition found them -> a page's lines like those of any other."""

from collections.abc import Sequence
from statistics import median

from ingest.loaders.pdf_layout import PageLines
from ingest.loaders.pdf_order import Line
from ingest.loaders.recognised import RecognisedLine

_PLAIN = 1.25  # times the usual size: recognised sizes vary so much within a text


def page_of(lines: Sequence[RecognisedLine], number: int, width: float, height: float) -> PageLines:
    """A page of that size in points, each paragraph of one size; lines that are a little larger than usual are not."""
    sizes = {p: median(x.size for x in lines if x.paragraph == p) for p in {line.paragraph for line in lines}}
    letters = [sizes[line.paragraph] for line in lines for _ in line.text]
    usual = median(letters) if letters else 0.0
    out = []
    for line in lines:
        size = sizes[line.paragraph]
        points = round(2 * height * (usual if usual / _PLAIN <= size <= usual * _PLAIN else size)) / 2
        place = (line.left * width, line.right * width, line.baseline * height)
        out.append(Line(line.text, *place, points, False, number))
    return PageLines(number, width, height, tuple(out))

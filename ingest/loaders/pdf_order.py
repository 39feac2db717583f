"""Fragments of a PDF page's lines -> lines in reading order: rows joined, columns one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

_COLUMN_ROWS, _COLUMN_CHARS = 6, 25  # lines side by side, and their mean length, that make columns of prose
_MOST_SEGMENTS = 300


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: points from the left and bottom edge of the page as it is read.

    Attributes:
        x1: right edge.
        bold: all of the line is set in bold.
        cells: the pieces that stand apart on the line.
        rows: a table that stands in the line's place, as the text of its rows; the line has no words then.
        artifact: the file says that it is no content (a running header, a mark across the page).
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    page: int
    cells: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    artifact: bool = False


def reading_order(fragments: Sequence[Line]) -> list[Line]:
    """Put the fragments of a page, given as the file draws them, in the order in which they are read."""
    return _from_above(_rows_or_columns(fragments))


def _rows_or_columns(fragments: Sequence[Line]) -> list[Line]:
    """Join what stands side by side into rows, unless it is columns of prose: then the left goes first."""
    rows: list[list[Line]] = []
    for fragment in fragments:
        last = rows[-1][-1] if rows else None
        if last and abs(last.y - fragment.y) <= 0.3 * min(last.size, fragment.size):
            rows[-1].append(fragment)
        else:
            rows.append([fragment])
    gutter = _gutter(rows)
    if gutter is None:
        return [_row(sorted(row, key=lambda line: line.x0)) for row in rows]
    return _columns([line for row in rows for line in row], gutter)


def _row(parts: Sequence[Line]) -> Line:
    if len(parts) == 1:
        return parts[0]
    longest = max(parts, key=lambda line: len(line.text))
    return replace(
        longest,
        text=" ".join(part.text for part in parts),
        x0=parts[0].x0,
        x1=parts[-1].x1,
        bold=all(part.bold for part in parts),
        artifact=all(part.artifact for part in parts),
        cells=tuple(part.text for part in parts),
    )


def _gutter(rows: Sequence[Sequence[Line]]) -> float | None:
    """Left edge of a right-hand column where many rows are two long lines of prose side by side."""
    pairs = [sorted(row, key=lambda line: line.x0) for row in rows if len(row) == 2]
    for edge in {round(pair[1].x0) for pair in pairs}:
        level = [pair for pair in pairs if abs(pair[1].x0 - edge) <= 3]
        if len(level) < _COLUMN_ROWS:
            continue
        left = sum(len(pair[0].text) for pair in level) / len(level)
        right = sum(len(pair[1].text) for pair in level) / len(level)
        if min(left, right) >= _COLUMN_CHARS:
            return edge - 3.0
    return None


def _columns(lines: Sequence[Line], gutter: float) -> list[Line]:
    """Left column, then right column, between the lines that run across both."""
    out: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.y):
        if line.x0 >= gutter:
            right.append(line)
        elif line.x1 > gutter + 3 * line.size:
            out += [*left, *right, line]
            left, right = [], []
        else:
            left.append(line)
    return [*out, *left, *right]


def _from_above(lines: Sequence[Line]) -> list[Line]:
    """The order in which the file draws its text, but nothing before what stands above it."""
    segments = _segments(lines)
    if not 1 < len(segments) <= _MOST_SEGMENTS:
        return list(lines)
    boxes = [
        (min(s.x0 for s in seg), max(s.x1 for s in seg), min(s.y for s in seg), max(s.y for s in seg))
        for seg in segments
    ]
    above = [
        {k for k, other in enumerate(boxes) if k != n and _stands_above(other, box)} for n, box in enumerate(boxes)
    ]
    order: list[int] = []
    done: set[int] = set()
    while len(order) < len(segments):
        free = (n for n in range(len(segments)) if n not in done and above[n] <= done)
        following = next(free, next(n for n in range(len(segments)) if n not in done))
        order.append(following)
        done.add(following)
    return [line for n in order for line in segments[n]]


def _stands_above(other: tuple[float, float, float, float], box: tuple[float, float, float, float]) -> bool:
    overlap = min(other[1], box[1]) - max(other[0], box[0])
    return overlap > 0.1 * min(other[1] - other[0], box[1] - box[0]) and other[2] > box[3] + 1


def _segments(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that are drawn one closely under the other in one size."""
    out: list[list[Line]] = []
    for line in lines:
        last = out[-1][-1] if out else None
        if last is not None and _lies_beneath(last, line):
            out[-1].append(line)
        else:
            out.append([line])
    return out


def _lies_beneath(upper: Line, lower: Line) -> bool:
    near = -1 <= upper.y - lower.y <= 2 * max(upper.size, lower.size)
    alike = abs(upper.size - lower.size) <= 0.1 * upper.size
    return near and alike and lower.x0 < upper.x1 and upper.x0 < lower.x1

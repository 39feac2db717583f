"""Footnotes of a page, apart from its text: a sentence that runs on to the next page is not cut by them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.loaders.pdf_order import Line

_MARKED = re.compile(r"^(\d{1,3}|[*†‡§])\s?(?=[^\W_]|[“\"‘'(])")
_SMALLER = 0.95  # times the size of the text


def parted(lines: Sequence[Line], body: float) -> tuple[list[Line], list[list[Line]]]:
    """The lines of a page without its footnotes, and the lines of each footnote.

    A footnote begins with its number or sign, is set in smaller type, and nothing of the text stands beneath it.
    """
    text: list[Line] = []
    notes: list[list[Line]] = []
    open_note = False
    for line in lines:
        small = bool(line.text) and line.size <= _SMALLER * body and not line.cells
        begins = small and bool(_MARKED.match(line.text)) and not any(_stands_beneath(x, line, body) for x in lines)
        if begins:
            notes.append([replace(line, text=_MARKED.sub(r"\1 ", line.text))])
        elif open_note and small and _follows(notes[-1][-1], line):
            notes[-1].append(line)
        else:
            text.append(line)
            open_note = False
            continue
        open_note = True
    return (text, notes) if text else (list(lines), [])


def _stands_beneath(other: Line, note: Line, body: float) -> bool:
    beside = other.x0 < note.x1 and note.x0 < other.x1
    return other.y < note.y - 1 and beside and (bool(other.rows) or other.size > _SMALLER * body)


def _follows(upper: Line, lower: Line) -> bool:
    return abs(upper.size - lower.size) <= 0.1 * upper.size and 0 < upper.y - lower.y <= 1.8 * upper.size

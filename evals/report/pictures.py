"""Pictures as SVG for an HTML page: pure functions, the same arguments give the same picture.

Colours are classes of report.css, which knows light and dark; no meaning hangs on a colour alone. What a picture
shows also stands in its <desc>, and a page puts a table of the same beside it.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from evals.intervals import Interval
from evals.report.axes import MARGIN, SHARES, WIDTH, Axis, around_zero, from_zero, ratios
from evals.report.words import direction, share, signed

STYLE = Path(__file__).with_name("report.css")
_LETTER, _WIDE_LETTER = 7.2, 13.0  # units that a letter takes, as broad as the fonts of usual systems
_LABEL, _ROW, _HEADING = 13.0, 37.0, 26.0
_BAR_AT, _BAR = 18.5, 9.0
_INDENT = MARGIN + 4  # letters keep clear of the line where bars begin


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a picture.

    Attributes:
        low: of an interval around the value, as is `high`; None for none.
        note: said behind the label.
        group: a heading above the first row of each group.
        hollow: drawn as an outline, for what is not to be read like the others.
    """

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    note: str = ""
    group: str = ""
    hollow: bool = False


def shares(title: str, rows: Sequence[Bar]) -> Markup:
    """Bars from 0 to 1 with their intervals."""
    return _rows(title, rows, SHARES, share)


def bars(title: str, rows: Sequence[Bar], unit: str = "", log: bool = False) -> Markup:
    """Bars of any positive quantity; with `log` ratios, drawn to both sides of 1 on a line of powers of ten."""
    ends = [v for row in rows for v in (row.value, row.low, row.high) if v is not None]
    return _rows(title, rows, (ratios if log else from_zero)(ends), lambda v: f"{figure(v)}{unit}")


def changes(title: str, differences: Sequence[tuple[str, Interval]]) -> Markup:
    """Differences of measures with their intervals around 0: a filled diamond beyond noise, a hollow ring within."""
    axis = around_zero([v for _, d in differences for v in (d.low, d.value, d.high)])
    parts: list[Markup] = []
    told: list[str] = []
    y = 0.0
    for name, found in differences:
        word = direction(name, found)
        parts.append(_texts(y, name, "", f"{signed(found.value)} {word.removeprefix('within ')}"))
        if all(map(axis.holds, (found.low, found.value, found.high))):
            middle = y + _BAR_AT + _BAR / 2
            parts.append(_whisker(axis.x(found.low), axis.x(found.high), middle))
            parts.append((_diamond if found.beyond_noise else _ring)(axis.x(found.value), middle))
        told.append(f"{name} {signed(found.value)}, {word}")
        y += _ROW
    return svg(title, "; ".join(told), y + 18, [_grid(axis, y, signed_tick), *parts])


def signed_tick(value: float) -> str:
    """A tick of a line around 0."""
    return f"{value:+g}" if value else "0"


def figure(value: float) -> str:
    """A number of any size in three figures."""
    return f"{value:,.0f}" if 100 <= abs(value) < 1e7 else f"{value:.3g}"


def svg(title: str, description: str, height: float, parts: Sequence[Markup]) -> Markup:
    """The frame of a picture: its name, its description and its size."""
    return Markup(
        '<svg class="picture" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {:g} {:g}">'
        "<title>{}</title><desc>{}</desc>{}</svg>"
    ).format(WIDTH, height, title, description, Markup("").join(parts))


def standalone(picture: Markup) -> str:
    """A picture as an SVG file that needs nothing beside it."""
    style = "svg { font-family: system-ui, Arial, sans-serif; }\n" + STYLE.read_text("utf-8").replace("<", "")
    return str(picture).replace("<title>", f"<style>{Markup(style)}</style><title>", 1) + "\n"


def _rows(title: str, rows: Sequence[Bar], axis: Axis, say: Callable[[float], str]) -> Markup:
    parts: list[Markup] = []
    told: list[str] = []
    y, group = 0.0, ""
    for row in rows:
        if row.group != group:
            group, heading = row.group, y + 17
            parts.append(
                Markup('<text class="heading" x="{}" y="{}">{}</text>').format(_INDENT, heading, fit(group, 310))
            )
            y += _HEADING
        held = axis.holds(row.value)
        value = say(row.value) if held else "no value"
        parts.append(_texts(y, row.label, row.note, value))
        parts += _bar(row, axis, y + _BAR_AT) if held else ()
        told.append(" ".join(filter(None, (row.group, row.label, value, row.note))))
        y += _ROW
    tick = (lambda v: f"{v:g}") if axis is SHARES else say
    return svg(title, "; ".join(told), y + 18, [_grid(axis, y, tick), *parts])


def _texts(y: float, label: str, note: str, value: str) -> Markup:
    room = WIDTH - 2 * MARGIN - _length(value) - 8
    note = f" ({note})" if note else ""
    label = fit(label, max(40.0, room - _length(note)))
    return Markup(
        '<text x="{}" y="{}">{}<tspan class="note">{}</tspan></text>'
        '<text class="value" x="{}" y="{}" text-anchor="end">{}</text>'
    ).format(_INDENT, y + _LABEL, label, note, WIDTH - MARGIN, y + _LABEL, value)


def _bar(row: Bar, axis: Axis, y: float) -> Iterator[Markup]:
    begin, end = sorted((axis.x(axis.origin), axis.x(row.value)))
    yield Markup('<rect class="{}" x="{}" y="{}" width="{:g}" height="{}"/>').format(
        "bar hollow" if row.hollow else "bar", begin, y, max(0.5, end - begin), _BAR
    )
    if row.low is not None and row.high is not None and axis.holds(row.low) and axis.holds(row.high):
        yield _whisker(axis.x(row.low), axis.x(row.high), y + _BAR / 2)


def _whisker(low: float, high: float, y: float) -> Markup:
    """A line with ends, on a broader one in the colour of the page so that it is seen on a bar."""
    path = f"M{low:g} {y:g}H{high:g}M{low:g} {y - 4:g}v8M{high:g} {y - 4:g}v8"
    return Markup('<path class="halo" d="{0}"/><path class="whisker" d="{0}"/>').format(path)


def _diamond(x: float, y: float) -> Markup:
    return Markup('<path class="mark" d="M{:g} {:g}l6 6l-6 6l-6 -6z"/>').format(x, y - 6)


def _ring(x: float, y: float) -> Markup:
    return Markup('<circle class="mark hollow" cx="{:g}" cy="{:g}" r="4.5"/>').format(x, y)


def _grid(axis: Axis, height: float, say: Callable[[float], str]) -> Markup:
    parts = []
    for tick in axis.ticks:
        x = axis.x(tick)
        anchor = "start" if x < 20 else "end" if x > WIDTH - 20 else "middle"
        line = "origin" if tick == axis.origin else "grid"
        parts.append(
            Markup(
                '<path class="{}" d="M{:g} 0V{:g}"/><text class="tick" x="{:g}" y="{:g}" text-anchor="{}">{}</text>'
            ).format(line, x, height, x, height + 14, anchor, say(tick))
        )
    return Markup("").join(parts)


def _length(text: str) -> float:
    return sum(_WIDE_LETTER if unicodedata.east_asian_width(c) in "WF" else _LETTER for c in text)


def fit(text: str, room: float) -> str:
    """A text cut to so many units; the table beside a picture has the whole."""
    if _length(text) <= room:
        return text
    while text and _length(text) + _LETTER > room:
        text = text[:-1]
    return f"{text}…"

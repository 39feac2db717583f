"""Pictures of confidence: accuracy against coverage, and calibration, on a square from 0 to 1 both ways."""

from collections.abc import Sequence

from markupsafe import Markup

from evals.report.axes import SHARES, WIDTH, Axis, from_zero
from evals.report.pictures import svg
from evals.report.sweeps import Bin, Point
from evals.report.words import count, share

_LEFT, _RIGHT, _TOP, _BOTTOM = 36.0, WIDTH - 10.0, 28.0, 228.0
_HEIGHT = 270.0
_FEW = 20  # so few points are each drawn: a line through one would not be seen


def accuracy(title: str, points: Sequence[Point], now: tuple[float, float] | None) -> Markup:
    """Accuracy against coverage along a falling threshold; `now` is (coverage, accuracy) of the run itself."""
    path = "M" + "L".join(f"{_x(p.coverage):g} {_y(p.accuracy):g}" for p in points)
    parts = [_frame("share of answers that are right", "share of questions answered", SHARES)]
    if points:
        parts.append(Markup('<path class="curve" d="{}"/>').format(path))
    if len(points) <= _FEW:
        parts += [_dot(_x(p.coverage), _y(p.accuracy), 3) for p in points]
    told = [f"{share(p.accuracy)} right at {share(p.coverage)} answered" for p in points[:: max(1, len(points) // 5)]]
    if now:
        parts.append(_now(*now))
        told.append(f"this run: {share(now[1])} right at {share(now[0])} answered")
    return svg(title, "; ".join(told), _HEIGHT, parts)


def calibration(title: str, bins: Sequence[Bin]) -> Markup:
    """The share that is right against confidence, a point with its interval for each bin.

    Dashes show agreement, unless a confidence beyond 1 tells that it is no probability.
    """
    axis = SHARES if all(found.confidence <= 1 for found in bins) else from_zero(found.confidence for found in bins)
    parts = [_frame("share of answers that are right", "mean confidence", axis)]
    if axis is SHARES:
        parts.append(Markup('<path class="agreement" d="M{:g} {:g}L{:g} {:g}"/>').format(_x(0), _y(0), _x(1), _y(1)))
    told = []
    for found in bins:
        x, low, high = _x(found.confidence, axis), _y(found.right.low), _y(found.right.high)
        path = f"M{x:g} {low:g}V{high:g}M{x - 4:g} {low:g}h8M{x - 4:g} {high:g}h8"
        parts.append(Markup('<path class="whisker" d="{}"/>').format(path))
        parts.append(_dot(x, _y(found.right.value), 5))
        told.append(
            f"{share(found.right.value)} right at confidence {share(found.confidence)}"
            f" ({count(found.right.n, 'answer')})"
        )
    return svg(title, "; ".join(told), _HEIGHT, parts)


def _frame(upwards: str, along: str, axis: Axis) -> Markup:
    middle = (_LEFT + _RIGHT) / 2
    parts = [
        Markup('<text class="note" x="4" y="14">{}</text>').format(f"↑ {upwards}"),
        Markup('<text class="note" x="{:g}" y="264" text-anchor="middle">{}</text>').format(middle, f"{along} →"),
    ]
    for tick in SHARES.ticks:
        y = _y(tick)
        parts.append(
            Markup(
                '<path class="{}" d="M{:g} {:g}H{:g}"/><text class="tick" x="30" y="{:g}" text-anchor="end">{:g}</text>'
            ).format("grid" if tick else "origin", _LEFT, y, _RIGHT, y + 4, tick)
        )
    for tick in axis.ticks:
        x = _x(tick, axis)
        anchor, at = ("end", x + 5) if x > _RIGHT - 10 else ("middle", x)
        parts.append(
            Markup(
                '<path class="{}" d="M{:g} {:g}V{:g}"/><text class="tick" x="{:g}" y="244" text-anchor="{}">{:g}</text>'
            ).format("grid" if tick else "origin", x, _TOP, _BOTTOM, at, anchor, tick)
        )
    return Markup("").join(parts)


def _now(coverage: float, right: float) -> Markup:
    """The run's own point: a diamond, with words where the square has room for them."""
    x, y = _x(coverage), _y(right)
    anchor, at = ("end", x + 6) if coverage > 0.5 else ("start", x - 6)
    below = right > 0.2
    return Markup(
        '<path class="halo" d="M{0:g} {1:g}l8 8l-8 8l-8 -8z"/><path class="mark" d="M{0:g} {1:g}l8 8l-8 8l-8 -8z"/>'
        '<text class="heading" x="{2:g}" y="{3:g}" text-anchor="{4}">this run</text>'
    ).format(x, y - 8, at, y + (24 if below else -14), anchor)


def _dot(x: float, y: float, radius: float) -> Markup:
    return Markup('<circle class="mark" cx="{:g}" cy="{:g}" r="{:g}"/>').format(x, y, radius)


def _x(value: float, axis: Axis = SHARES) -> float:
    return round(_LEFT + axis.share(value) * (_RIGHT - _LEFT), 2)


def _y(value: float) -> float:
    return round(_BOTTOM - SHARES.share(value) * (_BOTTOM - _TOP), 2)

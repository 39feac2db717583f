"""The overload as a picture: three curves over time, one below the other."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from evals.report.axes import WIDTH, from_zero
from evals.report.pictures import standalone, svg

if TYPE_CHECKING:
    from evals.bench.overload import Overload

_LEFT, _RIGHT = 40.0, WIDTH - 8.0
_PLOT, _STEP = 62.0, 100.0  # units: height of a curve's field, and from one field to the next


def picture(found: "Overload") -> str:
    """Answers and refusals a second, the slowest of the accepted, and the memory, as one SVG file."""
    seconds = found.seconds
    answers = [float(second.statuses.get(200, 0)) for second in seconds]
    refused = [float(sum(second.statuses.values())) - of for second, of in zip(seconds, answers, strict=True)]
    fields = (
        ("answers a second; dashes: refused", [answers, refused]),
        ("99 of 100 were answered within, seconds", [[second.p99_ms / 1000 for second in seconds]]),
        ("memory, MiB; dashes: without files", [[s.memory_mib for s in seconds], [s.own_mib for s in seconds]]),
    )
    parts = [part for n, (label, curves) in enumerate(fields) for part in _field(n * _STEP, label, curves)]
    title = f"{found.pace:.0f} questions a second, {found.capacity:.0f} of which can be answered ({found.machine})"
    end = f"{len(seconds)} seconds →"
    parts.append(
        Markup('<text class="note" x="{:g}" y="{:g}" text-anchor="end">{}</text>').format(_RIGHT, 3 * _STEP + 4, end)
    )
    told = f"statuses {found.statuses}; 99 of 100 accepted within {found.accepted_p99_ms:.0f} ms"
    return standalone(svg(title, told, 3 * _STEP + 12, parts))


def _field(top: float, label: str, curves: Sequence[Sequence[float]]) -> list[Markup]:
    axis = from_zero(value for curve in curves for value in curve)
    bottom = top + 24 + _PLOT
    parts = [Markup('<text class="heading" x="4" y="{:g}">{}</text>').format(top + 14, label)]
    for tick in axis.ticks[:: max(1, len(axis.ticks) // 2)]:
        y = bottom - axis.share(tick) * _PLOT
        parts.append(Markup('<path class="grid" d="M{:g} {:g}H{:g}"/>').format(_LEFT, y, _RIGHT))
        text = Markup('<text class="note" x="{:g}" y="{:g}" text-anchor="end">{:g}</text>')
        parts.append(text.format(_LEFT - 4, y + 4, tick))
    for curve, kind in zip(curves, ("curve", "agreement"), strict=False):
        width = (_RIGHT - _LEFT) / max(1, len(curve) - 1)
        points = "L".join(f"{_LEFT + n * width:.1f} {bottom - axis.share(v) * _PLOT:.1f}" for n, v in enumerate(curve))
        parts.append(Markup('<path class="{}" d="M{}"/>').format(kind, points))
    return parts

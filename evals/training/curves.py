"""Pictures of a training: what its log tells, step by step."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from markupsafe import Markup

from evals.report.axes import WIDTH, Axis, from_zero
from evals.report.pictures import svg

_LEFT, _RIGHT, _HEIGHT, _BEFORE, _BETWEEN = 36.0, WIDTH - 16.0, 96.0, 28.0, 56.0
_TESTS = Axis(0.5, 1.0, (0.5, 0.75, 1.0), origin=0.5)
Line = Sequence[tuple[float, float]]  # (step, value)


@dataclass(frozen=True, slots=True)
class Curves:
    """Lines over the steps of all phases.

    Attributes:
        tests: by test, the mean area under the curve of its kinds of near misses.
        phases: at which step each phase but the first begins.
    """

    loss: Line
    tests: Mapping[str, Line]
    phases: tuple[int, ...]


def read_log(path: Path) -> Curves:
    """The curves of a log of JSON lines; where a run was stopped and went on, the later line of a step counts."""
    told = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    lengths: dict[int, int] = {line["phase"]: line["of"] for line in told}
    begins = {phase: sum(of for earlier, of in lengths.items() if earlier < phase) for phase in lengths}
    loss: dict[float, float] = {}
    tests: dict[str, dict[float, float]] = {}
    for line in told:
        step = begins[line["phase"]] + line["step"]
        if "loss" in line:
            loss[step] = line["loss"]
        for name, kinds in line.get("auc", {}).items():
            tests.setdefault(name, {})[step] = fmean(kinds.values())
    later = tuple(sorted(begins.values()))[1:]
    return Curves(sorted(loss.items()), {name: sorted(of.items()) for name, of in tests.items()}, later)


def picture(title: str, curves: Curves) -> Markup:
    """Area under the curve above, loss below, over the steps; dashes show where a phase begins."""
    along = from_zero([step for line in (curves.loss, *curves.tests.values()) for step, _ in line])
    losses = from_zero([value for _, value in curves.loss])
    panels = [(f"↑ {name}: mean area under the curve", line, _TESTS) for name, line in curves.tests.items()]
    parts: list[Markup] = []
    top = _BEFORE
    for heading, line, upwards in [*panels, ("↑ loss", curves.loss, losses)]:
        parts += _panel(heading, line, along, upwards, top, curves.phases)
        top += _HEIGHT + _BETWEEN
    parts.append(Markup('<text class="note" x="{:g}" y="{:g}">steps →</text>').format(_LEFT, top - 20))
    told = [f"{name}: {line[-1][1]:.2f} after {line[-1][0]:g} steps" for name, line in curves.tests.items() if line]
    return svg(title, "; ".join(told), top - 12, parts)


def _panel(heading: str, line: Line, along: Axis, upwards: Axis, top: float, phases: Sequence[int]) -> Iterator[Markup]:
    def x(step: float) -> float:
        return round(_LEFT + along.share(step) * (_RIGHT - _LEFT), 2)

    def y(value: float) -> float:
        return round(top + _HEIGHT - upwards.share(value) * _HEIGHT, 2)

    yield Markup('<text class="note" x="4" y="{:g}">{}</text>').format(top - 12, heading)
    for tick in upwards.ticks:
        yield Markup(
            '<path class="grid" d="M{:g} {:g}H{:g}"/><text class="tick" x="30" y="{:g}" text-anchor="end">{:g}</text>'
        ).format(_LEFT, y(tick), _RIGHT, y(tick) + 4, tick)
    for tick in along.ticks:
        yield Markup('<text class="tick" x="{:g}" y="{:g}" text-anchor="middle">{:g}</text>').format(
            x(tick), top + _HEIGHT + 16, tick
        )
    for step in phases:
        yield Markup('<path class="agreement" d="M{:g} {:g}V{:g}"/>').format(x(step), top, top + _HEIGHT)
    path = "M" + "L".join(f"{x(step):g} {y(value):g}" for step, value in line)
    yield Markup('<path class="curve" d="{}"/>').format(path if line else "")

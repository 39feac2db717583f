"""The figures of a page: each a picture with the same as a table."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from evals.compare import Comparison
from evals.intervals import Interval, interval
from evals.report import words
from evals.report.pictures import Bar, changes, shares
from evals.report.plots import accuracy, calibration
from evals.report.sweeps import Bin, answered, bins, sampled, sweep
from evals.result import Asked, Result, means

_SHAPES = {"better": "▲ better", "worse": "▼ worse", "within noise": "○ within noise", "no difference": "no difference"}
_OF_GROUP = ("fact_recall", "abstain_recall", "selective_accuracy", "coverage", "wrong_answer_rate")
NONE = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows begin with their heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture and the same as a table; `read` says how to read it."""

    picture: Markup
    table: Table
    read: str = ""


def measures(intervals: Mapping[str, Interval]) -> list[Figure]:
    """The measures in groups by what they ask."""
    found = _finite(intervals)
    figures = []
    for group, title in words.GROUPS.items():
        of = {m: i for m, i in found.items() if words.measure(m).group == group}
        if not of:
            continue
        rows = [_bar(m, i, hollow=words.measure(m).lower_is_better) for m, i in of.items()]
        table = Table(
            title,
            ("Measure", "Value", "Interval", "Scored", "What it tells"),
            tuple((m, words.share(i.value), words.spread(i), str(i.n), words.measure(m).told) for m, i in of.items()),
        )
        figures.append(Figure(shares(title, rows), table))
    return figures


def not_scored(result: Result) -> list[str]:
    """The measures that no question could be scored on; of a retrieval set, those of retrieval."""
    found = {m for m, value in means(result.values).items() if math.isfinite(value)} | result.quantiles.keys()
    expected = [m for m, of in words.GLOSSARY.items() if result.asked or of.group == words.FOUND]
    return [m for m in expected if m not in found]


def baselines(
    result: Result, intervals: Mapping[str, Interval], differences: Mapping[str, Mapping[str, Interval]]
) -> Figure | None:
    """The subject beside each baseline on what the baselines were measured by."""
    ours = _finite(intervals)
    theirs = {name: _finite(_intervals(values)) for name, values in result.baselines.items()}
    shared = [m for m in ours if any(m in of for of in theirs.values())]
    if not shared:
        return None
    bars: list[Bar] = []
    rows: list[tuple[str, ...]] = []
    for m in shared:
        bars.append(_bar("this run", ours[m], group=m))
        rows.append((m, "this run", words.share(ours[m].value), words.spread(ours[m]), NONE, NONE, NONE))
        for name, of in theirs.items():
            if m in of:
                bars.append(_bar(name, of[m], group=m, hollow=True))
                difference = _told(m, differences[name].get(m))
                rows.append((m, name, words.share(of[m].value), words.spread(of[m]), *difference))
    head = ("Measure", "Retriever", "Mean", "Interval", "Difference", "Interval", "This run is")
    title = "This run against the baselines"
    return Figure(shares(title, bars), Table(title, head, tuple(rows)))


def groups(result: Result, of: Callable[[Asked], str], by: str) -> Figure | None:
    """The share of questions dealt with rightly in each group, the lowest first."""
    members: dict[str, list[Asked]] = {}
    for one in result.asked:
        if of(one):
            members.setdefault(of(one), []).append(one)
    if not members:
        return None
    right = {name: interval([float(o.right and not o.wrong) for o in ones]) for name, ones in members.items()}
    worst_first = sorted(right, key=lambda name: (right[name].value, name))
    means = result.grouped(of)
    bars = [_bar(name, right[name], note=str(right[name].n)) for name in worst_first]
    rows = tuple(
        (
            name,
            str(right[name].n),
            words.share(right[name].value),
            words.spread(right[name]),
            *(words.share(means[name][m]) if m in means[name] else NONE for m in _OF_GROUP),
        )
        for name in worst_first
    )
    title = f"Questions dealt with rightly, by {by}"
    head = (by.capitalize(), "Questions", "Dealt with rightly", "Interval", *_OF_GROUP)
    return Figure(shares(title, bars), Table(title, head, rows))


def coverage(result: Result) -> Figure | None:
    """Accuracy as less and less sure answers are given."""
    points = sweep(result.asked)
    if not points:
        return None
    given = answered(result.asked)
    now = (len(given) / len(result.asked), sum(one.right for one in given) / len(given))
    title = "Accuracy against coverage"
    rows = tuple(
        (words.share(p.confidence), str(p.answered), words.share(p.coverage), words.share(p.accuracy))
        for p in sampled(points)
    )
    head = ("Answering from confidence", "Answers", "Share answered", "Share right")
    unsure = len(given) - points[-1].answered
    left_out = f" {words.count(unsure, 'answer')} without a confidence could not be put in order." if unsure else ""
    return Figure(accuracy(title, points, now), Table(title, head, rows), left_out.strip())


def confidence(result: Result) -> Figure | None:
    """Whether answers are right as often as they are sure."""
    found = bins(result.asked)
    if not found:
        return None
    title = "Share right against confidence"
    rows = tuple(
        (
            f"{words.share(b.low)} to {words.share(b.high)}",
            str(b.right.n),
            words.share(b.confidence),
            words.share(b.right.value),
            words.spread(b.right),
        )
        for b in found
    )
    head = ("Confidence", "Answers", "Mean confidence", "Share right", "Interval")
    answers = f"Answers at each point, from the left: {words.listed(str(b.right.n) for b in found)}."
    return Figure(calibration(title, found), Table(title, head, rows), f"{answers} {_how_sure(found)}")


def _how_sure(found: Sequence[Bin]) -> str:
    """How to read a confidence: as a chance, or, where it goes beyond 1, as a score."""
    if found[-1].confidence <= 1:
        return "A point on the dashed line is as often right as it is sure; below it, answers are too sure."
    return "Confidence goes beyond 1 here: it is a score and no chance, so the points need only rise from the left."


def changed(comparison: Comparison) -> Figure | None:
    """How each measure moved on the questions scored in both runs."""
    paired = [(c.measure, c.difference) for c in comparison.changes if c.difference]
    if not paired:
        return None
    moved = [(m, d) for m, d in paired if d.low or d.high]
    still = len(paired) - len(moved)
    read = (
        f"{words.count(still, 'measure')} did not move at all and can be seen in the table." if still and moved else ""
    )
    title = "After minus before"
    rows = tuple(
        (c.measure, words.share(c.before), words.share(c.after), *_told(c.measure, c.difference))
        for c in comparison.changes
    )
    head = ("Measure", "Before", "After", "Difference", "Interval", "It is")
    return Figure(changes(title, moved or paired), Table(title, head, rows), read)


def latency(result: Result) -> Table | None:
    """How long an asker waited."""
    rows = tuple((m, words.milliseconds(value), words.measure(m).told) for m, value in sorted(result.quantiles.items()))
    return Table("Latency", ("Measure", "Value", "What it tells"), rows) if rows else None


def _told(name: str, difference: Interval | None) -> tuple[str, str, str]:
    if difference is None:
        return NONE, NONE, "no question in both"
    return (
        words.signed(difference.value),
        words.signed_spread(difference),
        _SHAPES[words.direction(name, difference)],
    )


def _bar(label: str, found: Interval, *, note: str = "", group: str = "", hollow: bool = False) -> Bar:
    note = note or ("lower is better" if words.measure(label).lower_is_better else "")
    return Bar(label, found.value, found.low, found.high, note, group, hollow)


def _intervals(values: Mapping[str, Mapping[str, float]]) -> dict[str, Interval]:
    return {m: interval(list(of.values())) for m, of in values.items() if of}


def _finite(found: Mapping[str, Interval]) -> dict[str, Interval]:
    """What is a number: a result read from a file may hold others."""
    return {m: i for m, i in found.items() if math.isfinite(i.value)}


def failing_by_kind(asked: Sequence[Asked]) -> dict[str, list[Asked]]:
    """The questions that were not dealt with rightly, by kind, the kind with the most first."""
    found: dict[str, list[Asked]] = {}
    for one in words.failing(asked):
        found.setdefault(one.kind, []).append(one)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def judged(result: Result) -> frozenset[str]:
    """The questions whose gold is in the corpus, so that a measure of retrieval has a value for them."""
    return frozenset(q for m, of in result.values.items() if words.measure(m).group == words.FOUND for q in of)

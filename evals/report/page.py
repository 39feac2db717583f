"""A result as one HTML page that opens anywhere: no script, and nothing asked of any other place."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from evals.compare import compare
from evals.gates import GateVerdict
from evals.intervals import Interval
from evals.report import figures, words
from evals.result import Result

_NO_ANSWERS = (
    "This is a retrieval set: passages were ranked and nothing was answered, so kinds, audiences, coverage, calibration,"
    " latency and failing questions are left out."
)


def breakable(text: str) -> Markup:
    """Let a name break after its underscores, so that it fits a narrow column."""
    return Markup(re.sub("_", "_<wbr>", str(escape(text))))


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        breakable=breakable,
        count=words.count,
        listed=words.listed,
        moment=words.moment,
        share=words.share,
        why_failing=words.why_failing,
    )
    return environment


_ENVIRONMENT = _environment()


def render(result: Result, verdicts: Sequence[GateVerdict] = (), before: Result | None = None) -> str:
    """The page of a result: held against gates, and against an earlier result when one is given."""
    comparison = compare(before, result) if before else None
    intervals, differences = result.intervals(), result.differences()  # once: a large set takes seconds to resample
    page = _ENVIRONMENT.get_template("report.html.j2").render(
        result=result,
        verdicts=verdicts,
        in_short=_in_short(result, verdicts),
        contents=_contents(result, before is not None),
        no_answers=_NO_ANSWERS,
        measures=figures.measures(intervals),
        not_scored=figures.not_scored(result),
        baselines=figures.baselines(result, intervals, differences),
        beyond_noise=_beyond_noise(differences),
        by_kind=figures.groups(result, lambda one: one.kind, "kind"),
        by_audience=figures.groups(result, lambda one: one.asker, "audience"),
        coverage=figures.coverage(result),
        calibration=figures.confidence(result),
        latency=figures.latency(result),
        comparison=comparison,
        changed=figures.changed(comparison) if comparison else None,
        failing=figures.failing_by_kind(result.asked),
        failing_count=len(words.failing(result.asked)),
        scored=figures.judged(result),
    )
    # A text read from JSON may hold half of a surrogate pair, which no file can.
    return page.lstrip().encode("utf-8", "replace").decode("utf-8")


def _in_short(result: Result, verdicts: Sequence[GateVerdict]) -> str:
    parts = []
    if verdicts:
        passed = sum(verdict.passed for verdict in verdicts)
        parts.append(f"{passed} of {words.count(len(verdicts), 'gate')} passed.")
    if result.asked:
        right = len(result.asked) - len(words.failing(result.asked))
        wrong = sum(one.wrong for one in result.asked)
        parts.append(
            f"{right} of {words.count(len(result.asked), 'question')} dealt with rightly; {wrong} got a wrong answer and"
            f" {len(result.asked) - right - wrong} none or too little."
        )
    else:
        queries = {q for of in result.values.values() for q in of}
        parts.append(f"{words.count(len(queries), 'question')} ranked.")
    return " ".join(parts)


def _contents(result: Result, changed: bool) -> list[tuple[str, str]]:
    """(id, name) of each section on the page."""
    answers = [
        ("kinds", "By kind and by audience"),
        ("coverage", "Coverage against accuracy"),
        ("calibration", "Calibration"),
        ("latency", "Latency"),
    ]
    return [
        ("gates", "Gates"),
        ("measures", "Measures"),
        ("baselines", "Against the baselines"),
        *(answers if result.asked else ()),
        *([("changed", "What changed")] if changed else ()),
        *([("failing", f"Failing questions ({len(words.failing(result.asked))})")] if result.asked else ()),
    ]


def _beyond_noise(differences: Mapping[str, Mapping[str, Interval]]) -> list[str]:
    return [
        f"{measure}: {words.direction(measure, found)} than {name} by {abs(found.value):.3f}"
        f" ({words.signed_spread(found)})"
        for name, of in differences.items()
        for measure, found in of.items()
        if found.beyond_noise
    ]

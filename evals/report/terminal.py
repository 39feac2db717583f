"""A result as plain text for the terminal, at most 100 columns wide."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from evals.compare import Comparison
from evals.gates import GateVerdict
from evals.intervals import Interval
from evals.report import words
from evals.report.figures import not_scored
from evals.result import Asked, Result, means

_WIDTH = 100
_CELL = 40
_OF_KIND = ("fact_recall", "abstain_recall", "wrong_answer_rate")
_NONE = "-"


def told(result: Result, verdicts: Sequence[GateVerdict] = ()) -> str:
    """The measures with their intervals, the baselines, the kinds and the gates."""
    blocks = [
        _wrapped(f"{result.subject}: {', '.join(result.sets) or 'no set named'}", words.moment(result.made_at)),
        _measures(result),
        _baselines(result),
        _kinds(result),
        _gates(verdicts),
    ]
    return "\n\n".join(filter(None, blocks))


def told_change(comparison: Comparison) -> str:
    """What moved between two results: measures, and the questions that turned."""
    rows = [
        (c.measure, words.share(c.before), words.share(c.after), *_difference(c.measure, c.difference))
        for c in comparison.changes
    ]
    table = _table(("what changed", "before", "after", "difference", "interval", ""), rows)
    blocks = [
        table if rows else "No measure is in both results.",
        _turned("broken (right before and not now)", comparison.broken),
        _turned("mended (right now and not before)", comparison.mended),
    ]
    if comparison.only_before or comparison.only_after:
        before, after = words.count(len(comparison.only_before), "question"), len(comparison.only_after)
        blocks.append(f"{before} asked only before, {after:,} only now.")
    blocks.append(_wrapped(comparison.caution) if comparison.caution else "")
    return "\n\n".join(filter(None, blocks))


def _measures(result: Result) -> str:
    rows = [
        (_named(m), words.share(found.value), words.spread(found), str(found.n))
        for m, found in result.intervals().items()
    ]
    rows += [(m, words.milliseconds(value), "", "") for m, value in sorted(result.quantiles.items())]
    lines = [_table(("measure", "value", "interval", "scored"), rows) if rows else "No question could be scored."]
    if left := not_scored(result):
        lines.append(_wrapped(f"not scored: {', '.join(left)}"))
    return "\n".join(lines)


def _named(measure: str) -> str:
    return f"{measure} (lower is better)" if words.measure(measure).lower_is_better else measure


def _baselines(result: Result) -> str:
    theirs = {name: means(values) for name, values in result.baselines.items()}
    rows = [
        (name, m, words.share(theirs[name][m]), *_difference(m, found))
        for name, of in result.differences().items()
        for m, found in of.items()
    ]
    head = ("against", "measure", "theirs", "ours minus theirs", "interval", "")
    return f"{_table(head, rows)}\n* beyond noise" if rows else ""


def _difference(measure: str, found: Interval | None) -> tuple[str, str, str]:
    if found is None:
        return _NONE, _NONE, "no question in both"
    mark = "* " if found.beyond_noise else "  "
    return words.signed(found.value), words.signed_spread(found), mark + words.direction(measure, found)


def _kinds(result: Result) -> str:
    groups = result.grouped(lambda one: one.kind)
    rows = [(kind, f"{of['n']:.0f}", *(_mean(of, m) for m in _OF_KIND)) for kind, of in groups.items()]
    return _table(("kind", "n", "fact recall", "abstain recall", "wrong"), rows) if rows else ""


def _mean(of: Mapping[str, float], measure: str) -> str:
    return words.share(of[measure]) if measure in of else _NONE


def _gates(verdicts: Sequence[GateVerdict]) -> str:
    if not verdicts:
        return ""
    passed = sum(verdict.passed for verdict in verdicts)
    lines = [f"{passed} of {words.count(len(verdicts), 'gate')} passed"]
    for verdict in verdicts:
        word = "passed" if verdict.passed else "FAILED"
        lines.append(_wrapped(f"{word}  {verdict.gate.limit}: {verdict.found}", indent=8))
        if not verdict.passed:
            lines.append(_wrapped(f"{' ' * 8}{_plain(verdict.gate.why)}", indent=8))
    return "\n".join(lines)


def _turned(title: str, pairs: Sequence[tuple[Asked, Asked]]) -> str:
    lines = [f"{title}: {words.count(len(pairs), 'question')}"]
    lines += [_wrapped(f"  {_plain(after.id)}  {_plain(after.question)}", indent=4) for _, after in pairs]
    return "\n".join(lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns that line up: texts to the left, figures to the right."""
    lines = [head, *([_cut(_plain(cell, strip=False), _CELL) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    figures = [any(row[n][:1] in "+-" or row[n][:1].isdigit() for row in lines[1:]) for n in range(len(head))]
    return "\n".join(_line(line, widths, figures) for line in lines)


def _line(cells: Iterable[str], widths: Sequence[int], figures: Sequence[bool]) -> str:
    placed = (
        cell.rjust(width) if right and n else cell.ljust(width)
        for n, (cell, width, right) in enumerate(zip(cells, widths, figures, strict=True))
    )
    return _cut("  ".join(placed).rstrip(), _WIDTH)


def _wrapped(*lines: str, indent: int = 0) -> str:
    return "\n".join(
        textwrap.fill(_plain(line, strip=False), _WIDTH, subsequent_indent=" " * indent, replace_whitespace=True)
        for line in lines
    )


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _plain(text: str, strip: bool = True) -> str:
    """Without what steers a terminal: a question may hold anything."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown.strip() if strip else shown

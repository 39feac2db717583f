"""The result of an evaluation, and its JSON: what reports, gates and comparisons read."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from evals.errors import EvaluationError
from evals.intervals import Interval, difference, interval
from evals.retrieval import MEASURES

PerQuestion = dict[str, dict[str, float]]  # measure -> question -> value

# In the order of a report: found, cited, said, withheld.
ORDER = (
    *MEASURES,
    "evidence_hit_rate",
    "evidence_coverage",
    "citation_precision_proxy",
    "citation_recall",
    "citation_precision",
    "groundedness",
    "fact_recall",
    "fully_correct_rate",
    "coverage",
    "selective_accuracy",
    "abstain_precision",
    "abstain_recall",
    "wrong_answer_rate",
    "signpost_rate",
)


@dataclass(frozen=True, slots=True)
class Source:
    """A citation as a report shows it."""

    document: str
    quote: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a run: what was asked, said and wanted, and its values.

    Attributes:
        missing: the first form of each group of facts that the answer lacks.
        gold: the quotes that answer it.
        gold_rank: rank of the first passage that holds a gold span, or None; unscored is told by `values`.
        confidence: the answer's sureness, or None when nothing was sought.
        milliseconds: wall time of the answer as the asker sees it.
        values: measure -> 0..1; a measure that does not apply is absent.
    """

    id: str
    question: str
    kind: str
    asker: str
    answerable: bool
    outcome: str
    answer: str
    right: bool
    wrong: bool
    missing: tuple[str, ...]
    forbidden: tuple[str, ...]
    sources: tuple[Source, ...]
    gold: tuple[str, ...]
    gold_rank: int | None
    confidence: float | None
    milliseconds: float
    values: dict[str, float]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that one run measured.

    Attributes:
        subject: what was evaluated: a snapshot, a service or our retrieval on a collection.
        sets: names of the question sets.
        values: of the subject; `baselines`: of others, by name.
        asked: empty for a retrieval set.
        quantiles: latency in milliseconds by name.
    """

    subject: str
    sets: tuple[str, ...]
    made_at: str
    machine: str
    values: PerQuestion
    baselines: dict[str, PerQuestion] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    quantiles: dict[str, float] = field(default_factory=dict)

    def intervals(self) -> dict[str, Interval]:
        """Measure -> mean with its interval, in the order of a report; a measure that nothing scored is absent."""
        return {m: interval(list(self.values[m].values())) for m in _ordered(self.values) if self.values[m]}

    def differences(self) -> dict[str, dict[str, Interval]]:
        """Baseline -> measure -> subject minus baseline on the same questions."""
        found: dict[str, dict[str, Interval]] = {}
        for name, theirs in self.baselines.items():
            pairs = {m: difference(self.values.get(m, {}), theirs[m]) for m in _ordered(theirs)}
            found[name] = {m: d for m, d in pairs.items() if d}
        return found

    def grouped(self, of: Callable[[Asked], str]) -> dict[str, dict[str, float]]:
        """Group -> {"n", measure: mean}, by kind or asker."""
        groups: dict[str, list[Asked]] = defaultdict(list)
        for one in self.asked:
            groups[of(one)].append(one)
        return {
            name: {"n": float(len(members)), **means(per_question(members))}
            for name, members in sorted(groups.items())
            if name
        }


def per_question(asked: Iterable[Asked]) -> PerQuestion:
    """Turn the values of questions round: measure -> question -> value."""
    values: PerQuestion = defaultdict(dict)
    for one in asked:
        for name, value in one.values.items():
            values[name][one.id] = value
    return dict(values)


def means(values: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Measure -> mean over the questions that have it, in the order of a report."""
    return {m: sum(values[m].values()) / len(values[m]) for m in _ordered(values) if values[m]}


def _ordered(values: Mapping[str, Any]) -> list[str]:
    known = [m for m in ORDER if m in values]
    return known + sorted(values.keys() - set(known))


def to_json(result: Result) -> dict[str, Any]:
    """The documented object: measures and baselines as plain numbers, intervals as [low, high] (evals/README.md)."""
    intervals = result.intervals()
    return {
        "subject": result.subject,
        "sets": list(result.sets),
        "made_at": result.made_at,
        "machine": result.machine,
        "measures": {m: i.value for m, i in intervals.items()} | result.quantiles,
        "intervals": {m: [i.low, i.high] for m, i in intervals.items()},
        "scored": {m: i.n for m, i in intervals.items()},
        "baselines": {name: means(values) for name, values in result.baselines.items()},
        "differences": {
            name: {m: {"difference": d.value, "low": d.low, "high": d.high} for m, d in of.items()}
            for name, of in result.differences().items()
        },
        "by_kind": result.grouped(lambda one: one.kind),
        "by_audience": result.grouped(lambda one: one.asker),
        "values": result.values,
        "baseline_values": result.baselines,
        "latency": result.quantiles,
        "questions": [asdict(one) for one in result.asked],
    }


def write_json(result: Result, path: Path) -> None:
    """Write the documented object; EvaluationError when the file cannot be written."""
    try:
        path.write_text(json.dumps(to_json(result), ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written ({error.strerror}). Name another file.") from error


def read_json(path: Path) -> Result:
    """Read what `write_json` wrote; EvaluationError says what is wrong with the file."""
    from pydantic import TypeAdapter

    try:
        body = json.loads(path.read_text("utf-8"))
        return TypeAdapter(Result).validate_python(
            {
                **{name: body[name] for name in ("subject", "sets", "made_at", "machine", "values")},
                "baselines": body["baseline_values"],
                "asked": body["questions"],
                "quantiles": body["latency"],
            }
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise EvaluationError(
            f"{path} is not a result of 'guide evaluate --json' ({str(error)[:200]}). Make it again."
        ) from error

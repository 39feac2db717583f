"""Gates: limits set beforehand from what users need; a release that misses one may not go live."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.errors import EvaluationError
from evals.intervals import difference
from evals.result import Result


@dataclass(frozen=True, slots=True)
class Gate:
    """One limit on a measure.

    Attributes:
        kind: of the questions it looks at, or "" for all.
        over: a baseline that the measure must beat by more than noise, or "" for a plain limit.
        why: what users need it for.
    """

    measure: str
    why: str
    at_least: float | None = None
    at_most: float | None = None
    kind: str = ""
    over: str = ""

    @property
    def limit(self) -> str:
        """The limit in words."""
        of = f" ({self.kind})" if self.kind else ""
        if self.over:
            return f"{self.measure}{of} above {self.over} by more than noise"
        if self.at_least is not None:
            return f"{self.measure}{of} at least {self.at_least:g}"
        return f"{self.measure}{of} at most {self.at_most:g}"


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """Whether a gate was passed; `found` says what was measured."""

    gate: Gate
    passed: bool
    found: str


def read_gates(path: Path) -> list[Gate]:
    """Read a file of [[gate]] tables; EvaluationError names the table that is not of the form."""
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("gate", [])
    except (OSError, ValueError) as error:
        raise EvaluationError(f"{path} cannot be read as TOML ({error}).") from error
    if not isinstance(tables, list):
        raise EvaluationError(f"{path}: gate is not a list of tables. Begin each with [[gate]].")
    gates = []
    for n, table in enumerate(tables, start=1):
        try:
            gate = Gate(**table)
        except TypeError as error:
            raise EvaluationError(f"{path}, gate {n}: {error}. The form is in evals/README.md.") from error
        limits = [limit for limit in (gate.at_least, gate.at_most) if limit is not None]
        if any(isinstance(limit, str | bool | list | dict) or not math.isfinite(limit) for limit in limits):
            raise EvaluationError(f"{path}, gate {n}: at_least and at_most are numbers, without quotes.")
        if (gate.at_least is not None) + (gate.at_most is not None) + bool(gate.over) != 1:
            raise EvaluationError(f"{path}, gate {n}: give one of at_least, at_most and over.")
        gates.append(gate)
    if not gates:
        raise EvaluationError(f"{path} holds no [[gate]]. A file without gates would let everything through.")
    return gates


def check(gates: Sequence[Gate], result: Result) -> list[GateVerdict]:
    """Hold a result against gates; a measure that was not measured fails its gate."""
    return [_over(gate, result) if gate.over else _plain(gate, result) for gate in gates]


def _plain(gate: Gate, result: Result) -> GateVerdict:
    values = _of_kind(gate, result, result.values.get(gate.measure, {}))
    found = f"on {len(values)} question{'' if len(values) == 1 else 's'}"
    if gate.measure in result.quantiles and not gate.kind:  # of all answers together: there is no value a question
        values, found = {"": result.quantiles[gate.measure]}, "of all answers"
    if not values:
        return GateVerdict(gate, False, "not measured")
    value = sum(values.values()) / len(values)
    # Means of many fractions: a share of exactly nine in ten must not fail for its last bit.
    high_enough = gate.at_least is None or value >= gate.at_least - 1e-9
    low_enough = gate.at_most is None or value <= gate.at_most + 1e-9
    return GateVerdict(gate, high_enough and low_enough, f"{value:.3f} {found}")


def _over(gate: Gate, result: Result) -> GateVerdict:
    ours, theirs = result.values.get(gate.measure, {}), result.baselines.get(gate.over, {}).get(gate.measure, {})
    found = difference(_of_kind(gate, result, ours), theirs)
    if found is None:
        return GateVerdict(gate, False, f"{gate.over} was not measured")
    passed = found.value > 0 and found.beyond_noise
    return GateVerdict(gate, passed, f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})")


def _of_kind(gate: Gate, result: Result, values: Mapping[str, float]) -> Mapping[str, float]:
    """The values of the questions that a gate looks at."""
    kinds = {one.id: one.kind for one in result.asked}
    return {q: value for q, value in values.items() if not gate.kind or kinds.get(q) == gate.kind}

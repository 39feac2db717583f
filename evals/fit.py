"""Fit answer/decision.toml on labelled questions: python -m evals.fit OUT HOME=QUESTIONS [HOME=QUESTIONS ...].

Two logistic models (Cox 1958): whether a unit answers a question, by its features, and whether a question is answered
by the units found. Of our own set only the questions of even number are fitted on; the odd ones stay for testing.
"""

import hashlib
import math
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from answer.guard import guard
from answer.pipeline import Answerer
from answer.query import Query, make_query
from answer.retrieve import candidates, retrieve
from answer.rewrite import lacks_referent, standalone
from answer.spelling import corrected
from answer.units import Unit, units_of
from answer.weigh import Features, features_of_question, features_of_units, read, with_chances
from evals.facts import evidence_hit
from evals.questions import Labelled, read_questions

Vector = npt.NDArray[np.float64]
# Where to stop and where to be sure is a choice between two faults, so it is made by people who have read the table that is
# printed here. On our own questions errors are flat from 0.10 to 0.20: each step up misleads fewer and leaves more without an
# answer. A low one is taken, since what is not sure is shown as that and not said.
BANDS = {"abstain_below": 0.12, "sure_from": 0.45}
_PENALTY = 1.0  # of squared standardised weights
_NUMBERED = re.compile(r"^own-\d*[13579]$")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one labelled question, and which of its units answer it.

    Attributes:
        share: how much it counts: each set counts the same, however many questions it has.
    """

    labelled: Labelled
    query: Query
    units: Sequence[Unit]
    right: Sequence[bool]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over named features, in their own units."""

    names: tuple[str, ...]
    values: Vector
    bias: float

    def logits(self, rows: Vector) -> Vector:
        """Of feature rows [n, k]: [n]."""
        result: Vector = rows @ self.values + self.bias
        return result

    @property
    def mapping(self) -> dict[str, float]:
        """By name, the bias among them."""
        return {"bias": self.bias, **dict(zip(self.names, self.values.tolist(), strict=True))}

    def table(self, name: str) -> Iterator[str]:
        """The model as a table of TOML."""
        yield f"[{name}]"
        yield f"bias = {self.bias:.4f}"
        yield from (f"{key} = {value:.4f}" for key, value in zip(self.names, self.values, strict=True))


def found_in(home: Path, questions: Path) -> Iterator[Found]:
    """Every question of a set that reaches the index, with its units."""
    answerer = Answerer.open(home)
    searcher = answerer.searcher
    for labelled in read_questions(questions):
        text = labelled.question.text
        if _NUMBERED.match(labelled.id) or labelled.abstain_ok or guard(text):
            continue
        asked = standalone(corrected(text, searcher.sparse.forms), labelled.question.history)
        if lacks_referent(asked):
            continue
        query = make_query(asked, searcher)
        hits = retrieve(searcher, query)
        units = read(query, units_of(candidates(searcher, query, hits)), answerer.evidence)
        gold = [*labelled.gold, *labelled.also]
        right = [any(evidence_hit(each.text, unit.text) for each in gold) for unit in units]
        if units:
            yield Found(labelled, query, units, right)


def logistic(names: Sequence[str], rows: Vector, wanted: Vector, share: Vector) -> Weights:
    """Fit by Newton's method with a small ridge; rows [n, k], wanted [n] of 0 and 1, share [n] how much each counts."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    scaled = np.c_[(rows - mean) / spread, np.ones(len(rows))]
    ridge = _PENALTY * np.r_[np.ones(rows.shape[1]), 1e-6]
    weights = np.zeros(scaled.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ weights, -30, 30)))
        slope = scaled.T @ (share * (chance - wanted)) + ridge * weights
        curve = (scaled * (share * chance * (1 - chance))[:, None]).T @ scaled + np.diag(ridge)
        weights -= np.linalg.solve(curve, slope)
    values = weights[:-1] / spread
    return Weights(tuple(names), values, float(weights[-1] - mean @ values))


def fit_units(found: Sequence[Found]) -> Weights:
    """From every unit that was read, of answerable questions and of others."""
    rows = [features for one in found for _, features in features_of_units(one.query, one.units)]
    wanted = [float(right) for one in found for right in one.right]
    share = [one.share for one in found for _ in one.right]
    return logistic(list(rows[0]), _matrix(rows), np.asarray(wanted), np.asarray(share))


def fit_questions(found: Sequence[Found], units: Weights) -> Weights:
    """Whether a question is answerable, from its units as `units` weighs them."""
    rows = _question_rows(found, units)
    wanted = [float(one.labelled.answerable) for one in found]
    return logistic(list(rows[0]), _matrix(rows), np.asarray(wanted), np.asarray([one.share for one in found]))


def _question_rows(found: Sequence[Found], units: Weights) -> list[Features]:
    return [features_of_question(one.query, with_chances(one.query, one.units, units.mapping)) for one in found]


def _matrix(rows: Sequence[Features]) -> Vector:
    return np.asarray([list(row.values()) for row in rows], dtype=np.float64)


def curve(found: Sequence[Found], units: Weights, questions: Weights) -> list[tuple[float, bool, bool]]:
    """(chance of being answered, is answerable, the likeliest unit answers) of each question, likeliest first."""
    told = []
    logits = questions.logits(_matrix(_question_rows(found, units)))
    for one, logit in zip(found, logits.tolist(), strict=True):
        right = dict(zip(((u.row, u.parts[0].index) for u in one.units), one.right, strict=True))
        best = with_chances(one.query, one.units, units.mapping)[0]
        told.append((1 / (1 + math.exp(-logit)), one.labelled.answerable, right[best.row, best.parts[0].index]))
    return sorted(told, reverse=True)


def main(arguments: Sequence[str]) -> int:
    """Fit on all sets, write OUT and print how coverage and accuracy go together."""
    out, *sets = arguments
    found: list[list[Found]] = []
    for one in sets:
        home, _, questions = one.partition("=")
        # An answer that was not found says nothing of how to tell answers.
        of_set = [
            each for each in found_in(Path(home), Path(questions)) if not each.labelled.answerable or any(each.right)
        ]
        found.append([replace(each, share=1000 / len(of_set)) for each in of_set])
    every = [each for of_set in found for each in of_set]
    units = fit_units(every)
    questions_weights = fit_questions(every, units)
    first = list(found_in(*map(Path, sets[0].split("=", 1))))
    told = curve(first, units, questions_weights)
    lines = [*_provenance(sets, found, told), *units.table("unit"), "", *questions_weights.table("question"), ""]
    lines += ["[bands]", *(f"{name} = {value}" for name, value in BANDS.items()), ""]
    Path(out).write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))
    return 0


def _provenance(
    sets: Sequence[str], found: Sequence[Sequence[Found]], told: Sequence[tuple[float, bool, bool]]
) -> Iterator[str]:
    yield "# Made by: python -m evals.fit. Each set counts the same."
    for one, of_set in zip(sets, found, strict=True):
        path = Path(one.partition("=")[2])
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        yield f"# {len(of_set)} questions of {path.name} (sha256 {digest})"
    yield "# On the first set (coverage: share answered; selective accuracy: of these, those that have an answer):"
    for chance in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7):
        part = [answerable for each, answerable, _ in told if each >= chance]
        errors = sum(answerable != (each >= chance) for each, answerable, _ in told)
        known = f"{sum(part) / len(part):.3f}" if part else "-"
        yield f"#   from {chance:.2f}: coverage {len(part) / len(told):.2f}, selective accuracy {known}, errors {errors}"
    yield ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

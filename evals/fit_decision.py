"""Fit the decision model of answer/decide.py on labelled questions and write answer/decision.toml with its provenance.

    python -m evals.fit_decision HOME QUESTIONS [--write]

Fitted on the even records, reported on the odd ones: coverage is the share of questions answered, selective accuracy the
share of those that hold the facts asked for.
"""

import argparse
import hashlib
import sys
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from answer.decide import Features
from answer.pipeline import Answerer
from evals.facts import fact_recall
from evals.questions import Labelled, held_out, read_questions

NAMES = [f.name for f in fields(Features)]
L2, STEPS, RATE = 0.002, 20_000, 0.5
# An answer to a question that has none costs trust; one withheld costs a second search. What the threshold is set for:
WRONG_AT_MOST = 0.35  # share of unanswerable questions (those that reach the search) that are answered
TARGET = Path(__file__).resolve().parent.parent / "answer" / "decision.toml"


def measure(answerer: Answerer, questions: list[Labelled]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Features [n, f] and labels [n] (1: what was selected holds the facts) of the questions that reach the search."""
    rows, labels = [], []
    for labelled in questions:
        _, trace = answerer.explain(labelled.question)
        if trace is None:
            continue
        text = "\n".join(part.text for unit in trace.units for part in unit.parts)
        rows.append(list(asdict(trace.measured).values()))
        labels.append(float(labelled.answerable and fact_recall(labelled, text) >= 0.5))
    return np.array(rows), np.array(labels)


def fit(x: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], float]:
    """Logistic regression with L2 by gradient descent: (weights [f], intercept)."""
    weights, intercept = np.zeros(x.shape[1]), 0.0
    for _ in range(STEPS):
        error = 1 / (1 + np.exp(-(x @ weights + intercept))) - y
        weights -= RATE * (x.T @ error / len(y) + L2 * weights)
        intercept -= RATE * float(error.mean())
    return weights, intercept


def auc(scores: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> float:
    """Area under the ROC curve."""
    good, bad = scores[labels == 1], scores[labels == 0]
    return float(((good[:, None] > bad[None]) + 0.5 * (good[:, None] == bad[None])).mean())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--write", action="store_true", help=f"write {TARGET.name}")
    arguments = parser.parse_args()
    answerer = Answerer.open(arguments.home)
    fitting, testing = held_out(read_questions(arguments.questions))
    x, y = measure(answerer, fitting)
    weights, intercept = fit(x, y)
    scores = 1 / (1 + np.exp(-(x @ weights + intercept)))
    threshold = float(np.quantile(scores[y == 0], 1 - WRONG_AT_MOST))
    tx, ty = measure(answerer, testing)
    tested = 1 / (1 + np.exp(-(tx @ weights + intercept)))
    answered = tested >= threshold
    report = {
        "auc_fitted": auc(scores, y),
        "auc_held_out": auc(tested, ty),
        "coverage_held_out": float(answered.mean()),
        "selective_accuracy_held_out": float(ty[answered].mean()),
        "answerable_answered_held_out": float(answered[ty == 1].mean()),
    }
    body = _toml(weights, intercept, threshold, report, arguments.questions, answerer.searcher.snapshot.id, len(y))
    print(body)
    if arguments.write:
        TARGET.write_text(body, "utf-8")
    return 0


def _toml(
    weights: np.ndarray[Any, Any],
    intercept: float,
    threshold: float,
    report: dict[str, float],
    questions: Path,
    snapshot: str,
    n: int,
) -> str:
    digest = hashlib.sha256(questions.read_bytes()).hexdigest()
    lines = [
        "# Written by python -m evals.fit_decision: do not edit by hand.",
        "[model]",
        f"intercept = {intercept:.4f}",
        *(f"{name} = {weight:.4f}" for name, weight in zip(NAMES, weights, strict=True)),
        f"threshold = {threshold:.4f}",
        "",
        "[provenance]",
        f'fitted_on = "{date.today().isoformat()}"',
        f'questions = "{questions.as_posix()}, even records"',
        f'questions_sha256 = "{digest}"',
        f'snapshot = "{snapshot}"',
        f"records = {n}",
        "",
        "[measured]",
        *(f"{name} = {value:.3f}" for name, value in report.items()),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

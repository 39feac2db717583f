"""Likeness: which kind of refused question a question is like, from its vector. A linear classifier, models/guard."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).resolve().parent.parent / "models" / "guard"
WEIGHTS = "weights.json"
SCALE = 10.0  # of unit vectors, so that the fit has no need of huge weights
# A question that names the guide's own subject and no person is refused only when it could hardly be anything else.
_ON_SUBJECT = 0.95


@dataclass(frozen=True, slots=True)
class Classifier:
    """A softmax over kinds of question.

    Attributes:
        kinds: the first is what may be searched.
        weights: float [d + 1, kinds]; the last row is added.
        limits: probability above which a question is refused, by kind.
        digest: sha256 of the file it was read from; "" for one that was only just fitted.
    """

    kinds: tuple[str, ...]
    weights: np.ndarray[Any, Any]
    limits: dict[str, float]
    digest: str = ""

    def probabilities(self, vectors: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """float [n, kinds] of unit vectors [n, d]."""
        logits = vectors.astype(np.float64) * SCALE @ self.weights[:-1] + self.weights[-1]
        raised = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: np.ndarray[Any, Any] = raised / raised.sum(axis=1, keepdims=True)
        return shares


def likeliest(vector: np.ndarray[Any, Any], on_subject: bool) -> str | None:
    """The reason to refuse a question with this unit vector [d], or None; the gravest reason goes first."""
    model = classifier()
    shares = dict(zip(model.kinds, model.probabilities(vector[None])[0].tolist(), strict=True))
    for kind, limit in model.limits.items():
        if shares[kind] > (max(limit, _ON_SUBJECT) if on_subject else limit):
            return kind
    return None


@lru_cache(maxsize=1)
def classifier() -> Classifier:
    """The classifier that serves."""
    body = (FOLDER / WEIGHTS).read_bytes()
    table = json.loads(body)
    return Classifier(
        tuple(table["kinds"]), np.array(table["weights"]), table["limits"], hashlib.sha256(body).hexdigest()
    )

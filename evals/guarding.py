"""Makes the guard's classifier from its wordings: python -m evals.guarding.

A softmax regression on the vectors of the encoder that serves; the limits are those at which, in five-fold
cross-validation, as good as no question of the subject is refused (models/guard/README.md).
"""

import json
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from answer.likeness import FOLDER, SCALE, WEIGHTS, Classifier
from index.encoder import Encoder
from index.search import MODELS

KINDS = ("none", "crisis", "clinical", "personal_data", "unsafe_request", "abuse")
PASS = ("subject", "harmless")
# In the order in which they are asked. A crisis that is missed is worse than a question that is signposted in vain.
LIMITS = {"crisis": 0.45, "clinical": 0.6, "personal_data": 0.65, "unsafe_request": 0.85, "abuse": 0.5}
_DECAY, _STEPS, _RATE = 2e-3, 400, 0.03
_DIGITS = 3


def read_wordings(path: Path) -> list[tuple[str, str]]:
    """(wording, kind) of a file of wordings, a line each; kinds that pass are "none"."""
    table = tomllib.loads(path.read_text("utf-8"))
    return [
        (line, "none" if kind in PASS else kind)
        for kind, entry in table.items()
        for line in entry["said"].strip().splitlines()
    ]


def fit(vectors: np.ndarray[Any, Any], kinds: Sequence[str]) -> Classifier:
    """A classifier of unit vectors [n, d] by Adam (Kingma and Ba 2015) over all of them at once: the same each time."""
    inputs = np.c_[vectors.astype(np.float64) * SCALE, np.ones(len(vectors))]
    labels = np.array([KINDS.index(kind) for kind in kinds])
    wanted = np.eye(len(KINDS))[labels]
    # Rare kinds count for more, by the square root.
    weight = np.sqrt(len(labels) / np.bincount(labels, minlength=len(KINDS))[labels])[:, None]
    weights = np.zeros((inputs.shape[1], len(KINDS)))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        logits = inputs @ weights
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        slope = inputs.T @ ((shares - wanted) * weight) / weight.sum()
        slope[:-1] += _DECAY * weights[:-1]
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights -= _RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return Classifier(KINDS, weights, LIMITS)


def main() -> None:
    """Fit on models/guard/wordings.toml and write the weights beside it."""
    wordings = read_wordings(FOLDER / "wordings.toml")
    encoder = Encoder.open(MODELS / "encoder")
    vectors = np.stack([encoder.encode_queries([wording])[0] for wording, _ in wordings])
    made = fit(vectors, [kind for _, kind in wordings])
    body = {
        "encoder": encoder.digest,
        "kinds": made.kinds,
        "limits": made.limits,
        "weights": [[round(float(w), _DIGITS) for w in row] for row in made.weights],
    }
    (FOLDER / WEIGHTS).write_text(json.dumps(body, separators=(",", ":")).replace("],[", "],\n[") + "\n", "utf-8")
    print(f"{len(wordings)} wordings -> {FOLDER / WEIGHTS}")


if __name__ == "__main__":
    main()

"""What a retriever is here: it indexes texts, and ranks their rows for a query."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from evals.errors import EvaluationError

Ranking = list[tuple[int, float]]  # (row of the text, score), best first

EXTRA = "pip install -e '.[baselines]'"
_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    # A report on weights that no peer uses, and a bar for each file, at every opening.
    "TRANSFORMERS_VERBOSITY": "error",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}


class BaselineError(EvaluationError):
    """A baseline cannot run; the message says what is missing and how to get it."""


class Retriever(Protocol):
    """A retriever under one name; higher scores are better, and scores of two retrievers do not compare."""

    name: str

    def build(self, texts: Sequence[str]) -> None:
        """Index texts, in place of any before; their positions are the rows."""
        ...

    def search(self, query: str, k: int) -> Ranking:
        """At most k rows with their scores, best first and each once."""
        ...


class Stored(Retriever, Protocol):
    """A retriever whose index outlives its process."""

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        ...

    def load(self, folder: Path) -> None:
        """Open what `save` wrote."""
        ...


def stay_offline() -> None:
    """Tell libraries to download nothing and report to nobody; they read this when first imported."""
    os.environ.update(_OFFLINE)


def best_per_row(found: Iterable[tuple[int, float]], k: int) -> Ranking:
    """At most k rows of (row, score) pairs, each with its best score, best first; ties keep their order."""
    best: dict[int, float] = {}
    for row, score in found:
        best[row] = max(score, best.get(row, score))
    return sorted(best.items(), key=lambda item: -item[1])[:k]

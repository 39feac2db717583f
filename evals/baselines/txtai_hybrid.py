"""txtai's hybrid search as its documentation has it: Embeddings(hybrid=True), index, search.

Followed: neuml.github.io/txtai/embeddings (index and search) and neuml.github.io/txtai/embeddings/configuration/general
(hybrid). Its defaults stay: BM25 with k1 1.2 and b 0.75, scores scaled by their average in the index, FAISS (flat to
5,000 texts, inverted lists beyond), 10 k candidates of each kind, half the weight to each.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.baselines.retriever import Ranking, stay_offline


class TxtaiHybrid:
    """Convex combination of scaled BM25 and cosine."""

    name = "txtai"

    def __init__(self, weights: Path) -> None:
        stay_offline()
        from txtai import Embeddings

        self._embeddings: Any = Embeddings(path=str(weights), hybrid=True, content=False, gpu=False)

    def build(self, texts: Sequence[str]) -> None:
        """Encode and index texts, in place of any before."""
        self._embeddings.index(list(texts))

    def search(self, query: str, k: int) -> Ranking:
        """At most k rows with their combined scores, 0..1, best first."""
        return [(int(row), float(score)) for row, score in self._embeddings.search(query, k)]

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._embeddings.save(str(folder))

    def load(self, folder: Path) -> None:
        """Open what `save` wrote."""
        self._embeddings.load(str(folder))

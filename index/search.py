"""Search: a query -> the passages that are nearest by words and by meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.acronyms import Acronyms
from index.dense import DenseIndex
from index.encoder import Encoder
from index.fusion import convex
from index.snapshot import DENSE, Snapshot, SnapshotError
from index.sparse import SparseIndex
from ingest.documents import Passage

MODELS = Path(__file__).resolve().parent.parent / "models"
DEPTH = 100  # candidates of each retriever before fusion
# Measured on paraphrased questions (RR@10 .42 at 0.5, .50 at 0.7) and on SQuAD (.861 at both): docs/decisions/0005, 0007.
DENSE_WEIGHT = 0.7


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query.

    Attributes:
        score: of the retriever named; fused scores are 0..1 within one query.
        row: the passage's row in the snapshot.
        cosine: of query and passage, -1..1.
    """

    passage: Passage
    score: float
    rank: int
    retriever: str
    row: int
    cosine: float


class Searcher:
    """The two retrievers of one snapshot and the encoder that its vectors came from."""

    def __init__(
        self, snapshot: Snapshot, encoder: Encoder, dense: DenseIndex, sparse: SparseIndex, acronyms: Acronyms
    ) -> None:
        self.snapshot = snapshot
        self.encoder = encoder
        self.dense = dense
        self.sparse = sparse
        self.acronyms = acronyms

    @classmethod
    def open(cls, home: Path) -> "Searcher":
        """Open the current snapshot of a home; raises SnapshotError or EncoderError."""
        snapshot = Snapshot.open(home)
        encoder = Encoder.open(MODELS / "encoder")
        if encoder.digest != snapshot.manifest.encoder_digest:
            raise SnapshotError(
                f"The index in {home} was made with another encoder ({snapshot.manifest.encoder})."
                " Run 'guide ingest' to make it anew."
            )
        dense = DenseIndex.open(snapshot.folder / DENSE)
        return cls(snapshot, encoder, dense, SparseIndex.open(snapshot.folder), Acronyms.open(snapshot.folder))

    def encode(self, query: str) -> np.ndarray[Any, Any]:
        """The unit vector of a query with its acronyms spelt out: float32 [d]."""
        vector: np.ndarray[Any, Any] = self.encoder.encode_queries([self._expanded(query)])[0]
        return vector

    def search(self, query: str, k: int = 10, vector: np.ndarray[Any, Any] | None = None) -> list[Hit]:
        """The k best passages, fused; `vector` saves encoding the query twice."""
        if vector is None:
            vector = self.encode(query)
        rows, cosines = self.dense.search(vector, DEPTH)
        near = dict(zip(rows.tolist(), cosines.tolist(), strict=True))
        # A passage is as near as it is as a whole and in its best sentence.
        nearest = self._best_sentences(list(near), vector)
        meant = {row: cosine + sentence for (row, cosine), sentence in zip(near.items(), nearest, strict=True)}
        fused = convex(best(self.sparse.scores(self._expanded(query))), meant, DENSE_WEIGHT)[:k]
        return [
            Hit(self.snapshot.passage(row), score, rank, "fused", row, near.get(row, 0.0))
            for rank, (row, score) in enumerate(fused, start=1)
        ]

    def _best_sentences(self, rows: Sequence[int], vector: np.ndarray[Any, Any]) -> list[float]:
        """The cosine of each row's nearest sentence."""
        if not rows:
            return []
        vectors = [self.snapshot.sentence_vectors(row) for row in rows]
        starts = np.cumsum([0, *(len(of_one) for of_one in vectors[:-1])])
        nearest: list[float] = np.maximum.reduceat(np.concatenate(vectors) @ vector, starts).tolist()
        return nearest

    def _expanded(self, query: str) -> str:
        return self.acronyms.expand(query, self.sparse.frequencies)


def best(scores: np.ndarray[Any, Any]) -> dict[int, float]:
    """The rows of the DEPTH highest scores [n] above 0, best first."""
    above = np.flatnonzero(scores > 0)
    rows: Sequence[int] = above[np.argsort(-scores[above], kind="stable")[:DEPTH]].tolist()
    return {row: float(scores[row]) for row in rows}

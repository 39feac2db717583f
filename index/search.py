"""Search: a query -> the passages that are nearest by words and by meaning."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from index.acronyms import Acronyms
from index.copies import Copies, gathered
from index.dense import DenseIndex
from index.encoder import Encoder
from index.fusion import convex
from index.snapshot import DENSE, Snapshot, SnapshotError
from index.sparse import SparseIndex
from index.wording import hinges_of
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
        copies: other places of the same words, with the scores they had; one piece of evidence is one hit.
    """

    passage: Passage
    score: float
    rank: int
    retriever: str
    row: int
    cosine: float
    copies: tuple["Hit", ...] = ()


class Searcher:
    """The two retrievers of one snapshot, the encoder that its vectors came from, and what it holds more than once."""

    def __init__(
        self,
        snapshot: Snapshot,
        encoder: Encoder,
        dense: DenseIndex,
        sparse: SparseIndex,
        acronyms: Acronyms,
        copies: Copies,
    ) -> None:
        self.snapshot = snapshot
        self.encoder = encoder
        self.dense = dense
        self.sparse = sparse
        self.acronyms = acronyms
        self.copies = copies

    @classmethod
    def open(cls, home: Path) -> "Searcher":
        """Open the current snapshot of a home; raises SnapshotError or EncoderError."""
        return cls.over(Snapshot.open(home))

    @classmethod
    def over(cls, snapshot: Snapshot) -> "Searcher":
        """The searcher of an open snapshot; raises SnapshotError or EncoderError."""
        encoder = Encoder.open(MODELS / "encoder")
        if encoder.digest != snapshot.manifest.encoder_digest:
            raise SnapshotError(
                f"The index in {snapshot.home} was made with another encoder ({snapshot.manifest.encoder})."
                " Run 'guide ingest' to make it anew."
            )
        folder = snapshot.folder
        dense, sparse = DenseIndex.open(folder / DENSE), SparseIndex.open(folder)
        return cls(snapshot, encoder, dense, sparse, Acronyms.open(folder), Copies.open(folder))

    def encode(self, query: str) -> np.ndarray[Any, Any]:
        """The unit vector of a query with its acronyms spelt out: float32 [d]."""
        vector: np.ndarray[Any, Any] = self.encoder.encode_queries([self.spelt_out(query)])[0]
        return vector

    def search(self, query: str, k: int = 10, vector: np.ndarray[Any, Any] | None = None) -> list[Hit]:
        """The k best passages that differ, fused; `vector` saves encoding the query twice."""
        if vector is None:
            vector = self.encode(query)
        sparse = self.sparse.scores(self.spelt_out(query))
        depth = DEPTH
        while True:
            near, fused = self._fused(sparse, vector, depth)
            found = gathered(list(fused), self.copies, k, self._says_more)
            if len(found) >= k or depth >= self.sparse.size:
                break
            depth *= 4  # copies have filled the places of others
        hits = []
        for rank, (row, *others) in enumerate(found, start=1):
            copies = tuple(self._hit(other, fused[other], rank, near) for other in others)
            # What speaks for several stands where the best of them stands.
            best_score = max(fused[each] for each in (row, *others))
            hits.append(replace(self._hit(row, best_score, rank, near), copies=copies))
        return hits

    def _hit(self, row: int, score: float, rank: int, near: Mapping[int, float]) -> Hit:
        return Hit(self.snapshot.passage(row), score, rank, "fused", row, near.get(row, 0.0))

    def _fused(
        self, sparse: np.ndarray[Any, Any], vector: np.ndarray[Any, Any], depth: int
    ) -> tuple[dict[int, float], dict[int, float]]:
        """The cosines of the nearest rows, and the fused scores of all candidates, best first."""
        rows, cosines = self.dense.search(vector, depth)
        near = dict(zip(rows.tolist(), cosines.tolist(), strict=True))
        # A passage is as near as it is as a whole and in its best sentence.
        nearest = self._best_sentences(list(near), vector)
        meant = {row: cosine + sentence for (row, cosine), sentence in zip(near.items(), nearest, strict=True)}
        return near, dict(convex(best(sparse, depth), meant, DENSE_WEIGHT))

    def _says_more(self, row: int, better: int) -> bool:
        """Whether what of a row's passage is not copied from a better one holds a figure, name or denial that it lacks."""
        shared = {group for group, _ in self.copies.of_row(better)}
        passage, other = self.snapshot.passage(row), self.snapshot.passage(better)
        own = (s for s in passage.sentences if self.copies.group(row, s.start, s.end) not in shared)
        return not hinges_of(map(passage.text_of, own)) <= hinges_of(map(other.text_of, other.sentences))

    def _best_sentences(self, rows: Sequence[int], vector: np.ndarray[Any, Any]) -> list[float]:
        """The cosine of each row's nearest sentence."""
        if not rows:
            return []
        vectors = [self.snapshot.sentence_vectors(row) for row in rows]
        starts = np.cumsum([0, *(len(of_one) for of_one in vectors[:-1])])
        nearest: list[float] = np.maximum.reduceat(np.concatenate(vectors) @ vector, starts).tolist()
        return nearest

    def spelt_out(self, query: str) -> str:
        """The query with what its acronyms stand for behind it."""
        return self.acronyms.expand(query, self.sparse.frequencies)


def best(scores: np.ndarray[Any, Any], depth: int = DEPTH) -> dict[int, float]:
    """The rows of the `depth` highest scores [n] above 0, best first."""
    above = np.flatnonzero(scores > 0)
    rows: Sequence[int] = above[np.argsort(-scores[above], kind="stable")[:depth]].tolist()
    return {row: float(scores[row]) for row in rows}

"""Our own retrievers over plain texts or over a home's index: words alone, meaning alone, and the two fused."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from evals.retrieval import DEPTH
from index.acronyms import Acronyms, mine
from index.dense import DenseIndex
from index.encoder import Encoder
from index.fusion import convex
from index.search import DENSE_WEIGHT, Searcher, best
from index.sparse import SparseIndex

Watch = Callable[[str, int, int], None]  # what is done, how far, out of how many
_STEP = 32  # texts between two steps of the progress bar


class Own:
    """The product's two retrievers and their fusion, by passages: sentence vectors are the product's alone."""

    def __init__(self, encoder: Encoder, dense: DenseIndex, sparse: SparseIndex, acronyms: Acronyms) -> None:
        self._encoder = encoder
        self._dense = dense
        self._sparse = sparse
        self._acronyms = acronyms

    @classmethod
    def build(cls, texts: Sequence[str], encoder: Encoder, watch: Watch) -> "Own":
        """Index texts; their positions are the rows of the rankings."""
        parts = []
        for at in range(0, len(texts), _STEP):
            parts.append(encoder.encode_passages(texts[at : at + _STEP]))
            watch("Encoding", min(at + _STEP, len(texts)), len(texts))
        return cls(encoder, DenseIndex.build(np.concatenate(parts)), SparseIndex.build(texts), Acronyms(mine(texts)))

    @classmethod
    def of(cls, searcher: Searcher) -> "Own":
        """The retrievers of an opened home; rows are those of its snapshot."""
        return cls(searcher.encoder, searcher.dense, searcher.sparse, searcher.acronyms)

    def sparse(self, query: str) -> list[int]:
        """Rows by our BM25 on the words as asked, best first, at most 100."""
        return list(best(self._sparse.scores(query)))

    def dense(self, query: str) -> list[int]:
        """Rows by cosine, best first, at most 100."""
        return list(self._near(query))

    def fused(self, query: str, weight: float = DENSE_WEIGHT) -> list[int]:
        """Rows as the product ranks passages without sentence vectors, best first, at most 100."""
        return [row for row, _ in self.scored(query, weight)]

    def scored(self, query: str, weight: float = DENSE_WEIGHT) -> list[tuple[int, float]]:
        """Rows with their fused scores, 0..1, as `fused` ranks them."""
        spelt_out = self._acronyms.expand(query, self._sparse.frequencies)
        return convex(best(self._sparse.scores(spelt_out)), self._near(spelt_out), weight)[:DEPTH]

    def _near(self, query: str) -> dict[int, float]:
        vector: np.ndarray[Any, Any] = self._encoder.encode_queries([query])[0]
        rows, cosines = self._dense.search(vector, DEPTH)
        return dict(zip(rows.tolist(), cosines.tolist(), strict=True))

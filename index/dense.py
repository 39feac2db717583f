"""Dense retrieval: inner product of unit vectors with FAISS, flat up to 50,000 passages and HNSW beyond."""

from pathlib import Path
from typing import Any

import faiss
import numpy as np

# Measured: flat runs at memory bandwidth (1.2 ms at 10,000 passages, 14 ms at 100,000); HNSW takes 0.18 ms at 100,000
# with recall .996.
FLAT_UP_TO = 50_000
_NEIGHBOURS, _EF_CONSTRUCTION, _EF_SEARCH = 16, 80, 64


class DenseIndex:
    """A FAISS index over passage vectors; rows are the positions the vectors were given in."""

    def __init__(self, engine: Any) -> None:
        if isinstance(engine, faiss.IndexHNSW):
            engine.hnsw.efSearch = _EF_SEARCH
        self._engine = engine

    @classmethod
    def build(cls, vectors: np.ndarray[Any, Any], flat_up_to: int = FLAT_UP_TO) -> "DenseIndex":
        """Index unit vectors, float32 [n, d]: flat up to so many, HNSW beyond."""
        n, dimension = vectors.shape
        engine: Any
        if n <= flat_up_to:
            engine = faiss.IndexFlatIP(dimension)
        else:
            engine = faiss.IndexHNSWFlat(dimension, _NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
            engine.hnsw.efConstruction = _EF_CONSTRUCTION
        engine.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(engine)

    def save(self, path: Path) -> None:
        """Write the index to a file; raises OSError, where FAISS's own writer would leave a short file on a full disk."""
        with path.open("wb") as file:
            faiss.write_index(self._engine, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]

    @classmethod
    def open(cls, path: Path) -> "DenseIndex":
        """Read an index from a file."""
        return cls(faiss.read_index(str(path)))

    def search(self, query: np.ndarray[Any, Any], k: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The k nearest rows to one unit vector [d]: (rows int64 [<=k], cosines float32 [<=k]), best first."""
        cosines, rows = self._engine.search(query.reshape(1, -1).astype(np.float32), min(k, self._engine.ntotal))
        found = rows[0] >= 0
        return rows[0][found], cosines[0][found]

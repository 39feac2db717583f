"""Flat against HNSW as a corpus grows: build, query and recall on made-up vectors.

Vectors of texts lie in clusters; independent ones would all be equally far from a query, which no index can help. So
cluster centres are drawn, and each vector is a centre with noise of the same size; queries are vectors with noise.
"""

import time
from dataclasses import dataclass
from typing import Any

import faiss
import numpy as np

from index.dense import DenseIndex

SIZES = (10_000, 1_000_000)
_DIMENSION = 384
_PER_CLUSTER = 50
_QUERIES = 200
_K = 10
_STEP = 50_000


@dataclass(frozen=True, slots=True)
class Scale:
    """One index at one size: seconds of processor time to build, milliseconds a query, recall@10 against flat."""

    size: int
    kind: str
    build_cpu: float
    query_ms: float
    recall: float


def vectors(n: int, seed: int) -> np.ndarray[Any, Any]:
    """Unit vectors in clusters: float32 [n, 384]; the same seed gives the same ones."""
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((max(1, n // _PER_CLUSTER), _DIMENSION), dtype=np.float32)
    made = np.empty((n, _DIMENSION), dtype=np.float32)
    for at in range(0, n, _STEP):
        part = slice(at, min(at + _STEP, n))
        noise = chance.standard_normal((part.stop - at, _DIMENSION), dtype=np.float32)
        made[part] = centres[chance.integers(0, len(centres), part.stop - at)] + noise
    faiss.normalize_L2(made)
    return made


def measure(size: int) -> list[Scale]:
    """Flat and HNSW over the same vectors."""
    made = vectors(size, seed=size)
    chance = np.random.default_rng(1)
    queries = made[chance.integers(0, size, _QUERIES)]
    queries += np.float32(0.5 / np.sqrt(_DIMENSION)) * chance.standard_normal(queries.shape, dtype=np.float32)
    faiss.normalize_L2(queries)
    flat, flat_cpu = _built(made, flat_up_to=size)
    exact, flat_ms = _asked(flat, queries)
    del flat
    hnsw, hnsw_cpu = _built(made, flat_up_to=0)
    found, hnsw_ms = _asked(hnsw, queries)
    recall = float(np.mean([len(set(a) & set(b)) / _K for a, b in zip(exact, found, strict=True)]))
    return [Scale(size, "flat", flat_cpu, flat_ms, 1.0), Scale(size, "HNSW", hnsw_cpu, hnsw_ms, recall)]


def _built(made: np.ndarray[Any, Any], flat_up_to: int) -> tuple[DenseIndex, float]:
    start = time.process_time()
    return DenseIndex.build(made, flat_up_to), time.process_time() - start


def _asked(index: DenseIndex, queries: np.ndarray[Any, Any]) -> tuple[list[list[int]], float]:
    """The rows found for each query, and milliseconds a query, one after the other as a service asks them."""
    start = time.perf_counter()
    found = [index.search(query, _K)[0].tolist() for query in queries]
    return found, (time.perf_counter() - start) / len(queries) * 1000

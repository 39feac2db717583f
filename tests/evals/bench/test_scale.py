"""Made-up vectors are clustered unit vectors that repeat, and HNSW finds nearly what flat finds."""

import numpy as np

from evals.bench import scale


def test_vectors_repeat_have_length_one_and_lie_in_clusters() -> None:
    made = scale.vectors(2_000, seed=3)
    assert np.array_equal(made, scale.vectors(2_000, seed=3))
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    cosines = np.sort(made[:200] @ made.T, axis=1)
    # The nearest others are near, most are not: independent vectors of 384 numbers would all be near 0.
    assert np.median(cosines[:, -10]) > 0.35 and abs(np.median(cosines)) < 0.1


def test_flat_and_hnsw_are_measured_on_the_same_vectors() -> None:
    flat, hnsw = scale.measure(3_000)
    assert (flat.kind, hnsw.kind, flat.size, hnsw.size) == ("flat", "HNSW", 3_000, 3_000)
    assert flat.recall == 1.0 and 0.8 < hnsw.recall <= 1.0
    assert hnsw.build_cpu > flat.build_cpu and flat.query_ms > 0

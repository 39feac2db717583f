"""Promises of dense retrieval: exact up to the limit, near-exact beyond it, and the same after saving."""

from pathlib import Path

import faiss
import numpy as np
import pytest

from index.dense import DenseIndex

RANDOM = np.random.default_rng(7)


def unit_vectors(n: int, dimension: int = 16) -> np.ndarray:
    vectors = RANDOM.normal(size=(n, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_rows_come_nearest_first_with_their_cosines() -> None:
    vectors, query = unit_vectors(200), unit_vectors(1)[0]
    rows, cosines = DenseIndex.build(vectors).search(query, 10)
    assert rows.tolist() == np.argsort(-(vectors @ query), kind="stable")[:10].tolist()
    np.testing.assert_allclose(cosines, (vectors @ query)[rows], atol=1e-5)


def test_a_vector_finds_itself() -> None:
    vectors = unit_vectors(50)
    rows, cosines = DenseIndex.build(vectors).search(vectors[31], 1)
    assert rows.tolist() == [31]
    assert cosines[0] == pytest.approx(1, abs=1e-5)


def test_asking_for_more_than_there_are_gives_all() -> None:
    rows, cosines = DenseIndex.build(unit_vectors(3)).search(unit_vectors(1)[0], 100)
    assert sorted(rows.tolist()) == [0, 1, 2]
    assert len(cosines) == 3


@pytest.mark.parametrize("limit", [50_000, 100])
def test_a_saved_index_finds_the_same(tmp_path: Path, limit: int) -> None:
    vectors, query = unit_vectors(300), unit_vectors(1)[0]
    index = DenseIndex.build(vectors, flat_up_to=limit)
    index.save(tmp_path / "vectors")
    rows, _ = DenseIndex.open(tmp_path / "vectors").search(query, 5)
    assert rows.tolist() == np.argsort(-(vectors @ query), kind="stable")[:5].tolist()


def test_beyond_the_limit_nearly_all_of_the_nearest_are_found(tmp_path: Path) -> None:
    vectors, queries = unit_vectors(2_000), unit_vectors(20)
    index = DenseIndex.build(vectors, flat_up_to=1_000)
    index.save(tmp_path / "vectors")
    assert isinstance(faiss.read_index(str(tmp_path / "vectors")), faiss.IndexHNSW)
    found = sum(
        len(set(index.search(q, 10)[0].tolist()) & set(np.argsort(-(vectors @ q))[:10].tolist())) for q in queries
    )
    assert found / 200 > 0.95

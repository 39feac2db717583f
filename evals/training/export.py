"""Writes a trained network as the folder that answer/evidence.py opens.

The graph becomes int8 as the encoder's does (index/export.py). The card tells what the files are, whence and how good.
"""

import shutil
import tempfile
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from answer.evidence import CARD_FILE, MODEL_FILE, TOKENIZER_FILE, EvidenceModel
from answer.scoring import Scorer
from evals.report.pictures import standalone
from evals.report.plots import calibration
from evals.training.measure import Quality, measure, own_cases
from evals.training.network import network
from evals.training.pairs import Paragraph
from evals.training.report import card_of
from evals.training.train import SEED
from evals.training.written import Passage
from index.encoder import EncoderError
from index.export import HOW, ORIGIN, SOURCE_SHA256, made_with, sha256, write_card, write_int8, write_tokenizer

NAME = "evidence-gte"
MAX_TOKENS = 160  # of question and text together, in serving
LEAST_PARITY = 0.97
PICTURE_FILE = "reliability.svg"
LICENCES = [
    "gte-small, the backbone: MIT",
    "SQuAD 1.1, trained on: CC BY-SA 4.0 (Rajpurkar, Zhang, Lopyrev and Liang 2016; text of Wikipedia's authors)",
    "SelQA, trained on: Apache-2.0 (Jurczyk, Zhai and Choi 2016; text of Wikipedia's authors)",
    "passages of evals/training/passages, trained on: written for this project",
]
METHOD = (
    "a cross-encoder: a head on the first token tells whether the text answers, a second one, dropped after training, "
    "where; embeddings frozen; first SQuAD and SelQA, then written passages and more SQuAD"
)
COMMAND = "python -m evals.training DATA BACKBONE OUT --leave-out TITLES"
_SAMPLE = 120  # pairs that parity is told on


@dataclass(frozen=True, slots=True)
class Parity:
    """Logits of the int8 file against those of the network it was made from: correlation, mean distance, how many."""

    correlation: float
    distance: float
    pairs: int


def export(
    state: Path, backbone: Path, out: Path, paragraphs: Sequence[Paragraph], passages: Sequence[Passage]
) -> tuple[Parity, Quality]:
    """Write the model of a training's state, with its backbone's tokenizer, into `out`, measured on what was held out.

    EncoderError when int8 comes out too far from the network; then nothing in `out` changes.
    """
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        model = _trained(state, backbone)
        _write_fp32(model, made / "whole")
        write_int8(made / "whole", model.bert.config, made / MODEL_FILE)
        (made / "whole").unlink()
        write_tokenizer(backbone / TOKENIZER_FILE, made / TOKENIZER_FILE)
        # Nothing is opened that its card does not vouch for, so a card comes first.
        write_card(made / CARD_FILE, [*_head(made), ("", "calibration"), ("scale", 1.0), ("shift", 0.0)])
        parity = measure_parity(model, made, _sample(passages))
        if not parity.correlation >= LEAST_PARITY:
            raise EncoderError(
                f"The int8 model is too far from its network: correlation {parity.correlation:.4f} of logits,"
                f" at least {LEAST_PARITY} wanted. Nothing was written to {out}."
            )
        quality = measure(Scorer.open(made), paragraphs, passages)
        write_card(made / CARD_FILE, [*_head(made), *card_of(quality), *_tail(parity)])
        drawn = calibration("How often a text answers, by its score", quality.bins)
        (made / PICTURE_FILE).write_text(standalone(drawn), "utf-8")
        out.mkdir(parents=True, exist_ok=True)
        for file in made.iterdir():
            shutil.copyfile(file, out / file.name)
    return parity, quality


def measure_parity(model: Any, folder: Path, pairs: Sequence[tuple[str, str]]) -> Parity:
    """How near the logits of a folder's file are to the network's on (question, text) pairs."""
    import torch

    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    served_by = EvidenceModel.open(folder)
    served = [float(served_by.logits(question, [text])[0]) for question, text in pairs]
    wanted = []
    with torch.no_grad():
        for question, text in pairs:
            encoded = tokenizer.encode(question, text)
            ids, types = torch.tensor([encoded.ids]), torch.tensor([encoded.type_ids])
            wanted.append(float(model(ids, torch.ones_like(ids), types)[0]))
    distance = float(np.abs(np.subtract(served, wanted)).mean())
    return Parity(float(np.corrcoef(served, wanted)[0, 1]), distance, len(pairs))


def _trained(state: Path, backbone: Path) -> Any:
    import torch

    model = network(backbone)
    model.load_state_dict(torch.load(state, weights_only=True, map_location="cpu")["model"])
    return model.eval()


def _write_fp32(model: Any, path: Path) -> None:
    """Write the graph of the head that tells whether a text answers, as torch exports it."""
    import torch

    class Answers(torch.nn.Module):  # type: ignore[misc,unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return self.model(input_ids, attention_mask, token_type_ids)[0]

    ids = torch.arange(1000, 1024).reshape(2, 12)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    batch_and_tokens = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings():
        # The older exporter needs no further package; it warns that it is the older one.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Answers().eval(),
            (ids, torch.ones_like(ids), torch.zeros_like(ids)),
            str(path),
            dynamo=False,
            opset_version=17,
            input_names=names,
            output_names=["logit"],
            dynamic_axes={**dict.fromkeys(names, batch_and_tokens), "logit": {0: "batch"}},
        )


def _sample(passages: Sequence[Passage]) -> list[tuple[str, str]]:
    cases = own_cases([passage for passage in passages if passage.is_held_out])
    return [(case.question, f"{case.above}. {case.text}") for case in cases[:: max(1, len(cases) // _SAMPLE)]]


def _head(folder: Path) -> list[tuple[str, Any]]:
    return [
        ("name", NAME),
        ("origin", ORIGIN),
        ("source_sha256", SOURCE_SHA256),
        ("licences", LICENCES),
        ("max_tokens", MAX_TOKENS),
        ("", "files"),
        (MODEL_FILE, sha256(folder / MODEL_FILE)),
        (TOKENIZER_FILE, sha256(folder / TOKENIZER_FILE)),
    ]


def _tail(parity: Parity) -> list[tuple[str, Any]]:
    return [
        ("", "parity"),
        ("correlation", round(parity.correlation, 4)),
        ("mean_distance_of_logits", round(parity.distance, 3)),
        ("pairs", parity.pairs),
        ("", "made"),
        ("command", COMMAND),
        ("method", METHOD),
        ("seed", SEED),
        ("how", HOW),
        ("with", made_with()),
    ]

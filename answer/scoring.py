"""Scoring: how well texts answer questions or bear out claims, a number from 0 to 1 for each line of a file.

A question is put to the evidence model, a claim to the judge of support.
"""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from answer.evidence import TOKENIZER_FILE, EvidenceModel
from answer.support import judge

WINDOW = 80  # tokens: what the evidence model reads best; runs of 40 to 60 or of 120 tell less
_ROUND_A_PAIR = 3  # tokens that the model sets before, between and after question and text
_FORM = '{"id", "question", "text"} or {"id", "claim", "text"}'

Span = tuple[int, int]
Watch = Callable[[str, int, int], None]


class ScoringFault(Exception):
    """A file to score cannot be used or written; says which line it is and what to do."""


@dataclass(frozen=True, slots=True)
class Line:
    """A text and the question or claim that it is held against; `id` is given back as it came."""

    id: Any
    text: str
    question: str | None = None
    claim: str | None = None


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores texts of any length."""

    model: EvidenceModel
    _tokenizer: Tokenizer = field(repr=False)

    @classmethod
    def open(cls, folder: Path) -> "Scorer":
        """Open the evidence model of a folder; EncoderError when its files cannot be used."""
        model = EvidenceModel.open(folder)
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return cls(model, tokenizer)

    def score(self, line: Line) -> float:
        """How likely the text answers the question, or how far it bears out the claim: 0..1."""
        if line.claim is not None:
            return judge(line.text, line.claim).score
        logits = self.logits(line.question or "", [line.text[a:b] for a, b in self.windows(line.text)])
        return float(self.model.chances(logits).max()) if len(logits) else 0.0

    def logits(self, question: str, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """The model's logits, float32 [n]; of a very long question only the beginning is read."""
        tokens = self._tokens(question)
        room = self.model.max_tokens - WINDOW - _ROUND_A_PAIR
        return self.model.logits(question[: tokens[room][0]] if len(tokens) > room else question, texts)

    def windows(self, text: str) -> list[Span]:
        """Spans of a text that hold all its words: runs of whole sentences of up to WINDOW tokens, longer ones cut."""
        from ingest.sentences import split  # imported here: serving never splits a text

        starts = [start for start, _ in self._tokens(text)]

        def size(start: int, end: int) -> int:
            return bisect_left(starts, end) - bisect_left(starts, start)

        windows: list[Span] = []
        for start, end in (piece for a, b in split(text) for piece in _cut(text, a, b, starts)):
            if windows and size(windows[-1][0], end) <= WINDOW:
                windows[-1] = windows[-1][0], end
            else:
                windows.append((start, end))
        return windows

    def _tokens(self, text: str) -> list[Span]:
        spans: list[Span] = self._tokenizer.encode(text, add_special_tokens=False).offsets
        return spans


def _cut(text: str, start: int, end: int, starts: Sequence[int]) -> Iterator[Span]:
    """Pieces of a sentence of at most WINDOW tokens, cut at white space where there is any."""
    while (first := bisect_left(starts, start)) + WINDOW < bisect_left(starts, end):
        stop = starts[first + WINDOW]
        space = text.rfind(" ", start, stop)
        stop = space if space > start else stop
        yield start, stop
        start = stop + (space == stop)
    yield start, end


def read_lines(path: Path) -> list[Line]:
    """The lines of a file; ScoringFault names the first that is not of the form, blank ones aside."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")  # other line separators may stand inside a JSON text
    except (OSError, UnicodeDecodeError) as error:
        raise ScoringFault(f"{path} cannot be read ({error}). Give a file of JSON lines in UTF-8.") from error
    return [_line(line, f"{path}, line {n}") for n, line in enumerate(lines, start=1) if line.strip()]


def _line(line: str, place: str) -> Line:
    try:
        record = json.loads(line)
        json.dumps(record, ensure_ascii=False).encode("utf-8")  # fails for half of a surrogate pair
    except (ValueError, RecursionError) as error:
        raise ScoringFault(f"{place} is not JSON ({error}). Mend that line.") from error
    if not isinstance(record, dict) or not {"id", "text"} <= record.keys():
        raise ScoringFault(f"{place}: needs {_FORM}. Mend that line.")
    question, claim = record.get("question"), record.get("claim")
    if (question is None) == (claim is None):
        raise ScoringFault(f"{place}: needs either a question or a claim. Mend that line.")
    asked = "claim" if question is None else "question"
    for name in (asked, "text"):
        if not isinstance(record[name], str):
            raise ScoringFault(f"{place}: the field {name} is {record[name]!r}, not a text. Mend that line.")
    if not record[asked].strip():
        raise ScoringFault(f"{place}: the field {asked} is empty. Mend that line.")
    return Line(record["id"], record["text"], question, claim)


def score_file(source: Path, out: Path, folder: Path, watch: Watch = lambda what, done, total: None) -> int:
    """Write {"id", "score"} for each line of a file, once all are scored; returns how many.

    `folder` holds the evidence model. ScoringFault when a file cannot be used, EncoderError when the model cannot.
    """
    lines = read_lines(source)
    scorer = Scorer.open(folder)
    written = []
    for n, line in enumerate(lines, start=1):
        written.append(json.dumps({"id": line.id, "score": round(scorer.score(line), 6)}, ensure_ascii=False) + "\n")
        watch("Scoring", n, len(lines))
    try:
        out.write_text("".join(written), "utf-8")
    except OSError as error:
        raise ScoringFault(f"{out} cannot be written ({error.strerror}). Name another file.") from error
    return len(lines)

"""Passages written for training, with questions that they answer and questions that they only seem to answer."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.errors import EvaluationError
from evals.questions import read_lines

FOLDER = Path(__file__).parent / "passages"
_HELD_OUT_EVERY = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on a passage: `answers` are the numbers of the sentences that answer it, none for a near miss."""

    question: str
    kind: str
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences or lines under a title and a heading, which may be empty, with questions on them."""

    title: str
    heading: str
    sentences: tuple[str, ...]
    asked: tuple[Asked, ...]

    @property
    def is_held_out(self) -> bool:
        """Whether it is never trained on, but kept for fitting and testing; all passages of a title go together."""
        return self._lot % _HELD_OUT_EVERY == 0

    @property
    def is_for_testing(self) -> bool:
        """Whether scores of this held-out passage are tested; on the other half of those they are calibrated."""
        return self.is_held_out and self._lot // _HELD_OUT_EVERY % 2 == 0

    @property
    def above(self) -> str:
        """Title and heading, as the model reads them before the text."""
        return ". ".join(filter(None, (self.title, self.heading)))

    def part(self, low: int, high: int) -> str:
        """Title, heading and the sentences from one to another, both included."""
        return f"{self.above}. {' '.join(self.sentences[low : high + 1])}"

    @property
    def _lot(self) -> int:
        return int(hashlib.sha256(self.title.encode()).hexdigest(), 16)


def read_passages(folder: Path = FOLDER) -> list[Passage]:
    """Every passage of every file in the order of their names; EvaluationError names a line of another form."""
    found = [
        _passage(record, f"{path}, line {n}")
        for path in sorted(folder.glob("*.jsonl"))
        for n, record in read_lines(path)
    ]
    if not found:
        raise EvaluationError(f"{folder} holds no passage. Its form is in evals/training/passages/README.md.")
    return found


def _passage(record: dict[str, Any], place: str) -> Passage:
    try:
        sentences = tuple(_clean(text) for text in record["sentences"])
        asked = tuple(Asked(_clean(q["q"]), str(q["kind"]), tuple(map(int, q["answer"]))) for q in record["questions"])
        passage = Passage(_clean(record["title"]), _clean(record["heading"]), sentences, asked)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise EvaluationError(f"{place}: not of the form in evals/training/passages/README.md ({error!r}).") from error
    if not all(0 <= n < len(sentences) for one in asked for n in one.answers):
        raise EvaluationError(f"{place}: an answer's number is that of no sentence; they count from 0.")
    return passage


def _clean(text: str) -> str:
    return " ".join(text.split())

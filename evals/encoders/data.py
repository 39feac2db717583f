"""Texts and questions to compare encoders on: source texts cut into passages."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from evals.beir import Collection

SENTENCE_END = re.compile(r"(?<=[.!?:”“])\s+(?=[A-Z“•●⚫])|\s+(?=[•●⚫] |- [A-Z])")
FEWEST_WORDS, MOST_WORDS = 60, 120


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document: 60 to 120 words but for a document's end."""

    id: str
    document: str
    sentences: tuple[str, ...]

    @property
    def text(self) -> str:
        """Return the sentences joined by one blank each."""
        return " ".join(self.sentences)

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Return each sentence's start and end in the text, in characters, end excluded."""
        starts = [sum(len(one) + 1 for one in self.sentences[:number]) for number in range(len(self.sentences))]
        return [(start, start + len(one)) for start, one in zip(starts, self.sentences, strict=True)]


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the ids of the passages that answer it, and the fragments that mark the answer in them."""

    id: str
    text: str
    passages: frozenset[str]
    fragments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """Passages and the questions put to them."""

    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]

    def as_collection(self) -> Collection:
        """The same as a retrieval set."""
        return Collection(
            "source texts",
            [passage.id for passage in self.passages],
            [passage.text for passage in self.passages],
            {question.id: question.text for question in self.questions},
            {question.id: dict.fromkeys(question.passages, 1) for question in self.questions},
        )


def load_sources(folder: Path, questions: Path) -> Sources:
    """Cut the folder's texts and read the questions; ValueError when a gold fragment lies in no passage."""
    passages = tuple(passage for path in sorted(folder.glob("*.txt")) for passage in cut(path))
    read = []
    for line in questions.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        gold = [(one["document"], one["fragment"]) for one in record["gold"]]
        for document, fragment in gold:
            if not any(fragment in passage.text for passage in passages if passage.document == document):
                raise ValueError(f"{record['id']}: no passage of {document} holds {fragment!r} whole")
        answering = frozenset(
            passage.id
            for passage in passages
            if any(passage.document == document and fragment in passage.text for document, fragment in gold)
        )
        fragments = tuple(fragment for _, fragment in gold)
        read.append(Question(record["id"], record["question"], answering, fragments))
    return Sources(passages, tuple(read))


def cut(path: Path) -> list[Passage]:
    """Cut a text file into passages of whole sentences; line breaks are only layout in these files."""
    sentences = SENTENCE_END.split(" ".join(path.read_text(encoding="utf-8").split()))
    document, words = path.name[:3], 0
    groups: list[list[str]] = [[]]
    for sentence in sentences:
        length = len(sentence.split())
        if words >= FEWEST_WORDS or (words and words + length > MOST_WORDS):
            groups.append([])
            words = 0
        groups[-1].append(sentence)
        words += length
    return [Passage(f"{document}-{number}", document, tuple(group)) for number, group in enumerate(groups)]

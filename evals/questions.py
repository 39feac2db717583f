"""Question sets in JSON lines: one form for our own sets and others'."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from answer.answer import Audience, Question, Turn


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and what a right answer to it holds.

    Attributes:
        facts: groups of accepted forms; an answer should hold one form of each group.
        needed: how many groups are enough.
    """

    id: str
    question: Question
    kind: str
    answerable: bool
    facts: tuple[tuple[str, ...], ...]
    needed: int


def read_questions(path: Path) -> list[Labelled]:
    """Read a set; raises ValueError naming the line that is not of the documented form."""
    found = []
    for n, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip():
            try:
                found.append(_labelled(json.loads(line)))
            except (KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{path}, line {n}: {error!r}. See evals/questions/README.md for the form.") from error
    return found


def _labelled(record: dict[str, object]) -> Labelled:
    history = record.get("history") or []
    facts = record.get("facts") or []
    assert isinstance(history, list) and isinstance(facts, list)
    turns = tuple(Turn(t["question"], t["answer"]) for t in history)
    groups = tuple(tuple(str(form) for form in group) for group in facts)
    needed = record.get("min_facts") or len(groups)
    return Labelled(
        id=str(record["id"]),
        question=Question(str(record["question"]), turns, Audience.STAFF),
        kind=str(record["kind"]),
        answerable=bool(record["answerable"]),
        facts=groups,
        needed=int(str(needed)),
    )


def held_out(questions: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """(for fitting, for testing): records with an even and an odd number."""

    def even(question: Labelled) -> bool:
        return int(question.id.rsplit("-", 1)[-1]) % 2 == 0

    return [q for q in questions if even(q)], [q for q in questions if not even(q)]

"""Question sets in JSON lines: one form for our own sets and others' (evals/questions/README.md)."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answer.answer import Audience, Question, Turn
from evals.errors import EvaluationError

Forms = tuple[tuple[str, ...], ...]  # groups of accepted forms: one form of each group is wanted


@dataclass(frozen=True, slots=True)
class Gold:
    """A quoted span that answers a question, or a part of it.

    Attributes:
        documents: paths one of which holds the quote; empty when any document may.
    """

    text: str
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and what a right answer to it holds.

    Attributes:
        facts: an answer should hold one form of each group.
        needed: how many groups are enough.
        gold: the spans that answer it; `also` holds further spans that answer as well.
        forbidden: forms that make an answer wrong.
        correction: unanswerable, but an answer with a form of each group is as good as abstaining.
        signpost: forms of which one must be said, for a crisis or a clinical question.
        abstain_ok: open to two readings, so that asking back is not penalised.
        asker: who asks: new-starter, kiosk, board, clinician, programme-manager, or "" when not told.
    """

    id: str
    question: Question
    kind: str
    answerable: bool
    facts: Forms
    needed: int
    gold: tuple[Gold, ...] = ()
    also: tuple[Gold, ...] = ()
    forbidden: tuple[str, ...] = ()
    correction: Forms = ()
    signpost: tuple[str, ...] = ()
    abstain_ok: bool = False
    asker: str = ""


def read_questions(path: Path) -> list[Labelled]:
    """Read a set; EvaluationError names the line that is not of the documented form or repeats an id."""
    found: dict[str, Labelled] = {}
    for n, record in read_lines(path):
        try:
            labelled = _labelled(record)
        except KeyError as error:
            raise EvaluationError(f"{path}, line {n}: the field {error} is missing. Add it.") from error
        except (TypeError, ValueError, AttributeError, OverflowError) as error:
            raise EvaluationError(f"{path}, line {n}: {error}. The form is in evals/questions/README.md.") from error
        if labelled.id in found:
            raise EvaluationError(f"{path}, line {n}: the id {labelled.id} stands there twice. Give each its own.")
        found[labelled.id] = labelled
    if not found:
        raise EvaluationError(f"{path} holds no question. Give a file with a JSON object a line.")
    return list(found.values())


def read_lines(path: Path) -> Iterable[tuple[int, dict[str, Any]]]:
    """(line number, object) of a file of JSON lines, blank ones left out; EvaluationError names the first bad one."""
    try:
        lines = path.read_text("utf-8-sig").split("\n")  # a mark of byte order is no part of the first line
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read ({error}). Give a file of JSON lines in UTF-8.") from error
    for n, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            _refuse_half_letters(line, record)
        except (ValueError, RecursionError) as error:
            raise EvaluationError(f"{path}, line {n} is not JSON ({error}). Mend that line.") from error
        if not isinstance(record, dict):
            raise EvaluationError(f"{path}, line {n} is JSON but not an object. Mend that line.")
        yield n, record


def _refuse_half_letters(line: str, record: Any) -> None:
    """UnicodeEncodeError for half of a surrogate pair, which JSON can tell but no text can hold."""
    if "\\ud" in line.lower():
        json.dumps(record, ensure_ascii=False).encode("utf-8")


def _labelled(record: dict[str, Any]) -> Labelled:
    turns = tuple(Turn(str(t["question"]), str(t["answer"])) for t in record.get("history") or [])
    facts = _forms(record, "facts")
    documents = record.get("document") or ()
    documents = (documents,) if isinstance(documents, str) else tuple(map(str, documents))
    if not isinstance(record["answerable"], bool):
        raise TypeError(f"answerable is {record['answerable']!r}, not true or false")
    needed = int(record.get("min_facts") or len(facts))
    if not 0 <= needed <= len(facts):
        raise ValueError(f"min_facts is {needed}, but facts has {len(facts)} groups")
    return Labelled(
        id=str(record["id"]),
        question=Question(str(record["question"]), turns, Audience(record.get("audience") or Audience.STAFF)),
        kind=str(record["kind"]),
        answerable=record["answerable"],
        facts=facts,
        needed=needed,
        gold=tuple(Gold(text, documents) for text in _texts(record.get("evidence"), "evidence")),
        also=tuple(Gold(str(g["text"]), (str(g["document"]),)) for g in record.get("evidence_also") or []),
        forbidden=_texts(record.get("forbidden"), "forbidden"),
        correction=_forms(record, "correction"),
        signpost=_texts(record.get("signpost"), "signpost"),
        abstain_ok=bool(record.get("abstain_ok")),
        asker=str(record.get("asker") or ""),
    )


def _forms(record: dict[str, Any], name: str) -> Forms:
    groups = record.get(name) or []
    if not isinstance(groups, list):
        raise TypeError(f"{name} is not a list of lists of texts")
    return tuple(_texts(group, f"a group of {name}", least=1) for group in groups)


def _texts(value: Any, name: str, least: int = 0) -> tuple[str, ...]:
    """A list of texts: a bare text would be taken letter by letter, and an empty form stands in every answer."""
    texts = [] if value is None else value
    if not isinstance(texts, list) or len(texts) < least or any(not str(text).strip() for text in texts):
        raise TypeError(f"{name} is not a list of texts that say something: {value!r}")
    return tuple(map(str, texts))


def held_out(questions: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """(for fitting, for testing): records with an even and an odd number."""

    def even(question: Labelled) -> bool:
        return int(question.id.rsplit("-", 1)[-1]) % 2 == 0

    return [q for q in questions if even(q)], [q for q in questions if not even(q)]

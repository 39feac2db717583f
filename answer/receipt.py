"""Receipts: what an answer was made from and what it said. A receipt alone is enough to make the answer again.

It names the snapshot, the settings, the models and the composer; it repeats the question with its history and audience;
it keeps the outcome, the statements, the notices and the spans they cite, with their words, so that what has changed can
be told even when the snapshot is gone.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from answer.answer import Answer, Question, Receipt, Span

_HERE = Path(__file__).parent
_MAKERS = (_HERE, _HERE.parent / "index")  # packages that make answers from a snapshot
_LARGEST = 200_000_000  # bytes of a file of receipts: some 20,000 answers


class ReceiptFault(Exception):
    """A file of receipts cannot be used; says which file and line, and what to do."""


def receipt_of(
    question: Question, answer: Answer, *, snapshot: str, settings: str, models: Mapping[str, str], composer: str
) -> Receipt:
    """The receipt of an answer to a question."""
    return Receipt(
        snapshot=snapshot,
        settings=settings,
        models=dict(models),
        composer=composer,
        spans=tuple(Span(c.document_id, c.version, c.start, c.end, c.n, c.document, c.quote) for c in answer.citations),
        question=question.text,
        history=question.history,
        audience=question.audience,
        outcome=answer.outcome,
        reason=answer.reason,
        statements=answer.statements,
        notices=answer.notices,
        as_of=answer.as_of,
        digest=digest(answer),
    )


def digest(answer: Answer) -> str:
    """sha256 of what an answer says and cites.

    Measured scores are left out, since another processor may round them otherwise, and so are suggestions, which a home
    may not have been given yet.
    """
    said = [
        answer.standalone_question,
        answer.outcome,
        answer.reason,
        answer.message,
        [(s.text, s.kind, s.citations) for s in answer.statements],
        [(c.n, c.document_id, c.version, c.start, c.end, c.quote) for c in answer.citations],
        answer.as_of,
        [(n.kind, n.text, n.citations) for n in answer.notices],
        [(a.short, a.long) for a in answer.acronyms],
        [(n.title, n.heading) for n in answer.nearest],
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def settings_digest() -> str:
    """Digest of what shapes answers beside snapshot and models: limits, words, and the code that searches and answers."""
    whole = hashlib.sha256()
    for folder in _MAKERS:
        for path in sorted(p for p in folder.iterdir() if p.is_file() and p.suffix in {".py", ".toml"}):
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()[:16]


def read_receipts(path: Path) -> list[tuple[str, Receipt]]:
    """The receipts of a file, each with where it stands there.

    The file holds a receipt, an answer of the API, or a line of JSON for each, as `guide batch` writes them. Raises
    ReceiptFault for what cannot be used.
    """
    found = [(place, _receipt(place, record)) for place, record in _records(path)]
    if not found:
        raise ReceiptFault(f"{path} is empty. Give what 'guide ask --receipt FILE' or 'guide batch' wrote.")
    return found


def _records(path: Path) -> Iterator[tuple[str, Any]]:
    try:
        if path.is_file() and path.stat().st_size > _LARGEST:
            raise ReceiptFault(f"{path} is larger than {_LARGEST // 1_000_000} MB. Split it into smaller files.")
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ReceiptFault(f"{path} cannot be read ({error}). Give a file of JSON.") from error
    try:
        yield str(path), json.loads(text)
        return
    except (ValueError, RecursionError):  # perhaps a record a line
        lines = [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    for n, line in lines:
        place = f"{path}, line {n}"
        try:
            yield place, json.loads(line)
        except (ValueError, RecursionError) as error:
            raise ReceiptFault(
                f"{place}: this is no JSON ({error}). Mend that line, or write the file anew."
            ) from error


def _receipt(place: str, record: Any) -> Receipt:
    # pydantic would take 0.1 s of processor time to import before a first answer.
    from pydantic import TypeAdapter, ValidationError

    try:
        held = record["receipt"] if isinstance(record, dict) and "receipt" in record else record
        receipt = TypeAdapter(Receipt).validate_python(held)
        json.dumps(asdict(receipt), ensure_ascii=False).encode("utf-8")  # fails for half of a surrogate pair
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "it"
        raise ReceiptFault(
            f"{place}: this is no receipt of this program ({field}: {first['msg']})."
            " Give what 'guide ask --receipt FILE' or 'guide batch' wrote."
        ) from error
    except UnicodeEncodeError as error:
        raise ReceiptFault(f"{place}: it holds what is not text ({error.reason}). Write the file anew.") from error
    return receipt

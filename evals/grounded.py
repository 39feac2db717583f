"""An audit of answers that anyone can repeat: the lines that `guide batch` wrote, held against the home's documents.

Nothing the lines say of themselves is believed: spans are read from the stored versions, and what a person reads must be
made of statements that stand there and of the service's own messages.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from answer.messages import all_messages
from evals.questions import read_lines
from evals.support import supports
from index.snapshot import FOLDER, Snapshot, SnapshotError
from ingest.documents import Document

_AS_OF = re.compile(r"As of [\d-]+\.|The source gives no date\.")


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Attributes:
        groundedness: share of statements that the stored spans support, 0..1; None without statements.
        problems: one sentence each, with the answer's id.
    """

    answers: int
    statements: int
    citations: int
    groundedness: float | None
    problems: tuple[str, ...]


class Auditor:
    """Holds the lines of one file against the snapshots of a home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._snapshots: dict[str, Snapshot | None] = {}
        self._messages = [_pattern(text) for text in all_messages()]

    def audit(self, path: Path) -> Audit:
        """Check every line of a file; EvaluationError when it is not JSON lines, SnapshotError for a home without any."""
        Snapshot.open(self._home)
        problems: list[str] = []
        answers = statements = citations = grounded = 0
        for n, line in read_lines(path):
            answers += 1
            try:
                flags, found = self._line(line)
                citations += len(line["citations"])
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                flags, found = [], [f"is not a line of 'guide batch' ({error!r})"]
            statements += len(flags)
            grounded += sum(flags)
            problems += [f"line {n}, {line.get('id')}: {problem}" for problem in found]
        share = grounded / statements if statements else None
        return Audit(answers, statements, citations, share, tuple(problems))

    def _line(self, line: Mapping[str, Any]) -> tuple[list[bool], list[str]]:
        """For each statement whether it is grounded, and what is wrong with the line."""
        receipt = line["receipt"]
        snapshot = self._snapshot(str(receipt["snapshot"]))
        if snapshot is None:
            told = f"its snapshot {receipt['snapshot']} is not in the home any more or is damaged, so nothing can be checked"
            return [False] * len(line["statements"]), [told]
        problems = list(_receipt_problems(line, snapshot))
        stored: dict[int, str] = {}
        for place, citation in enumerate(line["citations"], start=1):
            n = int(citation.get("n", place))
            text, wrong = _stored(citation, snapshot)
            stored[n] = text
            problems += [f"citation {n} {each}" for each in wrong]
        flags = []
        for place, statement in enumerate(line["statements"], start=1):
            cited = [stored.get(int(n), "") for n in statement["citations"]]
            flags.append(supports(" ".join(cited), str(statement["text"])))
            if not flags[-1]:
                problems.append(
                    f"statement {place} is not supported by what stands at its spans: {statement['text']!r}"
                )
        problems += self._unbound(line)
        return flags, problems

    def _snapshot(self, name: str) -> Snapshot | None:
        if name not in self._snapshots:
            try:
                # A receipt is not believed: its snapshot's name must not lead out of the home.
                safe = re.fullmatch(r"[0-9a-f]+", name)
                self._snapshots[name] = Snapshot(self._home / FOLDER / name) if safe else None
            except SnapshotError:
                self._snapshots[name] = None
        return self._snapshots[name]

    def _unbound(self, line: Mapping[str, Any]) -> Iterator[str]:
        """What a person reads but no statement and no message of the service says."""
        withheld = line["abstained"] or line["signposted"]
        if withheld and (line["statements"] or line["citations"]):
            yield "says that it has no answer, but has statements or citations"
        left = " ".join(str(line["answer"]).split())
        for text in sorted((" ".join(str(s["text"]).split()) for s in line["statements"]), key=len, reverse=True):
            if text not in left:
                yield f"its answer does not show the statement {text!r}"
            left = left.replace(text, "\n", 1)
        for message in self._messages:
            left = message.sub("\n", left)
        for rest in _AS_OF.sub("\n", left).split("\n"):
            if rest.strip(" -"):
                yield f"its answer says what no statement does: {rest.strip()!r}"


def _receipt_problems(line: Mapping[str, Any], snapshot: Snapshot) -> Iterable[str]:
    receipt = line["receipt"]
    manifest = snapshot.manifest
    if receipt["models"].get(manifest.encoder) != manifest.encoder_digest:
        yield "its receipt names other models than the snapshot was made with"
    names = ("document_id", "version", "start", "end")
    told = [tuple(span[name] for name in names) for span in receipt["spans"]]
    cited = [tuple(citation[name] for name in names) for citation in line["citations"]]
    if told != cited:
        yield "its receipt lists other spans than its citations"


def _stored(citation: Mapping[str, Any], snapshot: Snapshot) -> tuple[str, Sequence[str]]:
    """The stored text at a citation's offsets, and what is wrong with the citation."""
    document: Document | None = snapshot.document(citation["document_id"], citation["version"])
    if document is None:
        return "", [f"is of a document version that the snapshot does not hold: {citation['document']}"]
    start, end = int(citation["start"]), int(citation["end"])
    if not 0 <= start < end <= len(document.text):
        return "", [f"has a span outside its document: {start} to {end} of {len(document.text)}"]
    wrong = []
    if document.text[start:end] != citation["text"]:
        wrong.append(f"quotes what does not stand at {start} to {end} of {document.path}")
    if document.path != citation["document"]:
        wrong.append(f"names {citation['document']}, but its version is of {document.path}")
    return document.text[start:end], wrong


def _pattern(message: str) -> re.Pattern[str]:
    """A message with any number in its places."""
    parts = re.split(r"\{\w+\}", " ".join(message.split()))
    return re.compile(r"[\d,]+".join(map(re.escape, parts)))

"""An audit of answers that anyone can repeat: the lines that `guide batch` wrote, held against the home's documents.

Nothing the lines say of themselves is believed: spans are read from the stored versions, and what a person reads must be
made of whole sentences, list items and rows that stand there, of the service's own messages, of what must be said of
sources that are out of date, and of the sources' date.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from answer.answer import Outcome
from answer.compose import origin_of
from answer.messages import all_messages, message
from answer.status import Standing, links, notices
from answer.text import as_of_line
from evals import noticed
from evals.errors import EvaluationError
from evals.questions import read_lines
from index.snapshot import FOLDER, Snapshot, SnapshotError
from index.wording import same, wording
from ingest.documents import Document, Sentence
from ingest.register import UNDATED


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found.

    Attributes:
        groundedness: share of statements that stand whole in each of their stored spans, 0..1; None without statements.
        problems: one sentence each, with the answer's id.
    """

    answers: int
    statements: int
    citations: int
    groundedness: float | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """What is stored where a citation points: the sentences in it, white space as single spaces, date and status."""

    sentences: frozenset[str] = frozenset()
    published_on: str = UNDATED
    standing: Standing | None = None


class _Stored:
    """A snapshot with the sentences of each document."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._sentences: dict[str, list[Sentence]] = defaultdict(list)
        for passage in snapshot.passages():
            self._sentences[passage.document_id] += passage.sentences

    def place(self, document: Document, start: int, end: int) -> _Place:
        """What stands in a span."""
        inside = [s for s in self._sentences[document.id] if start <= s.start and s.end <= end]
        refs = dict.fromkeys(ref for sentence in inside for ref in sentence.sources)
        origins = tuple(origin_of(ref, self.snapshot.sources) for ref in refs)
        dates = [origin.published_on for origin in origins if origin.published_on != UNDATED]
        # A note is as old as what its paragraph is made from.
        own = UNDATED if refs else document.published_on
        texts = frozenset(_squash(document.text[s.start : s.end]) for s in inside)
        standing = Standing(0, document.title, document.status, links(document.replaced_by), origins)
        return _Place(texts, max(dates, default=own), standing)


class Auditor:
    """Holds the lines of one file against the snapshots of a home."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._snapshots: dict[str, _Stored | None] = {}
        self._messages = [_pattern(text) for text in all_messages()]
        self._unsure = [_pattern(message(name)) for name in ("unsure", "part_missing", "part_unsure")]

    def audit(self, path: Path) -> Audit:
        """Check every line; EvaluationError for a file without JSON lines, SnapshotError for a home without an index."""
        Snapshot.open(self._home)
        problems: list[str] = []
        answers = statements = citations = grounded = 0
        for n, line in read_lines(path):
            answers += 1
            try:
                flags, found = self._line(line)
                citations += len(line["citations"])
            except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
                flags, found = [], [f"is not a line of 'guide batch' ({error!r})"]
            statements += len(flags)
            grounded += sum(flags)
            problems += [_printable(f"line {n}, {line.get('id')}: {problem}") for problem in found]
        if not answers:
            raise EvaluationError(f"{path} holds no answer. Give what 'guide batch' wrote.")
        share = grounded / statements if statements else None
        return Audit(answers, statements, citations, share, tuple(problems))

    def _line(self, line: Mapping[str, Any]) -> tuple[list[bool], list[str]]:
        """For each statement whether it is grounded, and what is wrong with the line."""
        receipt = line["receipt"]
        snapshot = self._snapshot(str(receipt["snapshot"]))
        if snapshot is None:
            told = f"its snapshot {receipt['snapshot']} is not in the home any more or is damaged, so nothing can be checked"
            return [False] * len(line["statements"]), [told]
        problems = [*_outcome_problems(line), *_receipt_problems(line, snapshot.snapshot)]
        places: dict[int, _Place] = {}
        for number, citation in enumerate(line["citations"], start=1):
            n = int(citation.get("n", number))
            places[n], wrong = _held(citation, snapshot)
            problems += [f"citation {n} {each}" for each in (*wrong, *_copy_problems(citation, snapshot))]
        flags = []
        for number, statement in enumerate(line["statements"], start=1):
            cited = [places.get(n, _Place()) for n in map(int, statement["citations"])]
            flags.append(bool(cited) and all(_squash(statement["text"]) in place.sentences for place in cited))
            if not flags[-1]:
                problems.append(
                    f"statement {number} is not supported by what stands at its spans: {statement['text']!r}"
                )
        problems += self._unbound(line, places, snapshot.snapshot)
        return flags, problems

    def _snapshot(self, name: str) -> _Stored | None:
        if name not in self._snapshots:
            try:
                # A receipt is not believed: its snapshot's name must not lead out of the home.
                safe = re.fullmatch(r"[0-9a-f]+", name)
                self._snapshots[name] = _Stored(Snapshot(self._home / FOLDER / name)) if safe else None
            except SnapshotError:
                self._snapshots[name] = None
        return self._snapshots[name]

    def _unbound(self, line: Mapping[str, Any], of_number: Mapping[int, _Place], snapshot: Snapshot) -> Iterator[str]:
        """What a person reads but no statement, no message of the service and no date of a source says."""
        places = of_number.values()
        built_on = date.fromisoformat(snapshot.manifest.created_at[:10])
        said = noticed.written(line["statements"], {n: place.published_on for n, place in of_number.items()})
        sentences = {n: place.sentences for n, place in of_number.items()}
        left = _squash(line["answer"])
        for text in sorted((_squash(s["text"]) for s in line["statements"]), key=len, reverse=True):
            if text not in left:
                yield f"its answer does not show the statement {text!r}"
            left = left.replace(text, "\n", 1)
        for pattern in self._unsure if line["statements"] else self._messages:
            left = pattern.sub("\n", left)
        standing = notices(place.standing for place in places if place.standing)
        for notice in standing:
            if _squash(notice.text) not in left:
                yield f"its answer does not say {notice.text!r}"
            left = left.replace(_squash(notice.text), "\n", 1)
        due = noticed.due(said, built_on)
        if due and not any(text in left for text in due):
            yield f"its answer does not say {due[0]!r}"
        for text in noticed.allowed(line, said, built_on, sentences, snapshot):
            left = left.replace(_squash(text), "\n", 1)
        told = [place.published_on for place in places]
        if told:
            as_of = as_of_line(max((d for d in told if d != UNDATED), default=UNDATED))
            if as_of not in left:
                yield f"its answer does not say {as_of!r}"
            left = left.replace(as_of, "\n", 1)
        for rest in left.split("\n"):
            if rest.strip(" -"):
                yield f"its answer says what no statement does: {rest.strip()!r}"


def _outcome_problems(line: Mapping[str, Any]) -> Iterator[str]:
    """Whether the flags are those of the outcome, and whether it has just what that outcome has."""
    outcome = Outcome(line["outcome"])
    withheld = outcome not in {Outcome.ANSWERED, Outcome.PARTIAL}
    if line["abstained"] is not (outcome in {Outcome.ABSTAINED, Outcome.CLARIFY}):
        yield f"its outcome is {outcome.value}, but abstained is {line['abstained']!r}"
    if line["signposted"] is not (outcome is Outcome.SIGNPOSTED):
        yield f"its outcome is {outcome.value}, but signposted is {line['signposted']!r}"
    if withheld and (line["statements"] or line["citations"]):
        yield "says that it has no answer, but has statements or citations"
    if not withheld and not line["statements"]:
        yield "says that it answers, but has no statement"
    numbers = [int(citation.get("n", n)) for n, citation in enumerate(line["citations"], start=1)]
    differing = [notice for notice in line.get("notices", ()) if notice["kind"] == "disagreement"]
    used = {int(n) for each in (*line["statements"], *differing) for n in each["citations"]}
    if sorted(numbers) != sorted(used):
        yield "its citations are not those that its statements name, each once"


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


def _held(citation: Mapping[str, Any], stored: _Stored) -> tuple[_Place, Sequence[str]]:
    """What is stored at a citation's offsets, and what is wrong with the citation."""
    document = stored.snapshot.document(citation["document_id"], citation["version"])
    if document is None:
        return _Place(), [f"is of a document version that the snapshot does not hold: {citation['document']}"]
    start, end = citation["start"], citation["end"]
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(document.text)):
        return _Place(), [f"has a span outside its document: {start} to {end} of {len(document.text)}"]
    wrong = []
    if document.text[start:end] != citation["text"]:
        wrong.append(f"quotes what does not stand at {start} to {end} of {document.path}")
    if document.path != citation["document"]:
        wrong.append(f"names {citation['document']}, but its version is of {document.path}")
    return stored.place(document, start, end), wrong


def _copy_problems(citation: Mapping[str, Any], stored: _Stored) -> Iterator[str]:
    """What is wrong with the other places that a citation names: each holds the same words in whole sentences."""
    for number, copy in enumerate(citation.get("also", ()), start=1):
        document = stored.snapshot.document(copy["document_id"], copy["version"])
        text = document.text[copy["start"] : copy["end"]] if document else ""
        also, wrong = _held({**copy, "text": text}, stored)
        if not wrong and not (also.sentences and same(wording(text), wording(citation["text"]))):
            wrong = [f"does not say what is cited: {text!r}"]
        yield from (f"names a copy ({number}) that {each}" for each in wrong)


def _squash(text: str) -> str:
    """White space as single spaces."""
    return " ".join(text.split())


def _printable(text: str) -> str:
    """Without what steers a terminal: a file may hold anything."""
    return "".join(c if c.isprintable() else " " for c in text)


def _pattern(text: str) -> re.Pattern[str]:
    """A message with any number in its places, or with what was asked or offered where it tells of that."""
    parts = re.split(r"(\{\w+\})", _squash(text))
    places = {"{part}": r"[^“”]{1,1000}", "{names}": r"[^?“”]{1,300}"}
    told = [places.get(part, r"[\d,]+") if n % 2 else re.escape(part) for n, part in enumerate(parts)]
    return re.compile("".join(told))

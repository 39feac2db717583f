"""Replay: an answer made again from its receipt, and what has changed since.

On the snapshot of the receipt, if the home still has it, the answer must be the same down to its spans. On the snapshot
that serves now it counts as the same when a person reads the same; which cited documents changed is told beside it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from answer.answer import Question, Receipt
from answer.pipeline import Answerer
from index.errors import IndexFault
from index.search import Searcher
from index.snapshot import Snapshot, whole_snapshot


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What became of a cited document.

    Attributes:
        path: where it was inside the ingested folder.
        became: changed | moved | vanished.
        words_at: paths of the documents that hold all its cited words now.
    """

    path: str
    became: str
    words_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replay:
    """An answer made again on one snapshot.

    Attributes:
        own: whether the snapshot is that of the receipt.
        documents: the cited documents that are not as they were.
    """

    before: Receipt
    after: Receipt
    own: bool
    documents: tuple[DocumentChange, ...]

    @property
    def same(self) -> bool:
        """Whether it is the same answer: on its own snapshot in all that it says and cites, else in what a person reads."""
        if not self.own:
            return self.reads_same
        # What the receipt repeats counts too, so that a receipt somebody has changed does not pass.
        return self.reads_same and (self.before.digest, self.before.spans) == (self.after.digest, self.after.spans)

    @property
    def reads_same(self) -> bool:
        """Whether outcome, statements, notices and the as-of date are the same."""
        return _read(self.before) == _read(self.after)

    @property
    def kept(self) -> list[str]:
        """Statements that both have."""
        return _without(_texts(self.before), self.gone)

    @property
    def gone(self) -> list[str]:
        """Statements that it had and has no longer."""
        return _without(_texts(self.before), _texts(self.after))

    @property
    def new(self) -> list[str]:
        """Statements that it has only now."""
        return _without(_texts(self.after), _texts(self.before))

    @property
    def reordered(self) -> bool:
        """Whether it has the same statements in another order."""
        return not (self.gone or self.new) and _texts(self.before) != _texts(self.after)

    @property
    def made_otherwise(self) -> list[str]:
        """What, beside the snapshot, is not as it was."""
        before, after = self.before, self.after
        names = [name for name in ("settings", "composer") if getattr(before, name) != getattr(after, name)]
        models = sorted(before.models.keys() | after.models.keys())
        return [*names, *(f"model {name}" for name in models if before.models.get(name) != after.models.get(name))]


class Replayer:
    """Makes answers again on the snapshots of a home; each is opened once."""

    def __init__(self, home: Path) -> None:
        """Open the snapshot that serves; raises SnapshotError or EncoderError."""
        self._home = home
        self._current = Answerer.open(home)
        self._kept: dict[str, Answerer | None] = {self._current.searcher.snapshot.id: self._current}

    def replay(self, receipt: Receipt) -> list[Replay]:
        """The answer again on its own snapshot, if that can still be opened, and on the current one if that is another."""
        own = self._answerer(receipt.snapshot)
        again = [_replayed(receipt, own)] if own else []
        return again if own is self._current else [*again, _replayed(receipt, self._current)]

    def _answerer(self, snapshot_id: str) -> Answerer | None:
        if snapshot_id not in self._kept:
            self._kept[snapshot_id] = self._opened(snapshot_id)
        return self._kept[snapshot_id]

    def _opened(self, snapshot_id: str) -> Answerer | None:
        # A receipt is not believed: its snapshot's name must not lead out of the home.
        if not re.fullmatch(r"[0-9a-f]{1,64}", snapshot_id):
            return None
        snapshot = whole_snapshot(self._home, snapshot_id)
        try:
            return Answerer(Searcher.over(snapshot)) if snapshot else None
        except IndexFault:  # made with another encoder
            return None


def _replayed(before: Receipt, answerer: Answerer) -> Replay:
    after = answerer.ask(Question(before.question, before.history, before.audience)).receipt
    assert after is not None
    snapshot = answerer.searcher.snapshot
    return Replay(before, after, snapshot.id == before.snapshot, tuple(_document_changes(before, snapshot)))


def _read(receipt: Receipt) -> tuple[object, ...]:
    """What a person reads."""
    return (
        receipt.outcome,
        receipt.reason,
        _texts(receipt),
        [(notice.kind, notice.text) for notice in receipt.notices],
        receipt.as_of,
    )


def _texts(receipt: Receipt) -> list[str]:
    return [statement.text for statement in receipt.statements]


def _without(texts: Sequence[str], others: Sequence[str]) -> list[str]:
    """The texts less the others, each as often as it is left, in order."""
    left = Counter(others)
    found = []
    for text in texts:
        if left[text] > 0:
            left[text] -= 1
        else:
            found.append(text)
    return found


def _document_changes(receipt: Receipt, snapshot: Snapshot) -> Iterator[DocumentChange]:
    """What became of each cited document that is not as it was."""
    for document_id, version, path in dict.fromkeys((s.document_id, s.version, s.document) for s in receipt.spans):
        if snapshot.document(document_id, version):
            continue
        cited = [span.quote for span in receipt.spans if span.document_id == document_id]
        now = snapshot.document(document_id)
        if now:
            yield DocumentChange(path, "changed", (now.path,) if _holds(now.text, cited) else ())
            continue
        documents = snapshot.documents()
        moved = [d.path for d in documents if d.version == version]
        holding = [d.path for d in documents if _holds(d.text, cited)]
        yield DocumentChange(path, "moved" if moved else "vanished", tuple(moved or holding))


def _holds(text: str, quotes: Sequence[str]) -> bool:
    return all(quote in text for quote in quotes)

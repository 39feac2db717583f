"""The store of what people asked: one SQLite file in the home, WAL, each write on the disk before it is acknowledged.

Two kinds of rows, under the id of an answer: the mark that somebody gave it, and, where that is switched on, its question.
Only the day is kept, no time, address or name. Everything is redacted first and gone after `days`.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from answer.answer import Answer, Audience
from asked.errors import AskedFault
from asked.redaction import redacted

FILE = "asked.sqlite"
MOST = 100_000  # rows of a kind: anybody may write here, so that there must be an end
_WAIT = 5.0  # seconds for another process that writes
_SCHEMA = """
CREATE TABLE IF NOT EXISTS marks (
    answer_id TEXT PRIMARY KEY, day TEXT NOT NULL, helpful INTEGER NOT NULL, reason TEXT, comment TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS questions (
    answer_id TEXT PRIMARY KEY, day TEXT NOT NULL, question TEXT NOT NULL, outcome TEXT NOT NULL, reason TEXT);
CREATE INDEX IF NOT EXISTS marks_by_day ON marks (day);
CREATE INDEX IF NOT EXISTS questions_by_day ON questions (day);
"""
_KINDS = ("marks", "questions")
# Why an answer is as it is, where its question may be kept: it was searched for, or asked back. Of others nothing is kept.
_KEPT = (None, "unsure", "part_missing", "no_evidence", "out_of_scope", "ambiguous")


class Reason(StrEnum):
    """Why an answer did not help."""

    NOT_MY_QUESTION = "not_my_question"
    WRONG = "wrong"
    OUT_OF_DATE = "out_of_date"
    MISSING = "missing"
    HARD_TO_READ = "hard_to_read"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody thought of an answer."""

    answer_id: str
    day: date
    helpful: bool
    reason: str | None
    comment: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was kept, how it ended and the mark that its answer was given; None where it got none."""

    answer_id: str
    day: date
    question: str
    outcome: str
    reason: str | None
    mark: Mark | None


class Feedback:
    """What people asked in a home. Safe to share between threads and processes: each use opens the file anew."""

    def __init__(
        self, home: Path, days: int, keep_questions: bool = False, today: Callable[[], date] = date.today
    ) -> None:
        self._file = home / FILE
        self.days = days
        self._today = today
        self.keep_questions = keep_questions

    def record(
        self,
        answer_id: str,
        helpful: bool,
        reason: str | None = None,
        comment: str = "",
        question: str = "",
        audience: Audience = Audience.STAFF,
    ) -> None:
        """Keep the mark of an answer; the last one given counts. It is on the disk when this returns.

        Of a kiosk no words are kept; a question is kept only where that is switched on. Raises AskedFault when nothing
        could be kept.
        """
        words = audience is not Audience.KIOSK
        said = redacted(comment) if comment and words else ""
        asked = redacted(question) if question and words and self.keep_questions else ""
        day = self._today().isoformat()
        with self._opened() as database:
            _bounded(database, "marks", answer_id)
            row = (answer_id, day, int(helpful), reason, said)
            database.execute("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?)", row)
            if asked:
                _bounded(database, "questions", answer_id)
                # What the service itself has kept of an answer is not overwritten by what a form says of it.
                database.execute("INSERT OR IGNORE INTO questions VALUES (?, ?, ?, '', NULL)", (answer_id, day, asked))

    def remember(self, answer: Answer, audience: Audience) -> None:
        """Keep the question of an answer, where that is switched on and it was not asked at a kiosk.

        What was not searched (personal details, crisis, health, abuse) is not kept. Raises AskedFault.
        """
        if not self.keep_questions or audience is Audience.KIOSK or answer.reason not in _KEPT:
            return
        question = redacted(answer.standalone_question)
        if question:
            row = (answer.id, self._today().isoformat(), question, answer.outcome.value, answer.reason)
            with self._opened() as database:
                _bounded(database, "questions", answer.id)
                database.execute("INSERT OR REPLACE INTO questions VALUES (?, ?, ?, ?, ?)", row)

    def questions(self) -> list[Asked]:
        """The questions that are kept, with their marks, oldest first."""
        wanted = (
            "SELECT q.answer_id, q.day, q.question, q.outcome, q.reason, m.day, m.helpful, m.reason, m.comment"
            " FROM questions q LEFT JOIN marks m ON m.answer_id = q.answer_id AND m.day > :end"
            " WHERE q.day > :end ORDER BY q.day, q.rowid"
        )
        return [
            Asked(i, date.fromisoformat(day), q, outcome, why, _mark(i, *mark) if mark[0] else None)
            for i, day, q, outcome, why, *mark in self._rows(wanted)
        ]

    def marks(self) -> list[Mark]:
        """The marks that are kept, oldest first."""
        wanted = "SELECT answer_id, day, helpful, reason, comment FROM marks WHERE day > :end ORDER BY day, rowid"
        return [_mark(*row) for row in self._rows(wanted)]

    def forget(self, answer_id: str = "", text: str = "", before: date | None = None) -> int:
        """Delete what is kept of an answer, what holds a text (in any case), and what is older than a day.

        Returns how many rows went. Their words are overwritten. Raises AskedFault.
        """
        if not self._file.exists():
            return 0
        gone = 0
        with self._opened() as database:
            database.create_function("holds", 1, lambda said: text.casefold() in (said or "").casefold())
            for kind, words in (("marks", "comment"), ("questions", "question")):
                wanted = [("answer_id = ?", answer_id), (f"? != '' AND holds({words})", text)]
                wanted.append(("day < ?", before.isoformat() if before else ""))
                for condition, value in wanted:
                    if value:
                        gone += database.execute(f"DELETE FROM {kind} WHERE {condition}", (value,)).rowcount
        return gone

    def remove_expired(self) -> None:
        """Delete what has reached its end. Raises AskedFault."""
        if self._file.exists():
            with self._opened():
                pass

    def _rows(self, wanted: str) -> list[tuple[str, ...]]:
        """What has not expired: to read deletes nothing, for a reader may go by other settings than the service."""
        if not self._file.exists():
            return []
        try:
            with self._connected() as database:
                return list(database.execute(wanted, {"end": self._end()}).fetchall())
        except AskedFault:  # a full disk or a home that is read-only: what is there can still be read
            return self._read_only(wanted)

    def _read_only(self, wanted: str) -> list[tuple[str, ...]]:
        try:
            with closing(sqlite3.connect(f"{self._file.absolute().as_uri()}?immutable=1", uri=True)) as database:
                return list(database.execute(wanted, {"end": self._end()}).fetchall())
        except sqlite3.Error as error:
            raise AskedFault(self._told(error)) from error

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The database without what has expired; what is done in it is written at the end, or not at all."""
        with self._connected() as database, database:
            for kind in _KINDS:
                database.execute(f"DELETE FROM {kind} WHERE day <= ?", (self._end(),))
            yield database

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """The database as it is."""
        try:
            with closing(sqlite3.connect(self._file, timeout=_WAIT)) as database:
                database.execute("PRAGMA journal_mode = WAL")
                database.execute("PRAGMA synchronous = FULL")  # a power cut takes nothing that was acknowledged
                database.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
                database.executescript(_SCHEMA)
                yield database
        except sqlite3.Error as error:
            raise AskedFault(self._told(error)) from error

    def _end(self) -> str:
        """The last day of which nothing is kept any more."""
        return (self._today() - timedelta(days=self.days)).isoformat()

    def _told(self, error: sqlite3.Error) -> str:
        return f"{self._file} cannot be used ({error}). Make room on the disk and let the service write to the home."


def _bounded(database: sqlite3.Connection, kind: str, answer_id: str) -> None:
    (held,) = database.execute(f"SELECT count(*) FROM {kind} WHERE answer_id != ?", (answer_id,)).fetchone()
    if held >= MOST:
        raise AskedFault(
            f"{MOST:,} {kind} are kept already. Forget some with 'guide forget', or keep them for less time."
        )


def _mark(answer_id: str, day: str, helpful: object, reason: str | None, comment: str) -> Mark:
    return Mark(answer_id, date.fromisoformat(day), bool(helpful), reason, comment)

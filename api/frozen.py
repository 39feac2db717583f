"""Frozen answers: what somebody asked a link for, kept for the retention period in home/answers.sqlite."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from answer.answer import Answer

FILE = "answers.sqlite"
_WAIT = 5.0  # seconds for another process that writes
_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, asked_on TEXT NOT NULL, expires_on TEXT NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS answers_by_end ON answers (expires_on);
"""
_answers_json = TypeAdapter(Answer)


@dataclass(frozen=True, slots=True)
class FrozenAnswer:
    """An answer as it was given on `asked_on`; from `expires_on` on it is gone."""

    answer: Answer
    asked_on: date
    expires_on: date


class FrozenAnswers:
    """The frozen answers of a home. Safe to share between threads and processes: each use opens the file anew."""

    def __init__(self, home: Path, days: int, today: Callable[[], date] = date.today) -> None:
        self._file = home / FILE
        self._days = days
        self._today = today

    def keep(self, answer: Answer) -> FrozenAnswer:
        """Keep an answer under its id; raises sqlite3.Error when the home cannot be written."""
        asked_on = self._today()
        frozen = FrozenAnswer(answer, asked_on, asked_on + timedelta(days=self._days))
        body = _answers_json.dump_json(answer).decode()
        row = (answer.id, asked_on.isoformat(), frozen.expires_on.isoformat(), body)
        with self._opened() as database:
            database.execute("INSERT INTO answers VALUES (?, ?, ?, ?)", row)
        return frozen

    def find(self, answer_id: str) -> FrozenAnswer | None:
        """The answer kept under this id; None where there is none or its time is over."""
        if not self._file.exists():
            return None
        asked = "SELECT asked_on, expires_on, body FROM answers WHERE id = ? AND expires_on > ?"
        wanted = (answer_id, self._today().isoformat())
        try:
            with self._opened() as database:
                found = database.execute(asked, wanted).fetchone()
        except sqlite3.OperationalError:  # a full disk or a home that is read-only: what is there can still be read
            with closing(sqlite3.connect(f"{self._file.absolute().as_uri()}?immutable=1", uri=True)) as database:
                found = database.execute(asked, wanted).fetchone()
        if found is None:
            return None
        asked_on, expires_on, body = found
        try:
            answer = _answers_json.validate_json(body)
        except ValidationError:  # kept by another version of this program
            return None
        return FrozenAnswer(answer, date.fromisoformat(asked_on), date.fromisoformat(expires_on))

    def forget(self, answer_id: str = "", text: str = "", before: date | None = None) -> int:
        """Delete an answer, those whose question holds a text (in any case) and those given before a day; how many went."""
        if not self._file.exists():
            return 0
        with self._opened() as database:
            database.create_function("asks", 1, lambda body: _asks(body, text))
            gone = database.execute("DELETE FROM answers WHERE id = ? AND ? != ''", (answer_id, answer_id)).rowcount
            if text:
                gone += database.execute("DELETE FROM answers WHERE asks(body)").rowcount
            if before:
                gone += database.execute("DELETE FROM answers WHERE asked_on < ?", (before.isoformat(),)).rowcount
        return gone

    def remove_expired(self) -> None:
        """Delete what has reached its end."""
        if self._file.exists():
            with self._opened():
                pass

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """The database without what has expired; what is done in it is written at the end, or not at all."""
        with closing(sqlite3.connect(self._file, timeout=_WAIT)) as database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
            database.executescript(_SCHEMA)
            with database:
                database.execute("DELETE FROM answers WHERE expires_on <= ?", (self._today().isoformat(),))
                yield database


def _asks(body: str, text: str) -> bool:
    """Whether the question of a kept answer holds a text; one kept by another version of this program may."""
    try:
        answer = _answers_json.validate_json(body)
    except ValidationError:
        return text.casefold() in body.casefold()
    return any(text.casefold() in asked.casefold() for asked in (answer.question, answer.standalone_question))

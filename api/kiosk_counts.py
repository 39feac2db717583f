"""Today's counts of the touch screen: numbers by hour in home/kiosk.sqlite, and no word that anybody typed."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

FILE = "kiosk.sqlite"
_WAIT = 2.0  # seconds for another process that writes
_SCHEMA = """
CREATE TABLE IF NOT EXISTS counts (
    day TEXT NOT NULL, hour INTEGER NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, hour, name));
CREATE TABLE IF NOT EXISTS touched (
    day TEXT NOT NULL, question TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, question));
"""


class Counts:
    """The counts of a home's touch screen on the present day; those of other days are deleted at the next touch.

    Safe to share between threads and processes: each use opens the file anew.
    """

    def __init__(self, home: Path, now: Callable[[], datetime] = datetime.now) -> None:
        self._file = home / FILE
        self._now = now

    def add(self, names: Sequence[str], touched: str = "") -> None:
        """Count one under each name, and under a question of our own; a home that cannot be written to does without."""
        now = self._now()
        day = now.date().isoformat()
        with suppress(sqlite3.Error), self._opened() as database:
            database.execute("DELETE FROM counts WHERE day <> ?", (day,))
            database.execute("DELETE FROM touched WHERE day <> ?", (day,))
            more = "INSERT INTO counts VALUES (?, ?, ?, 1) ON CONFLICT (day, hour, name) DO UPDATE SET n = n + 1"
            database.executemany(more, [(day, now.hour, name) for name in names])
            if touched:
                more = "INSERT INTO touched VALUES (?, ?, 1) ON CONFLICT (day, question) DO UPDATE SET n = n + 1"
                database.execute(more, (day, touched))

    def today(self) -> tuple[str, list[tuple[int, dict[str, int]]], list[tuple[str, int]]]:
        """Return the day, counts by name for each hour that has any, and our questions, the most touched first."""
        day = self._now().date().isoformat()
        hours: dict[int, dict[str, int]] = {}
        questions: list[tuple[str, int]] = []
        with suppress(sqlite3.Error), self._opened() as database:
            found = database.execute("SELECT hour, name, n FROM counts WHERE day = ? ORDER BY hour", (day,))
            for hour, name, n in found:
                hours.setdefault(hour, {})[name] = n
            listed = "SELECT question, n FROM touched WHERE day = ? ORDER BY n DESC, question"
            questions = list(database.execute(listed, (day,)))
        return day, list(hours.items()), questions

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=_WAIT)) as database:
            database.executescript(_SCHEMA)
            with database:
                yield database

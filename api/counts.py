"""Counts of the rate limits that all workers share: a small SQLite file that lives as long as the service."""

import sqlite3
import threading
import time
from pathlib import Path

from limits.storage import Storage

FILE = "counts.sqlite"
_WAIT = 0.5  # seconds for another worker that counts
_TIDY_SECONDS = 60.0
_COUNT = """
INSERT INTO counts VALUES (:key, :amount, :ends) ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN ends <= :now THEN :amount ELSE count + :amount END,
    ends = CASE WHEN ends <= :now THEN :ends ELSE ends END
RETURNING count"""


class SharedCounts(Storage):
    """A storage of the limits library in a folder that the workers share; its methods raise sqlite3.Error."""

    STORAGE_SCHEME = ["guide-counts"]

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._lock = threading.Lock()
        self._tidied = time.time()
        self._db = sqlite3.connect(folder / FILE, timeout=_WAIT, isolation_level=None, check_same_thread=False)
        # Nothing is lost that a new start of the service would not lose as well.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS counts (key TEXT PRIMARY KEY, count INTEGER, ends REAL) WITHOUT ROWID"
        )

    @property
    def base_exceptions(self) -> type[Exception]:
        """What goes wrong here."""
        return sqlite3.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add to a count that ends `expiry` seconds after it began; returns the sum."""
        now = time.time()
        values = {"key": key, "amount": amount, "ends": now + expiry, "now": now}
        with self._lock:
            (count,) = self._db.execute(_COUNT, values).fetchone()
            if now - self._tidied > _TIDY_SECONDS:
                self._tidied = now
                self._db.execute("DELETE FROM counts WHERE ends <= ?", (now,))
        return int(count)

    def get(self, key: str) -> int:
        """The count, 0 after its end."""
        return int(self._found(key)[0])

    def get_expiry(self, key: str) -> float:
        """When the count ends, in seconds of the clock; now where there is none."""
        return float(self._found(key)[1])

    def check(self) -> bool:
        """Whether counting works."""
        return bool(self._db.execute("SELECT 1").fetchone())

    def reset(self) -> int | None:
        """Forget all counts; returns how many there were."""
        with self._lock:
            return self._db.execute("DELETE FROM counts").rowcount

    def clear(self, key: str) -> None:
        """Forget one count."""
        with self._lock:
            self._db.execute("DELETE FROM counts WHERE key = ?", (key,))

    def _found(self, key: str) -> tuple[int, float]:
        now = time.time()
        with self._lock:
            found = self._db.execute("SELECT count, ends FROM counts WHERE key = ? AND ends > ?", (key, now)).fetchone()
        return found or (0, now)

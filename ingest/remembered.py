"""What was read in earlier runs, so that a file is read again only when something that shapes its document has changed.

It lies in the home beside the snapshots and is a convenience: losing it costs time and nothing else.
"""

import errno
import hashlib
import json
import sqlite3
import stat
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Self

from pydantic import TypeAdapter, ValidationError

from ingest import recognition
from ingest.metadata import LARGEST_SIDE_CAR, side_car_path
from ingest.parsing import Parsed, Refusal
from ingest.register import Register

FILE = "readings.sqlite"
parsed_json: TypeAdapter[Parsed | Refusal] = TypeAdapter(Parsed | Refusal)
_SCHEMA = "CREATE TABLE IF NOT EXISTS readings (key TEXT PRIMARY KEY, digest TEXT NOT NULL, body BLOB NOT NULL)"


class Remembered:
    """Readings by a digest of all that shaped them; a context manager that at its end drops what no file asked for.

    Without a path nothing outlives it.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._asked: set[str] = set()
        try:
            self._db = _opened(path)
        except sqlite3.DatabaseError:
            if path:
                path.unlink(missing_ok=True)
            self._db = _opened(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:  # a run that was broken off has not asked for all that it needs
                known = [key for (key,) in self._db.execute("SELECT key FROM readings")]
                self._db.executemany(
                    "DELETE FROM readings WHERE key = ?", [(k,) for k in known if k not in self._asked]
                )
        except sqlite3.DatabaseError:
            self._begin_anew()
        self._db.close()

    def get(self, key: str) -> Parsed | Refusal | None:
        """The reading of this key; None when there is none, or none that is as it was written."""
        self._asked.add(key)
        try:
            found = self._db.execute("SELECT digest, body FROM readings WHERE key = ?", (key,)).fetchone()
        except sqlite3.DatabaseError:
            self._begin_anew()
            return None
        if not found or not isinstance(found[1], bytes) or found[0] != _digest(key, found[1]):
            return None
        try:
            return parsed_json.validate_json(found[1])
        except ValidationError:
            return None

    def keep(self, key: str, parsed: Parsed | Refusal) -> None:
        """Keep a reading at once, so that a run that is killed has not read in vain."""
        self._asked.add(key)
        body = parsed_json.dump_json(parsed)
        try:
            self._db.execute("INSERT OR REPLACE INTO readings VALUES (?, ?, ?)", (key, _digest(key, body), body))
        except sqlite3.DatabaseError:
            self._begin_anew()

    def _begin_anew(self) -> None:
        """A damaged file is of no use: what it held is read again."""
        self._db.close()
        if self._path:
            self._path.unlink(missing_ok=True)
        self._db = _opened(self._path)


def _opened(path: Path | None) -> sqlite3.Connection:
    db = sqlite3.connect(path or ":memory:", isolation_level=None)
    # A power cut may spoil what was written last; each reading's digest tells.
    db.execute("PRAGMA synchronous = OFF")
    db.execute(_SCHEMA)
    return db


def _digest(key: str, body: bytes) -> str:
    return hashlib.sha256(key.encode() + body).hexdigest()


def bytes_of(path: Path) -> tuple[str, str] | None:
    """sha256 of a file and of its side-car ("" without one); None where one of them cannot be read."""
    try:
        with path.open("rb") as file:
            own = hashlib.file_digest(file, "sha256").hexdigest()
        beside = side_car_path(path)
        try:
            state = beside.stat()
            if not stat.S_ISREG(state.st_mode) or state.st_size > LARGEST_SIDE_CAR:
                return None  # it is refused: a pipe would be waited for here, and a device has no end
            return own, hashlib.sha256(beside.read_bytes()).hexdigest()
        except OSError as error:
            return (own, "") if error.errno in (errno.ENOENT, errno.ENAMETOOLONG) else None
    except OSError:
        return None


def shaped_by(register: Register) -> str:
    """Digest of what shapes every reading beside the file: the register, the readers' code, all installed libraries
    and the text recogniser.

    All of it rather than what a reader is known to use: a reading used wrongly is worse than one made again.
    """
    listed = json.dumps(asdict(register), sort_keys=True, default=sorted)
    whole = hashlib.sha256(f"{sys.version}\n{listed}".encode())
    ours = Path(__file__).parent
    for source in sorted(ours.rglob("*.py")):
        whole.update(f"\n{source.relative_to(ours)}\n".encode() + source.read_bytes())
    installed = {found.name for entry in sys.path if entry for found in Path(entry).glob("*.dist-info")}
    whole.update("\n".join(sorted(installed)).encode())
    if recogniser := recognition.installed():
        state = Path(recogniser).stat()
        whole.update(f"\n{recogniser} {state.st_size} {state.st_mtime_ns}".encode())
    return whole.hexdigest()


def key_of(name: str, own: str, beside: str, shaped: str) -> str:
    """The key of a reading: the file's name in its folder, both digests of `bytes_of`, and that of `shaped_by`."""
    return hashlib.sha256("\0".join((name, own, beside, shaped)).encode()).hexdigest()

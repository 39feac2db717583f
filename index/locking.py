"""One writer at a time in a home: a lock that goes with its process, also when that is killed."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import IndexFault

LOCK = "ingest.lock"


class BusyError(IndexFault):
    """Another ingest, or a rollback, is at work in the same home."""


class ReadOnlyError(IndexFault):
    """A home that cannot be written to; names it and says what to do."""


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Keep others from changing the snapshots of a home; raises BusyError where somebody does, or ReadOnlyError."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = (home / LOCK).open("w")
    except OSError as error:
        told = f"Nothing can be written to {home} ({error.strerror}). Let the service's user write there, make room on"
        raise ReadOnlyError(f"{told} its disk, or name another home with --home.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BusyError(f"Another ingest is at work in {home}. Wait for it to end and run this again.") from error
        yield


def is_held(home: Path) -> bool:
    """Whether somebody changes the snapshots of a home just now."""
    try:
        with (home / LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False

"""An index that follows its folders: `guide ingest --watch`."""

import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import watchfiles

from index.build import SHIPPED, BuildError, Report, build
from index.locking import BusyError
from ingest.metadata import side_car_path
from ingest.reading import REGISTER, find_files, is_left_out

_QUIET, _TICK = 1_000, 1_000  # milliseconds: without a change before an ingest; between two looks
_LONGEST = 30_000  # milliseconds: where changes never cease, an ingest comes all the same
logging.getLogger("watchfiles").setLevel(logging.WARNING)  # it tells of every change, also of those that do not count
_Look = tuple[tuple[int, ...] | None, ...]


def follow(home: Path, paths: Sequence[Path], ours: Sequence[Path] = ()) -> Iterator[Report | Exception]:
    """Make the index equal to the paths now and after each change under them, for ever; gives what came of each run.

    A run that fails is given as its exception, and the next change is waited for. While another ingest is at work, one
    BusyError is given and the run tried again every second. `ours` are files that are written after a run: they and the
    home are no change. Raises IngestError for a path that is not there to begin with, BuildError where folders cannot be
    watched.
    """
    find_files(paths)
    is_due, is_told_busy = True, False
    for has_changed in _changes(paths, (home, *ours)):
        is_due = is_due or has_changed
        if not is_due:
            continue
        came = _run(home, paths)
        is_due = isinstance(came, BusyError)
        if not (is_due and is_told_busy):
            yield came
        is_told_busy = is_due


def _run(home: Path, paths: Sequence[Path]) -> Report | Exception:
    try:
        return build(home, paths)
    except Exception as error:  # whatever is wrong now, a full disk too, may be mended by the next change
        return error


def _changes(paths: Sequence[Path], ours: Sequence[Path]) -> Iterator[bool]:
    """About every second, whether something has changed; a change is told once it has been quiet for a second.

    The first comes when the folders are watched already, so that nothing that happens after it is missed.
    """
    seen, is_stirred = _look(paths), False
    while True:
        folders = [path.absolute() for path in paths if path.is_dir()]
        ignored = [path.resolve() for path in ours]
        watcher = watchfiles.watch(
            *folders,
            watch_filter=lambda _, name: _matters(Path(name), folders, ignored),  # noqa: B023 the watcher ends with its turn
            debounce=_LONGEST,
            step=_QUIET,
            rust_timeout=_TICK,
            yield_on_timeout=True,
        )
        try:
            for changed in watcher:
                now = _look(paths)
                is_quiet = now == seen
                yield bool(changed) or (is_stirred and is_quiet)
                seen, is_stirred = now, not is_quiet
                if is_stirred:
                    break  # perhaps a folder in the place of another: the one that is there now is watched
        except OSError as error:
            remedy = "Set WATCHFILES_FORCE_POLLING=true, or ingest without --watch"
            raise BuildError(f"The folders cannot be watched ({error}). {remedy}.") from error


def _matters(path: Path, folders: Sequence[Path], ignored: Sequence[Path]) -> bool:
    """Whether a change there can change the index."""
    place = Path(os.path.realpath(path))  # unlike resolve(), of links in a circle as well
    if any(place.is_relative_to(own) for own in ignored):
        return False
    inside = next((path.relative_to(f) for f in folders if path.is_relative_to(f)), path)
    return not is_left_out(inside.as_posix())


def _look(paths: Sequence[Path]) -> _Look:
    """What a watch on folders does not see: which folders they are, files named outright, and the shipped register."""
    files = [path for path in paths if not path.is_dir()]
    looked = [_identity(path) for path in paths if path.is_dir()]
    looked += [_state(path) for file in files for path in (file, side_car_path(file))]
    return (*looked, _state(SHIPPED / REGISTER))


def _identity(path: Path) -> tuple[int, ...] | None:
    state = _stat(path)
    return (state.st_dev, state.st_ino) if state else None


def _state(path: Path) -> tuple[int, ...] | None:
    state = _stat(path)
    return (state.st_ino, state.st_mtime_ns, state.st_size) if state else None


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None

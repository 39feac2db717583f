"""What changed since the last run: the files of the index that serves beside those that were read now."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

NEW, CHANGED, MOVED, UNCHANGED = "new", "changed", "moved", "unchanged"
DELETED = "deleted"
LOST = "lost"  # a file that is there, cannot be read now, and was in the index before
KINDS = (NEW, CHANGED, MOVED, UNCHANGED, DELETED, LOST)


@dataclass(frozen=True, slots=True)
class Held:
    """What an index holds of a file: the sha256 of its bytes and the version of its document."""

    sha256: str
    version: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of files, by their paths inside the ingested folder.

    Attributes:
        of_file: NEW, CHANGED, MOVED or UNCHANGED for each file that was read; LOST for one that no longer can be.
        moved_from: the former path of each file that has moved.
        deleted: paths that the index had and the folder has no longer.
    """

    of_file: Mapping[str, str]
    moved_from: Mapping[str, str]
    deleted: tuple[str, ...]


def changes(before: Mapping[str, Held], now: Mapping[str, Held], unread: Collection[str]) -> Changes:
    """Compare what the index held with what was read now; `unread` are files that are there and could not be read.

    A file has moved when its bytes were at another path before and nothing is at that path now.
    """
    gone = before.keys() - now.keys() - set(unread)
    left: dict[str, list[str]] = {}  # paths that are gone, by the digest of what was there
    for path in sorted(gone, reverse=True):
        if before[path].sha256:
            left.setdefault(before[path].sha256, []).append(path)
    arrived = sorted(now.keys() - before.keys())
    moved_from = {path: left[now[path].sha256].pop() for path in arrived if left.get(now[path].sha256)}
    of_file = {path: _change(path, before.get(path), held, moved_from) for path, held in now.items()}
    of_file |= {path: LOST for path in unread if path in before}
    return Changes(of_file, moved_from, tuple(sorted(gone - set(moved_from.values()))))


def _change(path: str, before: Held | None, now: Held, moved_from: Collection[str]) -> str:
    if path in moved_from:
        return MOVED
    if before is None:
        return NEW
    return UNCHANGED if before == now else CHANGED

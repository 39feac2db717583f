"""Publishing: a staged snapshot becomes the one that serves, and another one again when it is taken back.

Nothing is deleted before the pointer names what takes its place, and all of that is on the disk by then.
"""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from index.snapshot import (
    CURRENT,
    FOLDER,
    KEPT,
    NEXT,
    STAGED,
    Manifest,
    SnapshotError,
    all_manifests,
    checked_manifest,
    served_ids,
    whole_snapshot,
    write_manifest,
)


def publish(home: Path, staged: Path, manifest: Manifest) -> None:
    """Verify a staged snapshot, move it into place and swap the pointer; the old ones but KEPT go afterwards.

    A power cut leaves either the old or the new one.
    """
    write_manifest(staged, manifest)
    checked_manifest(staged)
    for path in (staged, *staged.rglob("*")):
        _to_disk(path)
    target = home / FOLDER / manifest.id
    # A damaged snapshot of the same content makes way for the whole one.
    _remove(target)
    staged.rename(target)
    _to_disk(home / FOLDER)
    point_at(home, manifest.id)


def point_at(home: Path, snapshot_id: str) -> None:
    """Let a snapshot that lies in place serve, and remove the oldest ones but KEPT."""
    _name(home, [snapshot_id, *(i for i in served_ids(home) if i != snapshot_id)])


def rollback(home: Path, to: str | None = None) -> str:
    """Let an earlier snapshot serve: `to`, or the one that served before; returns its id.

    What is rolled away from stays in the home, but nothing falls back to it. The caller holds the lock of the home.
    Raises SnapshotError where there is none to go back to, or it is not whole.
    """
    current, *before = served_ids(home) or [""]
    if to is None:
        made_before = [m.id for m in all_manifests(home) if m.id not in (current, *before)]
        to = next((i for i in (*before, *made_before) if whole_snapshot(home, i)), None)
        if to is None:
            raise SnapshotError(f"There is no earlier whole snapshot in {home}. Run 'guide ingest' to make one.")
    elif to not in {folder.name for folder in (home / FOLDER).glob("[!.]*")}:  # a name, and no way out of there
        raise SnapshotError(f"There is no snapshot {to} in {home}. 'guide snapshots list' names those there are.")
    checked_manifest(home / FOLDER / to)
    later = before.index(to) if to in before else -1
    _name(home, [to, *(i for i in before[later + 1 :] if i != to)])
    return to


def clear_remains(home: Path) -> None:
    """Remove what a killed ingest left: only one works at a time, so what is unfinished is nobody's."""
    for left in (home / FOLDER).glob(f"{STAGED}*"):
        shutil.rmtree(left, ignore_errors=True)
    (home / NEXT).unlink(missing_ok=True)


def _name(home: Path, ids: Sequence[str]) -> None:
    """Swap the pointer, then keep what it names and, up to KEPT, the newest of the others."""
    pointer = home / NEXT
    pointer.write_text("\n".join(ids[:KEPT]), "utf-8")
    _to_disk(pointer)
    pointer.replace(home / CURRENT)
    _to_disk(home)
    manifests = all_manifests(home)
    there = {manifest.id for manifest in manifests}
    kept = [i for i in ids[:KEPT] if i in there]
    kept += [manifest.id for manifest in manifests if manifest.id not in kept][: KEPT - len(kept)]
    for gone in there.difference(kept):
        _remove(home / FOLDER / gone)


def _remove(folder: Path) -> None:
    """Remove a snapshot; killed meanwhile, it leaves nothing that looks like one, and clear_remains takes the rest."""
    aside = folder.with_name(f"{STAGED}gone-{os.getpid()}")
    with suppress(FileNotFoundError):
        folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def _to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a power cut."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

"""`guide snapshots`: the snapshots of a home looked over, checked byte by byte, and an earlier one put back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.locking import only_one
from index.publishing import rollback
from index.snapshot import FOLDER, SnapshotError, checked_manifest, current_id, served_ids

SERVES, NEXT, KEPT, REFUSED = "serves", "next", "kept", "refused"


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot of a home.

    Attributes:
        state: serves; next (what a fall-back or a rollback takes); kept; or refused.
        why: for a refused one, the file that is wrong and what to do.
        named: whether the pointer names it.
    """

    id: str
    created_at: str
    documents: int
    passages: int
    bytes: int
    state: str
    named: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class _Looked:
    folder: Path
    created_at: str = ""
    documents: int = 0
    passages: int = 0
    why: str = ""


def listed(home: Path) -> list[Kept]:
    """The snapshots of a home, every byte compared with its manifest, in the order in which they would serve.

    Raises SnapshotError for a home that holds none.
    """
    named = served_ids(home)
    looked = {folder.name: _look(folder) for folder in (home / FOLDER).glob("[!.]*") if folder.is_dir()}
    if not looked:
        raise SnapshotError(f"There is no snapshot in {home}. Run 'guide ingest --home {home}' to make one.")
    for missing in named[:1]:  # the pointer's own is told also where its folder is gone
        if missing not in looked:
            why = f"{home / FOLDER / missing} is missing. Run 'guide ingest' to build anew."
            looked[missing] = _Looked(home / FOLDER / (missing or "-"), why=why)
    rest = sorted((i for i in looked if i not in named), key=lambda i: looked[i].created_at, reverse=True)
    order = [*(i for i in named if i in looked), *rest]
    whole = [i for i in order if not looked[i].why]
    states = dict.fromkeys(whole, KEPT) | dict.fromkeys(whole[1:2], NEXT) | dict.fromkeys(whole[:1], SERVES)
    return [_kept(looked[i], i, states.get(i, REFUSED), i == current_id(home)) for i in order]


def put_back(home: Path, to: str | None = None) -> str:
    """Let an earlier snapshot serve while no ingest is at work; returns its id. Raises SnapshotError, BusyError."""
    if not (home / FOLDER).is_dir():
        raise SnapshotError(f"There is no snapshot in {home}. Run 'guide ingest --home {home}' to make one.")
    with only_one(home):
        return rollback(home, to)


def told(snapshots: Sequence[Kept]) -> Iterator[str]:
    """A line a snapshot, the reason under one that is refused, and a word where another than the named one serves."""
    for one in snapshots:
        made = one.created_at[:16].replace("T", " ") or "-"
        held = f"{one.documents:>5} documents {one.passages:>7} passages {one.bytes / 2**20:>8.1f} MiB"
        yield f"{one.state:8} {one.id:16}  {made:16} {held}{'  (named)' if one.named else ''}"
        if one.why:
            yield f"         {one.why}"
    serving = next((one for one in snapshots if one.state == SERVES), None)
    if serving and not serving.named:
        yield f"The snapshot that the home names cannot serve. Until it is mended {serving.id} stands in."
    elif serving is None:
        yield "None of them can serve. Run 'guide ingest' to build anew."


def _look(folder: Path) -> _Looked:
    try:
        manifest = checked_manifest(folder)
    except SnapshotError as fault:
        return _Looked(folder, why=str(fault))
    return _Looked(folder, manifest.created_at, manifest.documents, manifest.passages)


def _kept(looked: _Looked, snapshot_id: str, state: str, named: bool) -> Kept:
    files = [] if looked.why else [file for file in looked.folder.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    return Kept(snapshot_id, looked.created_at, looked.documents, looked.passages, size, state, named, looked.why)

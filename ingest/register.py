"""corpus/register.toml: the original publications, and who keeps our notes."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import IngestError

UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Source:
    """A publication in the register.

    Attributes:
        date: ISO date of year, month or day, or "undated".
        address: where the publication stands, or "".
        status: current, superseded, withdrawn or unknown.
        supersedes: ids of publications that this one replaces.
        sha256: digest of the original's file, so that an ingested original is recognised; or "".
    """

    id: str
    title: str
    publisher: str
    kind: str
    date: str
    address: str
    licence: str
    status: str
    supersedes: tuple[str, ...] = ()
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """The publications by id, and the owner and review date of our own notes."""

    sources: dict[str, Source]
    owner: str = ""
    review_by: str = ""

    def of_file(self, sha256: str) -> Source | None:
        """The publication whose original file has this digest."""
        return next((s for s in self.sources.values() if s.sha256 == sha256), None)


def read_register(path: Path) -> Register:
    """Read a register; raises IngestError naming the file and the entry that is wrong."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IngestError(path.name, f"is not TOML: {error}", "Mend that line") from error
    notes, entries = table.get("notes", {}), table.get("publication", [])
    if not isinstance(notes, dict) or not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise IngestError(path.name, "lacks the tables [notes] and [[publication]]", "Write them as tables")
    sources: dict[str, Source] = {}
    for n, entry in enumerate(entries, start=1):
        source = _source(path, n, entry)
        if source.id in sources:
            raise IngestError(path.name, f"publication {n} has the id {source.id!r} of another", "Give it its own")
        sources[source.id] = source
    return Register(sources, str(notes.get("owner", "")), str(notes.get("review_by", "")))


def _source(path: Path, n: int, entry: dict[str, Any]) -> Source:
    missing = [name for name in ("id", "title", "publisher", "kind") if not entry.get(name)]
    if missing:
        raise IngestError(path.name, f"publication {n} lacks {', '.join(missing)}", "Add what is missing")
    return Source(
        id=entry["id"],
        title=entry["title"],
        publisher=entry["publisher"],
        kind=entry["kind"],
        date=str(entry.get("date") or UNDATED),
        address=entry.get("address", ""),
        licence=entry.get("licence", ""),
        status=entry.get("status", "current"),
        supersedes=tuple(entry.get("supersedes", ())),
        sha256=entry.get("sha256", ""),
    )

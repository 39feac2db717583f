"""corpus/register.toml: the original publications, and who keeps our notes."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.dates import FORMS, plain_date
from ingest.errors import IngestError

UNDATED = "undated"
UNKNOWN = "unknown"
NOT_STATED = "not stated"  # a publisher that the texts do not name
STATUSES = ("current", "superseded", "withdrawn", "draft")
_NEEDED = ("id", "title", "publisher", "kind")
_WORDS = (*_NEEDED, "address", "licence", "status", "sha256", "file")


@dataclass(frozen=True, slots=True)
class Source:
    """A publication in the register.

    Attributes:
        date: ISO date of year, month or day, or "undated".
        address: where the publication stands, or "".
        status: current, superseded, withdrawn, draft or unknown.
        supersedes: ids of publications that this one replaces.
        sha256: digest of the original's file, so that an ingested original is recognised; or "".
        file: path of the original inside the ingested folder, which recognises it as well; or "".
        review_by: ISO date by which the entry is to be looked at again, or "".
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
    file: str = ""
    review_by: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """The publications by id, and the owner and review date of our own notes.

    Attributes:
        dateless: ids of entries without a date, whose file may say it; "undated" in an entry is its last word.
    """

    sources: dict[str, Source]
    owner: str = ""
    review_by: str = ""
    dateless: frozenset[str] = frozenset()

    def of_file(self, sha256: str, path: str = "") -> Source | None:
        """The publication whose original has this digest, or else stands at this path of the ingested folder."""
        known = self.sources.values()
        by_digest = next((s for s in known if s.sha256 and s.sha256 == sha256), None)
        return by_digest or next((s for s in known if s.file and s.file == path), None)


def read_register(path: Path) -> Register:
    """Read a register; raises IngestError naming the file and the entry that is wrong."""
    table = _table(path)
    notes, entries = table.get("notes", {}), table.get("publication", [])
    if not isinstance(notes, dict) or not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise IngestError(path.name, "lacks the tables [notes] and [[publication]]", "Write them as tables")
    sources: dict[str, Source] = {}
    for n, entry in enumerate(entries, start=1):
        source = _source(path, n, entry)
        if source.id in sources:
            raise IngestError(path.name, f"publication {n} has the id {source.id!r} of another", "Give it its own")
        sources[source.id] = source
    review_by = _date(path, "[notes]", "review_by", notes.get("review_by"))
    dateless = frozenset(entry["id"] for entry in entries if not entry.get("date"))
    return Register(_with_superseded(sources), str(notes.get("owner", "")), review_by, dateless)


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise IngestError(path.name, f"is not TOML: {error}", "Mend that line") from error
    except OSError as error:
        raise IngestError(path.name, f"cannot be opened ({error.strerror})", "Check the path") from error


def _source(path: Path, n: int, entry: dict[str, Any]) -> Source:
    missing = [name for name in _NEEDED if not entry.get(name)]
    if missing:
        raise IngestError(path.name, f"publication {n} lacks {', '.join(missing)}", "Add what is missing")
    where = f"publication {n} ({entry['id']})"
    for name in _WORDS:
        if not isinstance(entry.get(name, ""), str):
            raise IngestError(path.name, f"{where}: {name} is not text", "Put it in quotes")
    status = entry.get("status") or UNKNOWN
    if status not in (*STATUSES, UNKNOWN):
        known = ", ".join((*STATUSES, UNKNOWN))
        raise IngestError(path.name, f"{where}: status {status!r} is not one that is known", f"Known: {known}")
    supersedes = entry.get("supersedes", [])
    if not isinstance(supersedes, list) or not all(isinstance(other, str) for other in supersedes):
        raise IngestError(path.name, f"{where}: supersedes is not a list of ids", 'Write supersedes = ["id"]')
    return Source(
        id=entry["id"],
        title=entry["title"],
        publisher=entry["publisher"],
        kind=entry["kind"],
        date=_date(path, where, "date", entry.get("date")) or UNDATED,
        address=entry.get("address", ""),
        licence=entry.get("licence", ""),
        status=status,
        supersedes=tuple(supersedes),
        sha256=entry.get("sha256", "").lower(),
        file=entry.get("file", ""),
        review_by=_date(path, where, "review_by", entry.get("review_by")),
    )


def _date(path: Path, where: str, name: str, value: object) -> str:
    if value in (None, "", UNDATED):
        return ""
    found = plain_date(value)
    if found is None:
        raise IngestError(path.name, f"{where}: {name} {str(value)!r} is not a date", f"Write {FORMS}")
    return found


def _with_superseded(sources: dict[str, Source]) -> dict[str, Source]:
    """A publication that another supersedes counts as superseded, unless it is withdrawn; a draft replaces nothing yet."""
    replaced = {other for s in sources.values() if s.status != "draft" for other in s.supersedes if other != s.id}
    return {
        id_: replace(s, status="superseded") if id_ in replaced and s.status != "withdrawn" else s
        for id_, s in sources.items()
    }

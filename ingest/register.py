"""corpus/register.toml: the original publications, and who keeps our notes."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.chains import reached
from ingest.dates import FORMS, plain_date
from ingest.documents import Successor
from ingest.errors import IngestError
from ingest.fields import one_line

UNDATED = "undated"
UNKNOWN = "unknown"
NOT_STATED = "not stated"  # a publisher that the texts do not name
STATUSES = ("current", "superseded", "withdrawn", "draft")
_NEEDED = ("id", "title", "publisher", "kind")
_WORDS = (*_NEEDED, "address", "licence", "status", "sha256", "text_sha256", "file")


@dataclass(frozen=True, slots=True)
class Source:
    """A publication in the register.

    Attributes:
        date: ISO date of year, month or day, or "undated".
        address: where the publication stands, or "".
        status: current, superseded, withdrawn, draft or unknown.
        supersedes: ids of publications that this one replaces.
        sha256: digest of the original's file as it stands at its address, so that an ingested original is recognised; or "".
        file: path of the original inside the ingested folder, which recognises it as well; or "".
        review_by: ISO date by which the entry is to be looked at again, or "".
        text_sha256: digest of a file that holds the original's text alone, which is recognised as well; or "".
        replaced_by: what stands in its place now, as far as an ingest found it.
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
    text_sha256: str = ""
    replaced_by: tuple[Successor, ...] = ()


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
        by_digest = next((s for s in known if sha256 and sha256 in (s.sha256, s.text_sha256)), None)
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
    dateless = frozenset(one_line(entry["id"]) for entry in entries if not entry.get("date"))
    _refuse_circles(path, sources)
    return Register(_with_superseded(sources), str(notes.get("owner", "")), review_by, dateless)


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:  # a number of too many digits is no TOMLDecodeError
        raise IngestError(path.name, f"is not TOML: {error}", "Mend that line") from error
    except OSError as error:
        raise IngestError(path.name, f"cannot be opened ({error.strerror})", "Check the path") from error


def _source(path: Path, n: int, entry: dict[str, Any]) -> Source:
    said = _words(path, n, entry)
    where = f"publication {n} ({said['id']})"
    status = said["status"].lower() or UNKNOWN
    if status not in (*STATUSES, UNKNOWN):
        known = ", ".join((*STATUSES, UNKNOWN))
        raise IngestError(path.name, f"{where}: status {status!r} is not one that is known", f"Known: {known}")
    supersedes = entry.get("supersedes", [])
    if not isinstance(supersedes, list) or not all(isinstance(other, str) for other in supersedes):
        raise IngestError(path.name, f"{where}: supersedes is not a list of ids", 'Write supersedes = ["id"]')
    return Source(
        id=said["id"],
        title=said["title"],
        publisher=said["publisher"],
        kind=said["kind"],
        date=_date(path, where, "date", entry.get("date")) or UNDATED,
        address=said["address"],
        licence=said["licence"],
        status=status,
        supersedes=tuple(supersedes),
        sha256=said["sha256"].lower(),
        file=entry.get("file", ""),  # as it is: a name may hold what is not shown
        review_by=_date(path, where, "review_by", entry.get("review_by")),
        text_sha256=said["text_sha256"].lower(),
    )


def _words(path: Path, n: int, entry: dict[str, Any]) -> dict[str, str]:
    """The texts of an entry as single lines, "" for what it lacks."""
    for name in _WORDS:
        if not isinstance(entry.get(name, ""), str):
            where = f"publication {n} ({entry.get('id')})"
            raise IngestError(path.name, f"{where}: {name} is not text", "Put it in quotes")
    said = {name: one_line(entry.get(name, "")) for name in _WORDS}
    missing = [name for name in _NEEDED if not said[name]]
    if missing:
        raise IngestError(path.name, f"publication {n} lacks {', '.join(missing)}", "Add what is missing")
    return said


def _refuse_circles(path: Path, sources: dict[str, Source]) -> None:
    """What replaces something cannot be replaced by it: which of them is the newer one would be a guess."""
    steps = {s.id: [other for other in s.supersedes if other != s.id] for s in sources.values()}
    for source_id in steps:
        around = [name for name in reached(source_id, steps) if source_id in reached(name, steps)]
        if source_id in around:
            named = ", ".join(repr(name) for name in around)
            raise IngestError(
                path.name, f"publications {named} supersede each other", "Keep supersedes in the newer ones only"
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

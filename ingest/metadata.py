"""What is known of a document: from the register, front matter, a side-car file or its own properties, in that order.

A side-car file stands beside the document (`report.pdf.toml` beside `report.pdf`) and has the fields of front matter.
"""

import errno
import hashlib
import json
import stat
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ingest.assembly import assemble
from ingest.dates import FORMS, plain_date
from ingest.documents import BlockKind, Document, LoadedBlock, LoadedFile, SourceRef
from ingest.errors import IngestError, shown
from ingest.fields import one_line
from ingest.register import NOT_STATED, STATUSES, UNDATED, UNKNOWN, Register, Source

SIDE_CAR = ".toml"
KIND = "document"  # of a document that says none
_SAVED = {".pdf", ".docx", ".pptx"}  # files that keep the day on which a program made or saved them
LARGEST_SIDE_CAR = 20_000  # bytes of a side-car file
_OTHER_NAMES = {"as_of": "published_on", "date": "published_on", "address": "original_url"}
_FIELDS = ("title", "publisher", "kind", "published_on", "status", "original_url", "licence", "review_by")
Said = Mapping[str, str]


def document_of(name: str, path: Path, loaded: LoadedFile, sha256: str, register: Register) -> Document:
    """A loaded file as a Document, each field from the first that says it; raises IngestError for a wrong date or status.

    `name` is the path inside the ingested folder, `sha256` the digest of the file.
    """
    source = register.of_file(sha256, name)
    front, own = _front_and_own(path, loaded)
    beside = read_side_car(path)
    side = checked({field: value for field, value in beside.items() if isinstance(value, str)}, name, "side-car")
    listed = by_register(source, register) if source else {}
    said = first_said(listed, checked(front, name, "front matter"), side, own)
    supersedes = (source.supersedes if source else ()) or loaded.supersedes or beside.get("supersedes", ())
    # A name of a file is kept as it is, but half of a surrogate pair cannot be stored.
    named = tuple(other.encode("utf-8", "replace").decode() for other in supersedes)
    fields = _fields(name, said, named, source.id if source else "")
    if path.suffix.lower() in _SAVED and own.get("published_on") and not first_said(listed, side).get("published_on"):
        fields["dated_by_file"] = True
    text, blocks = assemble(_with_plain_sources(loaded.blocks))
    content = json.dumps([text, fields, [asdict(b) for b in blocks]], ensure_ascii=False, sort_keys=True)
    return Document(
        id=hashlib.sha256(name.encode()).hexdigest()[:12],
        version=hashlib.sha256(content.encode()).hexdigest()[:12],
        path=name,
        text=text,
        blocks=blocks,
        sources=_plain_refs(loaded.sources or beside.get("sources", ())),
        **fields,
    )


def _with_plain_sources(blocks: Sequence[LoadedBlock]) -> list[LoadedBlock]:
    return [replace(block, sources=_plain_refs(block.sources)) if block.sources else block for block in blocks]


def _plain_refs(refs: Sequence[SourceRef]) -> tuple[SourceRef, ...]:
    return tuple(SourceRef(one_line(ref.source_id), one_line(ref.place)) for ref in refs)


def _fields(name: str, said: Said, supersedes: tuple[str, ...], source_id: str) -> dict[str, Any]:
    """Every field of the document; one that few have stands only where it is said, so that versions stay as they were."""
    fields: dict[str, Any] = {
        "title": said.get("title") or _name_as_title(name),
        "publisher": said.get("publisher", ""),
        "kind": said.get("kind", KIND),
        "published_on": said.get("published_on", UNDATED),
        "status": said.get("status", "current"),
        "original_url": said.get("original_url", ""),
        "licence": said.get("licence", ""),
    }
    later = {
        "review_by": said.get("review_by", ""),
        "supersedes": supersedes,
        "source_id": source_id,
        "known_undated": said.get("published_on") == UNDATED,
    }
    return fields | {field: value for field, value in later.items() if value}


def missing_of(document: Document) -> tuple[str, ...]:
    """The fields nobody says of a document, by their names in front matter: title, publisher, kind, date, licence, review_by.

    A note made from publications of the register has publisher, date, licence and review date from there.
    """
    missing = {
        "title": is_untitled(document),
        "publisher": not document.publisher and not document.sources,
        "kind": document.kind == KIND,
        "date": _is_undated(document) and not document.sources,
        "licence": not document.licence and not document.sources,
        "review_by": not document.review_by and not document.sources,
    }
    return tuple(field for field, is_missing in missing.items() if is_missing)


def _is_undated(document: Document) -> bool:
    """Whether nobody says when it was published: the day on which its file was saved is shown, and may be years later."""
    return document.dated_by_file or (document.published_on == UNDATED and not document.known_undated)


def is_untitled(document: Document) -> bool:
    """Whether a document's title is nothing but the name of its file."""
    return document.title == _name_as_title(document.path)


def first_said(*voices: Said) -> dict[str, str]:
    """Each field, as one line, from the first of the voices that says it; empty words say nothing."""
    plain = [{field: one_line(words) for field, words in voice.items()} for voice in voices]
    return {field: said for field in _FIELDS if (said := next((v[field] for v in plain if v.get(field)), ""))}


def by_register(source: Source, register: Register) -> Said:
    """What the register says of a publication; its "unknown" and "not stated" leave the word to others."""
    return {
        "title": source.title,
        "publisher": "" if source.publisher == NOT_STATED else source.publisher,
        "kind": source.kind,
        "published_on": "" if source.id in register.dateless else source.date,
        "status": "" if source.status == UNKNOWN else source.status,
        "original_url": source.address,
        "licence": source.licence,
        "review_by": source.review_by,
    }


def checked(said: Said, name: str, where: str) -> Said:
    """What a person wrote in `where`, dates and status made plain; raises IngestError naming the file and the field."""
    found = dict(said)
    for field in ("published_on", "review_by"):
        value = found.get(field, "")
        if value and value != UNDATED:
            date = plain_date(value)
            if date is None:
                called = "date (or as_of)" if field == "published_on" else field
                raise IngestError(name, f"{where} field {called} is {value!r}, not a date", f"Write {FORMS}")
            found[field] = date
    status = found.get("status", "").strip().lower()
    if status and status not in (*STATUSES, UNKNOWN):
        raise IngestError(name, f"{where} field status is {status!r}", f"Write one of {', '.join(STATUSES)}")
    if "status" in found:
        found["status"] = "" if status == UNKNOWN else status
    return found


def is_side_car(path: Path) -> bool:
    """Whether a file only describes the one beside it."""
    return path.suffix == SIDE_CAR and path.with_suffix("").is_file()


def side_car_path(path: Path) -> Path:
    """Where the side-car of a file stands, if it has one."""
    return path.with_name(path.name + SIDE_CAR)


def read_side_car(path: Path) -> dict[str, Any]:
    """Fields of the side-car of a file (texts; `sources` as SourceRefs, `supersedes` as ids), empty without one.

    Raises IngestError that names the side-car and what is wrong with it.
    """
    beside = side_car_path(path)
    try:
        found = beside.stat()
        if not stat.S_ISREG(found.st_mode):
            raise IngestError(path.name, f"its side-car {beside.name} is no plain file", "Remove it")
        if found.st_size > LARGEST_SIDE_CAR:
            raise IngestError(path.name, f"its side-car {beside.name} is over {LARGEST_SIDE_CAR} bytes", "Shorten it")
        table = tomllib.loads(beside.read_text("utf-8"))
    except (ValueError, RecursionError) as error:  # a number of too many digits is no TOMLDecodeError
        raise IngestError(path.name, f"its side-car {beside.name} is not TOML: {error}", "Mend that line") from error
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENAMETOOLONG):
            return {}
        problem = f"its side-car {beside.name} cannot be opened ({error.strerror})"
        raise IngestError(path.name, problem, "Check its permissions") from error
    return {_OTHER_NAMES.get(field, field): _side_value(path, beside, field, value) for field, value in table.items()}


def unknown_fields(path: Path) -> list[str]:
    """Names in the side-car of a file that mean nothing, such as one that is mistyped; raises IngestError as reading it."""
    return [field for field in read_side_car(path) if field not in (*_FIELDS, "sources", "supersedes")]


def side_car_of(source: Source) -> str:
    """The text of a side-car that says of an original what the register says of it."""
    said: dict[str, str | list[str]] = {
        "title": source.title,
        "publisher": "" if source.publisher == NOT_STATED else source.publisher,
        "kind": source.kind,
        "date": "" if source.date == UNDATED else source.date,
        "status": "" if source.status == UNKNOWN else source.status,
        "address": source.address,
        "licence": source.licence,
        "supersedes": list(source.supersedes),
        "review_by": source.review_by,
    }
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in said.items() if value]
    return "".join(lines).replace("\x7f", "\\u007f")


def _side_value(path: Path, beside: Path, field: str, value: object) -> object:
    try:
        match field, value:
            case "sources", list():
                return tuple(SourceRef(str(s["id"]), str(s.get("place", ""))) for s in value)
            case "supersedes", list():
                return tuple(str(other) for other in value)
            case "sources" | "supersedes", _:
                raise TypeError("not a list")
            case _, list() | dict():
                raise TypeError("not one value")
            case _:
                return str(value)
    except (TypeError, KeyError, AttributeError) as error:
        problem = f"field {field!r} of its side-car {beside.name} is not of the form it has in front matter"
        raise IngestError(path.name, problem, "See what a Markdown file can say about itself, in README.md") from error


def _front_and_own(path: Path, loaded: LoadedFile) -> tuple[Said, Said]:
    """Only Markdown has front matter; its loader adds the first heading as a title, which is the file's own word."""
    if path.suffix.lower() not in (".md", ".markdown"):
        return {}, loaded.properties
    heading = next((b.text for b in loaded.blocks if b.kind is BlockKind.HEADING and b.level == 1), "")
    own = {"title": heading}
    front = {field: value for field, value in loaded.properties.items() if own.get(field) != value}
    return front, own


def _name_as_title(name: str) -> str:
    return shown(Path(name).stem.replace("-", " "))

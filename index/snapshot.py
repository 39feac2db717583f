"""Snapshots: folders that never change, verified when opened, with one pointer to the current one.

home/current                   the id of the snapshot that serves, then of those that served before it, a line each
home/snapshots/<id>/           manifest.json passages.sqlite dense.faiss bm25/ words.json acronyms.json copies.npy docstore.json
"""

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from index.errors import IndexFault
from index.records import document_of, passage_of, source_of
from ingest.documents import Document, Passage
from ingest.register import Source
from ingest.sync import Held

SCHEMA_VERSION = 5
MANIFEST, CURRENT, FOLDER = "manifest.json", "current", "snapshots"
NEXT, STAGED = "current.new", ".building-"  # what an ingest at work has: the next pointer, the snapshot being made
PASSAGES, DENSE, DOCSTORE = "passages.sqlite", "dense.faiss", "docstore.json"
KEPT = 3  # snapshots that stay: the current one and those before it
_LOG = logging.getLogger(__name__)


class SnapshotError(IndexFault):
    """A home without a usable snapshot; the message names the folder or file and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot says of itself.

    Attributes:
        files: sha256 of every file by its path inside the snapshot.
        settings: digest of what shaped the passages and their vectors.
    """

    id: str
    schema_version: int
    created_at: str
    documents: int
    passages: int
    encoder: str
    encoder_digest: str
    settings: str
    files: dict[str, str]


def digests(folder: Path) -> dict[str, str]:
    """sha256 of every file of a snapshot but its manifest."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST)
    return {p.relative_to(folder).as_posix(): _digest(p) for p in files}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write manifest.json."""
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), "utf-8")


def whole_snapshot(home: Path, snapshot_id: str) -> "Snapshot | None":
    """The snapshot of this id, where it is there and undamaged."""
    try:
        return Snapshot(home / FOLDER / snapshot_id)
    except SnapshotError:
        return None


def all_manifests(home: Path) -> list[Manifest]:
    """The readable manifests of a home, newest first."""
    found = []
    for path in (home / FOLDER).glob(f"[!.]*/{MANIFEST}"):
        try:
            found.append(_read_manifest(path.parent))
        except SnapshotError:
            continue
    return sorted(found, key=lambda m: m.created_at, reverse=True)


def files_of_all(home: Path) -> set[str]:
    """sha256 of every file that a snapshot of a home was made from; a damaged snapshot names none."""
    found: set[str] = set()
    for manifest in all_manifests(home):
        uri = f"file:{home / FOLDER / manifest.id / PASSAGES}?mode=ro&immutable=1"
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(uri, uri=True)) as db:
            found.update(sha256 for (sha256,) in db.execute("SELECT sha256 FROM documents"))
    return found


def served_ids(home: Path) -> list[str]:
    """The id that the pointer names and those that served before it; empty in an empty home."""
    try:
        return (home / CURRENT).read_text("utf-8", errors="replace").split() or [""]
    except OSError:
        return []


def current_id(home: Path) -> str | None:
    """The id that the pointer names, or None in an empty home."""
    return next(iter(served_ids(home)), None)


def pointer_stamp(home: Path) -> tuple[int, int] | None:
    """What changes whenever the pointer is written, also with the same id; None in an empty home."""
    try:
        state = (home / CURRENT).stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns


def _read_manifest(folder: Path) -> Manifest:
    file = folder / MANIFEST
    try:
        fields = json.loads(file.read_text("utf-8"))
        schema = fields["schema_version"]
        if isinstance(schema, int) and schema != SCHEMA_VERSION:  # one of a later schema may have other fields
            raise SnapshotError(_other_schema(file, schema))
        manifest = Manifest(**fields)
        if not {PASSAGES, DENSE} <= manifest.files.keys():
            raise ValueError("lists no index")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SnapshotError(f"{file} is missing or damaged. Run 'guide ingest' to build anew.") from error
    return manifest


def _other_schema(file: Path, schema: int) -> str:
    remedy = "Update the program" if schema > SCHEMA_VERSION else "Run 'guide ingest' to build anew"
    return f"{file} is of schema {schema}, this program reads {SCHEMA_VERSION}. {remedy}."


def checked_manifest(folder: Path) -> Manifest:
    """The manifest of a snapshot whose files all are as it says; raises SnapshotError naming the first that is not."""
    manifest = _read_manifest(folder)
    try:
        found = digests(folder)
    except OSError as error:
        raise SnapshotError(f"{error.filename or folder} cannot be read ({error.strerror}).") from error
    for name, digest in manifest.files.items():
        if found.get(name) != digest:
            state = "is missing" if name not in found else "is damaged"
            raise SnapshotError(f"{folder / name} {state}. Run 'guide ingest' to build anew.")
    return manifest


def _no_index(home: Path) -> str:
    return f"There is no index in {home}. Run 'guide ingest --home {home}' to make one."


class Snapshot:
    """An opened snapshot: documents, passages and their sentence vectors, by row.

    Attributes:
        id: digest of the content, so that the same corpus gives the same id.
        folder: where the snapshot lies.
        stands_in: why another one should serve and does not; "" for the one that the pointer names.
    """

    def __init__(self, folder: Path) -> None:
        self.manifest = checked_manifest(folder)
        self.id = self.manifest.id
        self.folder = folder
        self.stands_in = ""
        # Immutable: readers need no lock, and threads may share the connection.
        uri = f"file:{folder / PASSAGES}?mode=ro&immutable=1"
        self._db = sqlite3.connect(uri, uri=True, check_same_thread=False)
        # Bound to the connection and not to the snapshot, so that one that no longer serves is freed at once.
        self._passage = lru_cache(maxsize=4096)(partial(_read_passage, self._db))
        self._vectors = lru_cache(maxsize=4096)(partial(_read_vectors, self._db))
        self._document = lru_cache(maxsize=None)(partial(_read_document, self._db))

    @classmethod
    def open(cls, home: Path) -> "Snapshot":
        """Open the current snapshot; where it is not whole, one that served before it, or else the newest other.

        That another one stands in is logged, and said by its `stands_in`. Raises SnapshotError when the home has none.
        """
        named = served_ids(home)
        others = [m.id for m in all_manifests(home) if m.id not in named]
        first = "" if named else f"{home / CURRENT} is missing. Run 'guide ingest' to write it anew."
        for snapshot_id in [*named, *others]:
            try:
                found = cls(home / FOLDER / snapshot_id)
            except SnapshotError as error:
                first = first or str(error)
                continue
            if first:
                found.stands_in = f"{first} Until then snapshot {found.id} of {found.manifest.created_at[:10]} serves."
                _LOG.warning(found.stands_in)
            return found
        raise SnapshotError(first if named else _no_index(home))

    def documents(self) -> list[Document]:
        """All documents, by path."""
        ids = self._db.execute("SELECT id FROM documents ORDER BY path").fetchall()
        return [document for (i,) in ids if (document := self._document(i))]

    def document(self, document_id: str, version: str | None = None) -> Document | None:
        """One document; None when unknown, or when this snapshot holds another version."""
        found = self._document(document_id)
        return found if found and version in (None, found.version) else None

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The register's publications by id."""
        rows = self._db.execute("SELECT body FROM sources").fetchall()
        return {s.id: s for s in (source_of(body) for (body,) in rows)}

    def held(self) -> dict[str, Held]:
        """The files behind the documents, by path."""
        rows = self._db.execute("SELECT path, sha256, version FROM documents").fetchall()
        return {path: Held(sha256, version) for path, sha256, version in rows}

    def file_of(self, document_id: str) -> str:
        """sha256 of the file that a document was read from; "" where it is not known."""
        found = self._db.execute("SELECT sha256 FROM documents WHERE id = ?", (document_id,)).fetchone()
        return str(found[0]) if found else ""

    @property
    def home(self) -> Path:
        """The folder of the deployment that the snapshot lies in."""
        return self.folder.parent.parent

    def passage_counts(self) -> dict[str, int]:
        """How many passages each document has, by its id."""
        return dict(self._db.execute("SELECT document_id, count(*) FROM passages GROUP BY document_id").fetchall())

    def passages(self) -> Iterator[Passage]:
        """Every passage in row order."""
        for (body,) in self._db.execute("SELECT body FROM passages ORDER BY row").fetchall():
            yield passage_of(body)

    def passage(self, row: int) -> Passage:
        """The passage of a row."""
        return self._passage(row)

    def sentence_vectors(self, row: int) -> np.ndarray[Any, Any]:
        """Unit vectors of the sentences of a row's passage: float32 [sentences, d]."""
        return self._vectors(row)


def _read_passage(db: sqlite3.Connection, row: int) -> Passage:
    (body,) = db.execute("SELECT body FROM passages WHERE row = ?", (row,)).fetchone()
    return passage_of(body)


def _read_vectors(db: sqlite3.Connection, row: int) -> np.ndarray[Any, Any]:
    asked = "SELECT sentence_vectors, length(vector) FROM passages WHERE row = ?"
    blob, size = db.execute(asked, (row,)).fetchone()
    flat = np.frombuffer(blob, dtype=np.float16).astype(np.float32)
    return flat.reshape(-1, size // np.dtype(np.float32).itemsize)


def _read_document(db: sqlite3.Connection, document_id: str) -> Document | None:
    found = db.execute("SELECT body FROM documents WHERE id = ?", (document_id,)).fetchone()
    return document_of(found[0]) if found else None

"""Folders -> a new snapshot: read, run through the pipeline, index, verify, publish."""

import errno
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.encoder import CARD_FILE, Card, Encoder
from index.errors import IndexFault
from index.illustrate import illustrate
from index.locking import only_one
from index.publishing import clear_remains, point_at, publish
from index.snapshot import (
    FOLDER,
    SCHEMA_VERSION,
    STAGED,
    Manifest,
    Snapshot,
    SnapshotError,
    current_id,
    digests,
    whole_snapshot,
)
from ingest import chunking
from ingest.documents import Document
from ingest.reading import FileRead, FoundFile, find_files, read_files, register_of
from ingest.register import Register
from ingest.remembered import FILE as READINGS
from ingest.remembered import Remembered
from ingest.replaced import with_replaced
from ingest.report import NOT_READ, FileReport, file_reports, with_warnings
from ingest.sync import Held, changes

# Raised whenever passages, sentences or what is encoded of them changes: an index of another recipe is built anew.
RECIPE = 7
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SHIPPED = Path(__file__).resolve().parent.parent / "corpus"
# Not by way of index.search, which imports what an ingest with nothing to do can spare.
ENCODER = SHIPPED.parent / "models" / "encoder"
Watch = Callable[[str, int, int], None]  # what is done, how far, out of how many


class BuildError(IndexFault):
    """An index could not be built; the one that was there still serves.

    Attributes:
        files: what became of each file, where it came to reading them.
    """

    def __init__(self, message: str, files: tuple[FileReport, ...] = ()) -> None:
        super().__init__(message)
        self.files = files


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did, as a whole and to each file.

    Attributes:
        encoded: passages that the encoder was given; the others' vectors were there already.
        deleted: paths that the index had before and the folder has no longer.
    """

    snapshot: str
    documents: int
    passages: int
    encoded: int
    published: bool
    files: tuple[FileReport, ...]
    deleted: tuple[str, ...] = ()

    def __str__(self) -> str:
        state = "published" if self.published else "unchanged"
        return (
            f"{self.documents} documents, {self.passages} passages, {self.encoded} encoded now;"
            f" snapshot {self.snapshot} {state}"
        )

    @property
    def failures(self) -> tuple[FileReport, ...]:
        """The files that could not be read."""
        return tuple(file for file in self.files if file.outcome == NOT_READ)


def build(home: Path, paths: Sequence[Path], watch: Watch = lambda what, done, total: None) -> Report:
    """Make the index of `home` equal to the files under `paths`; publishes what succeeded.

    Raises BuildError when nothing could be read or the disk is full, ReadOnlyError for a home that cannot be written to,
    BusyError when another ingest is at work, IngestError for a path that is not there.
    """
    ours = os.path.realpath(home)  # a home may lie inside a folder that is ingested
    files = [file for file in find_files(paths) if not Path(os.path.realpath(file.path)).is_relative_to(ours)]
    with only_one(home), _told(home):
        clear_remains(home)
        register = register_of(paths, SHIPPED / "register.toml")
        reads = _read(home, files, register, watch)
        standing = with_replaced([read.found for read in reads if isinstance(read.found, Document)], register)
        documents, register = standing.documents, standing.register
        reads = [replace(read, warnings=(*read.warnings, *standing.remarks.get(read.name, ()))) for read in reads]
        if not documents:
            told = "; ".join(str(read.found) for read in reads[:3]) or "the folder holds no files"
            message = f"Nothing could be read: {told}. The index was left as it was."
            raise BuildError(message, file_reports(reads, {}, changes({}, {}, ())))
        report = _build(home, documents, register, reads, watch)
        places, sha256 = {file.name: file.path for file in files}, {read.name: read.sha256 for read in reads}
        lacking = illustrate(home, documents, places, sha256, watch)
        return replace(report, files=with_warnings(report.files, lacking))


def _read(home: Path, files: Sequence[FoundFile], register: Register, watch: Watch) -> list[FileRead]:
    reads: list[FileRead] = []
    with Remembered(home / READINGS) as remembered:
        for read in read_files(files, register, remembered):
            reads.append(read)
            watch("Reading", len(reads), len(files))
    return reads


def _build(
    home: Path, documents: list[Document], register: Register, reads: Sequence[FileRead], watch: Watch
) -> Report:
    """Publish a snapshot of the documents, or let one serve that is there already, and tell what changed."""
    before = _serving(home)
    sha256 = {read.name: read.sha256 for read in reads}
    card = Card.read(ENCODER / CARD_FILE)
    content = _content_id(documents, sha256, register, card)
    encoded, published = 0, content != current_id(home)
    whole = before if before and before.id == content else whole_snapshot(home, content)
    if whole is None:
        encoded, passages = _fill(home, content, documents, sha256, register, before, watch)
        published = True
    else:  # what serves, or one that was left: by an ingest that was killed, or when the files were so before
        passages = whole.passage_counts()
        if published:
            point_at(home, whole.id)
    now = {d.path: Held(sha256[d.path], d.version) for d in documents}
    unread = [read.name for read in reads if read.name not in now]
    changed = changes(before.held() if before else {}, now, unread)
    files = file_reports(reads, passages, changed)
    return Report(content, len(documents), sum(passages.values()), encoded, published, files, changed.deleted)


def _fill(
    home: Path,
    content: str,
    documents: Sequence[Document],
    sha256: Mapping[str, str],
    register: Register,
    before: Snapshot | None,
    watch: Watch,
) -> tuple[int, dict[str, int]]:
    """Make a new snapshot aside and publish it; returns (passages encoded, passages by document id)."""
    from index.filling import fill  # llama-index takes seconds to import

    encoder = Encoder.open(ENCODER)
    same = before and (before.manifest.encoder_digest, before.manifest.settings) == (encoder.digest, _settings())
    staged = home / FOLDER / f"{STAGED}{os.getpid()}"
    staged.mkdir(parents=True)
    try:
        encoded, passages = fill(staged, documents, sha256, register, encoder, before if same else None, watch)
        if not passages:
            raise BuildError("The files hold headings but no text. The index was left as it was.")
        manifest = Manifest(
            id=content,
            schema_version=SCHEMA_VERSION,
            created_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            documents=len(documents),
            passages=sum(passages.values()),
            encoder=encoder.name,
            encoder_digest=encoder.digest,
            settings=_settings(),
            files=digests(staged),
        )
        publish(home, staged, manifest)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return encoded, passages


def _serving(home: Path) -> Snapshot | None:
    try:
        return Snapshot.open(home)
    except SnapshotError:
        return None


def _content_id(documents: Sequence[Document], sha256: Mapping[str, str], register: Register, card: Card) -> str:
    known = sorted(repr(source) for source in register.sources.values())
    # The sources of a whole document are no part of its version, and a side-car's words no part of its file.
    files = sorted(f"{d.id} {d.version} {sha256[d.path]} {d.sources}" for d in documents)
    parts = [card.digest, _settings(), *known, *files]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _settings() -> str:
    """Digest of what shapes passages and indexes beside the documents and the encoder."""
    shaped = f"recipe {RECIPE} schema {SCHEMA_VERSION} target {chunking.TARGET} longest {chunking.LONGEST}"
    return hashlib.sha256(shaped.encode()).hexdigest()[:16]


@contextmanager
def _told(home: Path) -> Iterator[None]:
    """Make a failure to write, of whichever library, a BuildError that says what to do."""
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        full = getattr(error, "errno", None) in _NO_ROOM or "full" in str(error)
        why = f"The disk of {home} is full" if full else f"Writing to {home} failed ({error})"
        told = f"{why}. The index was left as it was. Mend that and run this again; 'guide doctor' says more."
        raise BuildError(told) from error

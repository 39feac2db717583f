"""Folders -> a new snapshot: read, run through the pipeline, index, verify, publish."""

import fcntl
import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from llama_index.core.storage.docstore import SimpleDocumentStore

from index.acronyms import Acronyms, mine
from index.dense import DenseIndex
from index.encoder import Encoder
from index.errors import IndexFault
from index.search import MODELS
from index.snapshot import (
    DENSE,
    DOCSTORE,
    FOLDER,
    PASSAGES,
    SCHEMA_VERSION,
    Manifest,
    Snapshot,
    SnapshotError,
    current_id,
    digests,
    publish,
)
from index.sparse import SparseIndex
from index.store import PassageStore
from ingest import chunking
from ingest.documents import Document
from ingest.metadata import with_superseded
from ingest.pipeline import document_of, passages_json, run_pipeline
from ingest.reading import FileRead, FoundFile, find_files, read_files, register_of
from ingest.register import Register
from ingest.report import NOT_READ, FileReport, file_reports

# Raised whenever passages, sentences or what is encoded of them changes: an index of another recipe is built anew.
RECIPE = 5
LOCK = "ingest.lock"
SHIPPED = Path(__file__).resolve().parent.parent / "corpus"
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
    """What an ingest did, as a whole and to each file."""

    snapshot: str
    documents: int
    passages: int
    encoded: int
    published: bool
    files: tuple[FileReport, ...]

    @property
    def failures(self) -> tuple[FileReport, ...]:
        """The files that could not be read."""
        return tuple(file for file in self.files if file.outcome == NOT_READ)


def build(home: Path, paths: Sequence[Path], watch: Watch = lambda what, done, total: None) -> Report:
    """Make the index of `home` equal to the files under `paths`; publishes what succeeded.

    Raises BuildError when nothing could be read or another ingest is at work, IngestError for a path that is not there.
    """
    files = find_files(paths)
    try:
        home.mkdir(parents=True, exist_ok=True)
        (home / LOCK).touch()
    except OSError as error:
        raise BuildError(f"Nothing can be written to {home} ({error.strerror}). Name another with --home.") from error
    with _only_one(home):
        register = register_of(paths, SHIPPED / "register.toml")
        reads = _read(files, register, watch)
        documents = with_superseded([read.found for read in reads if isinstance(read.found, Document)], register)
        if not documents:
            told = "; ".join(str(read.found) for read in reads[:3]) or "the folder holds no files"
            message = f"Nothing could be read: {told}. The index was left as it was."
            raise BuildError(message, file_reports(reads, {}))
        return _build(home, documents, register, reads, watch)


def _read(files: Sequence[FoundFile], register: Register, watch: Watch) -> list[FileRead]:
    reads: list[FileRead] = []
    for read in read_files(files, register):
        reads.append(read)
        watch("Reading", len(reads), len(files))
    return reads


def _build(
    home: Path, documents: list[Document], register: Register, reads: Sequence[FileRead], watch: Watch
) -> Report:
    encoder = Encoder.open(MODELS / "encoder")
    content = _content_id(documents, register, encoder)
    if content == current_id(home) and _is_whole(home):
        snapshot = Snapshot.open(home)
        passages = Counter(passage.document_id for passage in snapshot.passages())
        return Report(content, len(documents), passages.total(), 0, False, file_reports(reads, passages))
    for left in (home / FOLDER).glob(".building-*"):  # by an ingest that was killed: only one works at a time
        shutil.rmtree(left, ignore_errors=True)
    staged = home / FOLDER / f".building-{os.getpid()}"
    staged.mkdir(parents=True)
    try:
        encoded, passages = _fill(home, staged, documents, register, encoder, watch)
        manifest = Manifest(
            id=content,
            schema_version=SCHEMA_VERSION,
            created_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
            documents=len(documents),
            passages=passages.total(),
            encoder=encoder.name,
            encoder_digest=encoder.digest,
            settings=_settings(),
            files=digests(staged),
        )
        publish(home, staged, manifest)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return Report(content, len(documents), passages.total(), encoded, True, file_reports(reads, passages))


def _fill(
    home: Path, staged: Path, documents: list[Document], register: Register, encoder: Encoder, watch: Watch
) -> tuple[int, Counter[str]]:
    """Write all files of a snapshot but its manifest; returns (passages encoded now, passages by document id)."""
    docstore = _start_from_previous(home, staged, encoder)
    store = PassageStore(staged / PASSAGES)
    advance = partial(watch, "Encoding")
    encoded = run_pipeline(documents, encoder.encode_passages, store, docstore, advance)
    if not store.client.execute("SELECT 1 FROM passages LIMIT 1").fetchone():
        raise BuildError("The files hold headings but no text. The index was left as it was.")
    docstore.persist(str(staged / DOCSTORE))
    # The documents that serve are those the pipeline's docstore holds: nothing comes in beside it.
    vectors = store.finish((document_of(node) for node in docstore.docs.values()), register.sources.values())
    rows = store.client.execute("SELECT body FROM passages ORDER BY row").fetchall()
    store.close()
    watch("Indexing", 0, 1)
    DenseIndex.build(vectors).save(staged / DENSE)
    passages = [passages_json.validate_json(body) for (body,) in rows]
    SparseIndex.build([p.preface + p.text for p in passages]).save(staged)
    Acronyms(mine(p.text_of(s) for p in passages for s in p.sentences)).save(staged)
    watch("Indexing", 1, 1)
    return encoded, Counter(passage.document_id for passage in passages)


def _start_from_previous(home: Path, staged: Path, encoder: Encoder) -> SimpleDocumentStore:
    """The book and the passages of the current snapshot, so that only what changed is encoded; else empty ones."""
    try:
        before = Snapshot.open(home)
    except SnapshotError:
        return SimpleDocumentStore()
    same = before.manifest.encoder_digest == encoder.digest and before.manifest.settings == _settings()
    if not same:
        return SimpleDocumentStore()
    shutil.copyfile(before.folder / PASSAGES, staged / PASSAGES)
    return SimpleDocumentStore.from_persist_path(str(before.folder / DOCSTORE))


def _is_whole(home: Path) -> bool:
    try:
        return Snapshot.open(home).id == current_id(home)
    except SnapshotError:
        return False


def _content_id(documents: Sequence[Document], register: Register, encoder: Encoder) -> str:
    known = sorted(repr(source) for source in register.sources.values())
    parts = [encoder.digest, _settings(), *known, *sorted(f"{d.id} {d.version}" for d in documents)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _settings() -> str:
    """Digest of what shapes passages and indexes beside the documents and the encoder."""
    shaped = f"recipe {RECIPE} schema {SCHEMA_VERSION} target {chunking.TARGET} longest {chunking.LONGEST}"
    return hashlib.sha256(shaped.encode()).hexdigest()[:16]


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    """One ingest at a time; the lock goes with the process, also when it is killed."""
    with (home / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildError(f"Another ingest is at work in {home}. Wait for it to end and run this again.") from error
        yield

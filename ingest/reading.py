"""Folders and files -> documents, one at a time, with what could not be read."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.documents import Document
from ingest.errors import IngestError
from ingest.isolation import Isolation
from ingest.metadata import is_side_car
from ingest.parsing import Parsed, Refusal
from ingest.register import Register, read_register

LOADERS = {
    ".md": "ingest.loaders.markdown",
    ".markdown": "ingest.loaders.markdown",
    ".txt": "ingest.loaders.text",
    ".html": "ingest.loaders.html",
    ".htm": "ingest.loaders.html",
    ".pdf": "ingest.loaders.pdf",
    ".docx": "ingest.loaders.docx",
    ".pptx": "ingest.loaders.pptx",
}
LARGEST = 100 * 1024 * 1024  # bytes of one file
REGISTER = "register.toml"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to ingest: where it is and its path inside the ingested folder."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class FileRead:
    """What became of a file.

    Attributes:
        warnings: sentences about what of it could not be read, e.g. pages that are images.
        megabytes: most memory that its process had in use, libraries included (MiB).
    """

    name: str
    found: Document | IngestError
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    megabytes: float = 0.0


def find_files(paths: Sequence[Path]) -> list[FoundFile]:
    """Every file under the paths (a folder's own files, hidden ones, side-cars and the register left out), sorted by name.

    Raises IngestError for a path that does not exist.
    """
    found: dict[str, FoundFile] = {}
    seen: set[Path] = set()
    for root in paths:
        if not root.exists():
            raise IngestError(str(root), "does not exist", "Check the path")
        files = [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file())
        for file in files:
            inside = file.name if root.is_file() else file.relative_to(root).as_posix()
            if inside == REGISTER or is_side_car(file) or (not root.is_file() and _hidden(inside)):
                continue
            if file.resolve() in seen:
                continue
            seen.add(file.resolve())
            name = _free_name(file, inside, found)
            found[name] = FoundFile(file, name)
    return [found[name] for name in sorted(found)]


def _free_name(file: Path, inside: str, taken: Container[str]) -> str:
    """Folders may hold files of the same name: a later one is told by as much of its path as it takes."""
    parts = file.resolve().parts[1:]
    for longer in range(len(Path(inside).parts), len(parts)):
        if inside not in taken:
            break
        inside = "/".join(parts[-longer - 1 :])
    return inside


def _hidden(inside: str) -> bool:
    return any(part.startswith(".") for part in inside.split("/"))


def register_of(paths: Sequence[Path], default: Path) -> Register:
    """The register of the ingested folders, or else the shipped one, which knows the originals by their digest."""
    for root in paths:
        if (root / REGISTER).is_file():
            return read_register(root / REGISTER)
    return read_register(default) if default.is_file() else Register({})


def read_files(files: Sequence[FoundFile], register: Register) -> Iterator[FileRead]:
    """Each file as a Document, or as the error that says why not; each is read in a process of its own, under limits."""
    with Isolation(register) as isolation:
        for file in files:
            try:
                yield _read(file, _loader_of(file), isolation)
            except IngestError as error:
                yield FileRead(file.name, error)


def _read(file: FoundFile, loader: str, isolation: Isolation) -> FileRead:
    reading = isolation.read(file.path, file.name, loader)
    match reading.found:
        case Parsed(document, warnings):
            return FileRead(file.name, document, warnings, reading.seconds, reading.megabytes)
        case Refusal(problem, remedy):
            failure = IngestError(file.name, problem, remedy)
            return FileRead(file.name, failure, (), reading.seconds, reading.megabytes)


def _loader_of(file: FoundFile) -> str:
    """The module that reads a file, by its ending; raises IngestError for what is seen without reading it."""
    ending = file.path.suffix.lower()
    if ending not in LOADERS:
        known = ", ".join(sorted(LOADERS))
        raise IngestError(file.name, f"the format {ending or 'without an ending'} is not read", f"Known: {known}")
    if not file.name.isascii() and any("\ud800" <= c <= "\udfff" for c in file.name):
        raise IngestError(file.name, "has a name that is not UTF-8", "Rename it")
    try:
        if file.path.stat().st_size > LARGEST:
            raise IngestError(file.name, f"is larger than {LARGEST // 2**20} MiB", "Split it or leave it out")
    except OSError as error:
        raise IngestError(file.name, f"cannot be opened ({error.strerror})", "Check its permissions") from error
    return LOADERS[ending]

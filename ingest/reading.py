"""Folders and files -> documents, one at a time, with what could not be read."""

import hashlib
import importlib
import json
from collections.abc import Container, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.assembly import assemble
from ingest.documents import Document, LoadedFile
from ingest.errors import IngestError
from ingest.register import UNDATED, Register, Source, read_register

_LOADERS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
}
LARGEST = 100 * 1024 * 1024  # bytes of one file
REGISTER = "register.toml"


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to ingest: where it is and its path inside the ingested folder."""

    path: Path
    name: str


def find_files(paths: Sequence[Path]) -> list[FoundFile]:
    """Every file under the paths (a folder's own files, hidden ones and the register left out), sorted by name.

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
            if inside == REGISTER or (not root.is_file() and _hidden(inside)):
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


def read_files(files: Sequence[FoundFile], register: Register) -> Iterator[Document | IngestError]:
    """Each file as a Document, or as the error that says why not."""
    for file in files:
        try:
            yield read_file(file, register)
        except IngestError as error:
            yield IngestError(file.name, error.problem, error.remedy)


def read_file(file: FoundFile, register: Register) -> Document:
    """Load one file by its ending; raises IngestError."""
    ending = file.path.suffix.lower()
    if ending not in _LOADERS:
        known = ", ".join(sorted(_LOADERS))
        raise IngestError(file.name, f"the format {ending or 'without an ending'} is not read", f"Known: {known}")
    loader = importlib.import_module(f"ingest.loaders.{_LOADERS[ending]}")
    try:
        if file.path.stat().st_size > LARGEST:
            raise IngestError(file.name, f"is larger than {LARGEST // 2**20} MiB", "Split it or leave it out")
        loaded: LoadedFile = loader.load(file.path)
        digest = hashlib.sha256(file.path.read_bytes()).hexdigest()
    except OSError as error:
        raise IngestError(file.name, f"cannot be opened ({error.strerror})", "Check its permissions") from error
    return _document(file.name, loaded, register.of_file(digest))


def _document(name: str, loaded: LoadedFile, source: Source | None) -> Document:
    """What the register says goes before what the file says of itself."""
    text, blocks = assemble(loaded.blocks)
    own = loaded.properties
    said = {
        "title": source.title if source else own.get("title") or Path(name).stem.replace("-", " "),
        "publisher": source.publisher if source else own.get("publisher", ""),
        "kind": source.kind if source else own.get("kind", "document"),
        "published_on": (source.date if source else own.get("published_on")) or UNDATED,
        "status": source.status if source else own.get("status", "current"),
        "original_url": source.address if source else own.get("original_url", ""),
        "licence": source.licence if source else own.get("licence", ""),
    }
    content = json.dumps([text, said, [asdict(b) for b in blocks]], ensure_ascii=False, sort_keys=True)
    return Document(
        id=hashlib.sha256(name.encode()).hexdigest()[:12],
        version=hashlib.sha256(content.encode()).hexdigest()[:12],
        path=name,
        text=text,
        blocks=blocks,
        sources=loaded.sources,
        **said,
    )

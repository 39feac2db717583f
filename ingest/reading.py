"""Folders and files -> documents, one at a time, with what could not be read."""

import os
import stat
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest import recognition
from ingest.documents import Document
from ingest.errors import IngestError
from ingest.isolation import Isolation, Reading
from ingest.metadata import SIDE_CAR, is_side_car
from ingest.parsing import Parsed, Refusal
from ingest.register import Register, read_register
from ingest.remembered import Remembered, bytes_of, key_of, shaped_by

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
_PASSING = (".tmp", ".swp", "~", ".part", ".crdownload")  # of editors and of downloads that are under way


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
        seconds, megabytes: what reading it took, libraries included (MiB); 0 where an earlier reading was used.
        sha256: digest of the bytes that were read; "" where they could not be, or changed meanwhile.
    """

    name: str
    found: Document | IngestError
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    megabytes: float = 0.0
    sha256: str = ""


def find_files(paths: Sequence[Path]) -> list[FoundFile]:
    """Every file under the paths (hidden and passing ones, side-cars and the register left out), sorted by name.

    What is no plain file, and a folder that cannot be opened, are among them, so that `read_files` says so.
    Raises IngestError for a path that does not exist.
    """
    found: dict[str, FoundFile] = {}
    seen: set[Path] = set()
    for root in paths:
        is_folder = _is_folder(root)
        for file in sorted(_under(root)) if is_folder else [root]:
            inside = file.relative_to(root).as_posix() if is_folder else file.name
            if inside == REGISTER or (is_folder and is_left_out(inside)) or is_side_car(file):
                continue
            place = Path(os.path.realpath(file))  # unlike resolve(), of links in a circle as well
            if place in seen:
                continue
            seen.add(place)
            name = _free_name(file, inside, found)
            found[name] = FoundFile(file, name)
    return [found[name] for name in sorted(found)]


def _is_folder(root: Path) -> bool:
    try:
        return stat.S_ISDIR(root.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise IngestError(str(root), "does not exist", "Check the path") from error
    except OSError as error:
        raise IngestError(str(root), f"cannot be opened ({error.strerror})", "Check the path") from error


def _under(root: Path) -> Iterator[Path]:
    """All in a folder and its folders that is no folder; of links to folders and of folders that cannot be opened, the
    paths themselves.

    Folders wait in a list, so that they may be as deep as the system lets them be, and one that goes meanwhile is no fault.
    """
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as inside:
                for entry in inside:
                    path = folder / entry.name
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(path)
                    else:
                        yield path
        except FileNotFoundError:
            continue
        except OSError:
            yield folder


def _free_name(file: Path, inside: str, taken: Container[str]) -> str:
    """Folders may hold files of the same name: a later one is told by as much of its path as it takes."""
    parts = Path(os.path.realpath(file)).parts[1:]
    for longer in range(len(Path(inside).parts), len(parts)):
        if inside not in taken:
            break
        inside = "/".join(parts[-longer - 1 :])
    return inside


def is_left_out(inside: str) -> bool:
    """Whether a path inside an ingested folder is hidden or what a program keeps beside a file while it is open."""
    *_, name = parts = inside.split("/")
    return any(part.startswith(".") for part in parts) or name.startswith("~$") or name.lower().endswith(_PASSING)


def register_of(paths: Sequence[Path], default: Path) -> Register:
    """The register of the ingested folders, or else the shipped one, which knows the originals by their digest."""
    for root in paths:
        if (root / REGISTER).is_file():
            return read_register(root / REGISTER)
    return read_register(default) if default.is_file() else Register({})


def read_files(
    files: Sequence[FoundFile], register: Register, remembered: Remembered | None = None
) -> Iterator[FileRead]:
    """Each file as a Document, or as the error that says why not; each is read in a process of its own, under limits.

    A file of which nothing has changed since it was read, nor what reads it, is taken from `remembered`. What could not be
    read is tried again each time, as a busy machine may have been the reason, but for scans in which no text was found.
    """
    kept, shaped = remembered or Remembered(), shaped_by(register)
    with Isolation(register) as isolation:
        for file in files:
            try:
                yield _read(file, _loader_of(file), isolation, kept, shaped)
            except IngestError as error:
                yield FileRead(file.name, error)


def _read(file: FoundFile, loader: str, isolation: Isolation, remembered: Remembered, shaped: str) -> FileRead:
    known = bytes_of(file.path)
    key = key_of(file.name, *known, shaped) if known else ""
    if known and (earlier := remembered.get(key)):
        return _file_read(file, Reading(earlier, 0.0, 0.0), known[0])
    reading = recognition.read(isolation, file.path, file.name, loader)
    if known is None or bytes_of(file.path) != known:  # somebody writes to it: what was read is of neither digest
        return _file_read(file, reading, "")
    if _is_final(reading.found):
        remembered.keep(key, reading.found)
    return _file_read(file, reading, known[0])


def _is_final(found: Parsed | Refusal) -> bool:
    """Whether another reading would give the same: no limit cut it short, and no scan is left that may yet be recognised."""
    if isinstance(found, Refusal):
        return found.is_final
    return not found.hurried and not (found.scans and recognition.installed())


def _file_read(file: FoundFile, reading: Reading, sha256: str) -> FileRead:
    taken = (reading.seconds, reading.megabytes, sha256)
    match reading.found:
        case Parsed(document, warnings):
            return FileRead(file.name, document, warnings, *taken)
        case Refusal(problem, remedy):
            return FileRead(file.name, IngestError(file.name, problem, remedy), (), *taken)


def _loader_of(file: FoundFile) -> str:
    """The module that reads a file, by its ending; raises IngestError for what is seen without reading it."""
    ending = file.path.suffix.lower()
    _check_kind(file)
    if ending == SIDE_CAR:
        problem = f"describes {file.path.stem}, which is not there"
        raise IngestError(file.name, problem, "Put it beside this, or remove this")
    if ending not in LOADERS:
        remedy = f"Save it as one of {', '.join(sorted(LOADERS))}, or leave it out"
        raise IngestError(file.name, f"the format {ending or 'without an ending'} is not read", remedy)
    if not file.name.isascii() and any("\ud800" <= c <= "\udfff" for c in file.name):
        raise IngestError(file.name, "has a name that is not UTF-8", "Rename it")
    return LOADERS[ending]


def _check_kind(file: FoundFile) -> None:
    """Raise IngestError for what is too large or no plain file: a pipe would be waited for, and a device has no end."""
    try:
        found = file.path.stat()
    except OSError as error:
        remedy = "Mend or remove the link" if file.path.is_symlink() else "Check its permissions"
        raise IngestError(file.name, f"cannot be opened ({error.strerror})", remedy) from error
    if stat.S_ISDIR(found.st_mode) and file.path.is_symlink():
        raise IngestError(file.name, "is a link to a folder, which is not followed", "Name that folder itself")
    if stat.S_ISDIR(found.st_mode):
        raise IngestError(file.name, "cannot be opened (a folder)", "Check its permissions and its path's length")
    if not stat.S_ISREG(found.st_mode):
        raise IngestError(file.name, "is no plain file but a pipe, socket or device", "Remove it")
    if found.st_size > LARGEST:
        raise IngestError(file.name, f"is larger than {LARGEST // 2**20} MiB", "Split it or leave it out")

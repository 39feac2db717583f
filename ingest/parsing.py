"""What is done with one file inside its own process: its beginning is looked at, its loader reads it, a document is made."""

import hashlib
import importlib
from dataclasses import dataclass
from pathlib import Path

from ingest.documents import BlockKind, Document, LoadedFile
from ingest.errors import IngestError
from ingest.metadata import document_of
from ingest.register import Register

_LONGEST = 300  # characters: libraries quote what they stumble over
_RESAVE = "Open it in its own program and save it again"
_ZIP = b"PK\x03\x04"
# How files of other formats begin -> what they are and the ending they should have, where it is one that is read.
_BEGINNINGS = {
    b"%PDF-": ("a PDF", ".pdf"),
    _ZIP: ("a zip archive, as Word and PowerPoint files are", ".docx or .pptx"),
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": ("an old or encrypted Office file", ""),
    b"\x89PNG\r\n\x1a\n": ("a PNG image", ""),
    b"\xff\xd8\xff": ("a JPEG image", ""),
    b"GIF8": ("a GIF image", ""),
    b"{\\rtf": ("a rich text file (RTF)", ""),
    b"\x1f\x8b": ("a compressed file (gzip)", ""),
}
_MEANT = {".pdf": "a PDF", ".docx": "a Word file", ".pptx": "a PowerPoint file", ".html": "HTML", ".htm": "HTML"}
_OFFICE = {".docx", ".pptx"}  # their loader tells its zips and old files apart


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file's document, and sentences for the report about what of it could not be read."""

    document: Document
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not read, and what to do; the clauses of an IngestError."""

    problem: str
    remedy: str


def parsed_or_refused(path: Path, name: str, loader: str, register: Register) -> Parsed | Refusal:
    """Read one file as `parse` does and say what is wrong with it; raises MemoryError alone."""
    try:
        return parse(path, name, loader, register)
    except MemoryError:
        raise
    except IngestError as error:
        return Refusal(error.problem[:_LONGEST], error.remedy[:_LONGEST])
    except RecursionError:
        return Refusal("is nested too deeply inside", _RESAVE)
    except OSError as error:
        return Refusal(f"cannot be opened ({error.strerror})"[:_LONGEST], "Check its permissions")
    except Exception as error:  # a fault of a loader or of one of its libraries: the other files go on
        return Refusal(f"cannot be read ({type(error).__name__})", _RESAVE)


def parse(path: Path, name: str, loader: str, register: Register) -> Parsed:
    """Read one file with the loader of that module name; `name` is its path inside the ingested folder.

    Raises IngestError for what the file lacks, OSError where it cannot be opened, and whatever its loader lets through.
    """
    _check_beginning(path)
    loaded: LoadedFile = importlib.import_module(loader).load(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    document = document_of(name, path, loaded, digest, register)
    if all(block.kind is BlockKind.HEADING for block in document.blocks):
        raise IngestError(path.name, "holds headings but no text", "Put text under them or leave it out")
    return Parsed(document, loaded.warnings)


def _check_beginning(path: Path) -> None:
    """A PNG named .txt decodes as letters: what a file is shows in its first bytes, whatever its name says."""
    with path.open("rb") as file:
        start = file.read(8)
    ending = path.suffix.lower()
    for beginning, (kind, right) in _BEGINNINGS.items():
        if not start.startswith(beginning) or ending == right or (not right or beginning == _ZIP) and ending in _OFFICE:
            continue
        remedy = f"Let its name end in {right}" if right else "Leave it out, or save its text as .docx, .pdf or .txt"
        raise IngestError(path.name, f"is not {_MEANT.get(ending, 'text')} but {kind}", remedy)

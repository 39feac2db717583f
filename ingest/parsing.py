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
# Of one file. All of it is encoded, at 1.5 ms of processor time a word of prose; a policy of 500 pages has 250,000 words.
# Characters and blocks bound what is not prose: signs without words, and tables and lists of one word a row.
MOST_WORDS, MOST_CHARACTERS, MOST_BLOCKS = 300_000, 2_000_000, 30_000
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
    """A file's document, and sentences for the report about what of it could not be read.

    Attributes:
        hurried: whether a limit of the clock cost it something: it is not reused, but read again next time.
        scans: pages (from 1) that are pictures, whose text could be recognised.
    """

    document: Document
    warnings: tuple[str, ...]
    hurried: bool = False
    scans: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not read, and what to do; the clauses and scanned pages of an IngestError.

    Attributes:
        is_final: whether all its scanned pages were looked at and hold no text: another reading would say the same.
    """

    problem: str
    remedy: str
    scans: tuple[int, ...] = ()
    is_final: bool = False


def parsed_or_refused(path: Path, name: str, loader: str, register: Register, recognised: str = "") -> Parsed | Refusal:
    """Read one file as `parse` does and say what is wrong with it; raises MemoryError alone."""
    try:
        return parse(path, name, loader, register, recognised)
    except MemoryError:
        raise
    except IngestError as error:
        return Refusal(error.problem[:_LONGEST], error.remedy[:_LONGEST], error.scans)
    except RecursionError:
        return Refusal("is nested too deeply inside", _RESAVE)
    except OSError as error:
        return Refusal(f"cannot be opened ({error.strerror})"[:_LONGEST], "Check its permissions")
    except Exception as error:  # a fault of a loader or of one of its libraries: the other files go on
        return Refusal(f"cannot be read ({type(error).__name__})", _RESAVE)


def parse(path: Path, name: str, loader: str, register: Register, recognised: str = "") -> Parsed:
    """Read one file with the loader of that module name; `name` is its path inside the ingested folder.

    `recognised` is the text of scanned pages, for a loader that has told of them.
    Raises IngestError for what the file lacks, OSError where it cannot be opened, and whatever its loader lets through.
    """
    _check_beginning(path)
    module = importlib.import_module(loader)
    loaded: LoadedFile = module.load(path, recognised) if recognised else module.load(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    document = document_of(name, path, loaded, digest, register)
    if all(block.kind is BlockKind.HEADING for block in document.blocks):
        raise IngestError(path.name, "holds headings but no text", "Put text under them or leave it out")
    _check_size(path, document)
    return Parsed(document, loaded.warnings, loaded.hurried, loaded.scans)


def _check_size(path: Path, document: Document) -> None:
    """A file may be small and hold hours of work for the encoder: a table in a few kilobytes of zip, a list of one letter."""
    counts = {
        "words": (len(document.text.split()), MOST_WORDS),
        "characters": (len(document.text), MOST_CHARACTERS),
        "paragraphs, list items and table rows": (len(document.blocks), MOST_BLOCKS),
    }
    for what, (count, most) in counts.items():
        if count > most:
            raise IngestError(path.name, f"holds {count:,} {what}, more than {most:,}", "Split it or leave it out")


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

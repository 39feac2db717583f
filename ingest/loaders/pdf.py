"""PDF files -> LoadedFile, with pypdf."""

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pypdf import PdfReader, apply_configuration
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from ingest.documents import BlockKind, LoadedFile
from ingest.errors import IngestError
from ingest.loaders.pdf_furniture import without_furniture
from ingest.loaders.pdf_layout import PageLines, lines_of
from ingest.loaders.pdf_structure import blocks_of
from ingest.loaders.pdf_tables import Tables, could_hold_tables, tables_of, with_tables
from ingest.loaders.tidy import good_date, good_title

MOST_PAGES = 2000
_HEADER_WITHIN = 1024  # bytes: the standard lets other bytes stand before "%PDF"
_LISTED = 12  # pages named one by one in a warning


def load(path: Path) -> LoadedFile:
    """Read a PDF's text; raises IngestError when it is encrypted, damaged, too long, not PDF or images."""
    with path.open("rb") as file:
        start = file.read(_HEADER_WITHIN)
    if not start:
        raise IngestError(path.name, "is empty (0 bytes)", "Fetch it again")
    if b"%PDF" not in start:
        raise IngestError(path.name, "is not a PDF", "Give it its right ending")
    try:
        return _load(path)
    except (IngestError, MemoryError):
        raise
    except (DependencyError, FileNotDecryptedError) as error:
        raise IngestError(path.name, "is encrypted", "Save it without a password") from error
    except LimitReachedError as error:
        problem = f"is larger inside than is read ({str(error).rstrip('.')})"
        raise IngestError(path.name, problem, "Split it or leave it out") from error
    except Exception as error:  # damaged files make pypdf raise nearly anything, RecursionError included
        problem = f"is damaged or not a readable PDF ({type(error).__name__})"
        raise IngestError(path.name, problem, "Open it in a PDF reader and save it again") from error


def _load(path: Path) -> LoadedFile:
    for library in ("pypdf", "pdfminer"):  # they report each mended fault of a file
        logging.getLogger(library).setLevel(logging.CRITICAL)
    with apply_configuration(page_tree_maximum_entries=2 * MOST_PAGES), PdfReader(path) as reader:
        if reader.is_encrypted and not reader.decrypt(""):
            raise IngestError(path.name, "is encrypted", "Save it without a password")
        pages = list(_pages(path, reader))
        properties = _properties(reader)
    if not pages:
        raise IngestError(path.name, "has no pages", "Fetch it again")
    tables = tables_of(path, pages)
    blocks = blocks_of(without_furniture(with_tables(pages, tables)))
    if not blocks:
        seen = "image only, no text" if any(page.pictured for page in pages) else "holds no text (blank or drawn)"
        raise IngestError(path.name, seen, "If it shows text, run text recognition (OCR) on it first")
    title = next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), "")
    if title:
        properties.setdefault("title", title)
    return LoadedFile(blocks, properties, warnings=tuple(_warnings(pages, tables)))


def _pages(path: Path, reader: PdfReader) -> Iterator[PageLines]:
    # Counted by walking: the number that the file gives of itself need not be true.
    for number, page in enumerate(reader.pages, start=1):
        if number > MOST_PAGES:
            raise IngestError(path.name, f"has more than {MOST_PAGES:,} pages", "Split it or leave it out")
        yield lines_of(page, number)


def _properties(reader: PdfReader) -> dict[str, str]:
    said = reader.metadata
    if said is None:
        return {}
    found = {"title": good_title(_text(said.title)), "published_on": _date(said.creation_date_raw)}
    return {name: value for name, value in found.items() if value}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _date(raw: object) -> str:
    """Day of a PDF date (D:YYYYMMDD...); pypdf's own parser refuses many that are slightly wrong."""
    digits = _text(raw).strip().removeprefix("D:")[:8]
    try:
        return good_date(datetime.strptime(digits, "%Y%m%d")) if len(digits) == 8 else ""
    except ValueError:
        return ""


def _warnings(pages: list[PageLines], tables: Tables) -> Iterator[str]:
    scans = [page.number for page in pages if page.pictured and not page.lines]
    if scans:
        yield f"Pages that are pictures without text: {_listed(scans)}. Run text recognition (OCR) on them."
    unsearched = [page.number for page in pages if could_hold_tables(page) and page.number not in tables]
    if unsearched:
        yield f"Pages whose tables, if any, are read as plain text: {_listed(unsearched)}."


def _listed(pages: list[int]) -> str:
    more = f" and {len(pages) - _LISTED} more" if len(pages) > _LISTED else ""
    return f"{', '.join(map(str, pages[:_LISTED]))}{more}"

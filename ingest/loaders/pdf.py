"""PDF files -> LoadedFile: text with pdfium, what the file says of itself with pypdf, ruled tables with pdfplumber."""

import logging
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError

from ingest.documents import BlockKind, LoadedFile
from ingest.errors import IngestError
from ingest.loaders.pdf_furniture import without_furniture
from ingest.loaders.pdf_layout import PageLines, lines_of
from ingest.loaders.pdf_order import Line
from ingest.loaders.pdf_properties import properties_of
from ingest.loaders.pdf_recognised import page_of
from ingest.loaders.pdf_structure import blocks_of
from ingest.loaders.pdf_table_rows import with_tables
from ingest.loaders.pdf_tables import Tables, could_hold_tables, tables_of
from ingest.loaders.recognised import Recognised, read_recognised

MOST_PAGES = 2000
_HEADER_WITHIN = 1024  # bytes: the standard lets other bytes stand before "%PDF"
_LISTED = 12  # pages named one by one in a warning
_SCAN = 0.5  # share of a page that a scan of it covers at least
_STAMPED, _STAMP_SIZE, _EDGE = 25, 12.0, 0.1  # words and their size in points on a scan; share of a page's height
_AT_WORK = 0.8  # share of the clock's time that a process has the processor on a machine that is not busy
_TABLES_S = 12.0  # seconds after which no more tables are searched: less than half of what a file may take


def load(path: Path, recognised: str = "") -> LoadedFile:
    """Read a PDF's text; raises IngestError when it is encrypted, damaged, too long, not PDF or images.

    Args:
        recognised: lines of scanned pages, as ingest.recognition gives them.
    """
    with path.open("rb") as file:
        start = file.read(_HEADER_WITHIN)
    if not start:
        raise IngestError(path.name, "is empty (0 bytes)", "Fetch it again")
    if b"%PDF" not in start:
        raise IngestError(path.name, "is not a PDF", "Give it its right ending")
    try:
        return _load(path, read_recognised(recognised))
    except (IngestError, MemoryError):
        raise
    except PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise IngestError(path.name, "is encrypted", "Save it without a password") from error
        raise _damaged(path, error) from error
    except Exception as error:  # whatever a damaged file makes of the steps after pdfium
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> IngestError:
    problem = f"is damaged or not a readable PDF ({type(error).__name__})"
    return IngestError(path.name, problem, "Open it in a PDF reader and save it again")


def _load(path: Path, recognised: Recognised) -> LoadedFile:
    began, at_work = time.monotonic(), time.process_time()
    for library in ("pypdfium2", "pdfminer"):  # they report each mended fault of a file
        logging.getLogger(library).setLevel(logging.CRITICAL)
    document = PdfDocument(path)
    try:
        document.init_forms()
        pages = list(_pages(path, document, recognised))
    finally:
        document.close()
    if not pages:
        raise IngestError(path.name, "has no pages", "Fetch it again")
    tables = tables_of(path, pages, began + _TABLES_S)
    # Looked at here, so that what follows is not taken for the search.
    hurried = bool(_unsearched(pages, tables)) and _was_hurried(time.monotonic() - began, time.process_time() - at_work)
    blocks = blocks_of(without_furniture(with_tables(pages, tables)))
    scans = tuple(page.number for page in pages if _is_scan(page) and page.number not in recognised)
    if not blocks:
        raise _without_text(path, pages, scans)
    properties = properties_of(path)
    title = next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), "")
    if title:
        properties.setdefault("title", title)
    warnings = tuple(_warnings(pages, scans, recognised, tables))
    return LoadedFile(blocks, properties, warnings=warnings, scans=scans, hurried=hurried)


def _was_hurried(passed: float, at_work: float) -> bool:
    """Whether the clock ended the search for tables on a busy machine.

    The limit of the processor's time cuts at the same place in each run, and so does the clock where the process hardly
    had to wait: to read again would be in vain.
    """
    return passed > _TABLES_S and at_work < _AT_WORK * passed


def _without_text(path: Path, pages: Sequence[PageLines], scans: tuple[int, ...]) -> IngestError:
    seen = "image only, no text" if any(page.pictured for page in pages) else "holds no text (blank or drawn)"
    remedy = "If it shows text, run text recognition (OCR) on it first, or install tesseract-ocr and ingest it again"
    return IngestError(path.name, seen, remedy, scans=scans)


def _pages(path: Path, document: PdfDocument, recognised: Recognised) -> Iterator[PageLines]:
    forms = document.formenv.raw if document.formenv else None
    if len(document) > MOST_PAGES:
        raise IngestError(path.name, f"has more than {MOST_PAGES:,} pages", "Split it or leave it out")
    for number in range(1, len(document) + 1):
        try:
            page = document[number - 1]
        except PdfiumError:  # a page that is listed and is not there
            continue
        try:
            if number in recognised:
                yield page_of(recognised[number], number, *page.get_size())
            else:
                yield lines_of(page, number, forms)
        finally:
            page.close()


def _is_scan(page: PageLines) -> bool:
    """A page whose text is in a picture of it."""
    if not page.lines:
        return page.pictured > 0
    words = sum(len(line.text.split()) for line in page.lines)
    return page.pictured >= _SCAN and words <= _STAMPED and all(_is_stamp(line, page) for line in page.lines)


def _is_stamp(line: Line, page: PageLines) -> bool:
    """Small text at a page's edge: a page number, or the header of the program that bound the scans."""
    at_edge = not _EDGE <= line.y / max(1.0, page.height) <= 1 - _EDGE
    return at_edge and line.size <= _STAMP_SIZE


def _warnings(
    pages: Sequence[PageLines], scans: Sequence[int], recognised: Recognised, tables: Tables
) -> Iterator[str]:
    if recognised:
        yield f"Pages that were recognised from pictures: {_listed(sorted(recognised))}. Check them."
    if scans:
        remedy = "Run text recognition (OCR) on them, or install tesseract-ocr and ingest again"
        yield f"Pages that are pictures without text: {_listed(scans)}. {remedy}."
    if unsearched := _unsearched(pages, tables):
        yield f"Pages whose tables, if any, are read as plain text: {_listed(unsearched)}."


def _unsearched(pages: Sequence[PageLines], tables: Tables) -> list[int]:
    return [page.number for page in pages if could_hold_tables(page) and page.number not in tables]


def _listed(pages: Sequence[int]) -> str:
    """Page numbers as a person writes them: "2, 4-7, 9"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    told = [f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs]
    left = sum(len(run) for run in runs[_LISTED:])
    return f"{', '.join(told[:_LISTED])}{f' and {left} more' if left else ''}"

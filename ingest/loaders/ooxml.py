"""What Word and PowerPoint files share: a zip that is looked at before it is opened, and its properties."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from docx.oxml import parse_xml

from ingest.errors import IngestError
from ingest.loaders.tidy import good_date, good_title, tidy

LARGEST_UNZIPPED = 100 * 1024 * 1024  # bytes
_MOST_PARTS = 10_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the old Office container, also around an encrypted new one
_PROLOGUE = 4096  # bytes of a part in which a document type declaration would stand


def check_archive(path: Path, main_part: str, kind: str) -> None:
    """Raise IngestError for what is no such file, encrypted, over LARGEST_UNZIPPED or declares entities."""
    with path.open("rb") as file:
        start = file.read(8)
    if not start:
        raise IngestError(path.name, "is empty (0 bytes)", "Fetch it again")
    if start == _OLE:
        problem = f"is protected by a password or of the old format before {kind}"
        raise IngestError(path.name, problem, f"Save it as {kind} without a password")
    try:
        with zipfile.ZipFile(path) as archive:
            _check_parts(path, archive, main_part, kind)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as error:
        raise IngestError(path.name, f"is damaged, cut short or not a {kind} file", "Fetch or save it again") from error


def _check_parts(path: Path, archive: zipfile.ZipFile, main_part: str, kind: str) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNZIPPED:
        size = f"unzips to more than {LARGEST_UNZIPPED // 2**20} MiB or {_MOST_PARTS:,} parts"
        raise IngestError(path.name, size, "Leave it out, or save a smaller copy")
    if main_part not in archive.namelist():
        raise IngestError(path.name, f"is a zip but not a {kind} file (no {main_part})", "Give it its right ending")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as stream:
                prologue = stream.read(_PROLOGUE)
            # Office writes no DTD: one is there to swell (entities) or to fetch something.
            if b"<!DOCTYPE" in prologue or b"<!ENTITY" in prologue:
                raise IngestError(path.name, f"{part.filename} declares XML entities", "Do not trust this file")


@contextmanager
def named_errors(path: Path, kind: str) -> Iterator[None]:
    """Turn whatever a library raises on a broken file into an IngestError that names the file."""
    try:
        yield
    except (IngestError, MemoryError):
        raise
    except Exception as error:
        problem = f"cannot be read as {kind} ({type(error).__name__})"
        raise IngestError(path.name, problem, "Open it in its own program and save it again") from error


def properties_of(core: Any, package: Any) -> dict[str, str]:
    """Title, date and company of a python-docx or python-pptx file, where they look true."""
    found = {"title": good_title(core.title), "published_on": _date(core), "publisher": _company(package)}
    return {name: value for name, value in found.items() if value}


def _date(core: Any) -> str:
    try:
        modified, created = core.modified, core.created
    except (ValueError, AttributeError):
        return ""
    # A file made from a template keeps the template's date of creation: take the last change.
    return good_date(modified) or good_date(created)


def _company(package: Any) -> str:
    for part in package.iter_parts():
        if str(part.partname) == "/docProps/app.xml":
            try:
                root: Any = parse_xml(part.blob)  # its parser resolves no entities and fetches nothing
            except SyntaxError:
                return ""
            company = tidy(root.findtext("{*}Company") or "")
            return company if re.search(r"[^\W\d_]{2}", company) and len(company) < 120 else ""
    return ""

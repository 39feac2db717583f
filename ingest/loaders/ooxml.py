"""What Word and PowerPoint files share: a zip that is looked at before it is opened, and its properties."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.parts.coreprops import CorePropertiesPart as DocxProperties
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from pptx.parts.coreprops import CorePropertiesPart as PptxProperties

from ingest.errors import IngestError
from ingest.loaders.tidy import good_date, good_title, tidy

LARGEST_UNZIPPED = 100 * 1024 * 1024  # bytes
_MOST_PARTS = 10_000
# What templates and makers of computers leave there.
_NO_COMPANY = re.compile(
    r"^\[|\byour (company|organi[sz]ation)|^(company|organi[sz]ation)( name)?$|^(microsoft|hewlett-packard|toshiba|acer|"
    r"lenovo|dell|home|private)\b|-pc$",
    re.IGNORECASE,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the old Office container, also around an encrypted new one
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
DIAGRAM = f"{_DIAGRAM}relIds"  # the element in a text or on a slide that names a drawing's parts
_LARGEST_RELATIONS = 100_000  # bytes
# What a zip that is broken makes its libraries raise.
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
_PIECE = 2**20  # bytes
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")


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
    except _BROKEN as error:
        raise IngestError(path.name, f"is damaged, cut short or not a {kind} file", "Fetch or save it again") from error


def _check_parts(path: Path, archive: zipfile.ZipFile, main_part: str, kind: str) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNZIPPED:
        size = f"unzips to more than {LARGEST_UNZIPPED // 2**20} MiB or {_MOST_PARTS:,} parts"
        raise IngestError(path.name, size, "Leave it out, or save a smaller copy")
    if main_part not in archive.namelist() and _named_main(archive) is None:
        raise IngestError(path.name, f"is a zip but not a {kind} file (no {main_part})", "Give it its right ending")
    for part in parts:
        # Office writes no DTD: one is there to swell (entities) or to fetch something.
        if part.filename.endswith((".xml", ".rels")) and _declares(archive, part):
            raise IngestError(path.name, f"{part.filename} declares XML entities", "Do not trust this file")


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether a part declares anything, in UTF-8 or UTF-16: comments of any length may stand before it."""
    before = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            seen = before + piece.replace(b"\0", b"")
            if any(declaration in seen for declaration in _DECLARATIONS):
                return True
            before = seen[-16:]
    return False


def _named_main(archive: zipfile.ZipFile) -> str | None:
    """The main part that the package itself names: some programs call it otherwise than Word and PowerPoint do."""
    names = set(archive.namelist())
    if "_rels/.rels" not in names or archive.getinfo("_rels/.rels").file_size > _LARGEST_RELATIONS:
        return None
    for relation in re.findall(rb"<Relationship\b[^>]*>", archive.read("_rels/.rels")):
        target = re.search(rb'Target="/?((?:word|ppt)/[^"]+)"', relation)
        if b'/officeDocument"' in relation and target and target[1].decode("ascii", "replace") in names:
            return target[1].decode("ascii")
    return None


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


def properties_of(package: Any) -> dict[str, str]:
    """Title, date and company of a python-docx or python-pptx file's package, where they look true."""
    core = next((relation.target_part for relation in package.iter_rels() if _is_core(relation)), None)
    if not isinstance(core, (DocxProperties, PptxProperties)):  # none, or one that the file says to be something else
        return _kept({"publisher": _company(package)})  # the library would make up a title and today's date
    core = package.core_properties
    found = {"title": good_title(core.title), "published_on": _date(core), "publisher": _company(package)}
    return _kept(found)


def _kept(found: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in found.items() if value}


def _is_core(relation: Any) -> bool:
    return relation.reltype == RELATIONSHIP_TYPE.CORE_PROPERTIES and not relation.is_external


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
            true = re.search(r"[^\W\d_]{2}", company) and not _NO_COMPANY.search(company) and len(company) < 120
            return company if true else ""
    return ""


def diagram_items(data: bytes) -> Iterator[tuple[int, str]]:
    """The words of a SmartArt drawing's data part in reading order, each with its depth from 0."""
    root: Any = parse_xml(data)
    words = {point.get("modelId"): _point_words(point) for point in root.iter(f"{_DIAGRAM}pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in root.iter(f"{_DIAGRAM}cxn"):
        if link.get("type", "parOf") == "parOf":
            order = int(link.get("srcOrd", "0"))
            below.setdefault(link.get("srcId"), []).append((order, link.get("destId")))
    children = {one for links in below.values() for _, one in links}
    waiting = [(0, one) for one in reversed(list(words)) if one not in children]
    told: set[str] = set()
    while waiting:
        level, one = waiting.pop()
        if one in told:
            continue
        told.add(one)
        if words.get(one):
            yield level, words[one]
        deeper = level + bool(words.get(one))
        waiting += [(deeper, child) for _, child in sorted(below.get(one, []), reverse=True)]


def _point_words(point: Any) -> str:
    paragraphs = ("".join(t.text or "" for t in p.iter(qn("a:t"))) for p in point.iter(qn("a:p")))
    return tidy(" ".join(paragraphs))

"""Web pages saved as HTML -> LoadedFile."""

import re
from pathlib import Path
from typing import Any

import trafilatura
from lxml import etree
from trafilatura.utils import HTML_PARSER

from ingest.documents import BlockKind, LoadedFile
from ingest.errors import IngestError
from ingest.loaders.decoding import read_text
from ingest.loaders.html_blocks import blocks_of
from ingest.loaders.html_furniture import without_furniture
from ingest.loaders.html_main import main_part
from ingest.loaders.html_metadata import linked_data, page_title
from ingest.loaders.tidy import good_date, good_title, tidy

_SIGNATURES = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")


def load(path: Path) -> LoadedFile:
    """Read a web page's main text; raises IngestError when it is empty, not HTML or without text."""
    data = path.read_bytes()
    if not data.strip():
        raise IngestError(path.name, "is empty", "Fetch it again")
    if data.startswith(_SIGNATURES):
        raise IngestError(path.name, "is not HTML", "Give it its right ending")
    try:
        tree = trafilatura.load_html(data)  # works out the encoding; fetches nothing
        if tree is None:  # a fragment without <html>
            tree = trafilatura.load_html(f"<html><body>{_markup(path)}</body></html>")
        if tree is None:
            raise IngestError(path.name, "is not HTML", "Give it its right ending")
        if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in HTML_PARSER.error_log):
            # The parser leaves out all that follows: better no page than half of one.
            raise IngestError(path.name, "is nested too deeply inside", "Save its text as .docx, .pdf or .txt")
        properties = _properties(tree)
        without_furniture(tree)
        blocks = blocks_of(main_part(tree))
    except (IngestError, MemoryError):
        raise
    except Exception as error:  # lxml and trafilatura raise many kinds on broken pages
        raise IngestError(path.name, f"cannot be read as HTML ({type(error).__name__})", "Save it again") from error
    if not blocks:
        raise IngestError(path.name, "holds no text", "Save the page with its text")
    heads = [b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1]
    own = [head for head in heads if head != properties.get("publisher")]  # some sites make their name a heading
    if own:
        properties["title"] = own[0]  # the page's own heading; <title> often adds the site's name
    return LoadedFile(blocks, properties)


def _markup(path: Path) -> str:
    text = read_text(path)
    if not re.search(r"<[a-zA-Z][^>]*>", text):
        raise IngestError(path.name, "is not HTML", "Give it its right ending")
    return text


def _properties(tree: Any) -> dict[str, str]:
    """What the page's metadata says; a date is taken only from a named field, never guessed from the text."""
    named = {
        (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower(): meta.get("content") or ""
        for meta in tree.iter("meta")
    }
    for name, value in linked_data(tree).items():
        named.setdefault(name, value)
    publisher = tidy(_first(named, *_PUBLISHERS))
    site = tidy(named.get("og:site_name") or "") or publisher
    found = {
        "title": page_title(good_title(named.get("og:title") or tree.findtext(".//title")), site),
        "publisher": publisher,
        "published_on": _date(named) or _marked_date(tree),
        "original_url": _address(tree),
    }
    return {name: value for name, value in found.items() if value}


_PUBLISHERS = (
    "govuk:primary-publishing-organisation",
    "dcterms.publisher",
    "dc.publisher",
    "publisher",
    "ld:publisher",
    "og:site_name",
)
_DATES = (
    "govuk:public-updated-at",  # said by an editor, unlike the time at which a program last wrote the page
    "ld:lastreviewed",
    "article:published_time",
    "datepublished",
    "ld:datepublished",
    "dcterms.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "govuk:first-published-at",
    "dcterms.modified",
    "dc.date.modified",
    "article:modified_time",
    "datemodified",
    "ld:datemodified",
    "date",
)


def _first(named: dict[str, str], *names: str) -> str:
    return next((named[name] for name in names if named.get(name)), "")


def _date(named: dict[str, str]) -> str:
    """The first of the fields that holds a date: some write it in words."""
    return next((date for name in _DATES if (date := good_date(named.get(name, "").strip()[:10]))), "")


def _marked_date(tree: Any) -> str:
    """The one <time datetime> of the page, or the one marked as its date of publication."""
    times = [time for time in tree.iter("time") if time.get("datetime")]
    marked = [t for t in times if "publish" in f"{t.get('itemprop', '')} {t.get('class', '')}".lower()] or times
    return good_date(marked[0].get("datetime")[:10]) if len(marked) == 1 else ""


def _address(tree: Any) -> str:
    for link in tree.iter("link"):
        address = (link.get("href") or "").strip()
        if (link.get("rel") or "").lower() == "canonical" and address.startswith(("https://", "http://")):
            return address
    return ""

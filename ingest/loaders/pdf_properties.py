"""What a PDF says of itself, with pypdf: its information dictionary is read without drawing or laying out a page."""

import logging
from datetime import datetime
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import PdfObject

from ingest.loaders.tidy import good_date, good_title


def properties_of(path: Path) -> dict[str, str]:
    """Title and date of creation, where they are stated and worth having; {} for a file that pypdf does not read."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it reports each mended fault of a file
    try:
        with PdfReader(path) as reader:
            if reader.is_encrypted and not reader.decrypt(""):
                return {}
            said = reader.metadata
            found = (
                {"title": good_title(_text(said.title)), "published_on": _date(said.creation_date_raw)} if said else {}
            )
    except MemoryError:
        raise
    except Exception:  # damaged files make pypdf raise nearly anything; the text does not hang on it
        return {}
    return {name: value for name, value in found.items() if value}


def _text(value: object) -> str:
    value = value.get_object() if isinstance(value, PdfObject) else value  # it may stand elsewhere in the file
    return value if isinstance(value, str) else ""


def _date(raw: object) -> str:
    """Day of a PDF date (D:YYYYMMDD...); pypdf's own parser refuses many that are slightly wrong."""
    digits = _text(raw).strip().removeprefix("D:")[:8]
    try:
        return good_date(datetime.strptime(digits, "%Y%m%d")) if len(digits) == 8 else ""
    except ValueError:
        return ""

"""Bytes of a text file -> str, whatever program saved it."""

import codecs
from pathlib import Path

from charset_normalizer import from_bytes

from ingest.errors import IngestError

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What English and Welsh text holds beside ASCII: where an older encoding gives only these, it is the right one.
_USUAL = set("£€–—‘’“”…•·°½¼¾©®™«»\u00a0éèêëáàâäóòôöúùûüíìîïçñÉ")


def read_text(path: Path) -> str:
    """Decode a text file (byte-order mark, UTF-8, then the likeliest encoding) with line ends as \\n.

    Raises IngestError when the file is binary, whatever its name says.
    """
    data = path.read_bytes()
    text = _decode(path, data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00ad", "")
    if not text.strip():
        raise IngestError(path.name, "is empty", "Put some text in it or remove the file")
    return "".join(c for c in text if c in "\n\t\f" or (c >= " " and c != "\x7f" and c != "\x1b"))


def _decode(path: Path, data: bytes) -> str:
    for bom, encoding in _BOMS.items():
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    if b"\x00" in data[:4096]:
        raise IngestError(path.name, "is not text", "Save it as a text file or give it its right ending")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # A short text gives the statistics too little: "£3" was once read as "Ł3".
        for encoding in ("cp1252", "mac_roman"):
            text = data.decode(encoding, errors="replace")
            if all(c.isascii() or c in _USUAL for c in text):
                return text
        best = from_bytes(data[:200_000]).best()
        return data.decode(best.encoding if best else "cp1252", errors="replace")

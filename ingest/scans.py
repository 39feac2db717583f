"""Scanned pages as bare pixels; only ever asked in a process of its own (see ingest/isolation.py)."""

import struct
from pathlib import Path

_DOTS_PER_POINT = 300 / 72  # what text recognition is made for
_NARROWEST, _WIDEST = 1500, 3600  # pixels
_SIZE = struct.Struct(">II")


def answer(path: Path, asked: str) -> bytes:
    """The picture of the page of that number (from 1): width and height, then a byte for each pixel, 0 for black.

    Raises what ingest.pictures.opened raises.
    """
    # Not above: the ingest's own process needs this module's other half, and no library that reads PDFs.
    from ingest.pictures import opened, picture_of

    with opened(path, int(asked)) as page:
        across, _ = page.get_size()
        width = min(max(round(across * _DOTS_PER_POINT), _NARROWEST), _WIDEST)
        picture = picture_of(page, width).convert("L")
    return _SIZE.pack(*picture.size) + picture.tobytes()


def pixels_of(answered: bytes) -> tuple[int, int, bytes]:
    """Width, height and pixels of an answer; raises ValueError where it is none."""
    if len(answered) < _SIZE.size:
        raise ValueError("no picture")
    width, height = _SIZE.unpack_from(answered)
    pixels = answered[_SIZE.size :]
    if not pixels or len(pixels) != width * height:
        raise ValueError("not as many pixels as the picture's size says")
    return width, height, pixels

"""Promises of decoding: the words arrive as they were written, whatever program saved them; binary files are refused."""

from pathlib import Path

import pytest

from ingest.errors import IngestError
from ingest.loaders.decoding import read_text

ENGLISH = "The trust’s café – “open daily” – costs £3 a head…"


def decoded(folder: Path, data: bytes) -> str:
    path = folder / "note.txt"
    path.write_bytes(data)
    return read_text(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("text", [ENGLISH, "It costs £3 million.", "Café", ENGLISH * 200])
def test_english_text_is_read_in_every_usual_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    assert decoded(tmp_path, text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["Ymddiriedolaeth y Tŷ Gŵyr 😀", "Łódź", "日本語"])
def test_utf_8_keeps_every_letter(tmp_path: Path, text: str) -> None:
    assert decoded(tmp_path, text.encode()) == text


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_byte_order_mark_says_which_way_round(tmp_path: Path, mark: bytes) -> None:
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-16-be"
    assert decoded(tmp_path, mark + ENGLISH.encode(encoding)) == ENGLISH


def test_another_old_encoding_is_read_without_an_error(tmp_path: Path) -> None:
    assert "trust" in decoded(tmp_path, b"The trust \x81\x8d\x8f\x90 and its name.")


def test_line_ends_are_one_character_and_soft_hyphens_and_control_characters_are_gone(tmp_path: Path) -> None:
    data = "one\r\ntwo\rthr\u00adee\x1b[0m\x07\tfour\f".encode()
    assert decoded(tmp_path, data) == "one\ntwo\nthree[0m\tfour\f"


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_told(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(IngestError, match=r"note\.txt: is empty"):
        decoded(tmp_path, data)


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00", b"PK\x03\x04\x14\x00\x00", b"text\x00text"])
def test_a_binary_file_is_told_whatever_its_ending_says(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(IngestError, match=r"note\.txt: is not text"):
        decoded(tmp_path, data)

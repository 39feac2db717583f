"""Promises of drawing in a process of its own: a picture or nothing, within the limits, whatever the file does."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest import drawing, isolation
from ingest.alignment import TextWord
from ingest.drawing import Asked, drawn
from ingest.isolation import Isolation
from ingest.register import Register
from tests.ingest.drawn_pages import Line, Page, write_pdf

ASKED = Asked(1, 100, [[TextWord(7, 13, "trusts")]])
WORD = {"start": 7, "end": 13, "box": [100, 100, 300, 200]}
SAID = {"mode": "L", "width": 2, "height": 3, "seen": 1, "words": [WORD]}


@pytest.fixture(scope="module")
def isolated() -> Iterator[Isolation]:
    with Isolation(Register({})) as opened:
        yield opened


def test_a_page_comes_with_its_pixels_and_the_words_asked_for(isolated: Isolation, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [Page([Line(60, 700, "other words")]), Page([Line(60, 700, "Three trusts")])])
    made = drawn(isolated, path, Asked(2, 300, ASKED.blocks))
    assert made is not None
    assert (made.measures.mode, made.measures.width, made.measures.height) == ("L", 300, 400)
    assert len(made.pixels) == 300 * 400
    assert made.measures.seen == 2
    assert [(word.start, word.end) for word in made.measures.words] == [(7, 13)]


def test_the_last_of_120_pages_is_drawn_like_the_first(isolated: Isolation, tmp_path: Path) -> None:
    pages = [Page([Line(60, 700, f"Page {n} trusts")]) for n in range(120)]
    path = write_pdf(tmp_path / "a.pdf", pages)
    first, last = (drawn(isolated, path, Asked(n, 100, ASKED.blocks)) for n in (1, 120))
    assert first is not None
    assert last is not None
    assert [len(made.measures.words) for made in (first, last)] == [1, 1]
    assert first.pixels != last.pixels


@pytest.mark.parametrize("page", [0, 2, 10**9])
def test_a_page_that_is_not_there_has_no_picture(isolated: Isolation, tmp_path: Path, page: int) -> None:
    path = write_pdf(tmp_path / "a.pdf", [Page([Line(60, 700, "x")])])
    assert drawn(isolated, path, Asked(page, 100, [])) is None


def test_a_damaged_file_has_no_picture_and_the_next_has(isolated: Isolation, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [Page([Line(60, 700, "x")])])
    (tmp_path / "b.pdf").write_bytes(path.read_bytes()[:200])
    assert drawn(isolated, tmp_path / "b.pdf", ASKED) is None
    assert drawn(isolated, path, ASKED) is not None


def test_a_page_that_takes_too_long_has_no_picture(
    isolated: Isolation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "_MODULE", "tests.ingest.answering")
    monkeypatch.setattr(isolation, "SECONDS", 0.5)
    (tmp_path / "a.pdf").write_bytes(b"sleep")
    began = time.monotonic()
    assert drawn(isolated, tmp_path / "a.pdf", ASKED) is None
    assert 0.5 <= time.monotonic() - began < 5


def test_a_page_larger_than_a_wall_has_a_small_picture(isolated: Isolation, tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(14_400, 14_400))
    canvas.drawString(0, 0, "x")
    canvas.save()
    made = drawn(isolated, tmp_path / "a.pdf", Asked(1, 5_000, []))
    assert made is not None
    assert 3_900_000 < made.measures.width * made.measures.height < 4_100_000


GOOD = json.dumps(SAID).encode() + b"\n" + bytes(6)
TAKEN_OVER = {
    "too few pixels": GOOD[:-1],
    "too many pixels": GOOD + b"\n",
    "no pixels": GOOD[:-6],
    "no measures": b"\n" + bytes(6),
    "nothing": b"",
    "a picture file": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "another mode": GOOD.replace(b'"L"', b'"P"'),
    "a size that no file has": json.dumps({**SAID, "width": 20_000, "height": 1}).encode() + b"\n" + bytes(20_000),
    "a picture without end": json.dumps({**SAID, "width": 9_000, "height": 500}).encode() + b"\n" + bytes(4_500_000),
    "a size below zero": json.dumps({**SAID, "width": -2, "height": -3}).encode() + b"\n" + bytes(6),
    "a box beyond the page": GOOD.replace(b"300", b"30000"),
    "a box turned round": GOOD.replace(b"[100, 100, 300", b"[300, 100, 100"),
    "a span of nothing": GOOD.replace(b'"end": 13', b'"end": 7'),
    "a crash": b"crash",
    "a fault": b"raise",
}


@pytest.mark.parametrize("name", TAKEN_OVER)
def test_what_is_no_picture_is_not_taken_for_one(
    isolated: Isolation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(drawing, "_MODULE", "tests.ingest.answering")
    (tmp_path / "good").write_bytes(GOOD)
    (tmp_path / "bad").write_bytes(TAKEN_OVER[name])
    assert drawn(isolated, tmp_path / "good", ASKED) is not None
    assert drawn(isolated, tmp_path / "bad", ASKED) is None

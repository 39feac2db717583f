"""Promises of text recognition: scanned pages are read in their place and told of; nothing is risked for it, and all works without."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest import recognition
from ingest.documents import Document
from ingest.errors import IngestError
from ingest.isolation import Isolation
from ingest.loaders.recognised import RecognisedLine
from ingest.parsing import Refusal
from ingest.reading import FileRead, FoundFile, read_files
from ingest.recognition import lines_of_words
from ingest.register import Register
from ingest.scans import pixels_of

ROOT = Path(__file__).resolve().parent.parent.parent
needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="tesseract is not installed")

WORDS = ["The harbour trusts share one list of beds.", "It is read out each Monday morning", "by the ward sisters."]


def scan(words: list[str], turn: int = 0) -> Image.Image:
    """A page of A4 at 150 dots an inch with these lines, then turned by so many degrees."""
    picture = Image.new("L", (1240, 1754), 255)
    pen = ImageDraw.Draw(picture)
    for n, line in enumerate(words):
        pen.text((150, 200 + 40 * n), line, fill=0, font=ImageFont.load_default(26))
    return picture.rotate(turn, expand=True)


def pdf(path: Path, *pages: str | Image.Image, stamped: bool = False) -> Path:
    """Pages of typed words and of scans, these with the page number that a program stamps on them or not."""
    canvas = Canvas(str(path), pagesize=A4)
    for page in pages:
        if isinstance(page, str):
            canvas.drawString(72, 700, page)
        else:
            canvas.setPageSize((page.width * 0.48, page.height * 0.48))
            canvas.drawInlineImage(page, 0, 0, page.width * 0.48, page.height * 0.48)
            if stamped:
                canvas.setFont("Helvetica", 8)
                canvas.drawString(280, 10, f"Bundle page {canvas.getPageNumber()}")
        canvas.showPage()
    canvas.save()
    return path


def read(path: Path) -> FileRead:
    (result,) = read_files([FoundFile(path, path.name)], Register({}))
    return result


@needs_tesseract
def test_scanned_pages_are_read_in_their_place_and_told_of(tmp_path: Path) -> None:
    typed = "This page of the bundle was typed, and not scanned as the next one."
    result = read(
        pdf(tmp_path / "bundle.pdf", typed, scan(WORDS), "The last page was typed as well, by somebody else.")
    )
    assert isinstance(result.found, Document)
    told = [(result.found.text[b.start : b.end], b.locator.page) for b in result.found.blocks]
    assert told == [(typed, 1), (" ".join(WORDS), 2), ("The last page was typed as well, by somebody else.", 3)]
    assert result.warnings == ("Pages that were recognised from pictures: 2. Check them.",)


@pytest.mark.slow
@needs_tesseract
def test_a_number_stamped_on_a_scan_is_not_its_text(tmp_path: Path) -> None:
    scans = [scan([line]) for line in ("Two towns share a list.", "A third will follow.", "More may join in spring.")]
    found = read(pdf(tmp_path / "stamped.pdf", *scans, stamped=True)).found
    assert isinstance(found, Document)
    assert [(b.locator.page, b.locator.page_end) for b in found.blocks] == [(1, 1), (2, 2), (3, 3)]


@pytest.mark.slow
@needs_tesseract
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_on_its_side_is_read(tmp_path: Path, turn: int) -> None:
    long = [f"{line} {line}" for line in WORDS * 4]
    found = read(pdf(tmp_path / "turned.pdf", scan(long, turn))).found
    upright = read(pdf(tmp_path / "upright.pdf", scan(long))).found
    assert isinstance(found, Document) and isinstance(upright, Document)
    assert " ".join(found.text.split()) == " ".join(long)
    assert len(found.blocks) == len(upright.blocks) < len(long)


@needs_tesseract
@pytest.mark.slow
def test_a_long_scan_may_take_longer_than_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.isolation.SECONDS", 5.0)
    result = read(
        pdf(tmp_path / "long.pdf", *(scan([f"{line} Page {n}." for line in WORDS * 6]) for n in range(1, 13)))
    )
    assert isinstance(result.found, Document)
    assert [b.locator.page for b in result.found.blocks if "Page" in result.found.text[b.start : b.end]]
    assert result.warnings == ("Pages that were recognised from pictures: 1-12. Check them.",)


@pytest.mark.slow
@needs_tesseract
def test_a_picture_without_words_is_told_as_before(tmp_path: Path) -> None:
    noise = Image.frombytes("L", (620, 877), random.Random(11).randbytes(620 * 877))
    result = read(pdf(tmp_path / "noise.pdf", "Two trusts share one list of beds in all of their towns.", noise))
    assert isinstance(result.found, Document)
    assert {b.locator.page for b in result.found.blocks} <= {1, 2}
    assert any(w.startswith("Pages that are pictures without text: 2.") for w in result.warnings)


def test_without_a_recogniser_the_remedy_names_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "PROGRAM", "no-such-program")
    result = read(pdf(tmp_path / "scan.pdf", scan(WORDS)))
    assert isinstance(result.found, Document) or "tesseract-ocr" in str(result.found)
    mixed = read(pdf(tmp_path / "mixed.pdf", "Two trusts share one list of beds in all of their towns.", scan(WORDS)))
    assert isinstance(mixed.found, Document)
    assert any("pictures without text: 2" in w and "install tesseract-ocr" in w for w in mixed.warnings)


@pytest.mark.parametrize("deed", ["exit 3", "kill -SEGV $$", "cat >/dev/null; echo nonsense; printf '5\\t5\\n'"])
def test_a_recogniser_that_fails_costs_its_pages_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    (tmp_path / "bin").mkdir()
    broken = tmp_path / "bin" / "tesseract"
    broken.write_text(f"#!/bin/sh\n{deed}\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    result = read(pdf(tmp_path / "mixed.pdf", "Two trusts share one list of beds in all of their towns.", scan(WORDS)))
    assert isinstance(result.found, Document)
    assert [w[:38] for w in result.warnings] == ["Pages that are pictures without text: "]


def test_an_encrypted_scan_is_refused_without_being_drawn(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=pdf(tmp_path / "open.pdf", scan(WORDS)))
    writer.encrypt("secret")
    writer.write(tmp_path / "locked.pdf")
    assert "is encrypted" in str(read(tmp_path / "locked.pdf").found)


def limited(*program: str, seconds: int = 5) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ingest.limited", str(seconds), str(2**28), *program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_limited_program_writes_no_file(tmp_path: Path) -> None:
    done = limited("sh", "-c", f"head -c 9 /dev/zero >{tmp_path / 'written'}")
    assert done.returncode
    assert not (tmp_path / "written").exists() or not (tmp_path / "written").stat().st_size


def test_a_limited_program_has_its_time_and_memory() -> None:
    began = time.monotonic()
    assert limited("sh", "-c", "while :; do :; done", seconds=1).returncode < 0
    assert time.monotonic() - began < 20
    assert limited(sys.executable, "-c", "len(bytearray(2**29))").returncode


def test_a_limited_program_takes_and_gives_by_its_standard_streams() -> None:
    assert limited("echo", "two trusts").stdout == "two trusts\n"


def table(*rows: tuple[str, int, int, int, int, int, int, int, float, str]) -> str:
    """Words as tesseract lists them: line, then block, paragraph..., left, top, width, height, sureness, text."""
    return "\n".join(
        "\t".join(map(str, ("5", 1, block, par, line, word, left, top, wide, high, sure, text)))
        for text, block, par, line, word, left, top, wide, high, sure in rows
    )


def test_lines_of_junk_are_dropped_and_the_sure_ones_kept() -> None:
    told = table(
        ("Beds", 1, 1, 1, 1, 100, 100, 50, 30, 95.0),
        ("shared", 1, 1, 1, 2, 160, 100, 80, 30, 91.0),
        ("ZzqB", 2, 1, 1, 1, 100, 300, 50, 30, 20.0),
        ("~=|—", 3, 1, 1, 1, 100, 400, 50, 30, 90.0),
    )
    (line,) = lines_of_words(told, 1000, 1000)
    assert (line.text, line.left, line.right) == ("Beds shared", 0.1, 0.24)
    assert 0.86 < line.baseline < 0.88


def test_sizes_do_not_hang_on_the_letters_of_a_line() -> None:
    told = table(
        ("sea", 1, 1, 1, 1, 100, 110, 50, 20, 95.0),  # no letter reaches above or below
        ("Bells", 1, 1, 2, 1, 100, 200, 50, 29, 95.0),
        ("Gypsy", 1, 1, 3, 1, 100, 300, 50, 37, 95.0),
    )
    sizes = [line.size for line in lines_of_words(told, 1000, 1000)]
    assert max(sizes) < 1.1 * min(sizes)


@given(st.text(alphabet=st.sampled_from("5\t0123.-abc\n \u20ac"), max_size=400))
def test_whatever_a_recogniser_says_is_taken_or_left(told: str) -> None:
    try:
        for line in lines_of_words(told, 100, 100):
            assert isinstance(line, RecognisedLine)
    except ValueError:
        pytest.fail("not taken as nothing")


@given(st.binary(max_size=60))
def test_a_picture_has_as_many_pixels_as_it_says(answered: bytes) -> None:
    try:
        width, height, pixels = pixels_of(answered)
    except ValueError:
        return
    assert width * height == len(pixels) > 0


def test_scans_alone_are_named_to_whoever_reads_the_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recognition, "PROGRAM", "no-such-program")
    canvas = Canvas(str(tmp_path / "s.pdf"), pagesize=A4)
    canvas.drawInlineImage(scan(WORDS), 0, 0, *A4)
    canvas.save()
    found = read(tmp_path / "s.pdf").found
    assert isinstance(found, IngestError)
    assert "image only" in found.problem and "install tesseract-ocr" in found.remedy


def test_a_file_of_pages_that_take_all_their_time_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The processor's time of a page would be up again, so the file is not looked at another time either."""
    program = tmp_path / "tesseract"
    program.write_text("#!/bin/sh\nkill -XCPU $$\n")
    program.chmod(0o755)
    monkeypatch.setattr(recognition, "PROGRAM", str(program))
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    tried: list[bytes | None] = []
    look = recognition._lines
    monkeypatch.setattr(recognition, "_lines", lambda drawn: (tried.append(drawn), look(drawn))[1])
    path = pdf(tmp_path / "noise.pdf", *(scan(WORDS) for _ in range(6)))
    with Isolation(Register({})) as isolation:
        found = recognition.read(isolation, path, path.name, "ingest.loaders.pdf").found
    assert len(tried) == 3
    assert isinstance(found, Refusal) and found.is_final

"""Promises of drawing pages: pixels within bounds, and words where a person sees them."""

from pathlib import Path

import pytest
from PIL import Image
from pypdfium2 import PdfiumError
from reportlab.pdfgen.canvas import Canvas

from ingest.alignment import WHOLE, Box, PageWord
from ingest.pictures import MOST_PIXELS, opened, picture_of, words_on
from tests.ingest.drawn_pages import SIZE, Line, Page, place, write_pdf

LEFT = [Line(60, 700 - 14 * n, f"left{n} column words{n}") for n in range(5)]
RIGHT = [Line(330, 700 - 14 * n, f"right{n} column print{n}") for n in range(5)]
PAGES = {
    "plain": Page(LEFT),
    "two columns": Page([*LEFT, *RIGHT]),
    "turned right": Page([*LEFT, *RIGHT], turned=90),
    "upside down": Page(LEFT, turned=180),
    "turned left": Page(LEFT, turned=270),
    "cropped": Page(LEFT, crop=(40, 500, 340, 760)),
    "cropped and turned": Page(LEFT, turned=90, crop=(40, 500, 340, 760)),
}


def rendered(path: Path, page: int, width: int) -> Image.Image:
    with opened(path, page) as found:
        return picture_of(found, width)


def words(path: Path, page: int = 1) -> dict[str, PageWord]:
    with opened(path, page) as found:
        return {word.letters: word for word in words_on(found)}


def middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2 / WHOLE, (box[1] + box[3]) / 2 / WHOLE


@pytest.mark.parametrize("name", PAGES)
def test_words_have_the_places_that_they_were_drawn_at(tmp_path: Path, name: str) -> None:
    page = PAGES[name]
    path = write_pdf(tmp_path / "a.pdf", [page])
    found = words(path)
    for line in page.lines:
        for word in line.words.split():
            if word != "column":
                (box,) = found[word].boxes
                assert middle(box) == pytest.approx(place(page, line, word), abs=0.01)


@pytest.mark.parametrize("name", PAGES)
def test_the_ink_of_a_picture_is_inside_the_boxes_of_its_words(tmp_path: Path, name: str) -> None:
    path = write_pdf(tmp_path / "a.pdf", [PAGES[name]])
    picture = rendered(path, 1, 1000)
    with opened(path, 1) as page:
        boxes = [box for word in words_on(page) for box in word.boxes]
    assert ink(picture) > 500
    for left, top, right, bottom in boxes:
        corners = (left * picture.width, top * picture.height, right * picture.width, bottom * picture.height)
        part = [round(corner / WHOLE) + grown for corner, grown in zip(corners, (-1, -1, 1, 1), strict=True)]
        assert ink(picture.crop((part[0], part[1], part[2], part[3]))) > 20
        picture.paste(255, (part[0], part[1], part[2], part[3]))
    assert ink(picture) == 0


def ink(picture: Image.Image) -> int:
    """Pixels that are more dark than light."""
    return sum(picture.convert("L").histogram()[:128])


def test_a_word_over_two_lines_has_a_box_on_each(tmp_path: Path) -> None:
    lines = [Line(60, 700, "The trusts work collab-"), Line(60, 686, "oratively on one list")]
    found = words(write_pdf(tmp_path / "a.pdf", [Page(lines)]))["collaboratively"]
    first, second = found.boxes
    assert first[0] > second[0]
    assert first[3] <= second[1] + 10


def test_what_lies_beyond_the_page_is_no_word_of_it(tmp_path: Path) -> None:
    lines = [Line(60, 700, "seen"), Line(60, 2000, "unseen")]
    found = words(write_pdf(tmp_path / "a.pdf", [Page(lines)]))
    assert set(found) == {"seen"}


def test_a_picture_is_as_wide_as_asked_and_white_where_nothing_is_drawn(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [Page(LEFT), Page(LEFT, turned=90)])
    upright, turned = rendered(path, 1, 600), rendered(path, 2, 600)
    assert (upright.size, upright.mode, upright.getpixel((0, 0))) == ((600, 800), "L", 255)
    assert turned.size == (600, 450)


def test_colours_are_kept(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=SIZE)
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 0, *SIZE, fill=1)
    canvas.save()
    assert rendered(tmp_path / "a.pdf", 1, 60).getpixel((30, 30)) == (255, 0, 0)


def test_what_is_filled_into_a_form_is_drawn(tmp_path: Path) -> None:
    for name, value in (("empty", ""), ("filled", "Saltmarsh")):
        canvas = Canvas(str(tmp_path / f"{name}.pdf"), pagesize=SIZE)
        canvas.acroForm.textfield(name="trust", value=value, x=60, y=600, width=300, height=40, borderWidth=0)
        canvas.showPage()
        canvas.save()
    pixels = [ink(rendered(tmp_path / f"{name}.pdf", 1, 600)) for name in ("empty", "filled")]
    assert pixels[1] > pixels[0] + 50


@pytest.mark.parametrize("size", [(14_400, 14_400), (14_400, 1), (1, 14_400), (3, 3)])
def test_a_page_of_any_size_has_a_picture_of_bounded_size(tmp_path: Path, size: tuple[float, float]) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=size)
    canvas.drawString(0, 0, "x")
    canvas.save()
    for width in (1000, 20_000):
        picture = rendered(tmp_path / "a.pdf", 1, width)
        assert picture.width * picture.height <= MOST_PIXELS * 1.01
        assert max(picture.size) <= 16_383  # the longest side of a WebP


def test_a_page_that_is_not_there_and_a_file_that_is_no_pdf_are_told(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", [Page(LEFT)])
    for page in (0, 2, -1):
        with pytest.raises(IndexError):
            rendered(path, page, 100)
    (tmp_path / "b.pdf").write_text("no PDF", "utf-8")
    with pytest.raises(PdfiumError):
        rendered(tmp_path / "b.pdf", 1, 100)

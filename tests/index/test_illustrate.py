"""Promises of illustrating: an ingest leaves the pictures of what it holds, and what goes wrong costs pictures alone."""

import io
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops

from index import illustrate as illustrate_module
from index.build import Report, build
from index.illustrate import LARGE, illustrate, webp_of
from index.pictures import FOLDER, picture_file, pictures_of
from index.snapshot import FOLDER as SNAPSHOTS
from index.snapshot import Snapshot
from ingest.documents import Document
from ingest.drawing import Asked, Drawn
from tests.ingest.drawn_pages import Line, Page, write_pdf

SPEECH = Page([Line(60, 700, "The Estuary partnership shares one list of beds."), Line(60, 400, "It has three wards.")])
WORDS = ["Porridge", "daylight", "patience", "silver", "Greek", "paint", "music"]
LATER = Page([Line(60, 500, "The Estuary partnership was formed in May 2021 by two trusts.")], turned=90)


@pytest.fixture(scope="session")
def drawn_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a PDF of two pages and a note, and the home of its index: only to be copied."""
    top = tmp_path_factory.mktemp("illustrated")
    (top / "files").mkdir()
    write_pdf(top / "files" / "estuary.pdf", [SPEECH, LATER])
    (top / "files" / "note.md").write_text("# Ferry\n\nThe ferry sails at noon.", "utf-8")
    build(top / "home", [top / "files"])
    return top


@pytest.fixture
def place(drawn_once: Path, tmp_path: Path) -> Path:
    """A copy of both, to change at will."""
    return Path(shutil.copytree(drawn_once, tmp_path / "place"))


def ingest(place: Path, **steps: Any) -> Report:
    return build(place / "home", [place / "files"], **steps)


def estuary(place: Path) -> tuple[Snapshot, Document]:
    snapshot = Snapshot.open(place / "home")
    (document,) = (d for d in snapshot.documents() if d.path == "estuary.pdf")
    return snapshot, document


def drawn_files(place: Path) -> list[Path]:
    return sorted(p for p in (place / "home" / FOLDER).rglob("*") if p.is_file())


def warnings(report: Report) -> dict[str, tuple[str, ...]]:
    return {file.name: file.warnings for file in report.files if file.warnings}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages that were drawn."""
    pages: list[int] = []
    draw = illustrate_module.drawn

    def counted(isolation: Any, path: Path, asked: Asked) -> Drawn | None:
        pages.append(asked.page)
        return draw(isolation, path, asked)

    monkeypatch.setattr(illustrate_module, "drawn", counted)
    return pages


def test_a_cited_span_is_marked_where_it_stands_on_its_page(place: Path) -> None:
    snapshot, document = estuary(place)
    start = document.text.index("It has three wards.")
    (picture,) = pictures_of(snapshot, document, start, start + len("It has three wards."))
    (line,) = picture.lines
    assert (picture.page, picture.width) == (1, 1000)
    assert line.left / picture.width == pytest.approx(60 / 600, abs=0.01)
    assert (line.top + line.bottom) / 2 / picture.height == pytest.approx(1 - 403 / 800, abs=0.01)
    start = document.text.index("formed")
    (picture,) = pictures_of(snapshot, document, start, start + 6)
    assert (picture.page, picture.width, picture.height) == (2, 1000, 750)


def test_a_picture_is_a_webp_without_anything_of_the_file_but_its_pixels(place: Path) -> None:
    snapshot, document = estuary(place)
    file = picture_file(snapshot, document, 1)
    assert file is not None
    with Image.open(io.BytesIO(file)) as picture:
        assert (picture.format, picture.size, picture.getpixel((0, 0))) == ("WEBP", (1000, 1334), (255, 255, 255))
    assert len(file) < LARGE
    assert not any(chunk in file for chunk in (b"EXIF", b"XMP ", b"ICCP", b"ANIM"))


def test_pictures_are_made_once(place: Path, asked: list[int]) -> None:
    before = {path: path.stat().st_mtime_ns for path in drawn_files(place)}
    (place / "files" / "note.md").write_text("# Ferry\n\nThe ferry sails at one.", "utf-8")
    (place / "files" / "estuary.pdf").rename(place / "files" / "moved.pdf")
    report = ingest(place)
    assert (report.published, asked) == (True, [])
    assert {path: path.stat().st_mtime_ns for path in drawn_files(place)} == before
    assert len(before) == 4


def test_a_changed_file_has_new_pictures_and_a_copy_none_of_its_own(place: Path, asked: list[int]) -> None:
    write_pdf(place / "files" / "estuary.pdf", [SPEECH])
    shutil.copy(place / "files" / "estuary.pdf", place / "files" / "copy.pdf")
    ingest(place)
    assert asked == [1]
    snapshot, document = estuary(place)
    assert picture_file(snapshot, document, 1)
    assert picture_file(snapshot, document, 2) is None


def test_lost_pictures_are_made_again_though_nothing_is_published(place: Path, asked: list[int]) -> None:
    shutil.rmtree(place / "home" / FOLDER)
    assert not ingest(place).published
    assert asked == [1, 2]
    assert len(drawn_files(place)) == 4


def test_pictures_stay_while_a_kept_snapshot_has_their_file(place: Path) -> None:
    (place / "files" / "estuary.pdf").unlink()
    kept = []
    for n in range(4):
        (place / "files" / "note.md").write_text(f"# Ferry\n\nThe ferry sails at {n}.", "utf-8")
        ingest(place)
        kept.append(len(drawn_files(place)))
    assert kept == [4, 4, 0, 0]
    assert len(list((place / "home" / SNAPSHOTS).iterdir())) == 3
    assert not list((place / "home" / FOLDER).iterdir())


@pytest.mark.parametrize("failing", [{1}, {1, 2}])
def test_a_page_that_cannot_be_drawn_costs_its_picture(
    place: Path, monkeypatch: pytest.MonkeyPatch, failing: set[int]
) -> None:
    shutil.rmtree(place / "home")
    draw = illustrate_module.drawn
    monkeypatch.setattr(
        illustrate_module, "drawn", lambda i, path, asked: None if asked.page in failing else draw(i, path, asked)
    )
    said = "No pictures of pages 1" if failing == {1} else "No pictures of its pages"
    for published in (True, False):
        report = ingest(place)
        assert (report.published, report.failures, report.documents) == (published, (), 2)
        assert warnings(report) == {"estuary.pdf": (f"{said}: they could not be drawn.",)}
    snapshot, document = estuary(place)
    assert [bool(picture_file(snapshot, document, n)) for n in (1, 2)] == [False, failing == {1}]
    assert pictures_of(snapshot, document, 0, 10) == ()


def test_a_file_whose_pages_all_fail_is_soon_given_up(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [f"{word} is what the {other} of the ward asks for." for word in WORDS for other in WORDS[:5]]
    write_pdf(place / "files" / "long.pdf", [Page([Line(60, 700 - 9 * n, text)]) for n, text in enumerate(said)])
    tried: list[int] = []

    def failing(isolation: object, path: Path, asked: Asked) -> None:
        tried.append(asked.page)

    monkeypatch.setattr(illustrate_module, "drawn", failing)
    assert "long.pdf" in warnings(ingest(place))
    assert len(tried) == 4


def test_a_picture_of_another_page_is_none(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = (
        "The ward on the quay opens at noon and closes at six but on Sundays when nobody who is well can be seen there"
    )
    elsewhere = "Boats leave from here twice each week unless storms keep them back; buses run then along narrow lanes past farms"
    for name, words in (("a", said), ("b", elsewhere)):
        lines = [Line(60, 700 - 14 * n, " ".join(words.split()[6 * n : 6 * n + 6])) for n in range(5)]
        write_pdf(place / "files" / f"{name}.pdf", [Page(lines)])
    draw = illustrate_module.drawn
    other = place / "files" / "b.pdf"
    monkeypatch.setattr(
        illustrate_module, "drawn", lambda i, path, asked: draw(i, other if path.name == "a.pdf" else path, asked)
    )
    assert list(warnings(ingest(place))) == ["a.pdf"]


def test_a_file_that_changes_while_it_is_drawn_keeps_no_pictures(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(place / "home" / FOLDER)
    draw = illustrate_module.drawn

    def meddled(isolation: Any, path: Path, asked: Asked) -> Drawn | None:
        write_pdf(path, [LATER])
        return draw(isolation, path, asked)

    monkeypatch.setattr(illustrate_module, "drawn", meddled)
    assert "estuary.pdf" in warnings(ingest(place))
    assert drawn_files(place) == []
    monkeypatch.undo()
    assert warnings(ingest(place)) == {}


def test_a_full_disk_costs_the_pictures_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(place / "home")
    monkeypatch.setattr(illustrate_module, "webp_of", full)
    report = ingest(place)
    assert (report.published, report.documents) == (True, 2)
    assert "estuary.pdf" in warnings(report)
    assert drawn_files(place) == []


def full(_: Image.Image) -> bytes:
    raise OSError(28, "No space left on device")


def test_an_ingest_that_is_killed_while_it_draws_leaves_nothing_in_use(place: Path, asked: list[int]) -> None:
    shutil.rmtree(place / "home" / FOLDER)
    child = os.fork()
    if child == 0:
        illustrate_module._keep = lambda *_: os._exit(9)  # type: ignore[assignment]
        ingest(place)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    snapshot, document = estuary(place)
    assert list((place / "home" / FOLDER).glob("*/.making-*"))
    assert pictures_of(snapshot, document, 0, 10) == ()
    ingest(place)
    assert len(drawn_files(place)) == 4
    assert not list((place / "home" / FOLDER).glob("*/.making-*"))


def test_how_far_it_is_is_told_in_pages(place: Path) -> None:
    shutil.rmtree(place / "home" / FOLDER)
    steps: list[tuple[str, int, int]] = []
    ingest(place, watch=lambda *step: steps.append(step))
    assert [step[1:] for step in steps if step[0] == "Drawing pages"] == [(0, 2), (1, 2), (2, 2)]


def test_files_that_are_no_pdf_have_no_pictures(tmp_path: Path) -> None:
    assert illustrate(tmp_path, [], {}, {}, lambda *_: None) == {}
    assert list(tmp_path.iterdir()) == []


def test_print_keeps_its_edges() -> None:
    picture = Image.new("L", (900, 900), 255)
    picture.paste(0, (100, 100, 500, 120))
    with Image.open(io.BytesIO(webp_of(picture))) as read:
        assert read.convert("L").tobytes() == picture.tobytes()


def test_photographs_stay_small() -> None:
    light, grain = Image.radial_gradient("L").resize((900, 900)), Image.effect_noise((900, 900), 30)
    photograph = Image.merge(
        "RGB", [ImageChops.add(light, grain, 2), ImageChops.add(light.rotate(90), grain, 2), grain]
    )
    assert len(webp_of(photograph)) < len(photograph.tobytes()) / 10

"""Sources and the API's own page in a real Chromium."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from index.snapshot import Snapshot
from tests.ingest.drawn_pages import SIZE
from tests.web.browsing import overflow, violations


def test_the_api_page_shows_its_operations_from_our_own_files(page: Page) -> None:
    page.goto("/docs")
    expect(page.get_by_text("/api/ask", exact=True)).to_be_visible()


def cited(home: Path, words: str) -> str:
    """The address of words of the leaflet."""
    (leaflet,) = (d for d in Snapshot.open(home).documents() if d.path == "lighthouse.pdf")
    start = leaflet.text.index(words)
    return f"/sources/{leaflet.id}?version={leaflet.version}&start={start}&end={start + len(words)}#cited"


@pytest.mark.parametrize("width", [320, 1280])
def test_the_cited_words_are_marked_on_the_picture_of_their_page(page: Page, home: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    fetched = []
    page.on("response", lambda response: fetched.append((response.status, response.url.split("?")[0][-6:])))
    page.goto(cited(home, "Dogs stay below."))
    page.wait_for_load_state("networkidle")
    assert (200, "2.webp") in fetched
    picture = page.get_by_role("img", name="Page 2 of").locator("image")
    expect(page.get_by_role("img", name="with the cited passage marked")).to_be_in_viewport()
    paper, mark = picture.bounding_box(), page.locator(".guide-picture__marks rect").bounding_box()
    assert paper is not None
    assert mark is not None
    across, down = ((mark[x] - paper[x]) / paper[size] for x, size in (("x", "width"), ("y", "height")))
    assert across == pytest.approx(60 / SIZE[0], abs=0.01)
    assert down + mark["height"] / paper["height"] / 2 == pytest.approx(1 - 203 / SIZE[1], abs=0.01)
    if width == 1280:  # beside the words, and in sight as a whole
        words = page.locator("#cited").bounding_box()
        assert words is not None
        assert words["x"] + words["width"] <= paper["x"]
        assert 0 <= paper["y"] < paper["y"] + paper["height"] <= 800
    assert overflow(page) <= 0


def test_a_mark_is_seen_on_the_paper_and_leaves_the_print_readable(page: Page, home: Path) -> None:
    page.goto(cited(home, "Dogs stay below."))
    page.wait_for_load_state("networkidle")
    shot = page.locator(".guide-picture__marks rect").screenshot()
    with Image.open(io.BytesIO(shot)) as seen:
        colours = seen.convert("RGB").getcolors(100_000) or []
    most = max(colours)[1]
    assert most[0] > 200 and most[2] < 130  # yellow
    assert any(max(colour) < 90 for _, colour in colours)  # black print


def test_pages_with_pictures_are_accessible_and_print(page: Page, home: Path) -> None:
    whole = re.sub(r"end=\d+", "end=60", cited(home, "Keepers trim"))  # words of both pages
    for address, pictures in ((cited(home, "Dogs stay below."), 1), (whole, 2)):
        page.goto(address)
        assert page.locator("figure svg").count() == pictures
        assert violations(page) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("img", name="with the cited passage marked").first).to_be_visible()

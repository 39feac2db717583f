"""The journey in a real Chromium: ask, read, open the source, come back."""

import io
import os
import re
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

import guide
from api.app import create_app
from index.snapshot import Snapshot
from tests.ingest.drawn_pages import SIZE, Line, write_pdf
from tests.ingest.drawn_pages import Page as Leaf

WEB = Path(__file__).resolve().parents[2] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NOTE = """---
title: The Harbour collaborative
kind: note
as_of: "2024-05"
---

# The Harbour collaborative

The Harbour collaborative 😀 is a partnership of four hospital trusts on the coast. It was formed in May 2021.

## What it does

The Harbour collaborative works on these programmes:

- shared waiting lists for planned surgery
- one bank of temporary nurses
"""
LEAFLET = [
    Leaf([Line(60, 640, "Keepers trim the wick at dusk.")]),
    Leaf([Line(60, 700, "Visitors climb the lighthouse stairs on Sundays."), Line(60, 200, "Dogs stay below.")]),
]
PLACES = ("/", "/sources", "/about", "/kiosk", "/nothing")
QUESTION = "What is the Harbour collaborative?"


def needed(found: object, what: str) -> None:
    """Skip by name where something is absent; in CI that is a failure."""
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"browser tests need {what}")


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an index over a note and a leaflet of two pages."""
    folder = tmp_path_factory.mktemp("notes")
    (folder / "harbour.md").write_text(NOTE, encoding="utf-8")
    write_pdf(folder / "lighthouse.pdf", LEAFLET)
    made = tmp_path_factory.mktemp("home")
    assert guide.main(["ingest", str(folder), "--home", str(made)]) == 0
    return made


@pytest.fixture(scope="session")
def origin(home: Path) -> Iterator[str]:
    """The address of the service, running on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(create_app(home), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium on PATH."""
    path = shutil.which("chromium")
    needed(path, "a chromium on PATH")
    needed((WEB / "static" / "vendor" / "nhsuk-frontend.css").is_file(), "the front-end files of 'make setup'")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, origin: str) -> Iterator[Page]:
    """A page that fails its test on a request to anyone else or a violation of the content policy."""
    context = browser.new_context(base_url=origin)
    opened = context.new_page()
    outside: list[str] = []
    refused: list[str] = []
    opened.on("request", lambda request: None if request.url.startswith(origin) else outside.append(request.url))
    opened.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    yield opened
    context.close()
    assert outside == []
    assert refused == []


def ask(page: Page, question: str, at: str = "/") -> None:
    page.goto(at)
    page.get_by_label("question", exact=False).fill(question)
    with page.expect_navigation():
        page.get_by_role("button", name="Ask", exact=True).click()


def test_from_a_question_to_the_marked_words_and_back(page: Page) -> None:
    ask(page, QUESTION)
    expect(page.locator("h1")).to_contain_text(QUESTION)
    expect(page.locator("#answer")).to_be_focused()
    quote = page.locator("#source-1 blockquote").inner_text()
    with page.expect_navigation():
        page.locator("#source-1 a").click()
    cited = page.locator("#cited")
    expect(cited).to_be_in_viewport()
    assert cited.inner_text() == quote
    page.go_back()
    expect(page.locator("h1")).to_contain_text(QUESTION)


def test_a_follow_up_knows_what_it_is_about(page: Page) -> None:
    ask(page, QUESTION)
    page.get_by_label("Ask a follow-up").fill("When was it formed?")
    with page.expect_navigation():
        page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("main")).to_contain_text("May 2021")


def test_an_empty_question_is_explained_at_the_field(page: Page) -> None:
    ask(page, "")
    page.get_by_role("link", name="Enter a question").click()
    expect(page.get_by_label("Your question")).to_be_focused()


def test_the_whole_journey_works_without_javascript(browser: Browser, origin: str) -> None:
    with browser.new_context(base_url=origin, java_script_enabled=False) as context:
        page = context.new_page()
        ask(page, QUESTION)
        with page.expect_navigation():
            page.locator("#source-1 a").click()
        expect(page.locator("#cited")).to_be_visible()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    def overflow() -> int:
        measured: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return measured

    for place in PLACES:
        page.goto(place)
        assert overflow() <= 0, place
    for question in (QUESTION, "Pneumonoultramicroscopicsilicovolcanoconiosis" * 20, "I want to kill myself"):
        for at in ("/", "/kiosk"):
            ask(page, question, at)
            assert overflow() <= 0, (at, question[:20])
    ask(page, QUESTION)
    with page.expect_navigation():
        page.locator("#source-1 a").click()
    assert overflow() <= 0


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("axe.run(document, {resultTypes: ['violations', 'passes']})")
    assert len(report["passes"]) > 5  # it really looked at the page
    found = report["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def test_axe_finds_nothing(page: Page) -> None:
    needed(AXE.is_file(), "axe-core from 'npm ci' in web/")
    found = {}
    for place in PLACES:
        page.goto(place)
        found[place] = violations(page)
    for question in (QUESTION, "", "I want to kill myself", "What is the capital of Peru?"):
        for at in ("/", "/kiosk"):
            ask(page, question, at)
            found[f"{at} {question}"] = violations(page)
    ask(page, QUESTION)
    with page.expect_navigation():
        page.locator("#source-1 a").click()
    found["source"] = violations(page)
    assert {place: each for place, each in found.items() if each} == {}


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
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


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
    needed(AXE.is_file(), "axe-core from 'npm ci' in web/")
    whole = re.sub(r"end=\d+", "end=60", cited(home, "Keepers trim"))  # words of both pages
    for address, pictures in ((cited(home, "Dogs stay below."), 1), (whole, 2)):
        page.goto(address)
        assert page.locator("figure svg").count() == pictures
        assert violations(page) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("img", name="with the cited passage marked").first).to_be_visible()

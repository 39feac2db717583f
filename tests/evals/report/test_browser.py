"""The page in a real Chromium, opened from a file."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from evals.gates import GateVerdict
from evals.report.page import render
from evals.result import Result

AXE = Path(__file__).resolve().parents[3] / "web" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def needed(found: object, what: str) -> None:
    """Skip by name where something is absent; in CI that is a failure."""
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"browser tests need {what}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The Chromium on PATH."""
    path = shutil.which("chromium")
    needed(path, "a chromium on PATH")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test on any word in the console or a request to anywhere."""
    opened = browser.new_page()
    said: list[str] = []
    asked: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.on("request", lambda request: None if request.url.startswith("file:") else asked.append(request.url))
    yield opened
    opened.close()
    assert said == []
    assert asked == []


@pytest.fixture
def pages(
    tmp_path: Path, result: Result, retrieval: Result, hostile: Result, verdicts: list[GateVerdict]
) -> dict[str, str]:
    """Addresses of written pages by name."""
    rendered = {
        "answers": render(result, verdicts[:2], before=result),
        "retrieval": render(retrieval),
        "hostile": render(hostile, verdicts, before=hostile),
    }
    for name, text in rendered.items():
        (tmp_path / f"{name}.html").write_text(text, "utf-8")
    return {name: (tmp_path / f"{name}.html").as_uri() for name in rendered}


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_page_scrolls_sideways(page: Page, pages: dict[str, str], width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for name, address in pages.items():
        page.goto(address)
        open_all(page)
        root = "document.documentElement"
        assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, name


def test_words_of_pictures_can_be_read_on_a_narrow_screen(page: Page, pages: dict[str, str]) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(pages["answers"])
    heights = page.eval_on_selector_all(".picture", "all => all.map(e => 12 * e.clientWidth / e.viewBox.baseVal.width)")
    assert len(heights) > 5
    assert min(heights) >= 10  # px of the smallest letters


def test_axe_finds_nothing(page: Page, pages: dict[str, str]) -> None:
    needed(AXE.is_file(), "axe-core from 'npm ci' in web/")
    found = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for name, address in pages.items():
            page.goto(address)
            open_all(page)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            report = page.evaluate("axe.run(document, {resultTypes: ['violations', 'passes']})")
            assert len(report["passes"]) > 5  # it really looked at the page
            found += [
                f"{scheme} {name} {each['id']}: {node['html'][:120]}"
                for each in report["violations"]
                for node in each["nodes"]
            ]
    assert found == []


def test_a_link_to_a_kind_opens_its_questions(page: Page, pages: dict[str, str]) -> None:
    page.goto(pages["answers"])
    first = page.locator("article").first
    expect(first).not_to_be_visible()
    page.locator("nav p a").first.click()
    expect(first).to_be_visible()

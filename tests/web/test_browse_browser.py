"""Looking around in a real Chromium: library, document, glossary and timeline, with and without a script."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import guide
from api.app import create_app
from tests.web.browsing import overflow, served, violations, watched

NOTE = """---
title: The Harbour collaborative
kind: note
as_of: "2022-05"
---

# The Harbour collaborative

The Harbour collaborative is a partnership of four hospital trusts. It was formed in May 2019 with the tide board (TB).

- 2021: the Harbour collaborative opened one bank of temporary nurses.
- July 2024: scanners are to be bought together.
"""
GLOSSARY = """---
title: Glossary of the coast
kind: glossary
as_of: "2022"
---

# Glossary of the coast

Words of the coast are:

- **Harbour collaborative**: four hospital trusts that work together.
- **NHS-led harbour collaborative**: a special kind, for services by the sea.
- **Tide**: how the sea comes and goes.
"""
PLACES = (
    "/sources", "/sources?q=temporary+nurses", "/sources?q=penguins", "/sources?q=%3F", "/sources?kind=Note&year=1999",
    "/sources?q=I+want+to+kill+myself", "/glossary", "/glossary?q=sea", "/glossary?q=penguins", "/timeline",
    "/timeline?q=nurses", "/timeline?q=penguins",
)  # fmt: skip


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over a note and a glossary."""
    folder = tmp_path_factory.mktemp("coast")
    (folder / "harbour.md").write_text(NOTE, encoding="utf-8")
    (folder / "glossary.md").write_text(GLOSSARY, encoding="utf-8")
    home: Path = tmp_path_factory.mktemp("home")
    assert guide.main(["ingest", str(folder), "--home", str(home)]) == 0
    with served(create_app(home)) as address:
        yield address


@pytest.fixture
def around(browser: Browser, coast: str) -> Iterator[Page]:
    """A page without a script, which fails its test on a request to anyone else."""
    context = browser.new_context(base_url=coast, java_script_enabled=False)
    with context, watched(context.new_page(), coast) as opened:
        opened.set_default_timeout(5000)
        yield opened


def test_from_the_library_to_a_document_and_back(around: Page) -> None:
    around.goto("/")
    around.get_by_role("link", name="Library").click()
    around.get_by_label("Search the documents").fill("temporary nurse")
    around.get_by_role("button", name="Show").click()
    expect(around.locator("main mark")).to_have_text(["temporary nurses"])
    around.locator(".guide-card a").first.click()
    expect(around.locator("#cited")).to_be_in_viewport()
    expect(around.locator("mark", has_text="temporary nurses")).to_be_visible()
    around.locator("main").get_by_role("link", name="Library").click()
    around.get_by_label("Kind", exact=True).select_option("Note")
    around.get_by_role("button", name="Show").click()
    expect(around.locator(".guide-book")).to_have_count(1)
    around.get_by_role("link", name="Remove Note").click()
    expect(around.locator(".guide-book")).to_have_count(2)


def test_terms_that_look_alike_lead_to_each_other(around: Page) -> None:
    around.goto("/glossary")
    around.get_by_role("link", name="N", exact=True).click()
    alike = around.locator("#term-nhs-led-harbour-collaborative .guide-term__alike a")
    alike.click()
    expect(around.locator("#term-harbour-collaborative")).to_be_in_viewport()
    around.locator("#term-harbour-collaborative").get_by_role("link", name="Where it is explained").click()
    expect(around.locator("#cited")).to_have_text("Harbour collaborative: four hospital trusts that work together.")


def test_the_timeline_goes_from_year_to_sentence(around: Page) -> None:
    around.goto("/timeline")
    expect(around.locator(".guide-line h2")).to_have_text(["2019", "2021", "2024"])
    expect(around.locator(".guide-event--ahead")).to_contain_text("in May 2022")
    around.get_by_role("navigation", name="Years").get_by_role("link", name="2021").click()
    around.locator("li:has(> #y2021) a").first.click()
    expect(around.locator("#cited")).to_contain_text("opened one bank of temporary nurses")


def test_everything_is_reached_by_keyboard(browser: Browser, coast: str) -> None:
    with browser.new_context(base_url=coast) as context, watched(context.new_page(), coast) as page:
        page.goto("/timeline")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_label("Look for a word or a name")).to_be_focused()
        page.keyboard.type("nurses")
        page.keyboard.press("Enter")
        page.wait_for_url("**/timeline?q=nurses*")
        expect(page.locator(".guide-event")).to_have_count(1)


@pytest.mark.parametrize(
    ("width", "colours"),
    [
        pytest.param(320, "light", marks=pytest.mark.slow),
        pytest.param(320, "dark", marks=pytest.mark.slow),
        pytest.param(1280, "light", marks=pytest.mark.slow),
        pytest.param(768, "light", marks=pytest.mark.slow),
        pytest.param(768, "dark", marks=pytest.mark.slow),
        pytest.param(1280, "dark", marks=pytest.mark.slow),
        pytest.param(2160, "light", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser: Browser, coast: str, width: int, colours: str) -> None:
    context = browser.new_context(
        base_url=coast,
        viewport={"width": width, "height": 800},
        color_scheme="dark" if colours == "dark" else "light",
    )
    with context, watched(context.new_page(), coast) as page:
        for place in PLACES:
            looks_right(page, place)


@pytest.mark.parametrize("place", ["/sources?q=temporary+nurses", "/sources", "/glossary", "/timeline"])
def test_each_page_is_accessible_on_a_phone_in_the_dark(browser: Browser, coast: str, place: str) -> None:
    context = browser.new_context(base_url=coast, viewport={"width": 320, "height": 640}, color_scheme="dark")
    with context, watched(context.new_page(), coast) as page:
        looks_right(page, place)


def looks_right(page: Page, place: str) -> None:
    page.goto(place)
    assert overflow(page) <= 0, place
    assert violations(page) == [], place


def test_print_leaves_the_forms_out_and_keeps_the_facts(around: Page) -> None:
    around.emulate_media(media="print")
    around.goto("/timeline")
    expect(around.get_by_role("button", name="Show")).to_be_hidden()
    expect(around.locator(".guide-event").first).to_be_visible()

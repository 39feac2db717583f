"""The touch screen in a real Chromium, upright and lying, with and without JavaScript."""

import io
from collections.abc import Callable

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.web.browsing import overflow, violations, watched
from tests.web.kiosk_states import asked, start, touched, typing, warned

UPRIGHT: ViewportSize = {"width": 1080, "height": 1920}
LYING: ViewportSize = {"width": 1920, "height": 1080}
SCREENS = pytest.mark.parametrize("size", [UPRIGHT, LYING], ids=["upright", "lying"])
MOSTLY_UPRIGHT = pytest.mark.parametrize(
    "size", [pytest.param(UPRIGHT, id="upright"), pytest.param(LYING, id="lying", marks=pytest.mark.slow)]
)
QUESTION = "What is mutual aid?"
STATES: dict[str, Callable[[Page], object]] = {
    "start": start(),
    "contrast": start("High contrast"),
    "large": start("Larger text", "Larger text"),
    "low": start("Lower buttons"),
    "typing": typing,
    "problem": asked(""),
    "answer": asked(QUESTION),
    "answer in contrast": asked(QUESTION, "High contrast"),
    "nothing found": asked("What is the capital of Peru?"),
    "crisis": asked("I want to kill myself"),
    "personal": asked("Is NHS number 943 476 5919 on the waiting list?"),
    "warning": warned,
    "fault": lambda page: page.goto("/kiosk/nothing"),
}


@pytest.fixture
def page(kiosk_page: Page) -> Page:
    """The page of a kiosk."""
    return kiosk_page


def told(page: Page, locator: Locator) -> list[str]:
    """What a phone's camera reads where a code stands, off the pixels of the screen."""
    with Image.open(io.BytesIO(locator.screenshot())) as seen:
        return [code.text for code in zxingcpp.read_barcodes(seen.convert("L"))]


def fits(page: Page) -> bool:
    found: bool = page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    return found


@SCREENS
def test_a_touched_question_is_answered_on_one_screen(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    page.goto("/kiosk")
    assert fits(page)
    first = page.locator("button[name=pick]").first
    question = first.inner_text()
    first.click()
    expect(page.locator("h1")).to_contain_text(question)
    expect(page.locator("h1")).to_be_focused()  # which a screen reader then reads
    assert page.title() == "Answer – The Collaborative Guide"
    assert 1 <= page.locator(".kiosk-words p").count() <= 3
    assert fits(page)
    page.locator("summary").first.click()
    expect(page.locator("blockquote").first).to_be_visible()


@MOSTLY_UPRIGHT
def test_a_phone_takes_the_answer_away(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    asked(QUESTION)(page)
    (text,) = told(page, page.locator(".kiosk-take img"))
    assert text.split("\n") == [
        QUESTION,
        "Mutual aid means that trusts share staff and equipment when one of them is short.",
        "Sources: Provider collaboratives on the coast",
        "The Collaborative Guide",
    ]


@MOSTLY_UPRIGHT
def test_nothing_leads_out(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    for name in ("start", "answer", "nothing found", "crisis", "fault"):
        STATES[name](page)
        ways = page.evaluate(
            "[...document.querySelectorAll('[href], [action], [formaction], [target]')].filter(e => e.tagName !== 'LINK')"
            ".map(e => e.target || e.getAttribute('formaction') || e.getAttribute('action') || e.getAttribute('href'))"
        )
        assert set(ways) == {"/kiosk"}, name
    prevented = "name => !document.body.dispatchEvent(new Event(name, {bubbles: true, cancelable: true}))"
    assert all(page.evaluate(prevented, name) for name in ("contextmenu", "dragstart", "drop", "auxclick"))


@MOSTLY_UPRIGHT
def test_targets_are_large_enough_for_a_finger(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    for name in ("start", "low", "typing", "answer", "crisis", "warning"):
        STATES[name](page)
        measured = page.evaluate(
            "[...document.querySelectorAll('button, a, input:not([type=hidden]), summary')]"
            ".map(e => [e.innerText, e.closest('#keys') ? 0 : 1, ...Object.values(e.getBoundingClientRect().toJSON()).slice(2, 4)])"
            ".filter(([, , width]) => width > 0)"
        )
        assert len(measured) > 3
        least = {0: 52, 1: 64}  # keys, all others
        assert [each for each in measured if min(each[2:]) < least[each[1]]] == [], name


@SCREENS
def test_all_that_is_touched_is_within_reach_of_who_sits(page: Page, size: ViewportSize) -> None:
    page.set_viewport_size(size)
    touched_first = "[...document.querySelectorAll('button, a, input:not([type=hidden])')]"
    highest = f"Math.min(...{touched_first}.map(e => e.getBoundingClientRect()).filter(r => r.width).map(r => r.top))"
    page.goto("/kiosk")
    if size is UPRIGHT:
        assert page.evaluate(highest) > size["height"] / 3
    page.get_by_role("button", name="Lower buttons").click()
    expect(page.get_by_role("button", name="Lower buttons")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate(highest) > size["height"] * 0.38


def test_a_question_is_typed_on_the_screen(page: Page) -> None:
    page.set_viewport_size(UPRIGHT)
    typing(page)
    field = page.locator("#question")
    expect(field).to_have_attribute("inputmode", "none")
    for key in ("Shift", "H", "a", "r", "b", "o", "u", "r", "x", "Delete", "Space", "?"):
        page.locator("#keys").get_by_role("button", name=key, exact=True).click()
    expect(field).to_have_value("Harbour ?")
    field.press("Home")
    page.keyboard.type("the ")  # keys of both kinds go together
    page.locator("#keys").get_by_role("button", name="m", exact=True).click()
    expect(field).to_have_value("the mHarbour ?")
    page.locator("#keys").get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#keys")).to_be_hidden()
    field.click()
    page.locator("#keys").get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#answer")).to_contain_text("the mHarbour ?")


def test_everything_works_with_a_keyboard_and_the_focus_is_seen(page: Page) -> None:
    page.set_viewport_size(LYING)
    page.goto("/kiosk")
    seen = """() => { const e = document.activeElement, r = e.getBoundingClientRect();
        const top = document.elementFromPoint(r.left + r.width / 2, r.top + r.height / 2);
        return [e.textContent.trim() || e.id, e.contains(top) && getComputedStyle(e).outlineStyle !== "none"]; }"""
    for _ in range(12):
        page.keyboard.press("Tab")
        name, visible = page.evaluate(seen)
        assert visible, name
        if name == "question":
            break
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_focused()
    met = []
    for _ in range(12):
        page.keyboard.press("Tab")
        name, visible = page.evaluate(seen)
        met.append(name)
        assert visible, name
        if name == "Start again":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".kiosk-hero h1")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.state") == "start"


def test_text_size_and_contrast_are_carried_on(page: Page) -> None:
    page.set_viewport_size(LYING)
    page.goto("/kiosk")
    size = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    before = page.evaluate(size)
    touched("Larger text", "Larger text", "High contrast")(page)
    expect(page.get_by_role("button", name="High contrast")).to_be_focused()
    expect(page.get_by_role("button", name="Larger text")).to_be_disabled()
    page.locator("button[name=pick]").first.click()
    expect(page.locator("#answer")).to_be_visible()
    assert page.evaluate(size) > 1.4 * before
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("width", [320, pytest.param(768, marks=pytest.mark.slow)])
def test_no_state_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    asked("Pneumonoultramicroscopicsilicovolcanoconiosis" * 20, "Larger text", "Larger text")(page)
    assert overflow(page) <= 0
    for name in ("start", "answer", "crisis", "fault"):
        STATES[name](page)
        assert overflow(page) <= 0, name


def test_axe_finds_nothing_where_visitors_begin_and_read(page: Page) -> None:
    page.set_viewport_size(LYING)
    for name in ("start", "answer"):
        STATES[name](page)
        assert violations(page) == [], name


@pytest.mark.slow
@pytest.mark.parametrize(("size", "colours"), [(UPRIGHT, "light"), (LYING, "dark")], ids=["upright", "lying"])
def test_axe_finds_nothing_in_any_state(browser: Browser, kiosk_origin: str, size: ViewportSize, colours: str) -> None:
    found = {}
    for name, reach in STATES.items():
        dark = "dark" if colours == "dark" else "light"
        with (
            browser.new_context(base_url=kiosk_origin, viewport=size, color_scheme=dark) as context,
            watched(context.new_page(), kiosk_origin) as page,
        ):
            reach(page)
            page.clock.resume() if name == "warning" else None
            found[name] = violations(page)
    assert {name: each for name, each in found.items() if each} == {}

"""Visitors of the touch screen one after another: nothing of the one before is left, and nobody is hurried."""

import logging
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, Request, Route, expect

from tests.web.kiosk_states import asked, warned

QUESTION = "What is mutual aid?"
SECRET = "please tell me zebra what mutual aid means"


@pytest.fixture
def page(kiosk_page: Page) -> Page:
    """The page of a kiosk."""
    return kiosk_page


def test_two_visitors_in_a_row(page: Page, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.goto("/kiosk")
    entries = page.evaluate("history.length")
    asked(SECRET, "Larger text", "High contrast")(page)
    page.locator("summary").first.click()
    expect(page.locator("#answer")).to_have_text(f"You asked: {SECRET}")
    with page.expect_navigation():
        page.get_by_role("link", name="Start again").first.click()
    page.wait_for_load_state("networkidle")
    left = [
        page.content(),
        page.title(),
        page.url,
        page.evaluate("JSON.stringify([history.state, {...sessionStorage}, {...localStorage}])"),
        page.evaluate("[...document.querySelectorAll('input')].map(e => e.value).join()"),
        " ".join(addresses),
        " ".join(str(record.__dict__) for record in caplog.records),
        "".join(capfd.readouterr()),
    ]
    assert [place for place in left if "zebra" in place] == []
    assert page.url.endswith("/kiosk")
    assert page.evaluate("document.documentElement.className") == "kiosk"
    assert page.evaluate("history.length") == entries  # no answer, no touch and no start again made one
    page.go_back()
    assert "zebra" not in page.content()
    assert page.context.cookies() == []


def test_two_visitors_in_a_row_without_javascript(plain_kiosk: Page) -> None:
    asked(SECRET)(plain_kiosk)
    plain_kiosk.get_by_role("button", name="Larger text").click()
    expect(plain_kiosk.locator("html.kiosk--size-1 #answer")).to_contain_text(SECRET)
    plain_kiosk.get_by_role("link", name="Start again").first.click()
    expect(plain_kiosk.locator("html:not(.kiosk--size-1) .kiosk-hero")).to_be_visible()
    for _ in range(3):
        assert "zebra" not in plain_kiosk.content()
        assert "zebra" not in plain_kiosk.url
        with suppress(Error):  # ERR_CACHE_MISS: the browser kept nothing that it could show
            plain_kiosk.go_back()
        plain_kiosk.wait_for_timeout(200)
        plain_kiosk.wait_for_load_state()


def test_without_javascript_the_screen_goes_back_by_itself_and_can_be_held(plain_kiosk: Page) -> None:
    asked(QUESTION)(plain_kiosk)
    back = plain_kiosk.locator("meta[http-equiv=refresh]")
    expect(back).to_have_attribute("content", "240; url=/kiosk")
    plain_kiosk.get_by_role("button", name="I need more time").click()
    expect(back).to_have_attribute("content", "800; url=/kiosk")
    expect(plain_kiosk.locator("#answer")).to_contain_text(QUESTION)
    plain_kiosk.get_by_role("button", name="Ask another question").click()
    expect(plain_kiosk.get_by_label("type your own question")).to_be_visible()


def test_an_idle_screen_warns_and_waits_for_who_asks_for_time(page: Page) -> None:
    warned(page)
    stays = page.get_by_role("button", name="I need more time")
    expect(stays).to_be_focused()
    assert page.get_by_role("dialog", name="Are you still there?").is_visible()
    page.clock.fast_forward(15_000)
    expect(page.locator("#warning-count")).to_have_text("5")
    stays.click()
    expect(page.locator("#warning")).to_be_hidden()
    page.clock.fast_forward(50_000)
    expect(page.locator("#warning")).to_be_hidden()
    expect(page.locator("#answer")).to_contain_text("What")


def test_an_idle_screen_is_cleared(page: Page) -> None:
    warned(page)
    with page.expect_navigation():
        page.clock.fast_forward(21_000)
    expect(page.locator(".kiosk-hero")).to_be_visible()
    page.clock.fast_forward(600_000)  # the screen that waits has nothing to clear
    expect(page.locator("#warning")).to_be_hidden()
    page.locator("#question").fill("half a question")
    page.clock.fast_forward(61_000)
    expect(page.locator("#warning")).to_be_visible()


def test_a_service_that_is_away_is_waited_for(page: Page) -> None:
    page.clock.install()
    page.goto("/kiosk")
    page.locator("#question").fill(SECRET)

    def cut(route: Route, request: Request) -> None:
        route.abort()

    page.route("**/kiosk", cut)
    page.locator("#question").press("Enter")
    expect(page.get_by_role("heading", name="The guide is away for a moment")).to_be_visible()
    assert "zebra" not in page.content()
    page.unroute("**/kiosk", cut)
    with page.expect_navigation():
        page.clock.fast_forward(6_000)
    expect(page.locator(".kiosk-themes")).to_be_visible()

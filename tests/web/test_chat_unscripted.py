"""The chat in a real Chromium without JavaScript, and with a keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.browsing import watched

QUESTION = "What is the Harbour collaborative?"
# Whether what has the focus is on the screen and nothing lies over it (WCAG 2.4.11).
FOCUS_SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + Math.min(box.width / 2, 20), box.y + Math.min(box.height / 2, 12));
  return at !== null && (document.activeElement.contains(at) || at.contains(document.activeElement));
}"""


@pytest.fixture
def plain(browser: Browser, origin: str) -> Iterator[Page]:
    """A page of a phone without JavaScript."""
    size = {"width": 320, "height": 640}
    with (
        browser.new_context(base_url=origin, java_script_enabled=False, viewport=size) as context,  # type: ignore[arg-type]
        watched(context.new_page(), origin) as opened,
    ):
        opened.goto("/")
        yield opened


def ask(page: Page, question: str) -> None:
    page.locator("#question").fill(question)
    with page.expect_navigation():
        page.get_by_role("button", name="Ask", exact=True).click()


def test_from_a_question_to_the_marked_words_and_back(plain: Page) -> None:
    ask(plain, QUESTION)
    expect(plain.locator("h1")).to_contain_text(QUESTION)
    expect(plain.locator("#answer")).to_be_focused()
    plain.locator(".guide-cite").first.click()
    quote = plain.locator("#source-1 blockquote")
    expect(quote).to_be_in_viewport()  # the link unfolded it
    words = quote.inner_text()
    with plain.expect_navigation():
        plain.locator("#source-1 a").first.click()
    expect(plain.locator("#cited")).to_be_in_viewport()
    assert plain.locator("#cited").inner_text() == words
    plain.go_back()
    expect(plain.locator("h1")).to_contain_text(QUESTION)


def test_a_follow_up_knows_what_it_is_about_and_what_was_said_can_be_read(plain: Page) -> None:
    ask(plain, QUESTION)
    ask(plain, "When was it formed?")
    expect(plain.locator(".guide-words")).to_contain_text("May 2021")
    plain.get_by_text("Earlier in this conversation").click()
    expect(plain.locator(".guide-earlier")).to_contain_text("four hospital trusts")


def test_an_empty_question_is_explained_at_the_field(plain: Page) -> None:
    ask(plain, "")
    plain.get_by_role("link", name="Enter a question").click()
    expect(plain.get_by_label("Your question")).to_be_focused()


def test_an_answer_is_judged_and_passed_on(plain: Page) -> None:
    ask(plain, QUESTION)
    plain.locator(".guide-feedback summary").click()
    plain.get_by_label("Something is missing").check()
    plain.get_by_role("button", name="Send").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Thank you")
    plain.get_by_role("button", name="Show the answer again").click()
    plain.get_by_role("button", name="Get a link to share").click()
    expect(plain.get_by_text("Anyone who has its link can read it")).to_be_visible()
    expect(plain.get_by_role("button", name="Share this page")).to_have_count(0)  # it would do nothing


@pytest.mark.parametrize("width", [320, 1280])
def test_a_keyboard_is_enough_and_its_focus_is_never_hidden(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 500})
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=QUESTION)).to_be_focused()
    reached = []
    for _ in range(40):
        page.keyboard.press("Tab")
        name = page.evaluate("document.activeElement.textContent.trim().replace(/\\\\s+/g, ' ')")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert page.evaluate(FOCUS_SEEN), name
        reached.append(name)
    for wanted in ("source 1", "Get a link to share", "Yes", "No", "Ask", "Privacy"):
        assert wanted in reached

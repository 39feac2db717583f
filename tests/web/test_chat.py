"""The chat in a real Chromium, with its script: ask, read, compare, open the source, come back, pass it on."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browsing import overflow

QUESTION = "What is the Harbour collaborative?"
# All that a polite region says, in its order.
LISTEN = """
window.said = [];
addEventListener("DOMContentLoaded", () => {
  const region = document.querySelector("[role=status]");
  const heard = new MutationObserver(() => region.textContent && window.said.push(region.textContent));
  if (region) heard.observe(region, {childList: true, characterData: true, subtree: true});
});
"""


@pytest.fixture
def chat(page: Page) -> Page:
    """The first page, with an ear for what is announced."""
    page.add_init_script(LISTEN)
    page.goto("/")
    return page


def ask(page: Page, question: str) -> None:
    before = page.locator(".guide-turn").count()
    page.locator("#question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".guide-turn")).to_have_count(before + 1)


def test_an_answer_comes_into_the_page_and_is_announced(chat: Page) -> None:
    ask(chat, QUESTION)
    expect(chat.get_by_role("heading", name=QUESTION)).to_be_focused()
    expect(chat.get_by_role("status")).to_have_text("Answer ready")
    assert chat.evaluate("window.said") == ["Looking", "Answer ready"]  # and no word in between
    assert "status: Answer ready" in chat.locator("main").aria_snapshot()
    assert chat.url.endswith("/")
    expect(chat).to_have_title(f"Answer: {QUESTION} – The Collaborative Guide")
    expect(chat.get_by_label("Ask a follow-up")).to_have_value("")


def test_a_follow_up_knows_what_it_is_about_and_the_conversation_comes_back(chat: Page) -> None:
    ask(chat, QUESTION)
    ask(chat, "When was it formed?")
    expect(chat.locator(".guide-turn").last).to_contain_text("May 2021")
    expect(chat.locator(".guide-turn").first).to_contain_text("four hospital trusts")
    chat.locator(".guide-turn").last.locator(".guide-source__title a").first.click()
    expect(chat.locator("#cited")).to_be_in_viewport()
    chat.go_back()
    expect(chat.locator(".guide-turn")).to_have_count(2)
    ask(chat, "What does it do?")
    expect(chat.locator(".guide-turn")).to_have_count(3)
    chat.get_by_role("link", name="Start again").click()
    expect(chat.locator(".guide-turn")).to_have_count(0)


def test_a_number_shows_the_passage_where_it_stands(chat: Page) -> None:
    ask(chat, QUESTION)
    number = chat.locator(".guide-cite").first
    expect(number).to_have_attribute("aria-expanded", "false")
    number.press("Enter")
    passage = chat.get_by_role("group", name="source 1")
    expect(passage).to_contain_text("four hospital trusts")
    expect(passage).to_contain_text("The Harbour collaborative")
    expect(number).to_have_attribute("aria-expanded", "true")
    quote = passage.locator("blockquote").inner_text()
    chat.keyboard.press("Escape")
    expect(passage).to_have_count(0)
    expect(number).to_be_focused()
    number.click()
    passage.get_by_role("link", name="See it on the page").click()
    expect(chat.locator("#cited")).to_be_in_viewport()
    assert chat.locator("#cited").inner_text() == quote


def test_an_acronym_is_explained_on_focus_on_touch_and_until_escape(chat: Page) -> None:
    ask(chat, "Who meets the ICB every month?")
    told = chat.get_by_role("tooltip", name="integrated care board")
    acronym = chat.get_by_role("button", name="ICB")
    expect(told).to_have_count(0)
    acronym.focus()
    expect(told).to_be_visible()
    chat.keyboard.press("Escape")
    expect(told).to_have_count(0)
    chat.set_viewport_size({"width": 320, "height": 640})
    acronym.hover()
    chat.locator("h2").first.hover()
    acronym.hover()
    expect(told).to_be_visible()
    assert overflow(chat) <= 0


def test_nothing_typed_is_lost_when_the_service_cannot_be_reached(chat: Page) -> None:
    chat.route("**/", lambda route: route.abort())
    chat.locator("#question").fill(QUESTION)
    chat.get_by_role("button", name="Ask", exact=True).click()
    expect(chat.locator(".guide-failed")).to_contain_text("The guide could not be reached")
    expect(chat.get_by_label("Your question")).to_have_value(QUESTION)
    expect(chat.get_by_label("Your question")).to_be_focused()
    expect(chat.get_by_role("status")).to_contain_text("Your question is still here")
    chat.unroute_all()
    chat.get_by_role("button", name="Ask", exact=True).click()
    expect(chat.locator(".guide-turn")).to_have_count(1)
    expect(chat.locator(".guide-failed")).to_have_count(0)


def test_a_wrong_question_is_explained_at_the_field(chat: Page) -> None:
    chat.get_by_role("button", name="Ask", exact=True).click()
    field = chat.get_by_label("Your question")
    expect(field).to_be_focused()
    expect(field).to_have_accessible_description("Error: Enter a question")
    ask(chat, QUESTION)
    expect(chat.get_by_text("Enter a question")).to_have_count(0)


def test_distress_is_answered_with_help_and_not_repeated(chat: Page) -> None:
    ask(chat, "I want to kill myself")
    expect(chat.get_by_role("heading", name="Get help now")).to_be_focused()
    expect(chat.get_by_role("link", name="116 123")).to_be_visible()
    assert "kill myself" not in chat.content()
    assert "kill myself" not in chat.evaluate("JSON.stringify(history.state)")


def test_an_answer_can_be_passed_on(chat: Page) -> None:
    chat.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(chat, QUESTION)
    chat.get_by_role("button", name="Get a link to share").click()
    expect(chat.get_by_role("status")).to_have_text("The link is copied")
    copied = chat.evaluate("navigator.clipboard.readText()")
    assert copied == chat.get_by_label("Link to this answer").input_value()
    chat.goto(copied)
    expect(chat.get_by_role("heading", level=1)).to_contain_text(QUESTION)
    chat.get_by_role("button", name="Share this page").click()
    expect(chat.get_by_text("The link is copied")).to_have_count(2)  # seen, and said


def test_an_answer_that_did_not_help_can_be_told(chat: Page) -> None:
    ask(chat, QUESTION)
    chat.locator(".guide-feedback summary").click()
    chat.get_by_label("It is out of date").check()
    chat.get_by_label("Tell us more").fill("It has five trusts now")
    with chat.expect_response("**/api/feedback") as response:
        chat.get_by_role("button", name="Send").click()
    assert response.value.status == 201
    expect(chat.get_by_text("Thank you.")).to_be_focused()
    ask(chat, "When was it formed?")  # the conversation goes on


def test_a_page_names_its_session_and_keeps_that_nowhere(chat: Page) -> None:
    sent: list[str | None] = []
    chat.on("request", lambda made: sent.append(made.header_value("guide-session")) if made.method == "POST" else None)
    ask(chat, QUESTION)
    ask(chat, "When was it formed?")
    one = set(sent)
    assert len(sent) == 2 and len(one) == 1
    assert re.fullmatch("[A-Za-z0-9_-]{8,64}", str(sent[0]))
    assert chat.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert str(sent[0]) not in str(chat.evaluate("[history.state, document.documentElement.outerHTML]"))
    chat.goto("/about")
    chat.goto("/")
    ask(chat, QUESTION)
    assert len({*sent}) == 2  # another page, another session

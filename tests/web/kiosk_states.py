"""Every state that a visitor of the touch screen can meet, and how to reach it: for screenshots and for axe."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.web.states import KNOWN, State, opened

COAST = """---
title: Provider collaboratives on the coast
kind: note
as_of: "2024-05"
---

# Provider collaboratives on the coast

A provider collaborative is a partnership of two or more NHS trusts that plan and give care together. It was formed so
that patients wait less.

## Lead provider

A lead provider is the trust that holds the contract and shares the money out among its partners.

## Mutual aid

Mutual aid means that trusts share staff and equipment when one of them is short.

## Integrated care system

An integrated care system is a partnership of health and care bodies in one area.

## What it does

The six expected benefits of provider collaboratives are:

- less unwarranted variation
- shorter waiting lists
- one bank of temporary nurses
"""


def asked(question: str, *touches: str) -> Callable[[Page], None]:
    """The way to an answer, and to what a touch on each of the named buttons makes of it."""

    def reach(page: Page) -> None:
        page.goto("/kiosk")
        page.locator("#question").fill(question)
        page.locator("#question").press("Enter")
        expect(page.locator("#answer, #problem")).to_be_visible()
        touched(*touches)(page)

    return reach


def touched(*names: str) -> Callable[[Page], None]:
    """A touch on each of the named buttons of the page that is there."""

    def reach(page: Page) -> None:
        for name in names:
            with page.expect_response(lambda response: response.request.method == "POST"):
                page.get_by_role("button", name=name).click()
            page.wait_for_timeout(150)  # for the page's script

    return reach


def start(*touches: str) -> Callable[[Page], None]:
    """The way to the screen that waits, changed by touches on the named buttons."""

    def reach(page: Page) -> None:
        page.goto("/kiosk")
        touched(*touches)(page)

    return reach


def typing(page: Page) -> None:
    """The way to the keyboard on the screen."""
    page.goto("/kiosk")
    page.locator("#question").click()
    expect(page.locator("#keys")).to_be_visible()


def warned(page: Page) -> None:
    """The way to the warning before the screen is cleared."""
    page.clock.install()
    asked(KNOWN)(page)
    page.clock.fast_forward(61_000)
    expect(page.locator("#warning")).to_be_visible()


def _read(page: Page) -> None:
    asked(KNOWN)(page)
    page.locator("summary").first.click()


KIOSK = [
    State("start", start()),
    State("start-without-script", start(), script=False),
    State("start-large", start("Larger text", "Larger text")),
    State("start-contrast", start("High contrast")),
    State("start-low", start("Lower buttons")),
    State("typing", typing),
    State("empty-question", asked("")),
    State("answered", asked(KNOWN)),
    State("answered-without-script", asked(KNOWN), script=False),
    State("answered-large", asked(KNOWN, "Larger text", "Larger text")),
    State("answered-contrast", asked(KNOWN, "High contrast")),
    State("answered-low", asked(KNOWN, "Lower buttons")),
    State("source-open", _read),
    State("list", asked("What are the benefits of provider collaboratives?")),
    State("partial", asked("What is CMAST and who is the king of Norway?")),
    State("clarify", asked("Who chairs it?")),
    State("abstained", asked("What is the capital of Peru?")),
    State("crisis", asked("I want to kill myself")),
    State("clinical", asked("What dose of ibuprofen can I take?")),
    State("personal", asked("Is NHS number 943 476 5919 on the waiting list?")),
    State("warning", warned),
    State("not-found", opened("/kiosk/nothing")),
    State("updating", opened("/kiosk"), service="empty"),
    State("broken", opened("/kiosk"), service="broken"),
    State("switched-off", opened("/kiosk"), service="off"),
]

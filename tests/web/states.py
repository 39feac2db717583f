"""Every state that a reader of the chat can meet, and how to reach it: for screenshots and for axe.

Another face of the service adds its own states to a list like this one and to `screenshots.FACES`.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Page, expect

from api.app import create_app
from api.errors import ApiFault
from api.service import current_answerer
from tests.web.browsing import served

KNOWN = "What is a provider collaborative?"
CONTACT = "Write to collaborative.team@trust.example\nRing 01632 960123, Monday to Friday, 9am to 5pm"
_FAULTS = {
    "crowded": ApiFault("too-many", "You have asked many questions in a short time. Try again in 20 seconds."),
    "busy": ApiFault("busy", "The service answers as many questions as it can."),
    "broken": ApiFault("unexpected", "The service failed on this request."),
}


@dataclass(frozen=True, slots=True)
class State:
    """A state of a face.

    Attributes:
        reach: what to do on a fresh page to get there.
        service: which of the services of `services` shows it.
        script: whether the browser runs scripts.
    """

    name: str
    reach: Callable[[Page], object]
    service: str = "ready"
    script: bool = True


@contextmanager
def services(home: Path, names: set[str]) -> Iterator[dict[str, str]]:
    """The addresses of the named services: ready, told (with a contact), empty, off, and one for each fault."""
    with ExitStack() as open_ones:
        found = {}
        for name in names:
            environment = {"told": {"GUIDE_TEAM_CONTACT": CONTACT}, "off": {"GUIDE_OFF": "true"}}.get(name, {})
            empty = open_ones.enter_context(tempfile.TemporaryDirectory())
            os.environ.update(environment)
            try:
                app = create_app(Path(empty) if name == "empty" else home)
            finally:
                for variable in environment:
                    del os.environ[variable]
            if name in _FAULTS:
                app.dependency_overrides[current_answerer] = partial(_failing, _FAULTS[name])
            found[name] = open_ones.enter_context(served(app))
        yield found


def _failing(fault: ApiFault) -> None:
    raise fault


def ask(page: Page, question: str) -> None:
    """Ask in the page's form, and wait for what comes of it."""
    page.get_by_role("textbox").first.fill(question)
    sent(page, "Ask")


def sent(page: Page, button: str) -> None:
    """Touch a button that sends something, and wait for what comes of it."""
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(150)  # for the page's script


def asked(question: str, *follow_ups: str) -> Callable[[Page], None]:
    """The way to an answer."""

    def reach(page: Page) -> None:
        page.goto("/")
        for each in (question, *follow_ups):
            ask(page, each)

    return reach


def opened(address: str) -> Callable[[Page], object]:
    """The way to a page."""
    return lambda page: page.goto(address)


def _passage(page: Page) -> None:
    asked(KNOWN)(page)
    page.locator(".guide-cite").first.click()


def _acronym(page: Page) -> None:
    asked("How do provider collaboratives work with ICBs?")(page)
    acronym = page.locator(".guide-acronym button")
    if acronym.count():
        acronym.first.focus()


def _source(page: Page) -> None:
    asked(KNOWN)(page)
    page.locator(".guide-cited summary").first.click()


def _reasons(page: Page) -> None:
    asked(KNOWN)(page)
    page.locator(".guide-feedback summary").click()


def _thanked(page: Page) -> None:
    asked(KNOWN)(page)
    sent(page, "Yes")


def _shared(page: Page) -> None:
    asked(KNOWN)(page)
    sent(page, "Get a link to share")


def _looking(page: Page) -> None:
    page.goto("/")
    page.route("**/*", lambda route: None)  # never answered
    page.get_by_label("Your question").fill(KNOWN)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".guide-pending")).to_be_visible()


def _lost(page: Page) -> None:
    page.goto("/")
    page.route("**/*", lambda route: route.abort())
    page.get_by_label("Your question").fill(KNOWN)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".guide-failed")).to_be_visible()


def _refused(page: Page) -> None:
    # The first page is behind the same fault: send what a page that was open before would send.
    page.goto("/about")
    page.evaluate(
        """() => { const form = document.createElement("form"); form.method = "post"; form.action = "/";
        const field = document.createElement("input"); field.name = "question"; field.value = "What is a collaborative?";
        form.append(field); document.body.append(form); form.submit(); }"""
    )
    page.wait_for_load_state("networkidle")


CHAT = [
    State("first", opened("/")),
    State("looking", _looking),
    State("answered", asked(KNOWN)),
    State("answered-without-script", asked(KNOWN), script=False),
    State("conversation", asked(KNOWN, "Who leads one?")),
    State("conversation-without-script", asked(KNOWN, "Who leads one?"), script=False),
    State("passage-open", _passage),
    State("acronym-open", _acronym),
    State("source-open", _source, script=False),
    State("partial", asked("What is CMAST and who is the king of Norway?")),
    State("clarify", asked("Who chairs it?")),
    State("abstained", asked("What is the capital of Peru?")),
    State("crisis", asked("I want to kill myself")),
    State("clinical", asked("What dose of ibuprofen can I take?")),
    State("personal", asked("Is NHS number 943 476 5919 on the waiting list?")),
    State("empty-question", asked("")),
    State("empty-question-without-script", asked(""), script=False),
    State("lost", _lost),
    State("feedback-reasons", _reasons),
    State("feedback-thanks", _thanked),
    State("feedback-thanks-without-script", _thanked, script=False),
    State("shared", _shared),
    State("kept", _shared, script=False),
    State("link-ended", opened("/answers/none")),
    State("not-found", opened("/nothing")),
    State("updating", opened("/"), service="empty"),
    State("updating-form", _refused, service="empty"),
    State("too-many", _refused, service="crowded"),
    State("busy", _refused, service="busy"),
    State("broken", opened("/"), service="broken"),
    State("switched-off", opened("/"), service="off"),
    State("about", opened("/about")),
    State("limits", opened("/limits")),
    State("privacy", opened("/privacy")),
    State("accessibility", opened("/accessibility")),
    State("team", opened("/team")),
    State("team-with-contact", opened("/team"), service="told"),
]

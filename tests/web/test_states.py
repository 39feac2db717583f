"""Every page and state of the chat is accessible, and wide or narrow nothing scrolls sideways."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web.browsing import overflow, violations, watched
from tests.web.states import CHAT, State, services
from web.states import state

FEW = ("answered", "crisis")
LOOKS = ((320, "dark"), (1280, "light"))  # widths at which a state is looked at, and in which colours


@pytest.fixture(scope="module")
def origins(home: Path) -> Iterator[dict[str, str]]:
    """The services that show the states."""
    with services(home, {each.service for each in CHAT}) as found:
        yield found


def looked_at(browser: Browser, origin: str, shown: State) -> list[str]:
    """What is wrong with a state."""
    found = []
    with (
        browser.new_context(base_url=origin) as context,
        watched(context.new_page(), origin) as page,
    ):
        page.set_viewport_size({"width": 768, "height": 800})
        shown.reach(page)
        found += ["too wide at 768"] * (overflow(page) > 0)
        for width, colours in LOOKS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
            found += [f"too wide at {width}"] * (overflow(page) > 0)
            found += [f"{colours}: {wrong}" for wrong in violations(page)]
    return found


def wrong_states(browser: Browser, origins: dict[str, str], states: Sequence[State]) -> dict[str, list[str]]:
    """What is wrong, by the names of states."""
    found = {each.name: looked_at(browser, origins[each.service], each) for each in states}
    return {name: wrong for name, wrong in found.items() if wrong}


def test_a_few_states_are_accessible(browser: Browser, origins: dict[str, str]) -> None:
    few = [each for each in CHAT if each.name in FEW]
    assert len(few) == len(FEW)
    assert wrong_states(browser, origins, few) == {}


@pytest.mark.slow
def test_every_state_is_accessible(browser: Browser, origins: dict[str, str]) -> None:
    assert wrong_states(browser, origins, [each for each in CHAT if each.script]) == {}


def test_a_problem_without_words_of_its_own_is_told_in_those_of_the_api() -> None:
    told = state("new-kind", "A heading", "What to do.")
    assert (told.heading, told.texts) == ("A heading", ("What to do.",))
    assert state("no-index", "x", "Run guide ingest.").for_keepers == "Run guide ingest."

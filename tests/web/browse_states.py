"""The states of the pages for looking around: library, document, glossary and timeline."""

from playwright.sync_api import Page

from tests.web.states import State, opened


def _document(page: Page) -> None:
    page.goto("/sources")
    page.locator(".guide-book a").first.click()


def _found_words(page: Page) -> None:
    page.goto("/sources?q=waiting+lists")
    page.locator(".guide-card a").first.click()


BROWSE = [
    State("library", opened("/sources")),
    State("library-narrowed", opened("/sources?kind=Case+study&sort=newest")),
    State("library-empty", opened("/sources?kind=Nothing")),
    State("search", opened("/sources?q=waiting+lists")),
    State("search-without-words", opened("/sources?q=penguins")),
    State("search-problem", opened("/sources?q=%3F")),
    State("search-crisis", opened("/sources?q=I+want+to+kill+myself")),
    State("document", _document),
    State("document-marked", _found_words, script=False),
    State("glossary", opened("/glossary")),
    State("glossary-narrowed", opened("/glossary?q=collaborative")),
    State("glossary-empty", opened("/glossary?q=penguins")),
    State("timeline", opened("/timeline")),
    State("timeline-narrowed", opened("/timeline?q=delegation")),
    State("timeline-empty", opened("/timeline?q=penguins")),
]

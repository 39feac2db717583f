"""Makers of answers and documents for the tests of pages; a home, a service and a browser for the tests of journeys."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import guide
from answer.answer import Answer, Audience, Citation, Outcome, Receipt, Statement
from api.app import create_app
from ingest.assembly import assemble
from ingest.documents import BlockKind, Document, LoadedBlock, Locator
from tests.ingest.drawn_pages import Line, write_pdf
from tests.ingest.drawn_pages import Page as Leaf
from tests.web.browsing import chromium, served, watched
from tests.web.kiosk_states import COAST

CITATION = Citation(
    n=1, document_id="harbour", version="v1", document="harbour.md", title="The Harbour collaborative",
    publisher="Coast Trust", kind="case_study", published_on="2024-05", status="current",
    locator=Locator(("The Harbour collaborative", "Money"), page=3, page_end=4), start=10, end=36,
    quote="It was formed in May 2021.",
    url="/sources/harbour?version=v1&start=10&end=36#cited", original_url="",
)  # fmt: skip
DOCUMENT = Document(
    id="harbour", version="v1", path="harbour.md", title="The Harbour collaborative", publisher="Coast Trust",
    kind="note", published_on="2024-05", status="current", original_url="", licence="", text="", blocks=(),
)  # fmt: skip


NOTE = """---
title: The Harbour collaborative
kind: note
as_of: "2024-05"
---

# The Harbour collaborative

The Harbour collaborative 😀 is a partnership of four hospital trusts on the coast. It was formed in May 2021.

## What it does

The Harbour collaborative works on these programmes:

- shared waiting lists for planned surgery
- one bank of temporary nurses
"""
BOARD = """---
title: Who meets whom
kind: note
as_of: "2024-05"
---

# Who meets whom

The integrated care board (ICB) plans health services for the county.

## Meetings

The lighthouse keepers meet the ICB every month.
"""
LEAFLET = [
    Leaf([Line(60, 640, "Keepers trim the wick at dusk.")]),
    Leaf([Line(60, 700, "Visitors climb the lighthouse stairs on Sundays."), Line(60, 200, "Dogs stay below.")]),
]


@pytest.fixture
def make_citation() -> Callable[..., Citation]:
    """Return a maker of citations of one document: give what differs."""
    return lambda **changes: replace(CITATION, **changes)


@pytest.fixture
def make_answer() -> Callable[..., Answer]:
    """Return a maker of answers over statements that cite the one document."""

    def make(*statements: Statement, **changes: Any) -> Answer:
        numbers = sorted({n for statement in statements for n in statement.citations})
        receipt = Receipt(
            snapshot="s1", settings="d1", models={"encoder": "e1"}, composer="extractive", spans=(),
            question="What is Harbour?", history=(), audience=Audience.STAFF, outcome=Outcome.ANSWERED, reason=None,
            statements=statements, notices=(), as_of="", digest="",
        )  # fmt: skip
        answer = Answer(
            id="a1",
            question="What is Harbour?",
            standalone_question="What is Harbour?",
            outcome=Outcome.ANSWERED,
            statements=statements,
            citations=tuple(replace(CITATION, n=n) for n in numbers),
            as_of="2024-05-02" if numbers else "",
            receipt=receipt,
        )
        return replace(answer, **changes)

    return make


@pytest.fixture
def make_document() -> Callable[..., Document]:
    """Return a maker of documents over (kind, text, level, slide) blocks."""

    def make(*blocks: tuple[Any, ...], **changes: Any) -> Document:
        loaded = []
        for kind, text, *rest in blocks:
            level = rest[0] if rest else 0
            slide = rest[1] if len(rest) > 1 else None
            loaded.append(LoadedBlock(BlockKind(kind), text, level, slide=slide))
        text, placed = assemble(loaded)
        return replace(DOCUMENT, text=text, blocks=placed, **changes)

    return make


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an index over two notes and a leaflet of two pages."""
    folder = tmp_path_factory.mktemp("notes")
    (folder / "harbour.md").write_text(NOTE, encoding="utf-8")
    (folder / "board.md").write_text(BOARD, encoding="utf-8")
    write_pdf(folder / "lighthouse.pdf", LEAFLET)
    made = tmp_path_factory.mktemp("home")
    assert guide.main(["ingest", str(folder), "--home", str(made)]) == 0
    return made


@pytest.fixture(scope="session")
def origin(home: Path) -> Iterator[str]:
    """The address of the service, running on a free port."""
    with served(create_app(home)) as address:
        yield address


@pytest.fixture(scope="module")  # while it is open, its event loop is in the way of tests of other files
def browser() -> Iterator[Browser]:
    """The Chromium on PATH."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, origin: str) -> Iterator[Page]:
    """A page that fails its test on a request to anyone else or a violation of the content policy."""
    with browser.new_context(base_url=origin) as context, watched(context.new_page(), origin) as opened:
        yield opened


@pytest.fixture(scope="session")
def kiosk_origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service that answers some of the questions on the touch screen."""
    notes, made = tmp_path_factory.mktemp("notes"), tmp_path_factory.mktemp("home")
    (notes / "coast.md").write_text(COAST, encoding="utf-8")
    assert guide.main(["ingest", str(notes), "--home", str(made)]) == 0
    with served(create_app(made)) as address:
        yield address


@pytest.fixture
def kiosk_page(browser: Browser, kiosk_origin: str) -> Iterator[Page]:
    """A page of the touch screen, which fails its test as `page` does."""
    with browser.new_context(base_url=kiosk_origin) as context, watched(context.new_page(), kiosk_origin) as opened:
        opened.set_default_timeout(20_000)
        yield opened


@pytest.fixture
def plain_kiosk(browser: Browser, kiosk_origin: str) -> Iterator[Page]:
    """The same without JavaScript."""
    with (
        browser.new_context(base_url=kiosk_origin, java_script_enabled=False) as context,
        watched(context.new_page(), kiosk_origin) as opened,
    ):
        yield opened

"""Makers of answers and documents for the tests of pages."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from answer.answer import Answer, Audience, Citation, Outcome, Receipt, Statement
from ingest.assembly import assemble
from ingest.documents import BlockKind, Document, LoadedBlock, Locator

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

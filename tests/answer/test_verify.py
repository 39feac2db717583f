"""What does not stand in the stored document is dropped before it is shown."""

from dataclasses import replace

import pytest

from answer.answer import Citation, Question, Statement
from answer.pipeline import Answerer
from answer.verify import verify


@pytest.fixture
def said(answerer: Answerer) -> tuple[list[Statement], list[Citation]]:
    answer = answerer.ask(Question("When was the Harbour Alliance formed?"))
    return list(answer.statements), list(answer.citations)


def test_what_stands_is_kept(answerer: Answerer, said: tuple[list[Statement], list[Citation]]) -> None:
    kept, dropped = verify(answerer.searcher, *said)
    assert kept == said[0] and not dropped


def test_a_changed_figure_is_dropped(answerer: Answerer, said: tuple[list[Statement], list[Citation]]) -> None:
    statements = [replace(s, text=s.text.replace("2019", "2018")) for s in said[0]]
    _, dropped = verify(answerer.searcher, statements, said[1])
    assert [s.text for s in dropped] == ["The Harbour Alliance was formed in 2018."]


def test_a_shifted_span_is_dropped(answerer: Answerer, said: tuple[list[Statement], list[Citation]]) -> None:
    citations = [replace(c, start=c.start + 1) for c in said[1]]
    kept, _ = verify(answerer.searcher, said[0], citations)
    assert not kept


def test_another_version_is_dropped(answerer: Answerer, said: tuple[list[Statement], list[Citation]]) -> None:
    citations = [replace(c, version="0" * 12) for c in said[1]]
    kept, _ = verify(answerer.searcher, said[0], citations)
    assert not kept


def test_a_statement_without_a_citation_is_dropped(answerer: Answerer) -> None:
    kept, dropped = verify(answerer.searcher, [Statement("Said by nobody.", (), 1.0)], [])
    assert not kept and len(dropped) == 1

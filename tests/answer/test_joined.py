"""The parts of a question become one answer: in order, nothing said or cited twice."""

from dataclasses import replace

from answer.answer import Citation, Statement
from answer.joined import joined
from ingest.documents import Locator

CITED = Citation(
    1, "d1", "v1", "a.md", "A", "", "note", "2022", "current", Locator(heading_path=()), 0, 10, "One thing.", "/a", ""
)


def statement(text: str, *n: int) -> Statement:
    return Statement(text, n, 1.0)


def test_numbers_run_on_and_a_span_is_cited_once() -> None:
    other = replace(CITED, n=2, document_id="d2")
    first = ([statement("One thing.", 1)], [CITED])
    second = ([statement("Another.", 1), statement("A third.", 2)], [replace(other, n=1), replace(CITED, n=2)])
    statements, citations = joined([first, second])
    assert [(c.n, c.document_id) for c in citations] == [(1, "d1"), (2, "d2")]
    assert [(s.text, s.citations) for s in statements] == [("One thing.", (1,)), ("Another.", (2,)), ("A third.", (1,))]


def test_what_is_said_already_is_not_said_again() -> None:
    part = ([statement("One thing.", 1)], [CITED])
    assert joined([part, part]) == (part[0], part[1])


def test_one_part_stays_as_it_is_and_none_is_nothing() -> None:
    part = ([statement("One thing.", 1)], [CITED])
    assert joined([part]) == part
    assert joined([]) == ([], [])

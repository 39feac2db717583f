"""What its own span does not bear out is dropped before it is shown, and the reason is kept."""

from dataclasses import replace

import pytest

from answer import pipeline
from answer.answer import Citation, Outcome, Question, Statement
from answer.compose import compose
from answer.pipeline import Answerer
from answer.verify import verify

Said = tuple[list[Statement], list[Citation]]


@pytest.fixture
def said(answerer: Answerer) -> Said:
    answer = answerer.ask(Question("When was the Harbour Alliance formed?"))
    return list(answer.statements), list(answer.citations)


def elsewhere(answerer: Answerer, citation: Citation, words: str) -> Citation:
    """The citation, honestly quoting other words of the same document version."""
    document = answerer.searcher.snapshot.document(citation.document_id, citation.version)
    assert document is not None
    start = document.text.index(words)
    return replace(citation, start=start, end=start + len(words), quote=words)


def test_what_stands_is_kept_with_its_measured_support(answerer: Answerer, said: Said) -> None:
    kept, dropped = verify(answerer.searcher, [replace(s, support=0.123) for s in said[0]], said[1])
    assert [s.text for s in kept] == [s.text for s in said[0]] and not dropped
    assert all(0.9 <= s.support <= 1 for s in kept)


def test_a_sentence_that_leaves_its_subject_to_another_has_less_support(answerer: Answerer, said: Said) -> None:
    leaning = "It was not the first of its kind."
    citation = elsewhere(answerer, said[1][0], leaning)
    (kept,), _ = verify(answerer.searcher, [Statement(leaning, (citation.n,), 0.0)], [citation])
    assert 0.8 < kept.support < 1


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("2019", "2018", "2018"),
        ("Harbour", "Northern", "northern"),
        ("was formed", "was not formed", "not"),
        ("in 2019", "before 2019", "before"),
        ("was formed", "will be formed", "will"),
    ],
)
def test_an_altered_statement_is_dropped_and_the_reason_kept(
    answerer: Answerer, said: Said, before: str, after: str, told: str
) -> None:
    text = "The Harbour Alliance was formed in 2019."
    (number,) = next(s.citations for s in said[0] if s.text == text)
    kept, (dropped,) = verify(answerer.searcher, [Statement(text.replace(before, after), (number,), 1.0)], said[1])
    assert not kept and dropped.statement.text == text.replace(before, after)
    assert told in " ".join(dropped.reasons)


def test_a_true_sentence_bound_to_a_wrong_span_is_dropped(answerer: Answerer, said: Said) -> None:
    wrong = elsewhere(answerer, said[1][0], "Shared purchasing saved the Harbour Alliance £2.4m in 2021-22.")
    true = next(s for s in said[0] if "2019" in s.text)
    kept, (dropped,) = verify(answerer.searcher, [replace(true, citations=(wrong.n,))], [wrong])
    assert not kept and dropped.reasons


def test_a_citation_that_adds_nothing_drops_its_statement(answerer: Answerer, said: Said) -> None:
    true = next(s for s in said[0] if "2019" in s.text)
    right = next(c for c in said[1] if c.n in true.citations)
    idle = replace(elsewhere(answerer, right, "Northgate Hospitals NHS Trust"), n=99)
    kept, (dropped,) = verify(answerer.searcher, [replace(true, citations=(right.n, 99))], [right, idle])
    assert not kept and "99" in " ".join(dropped.reasons)


def test_two_spans_may_bear_out_a_statement_together(answerer: Answerer, said: Said) -> None:
    first = elsewhere(answerer, said[1][0], "The four trusts of the Harbour Alliance are:")
    second = replace(elsewhere(answerer, first, "Saltmarsh NHS Foundation Trust"), n=first.n + 1)
    both = Statement(
        "The four trusts of the Harbour Alliance are: Saltmarsh NHS Foundation Trust", (first.n, second.n), 0
    )
    kept, dropped = verify(answerer.searcher, [both], [first, second])
    assert len(kept) == 1 and not dropped


def test_a_shifted_span_is_dropped(answerer: Answerer, said: Said) -> None:
    citations = [replace(c, start=c.start + 1) for c in said[1]]
    kept, dropped = verify(answerer.searcher, said[0], citations)
    assert not kept and "does not quote" in dropped[0].reasons[0]


def test_another_version_is_dropped(answerer: Answerer, said: Said) -> None:
    citations = [replace(c, version="0" * 12) for c in said[1]]
    kept, _ = verify(answerer.searcher, said[0], citations)
    assert not kept


def test_a_statement_without_a_citation_is_dropped(answerer: Answerer) -> None:
    kept, dropped = verify(answerer.searcher, [Statement("Said by nobody.", (), 1.0)], [])
    assert not kept and len(dropped) == 1


def test_what_a_composer_gets_wrong_is_left_out_of_the_answer_and_named_in_the_trace(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def altering(*given: object) -> Said:
        statements, citations = compose(*given)  # type: ignore[arg-type]
        return [replace(s, text=s.text.replace("2019", "2018")) for s in statements], citations

    monkeypatch.setattr(pipeline, "compose", altering)
    answer, trace = answerer.explain(Question("When was the Harbour Alliance formed?"))
    assert trace is not None and "2018" in trace.dropped[0].statement.text and "2018" in trace.dropped[0].reasons[0]
    assert not any("2018" in s.text for s in answer.statements)
    assert answer.statements or answer.outcome is Outcome.ABSTAINED

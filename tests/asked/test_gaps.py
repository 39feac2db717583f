"""Promises of the gap report: what was asked in vain, put together by meaning, with the document that is nearest."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import guide
from answer.answer import Answer, Audience, Outcome, Question
from answer.pipeline import Answerer
from asked.gaps import GapReport, alike, clusters, gap_report
from asked.store import Feedback

DAY = date(2026, 1, 30)
IN_VAIN = {
    "What is the parking charge at the trust?": 3,
    "How much does parking cost at the trust?": 2,
    "How do I claim travel expenses?": 1,
}


def keep(asked: Feedback, n: int, text: str, outcome: Outcome = Outcome.ABSTAINED, reason: str = "out_of_scope") -> str:
    answer_id = f"{n:032x}"
    asked.remember(
        Answer(id=answer_id, question=text, standalone_question=text, outcome=outcome, reason=reason, sureness=0.1),
        Audience.STAFF,
    )
    return answer_id


@pytest.fixture
def asked(tmp_path: Path) -> Feedback:
    """Six questions without an answer, one that was answered, one whose answer did not help, one mark without a question."""
    asked = Feedback(tmp_path, 90, keep_questions=True, today=lambda: DAY)
    for n, text in enumerate(text for text, times in IN_VAIN.items() for _ in range(times)):
        keep(asked, n, text)
    keep(asked, 50, "When was the Harbour Alliance formed?", Outcome.ANSWERED)
    asked.record(
        keep(asked, 60, "Which trusts belong to the Harbour Alliance?", Outcome.ANSWERED),
        False,
        "out_of_date",
        "one left",
    )
    asked.record(f"{70:032x}", False, "wrong", "all of it")
    return asked


@pytest.fixture
def report(asked: Feedback, answerer: Answerer) -> GapReport:
    """The report of these."""
    return gap_report(asked, answerer.searcher)


def test_questions_that_mean_the_same_are_one_gap_and_the_most_asked_comes_first(report: GapReport) -> None:
    parking, *others = report.gaps
    assert [(w.text, w.times) for w in parking.wordings] == list(IN_VAIN.items())[:2]
    assert (parking.times, parking.unanswered, parking.unhelpful, parking.off_subject) == (5, 5, 0, 5)
    assert parking.nearest and parking.nearest.far
    assert parking.last == DAY
    assert {gap.wordings[0].text for gap in others} == {
        "How do I claim travel expenses?",
        "Which trusts belong to the Harbour Alliance?",
    }


def test_an_answer_that_did_not_help_is_a_gap_with_its_reason_and_its_document_has_an_owner(report: GapReport) -> None:
    (gap,) = (gap for gap in report.gaps if gap.unhelpful)
    assert (gap.unanswered, gap.unhelpful, gap.reasons, gap.comments) == (0, 1, {"out_of_date": 1}, ("one left",))
    assert gap.nearest and not gap.nearest.far
    assert (gap.nearest.document, gap.nearest.heading) == ("alliance.md", "Which trusts belong to it")
    assert gap.nearest.owner == "our own note, from Harbour Trusts"
    assert gap.nearest.url.startswith("/sources/")


def test_an_unsure_answer_counts_for_less_than_none(asked: Feedback, answerer: Answerer) -> None:
    for n in range(4):
        keep(asked, 80 + n, "Who pays the matron of Saltmarsh?", Outcome.PARTIAL, "unsure")
    first, *_, last = gap_report(asked, answerer.searcher).gaps
    assert "parking" in first.wordings[0].text
    assert (last.times, last.unsure, last.unanswered) == (4, 4, 0)


def test_what_was_answered_is_no_gap_and_marks_without_a_question_are_told(report: GapReport) -> None:
    assert not any("formed" in wording.text for gap in report.gaps for wording in gap.wordings)
    assert (report.questions, report.helpful, report.unhelpful) == (8, 0, 2)
    assert report.remarks == ("wrong: all of it",)


def test_different_questions_on_one_name_and_one_question_on_two_names_are_different_gaps(answerer: Answerer) -> None:
    questions = [
        "Where does the Harbour Alliance meet?",
        "Who chairs Greywater?",
        "harbour alliance meeting place",
        "Who chairs Saltmarsh?",
        "How much money does the Harbour Alliance have?",
    ]
    assert sorted(alike(questions, answerer.searcher)) == [[0, 2], [1], [3], [4]]


def test_a_chain_of_neighbours_is_not_one_cluster() -> None:
    steps = np.linspace(0, np.pi / 2, 10)  # each is near to the next, the first and the last are at right angles
    found = clusters([np.array([np.cos(step), np.sin(step)]) for step in steps])
    assert len(found) > 1
    assert sorted(n for cluster in found for n in cluster) == list(range(10))


def test_nothing_that_people_asked_changes_an_answer(small_home: Path, tmp_path: Path) -> None:
    for name in ("current", "snapshots"):
        (tmp_path / name).symlink_to(small_home / name)
    question = Question("Which trusts belong to the Harbour Alliance?")
    before = Answerer.open(tmp_path).ask(question)
    asked = Feedback(tmp_path, 90, keep_questions=True)
    for n in range(5):
        asked.record(keep(asked, n, question.text, Outcome.ANSWERED), False, "wrong", "all of it")
    after = Answerer.open(tmp_path).ask(question)
    assert before.receipt and before.receipt == after.receipt
    assert (before.citations, before.suggestions, before.sureness) == (
        after.citations,
        after.suggestions,
        after.sureness,
    )


def test_the_command_prints_and_writes_the_report(
    small_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("asked.command.Feedback", lambda *_: _filled(tmp_path))
    assert guide.main(["gaps", "--json", str(tmp_path / "gaps.json"), "--home", str(small_home)]) == 0
    printed = capsys.readouterr().out
    assert "1 gaps" in printed and "GUIDE_KEEP_QUESTIONS" not in printed
    assert "1 times (1 without an answer, 1 perhaps off the subject)" in printed
    assert "How do I claim\\x1b[2J expenses?" in printed and "\x1b" not in printed
    written = json.loads((tmp_path / "gaps.json").read_text("utf-8"))
    assert written["gaps"][0]["last"] == date.today().isoformat()
    monkeypatch.setattr("asked.command.Feedback", lambda *_: Feedback(tmp_path / "empty", 90))
    assert guide.main(["gaps", "--home", str(small_home)]) == 0
    assert "Questions are not kept: set GUIDE_KEEP_QUESTIONS=true" in capsys.readouterr().out
    assert guide.main(["gaps", "--json", str(tmp_path / "no" / "gaps.json"), "--home", str(small_home)]) == 1
    assert "cannot be written" in capsys.readouterr().err


def _filled(home: Path) -> Feedback:
    asked = Feedback(home, 90, keep_questions=True)
    keep(asked, 1, "How do I claim\x1b[2J expenses?")
    return asked

"""The audit believes nothing that an answers file says of itself."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from answer.answer import Question
from answer.pipeline import Answerer
from answer.text import batch_line
from evals.errors import EvaluationError
from evals.grounded import Audit, Auditor
from index.snapshot import SnapshotError

ASKED = ["When was the Harbour Alliance formed?", "Which trusts belong to the Harbour Alliance?", "What is mutual aid?"]
NOT_ANSWERED = ["What is the capital of Peru?", "I want to die", "x" * 2000]


@pytest.fixture
def lines(answerer: Answerer) -> list[dict[str, Any]]:
    """What `guide batch` writes for a few questions."""
    written = [batch_line(f"q{n}", answerer.ask(Question(text))) for n, text in enumerate(ASKED + NOT_ANSWERED)]
    return [json.loads(json.dumps(line)) for line in written]


@pytest.fixture
def audit(small_home: Path, tmp_path: Path) -> Callable[[list[dict[str, Any]]], Audit]:
    """Audits lines against the small home."""

    def run(lines: list[dict[str, Any]]) -> Audit:
        path = tmp_path / "answers.jsonl"
        path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
        return Auditor(small_home).audit(path)

    return run


def test_honest_answers_pass(lines: list[dict[str, Any]], audit: Callable[[list[dict[str, Any]]], Audit]) -> None:
    found = audit(lines)
    assert found.problems == () and found.groundedness == 1.0
    assert found.answers == len(lines) and found.statements > 3 and found.citations >= 3


def statement_changed(line: dict[str, Any]) -> None:
    statement = next(s for s in line["statements"] if "2019" in s["text"])
    line["answer"] = line["answer"].replace("2019", "2018")
    statement["text"] = statement["text"].replace("2019", "2018")


def sentence_added(line: dict[str, Any]) -> None:
    line["answer"] += " It was the best of them all."


def quote_changed(line: dict[str, Any]) -> None:
    line["citations"][0]["text"] += "!"


def span_moved(line: dict[str, Any]) -> None:
    for place in (line["citations"][0], line["receipt"]["spans"][0]):
        place["start"] += 1


def span_outside(line: dict[str, Any]) -> None:
    for place in (line["citations"][0], line["receipt"]["spans"][0]):
        place["end"] = 10**6


def version_unknown(line: dict[str, Any]) -> None:
    for place in (line["citations"][0], line["receipt"]["spans"][0]):
        place["version"] = "0" * 12


def document_misnamed(line: dict[str, Any]) -> None:
    line["citations"][0]["document"] = "other.md"


def citation_dropped(line: dict[str, Any]) -> None:
    line["statements"][0]["citations"] = []


def receipt_cut(line: dict[str, Any]) -> None:
    line["receipt"]["spans"] = []


def model_other(line: dict[str, Any]) -> None:
    line["receipt"]["models"] = {"gte-small": "0"}


def snapshot_other(line: dict[str, Any]) -> None:
    line["receipt"]["snapshot"] = "../../elsewhere"


def statement_hidden(line: dict[str, Any]) -> None:
    line["answer"] = line["answer"].replace(line["statements"][0]["text"], "")


def called_abstained(line: dict[str, Any]) -> None:
    line["abstained"] = True


def outcome_other(line: dict[str, Any]) -> None:
    line["outcome"] = "abstained"


def messages_alone(line: dict[str, Any]) -> None:
    line |= {"statements": [], "citations": [], "answer": "I don't have an answer to that in the documents I know."}
    line["receipt"]["spans"] = []


def message_added(line: dict[str, Any]) -> None:
    line["answer"] += " I don't have an answer to that in the documents I know."


def date_changed(line: dict[str, Any]) -> None:
    line["answer"] = re.sub(r"As of \S+\.", "As of 2031-01-01.", line["answer"])


def said_by(line: dict[str, Any], *texts: str) -> None:
    """The answer is made of these texts, each a statement that cites the first span."""
    line["citations"], line["receipt"]["spans"] = line["citations"][:1], line["receipt"]["spans"][:1]
    line["statements"] = [{"text": text, "citations": [1]} for text in texts]
    line["answer"] = " ".join(texts)


def made_of_letters(line: dict[str, Any]) -> None:
    said_by(line, *"The alliance is no more")


def cut_at_the_front(line: dict[str, Any]) -> None:
    said_by(line, line["statements"][0]["text"].split(" ", 1)[1])


def nothing_said(line: dict[str, Any]) -> None:
    line["statements"].append({"text": " ", "citations": [1]})


def citation_twice(line: dict[str, Any]) -> None:
    line["citations"].append(line["citations"][0])
    line["receipt"]["spans"].append(line["receipt"]["spans"][0])


def start_without_end(line: dict[str, Any]) -> None:
    line["citations"][0]["start"] = line["receipt"]["spans"][0]["start"] = float("inf")


def start_between(line: dict[str, Any]) -> None:
    line["citations"][0]["start"] += 0.5
    line["receipt"]["spans"][0]["start"] += 0.5


def field_missing(line: dict[str, Any]) -> None:
    del line["receipt"]


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (statement_changed, "is not supported by what stands at its spans"),
        (sentence_added, "says what no statement does: 'It was the best of them all.'"),
        (quote_changed, "citation 1 quotes what does not stand at"),
        (span_moved, "citation 1 quotes what does not stand at"),
        (span_outside, "citation 1 has a span outside its document"),
        (version_unknown, "citation 1 is of a document version that the snapshot does not hold"),
        (document_misnamed, "citation 1 names other.md"),
        (citation_dropped, "statement 1 is not supported"),
        (receipt_cut, "its receipt lists other spans"),
        (model_other, "its receipt names other models"),
        (snapshot_other, "is not in the home any more"),
        (statement_hidden, "does not show the statement"),
        (called_abstained, "its outcome is answered, but abstained is True"),
        (outcome_other, "says that it has no answer, but"),
        (messages_alone, "says that it answers, but has no statement"),
        (message_added, "says what no statement does: \"I don't have an answer"),
        (date_changed, "says what no statement does: 'As of 2031-01-01.'"),
        (made_of_letters, "statement 1 is not supported"),
        (cut_at_the_front, "statement 1 is not supported"),
        (nothing_said, "is not supported by what stands at its spans: ' '"),
        (citation_twice, "its citations are not those that its statements name"),
        (start_without_end, "citation 1 has a span outside its document: inf"),
        (start_between, "citation 1 has a span outside its document"),
        (field_missing, "is not a line of 'guide batch'"),
    ],
)
def test_what_is_not_so_is_told_with_its_line(
    lines: list[dict[str, Any]],
    audit: Callable[[list[dict[str, Any]]], Audit],
    spoil: Callable[[dict[str, Any]], None],
    told: str,
) -> None:
    spoil(lines[0])
    found = audit(lines)
    assert any(told in problem and problem.startswith("line 1, q0:") for problem in found.problems), found.problems
    assert all(problem.startswith("line 1,") for problem in found.problems)


def test_files_and_homes_that_cannot_be_used_are_named(tmp_path: Path, small_home: Path) -> None:
    with pytest.raises(EvaluationError, match=r"none\.jsonl cannot be read"):
        Auditor(small_home).audit(tmp_path / "none.jsonl")
    (tmp_path / "empty.jsonl").write_text("\n", "utf-8")
    with pytest.raises(EvaluationError, match=r"empty\.jsonl holds no answer"):
        Auditor(small_home).audit(tmp_path / "empty.jsonl")
    with pytest.raises(SnapshotError, match="There is no index"):
        Auditor(tmp_path).audit(tmp_path / "none.jsonl")


@pytest.fixture
def copied_line(copied_home: Path) -> dict[str, Any]:
    """An answer on words that stand in three places."""
    answer = Answerer.open(copied_home).ask(Question("Who pays for a nurse that is lent?"))
    line: dict[str, Any] = json.loads(json.dumps(batch_line("q", answer)))
    assert all(citation["also"] for citation in line["citations"])
    return line


def audit_in(home: Path, folder: Path, line: dict[str, Any]) -> Audit:
    path = folder / "answers.jsonl"
    path.write_text(json.dumps(line), "utf-8")
    return Auditor(home).audit(path)


def test_other_places_of_the_cited_words_pass(copied_home: Path, copied_line: dict[str, Any], tmp_path: Path) -> None:
    found = audit_in(copied_home, tmp_path, copied_line)
    assert found.problems == () and found.citations == len(copied_line["citations"])


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("start", 0, "does not say what is cited"),
        ("end", 10**6, "a span outside its document"),
        ("version", "0" * 12, "a document version that the snapshot does not hold"),
        ("document", "other.md", "names other.md"),
    ],
)
def test_a_place_that_does_not_hold_the_cited_words_is_a_problem(
    copied_home: Path, copied_line: dict[str, Any], tmp_path: Path, field: str, value: object, told: str
) -> None:
    copied_line["citations"][0]["also"][0][field] = value
    found = audit_in(copied_home, tmp_path, copied_line)
    assert any("citation 1 names a copy (1) that" in problem and told in problem for problem in found.problems)

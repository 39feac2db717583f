"""A receipt holds all that is needed, and what is no receipt is refused by name."""

import json
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer import receipt as receipts
from answer.answer import Answer, Audience, Question, Receipt, Turn
from answer.pipeline import Answerer
from answer.receipt import ReceiptFault, digest, read_receipts, settings_digest
from answer.text import batch_line
from api.schemas import answer_json

ASKED = Question("when was it formed?", (Turn("What is the Harbour Alliance?", "Four trusts."),), Audience.KIOSK)


def receipt_of(answer: Answer) -> Receipt:
    assert answer.receipt is not None
    return answer.receipt


def test_a_receipt_holds_what_was_asked_what_was_said_and_what_it_rests_on(answerer: Answerer) -> None:
    answer = answerer.ask(ASKED)
    held = receipt_of(answer)
    assert (held.question, held.history, held.audience) == (ASKED.text, ASKED.history, ASKED.audience)
    assert held.snapshot == answerer.searcher.snapshot.id
    assert held.models[answerer.searcher.encoder.name] == answerer.searcher.encoder.digest
    assert (held.outcome, held.reason, held.as_of) == (answer.outcome, answer.reason, "2022")
    assert held.statements == answer.statements != ()
    assert held.notices == answer.notices
    assert [(s.n, s.document, s.quote) for s in held.spans] == [(c.n, c.document, c.quote) for c in answer.citations]


@pytest.mark.parametrize("text", ["best pizza in Leeds", "who leads it?", "I want to kill myself", "why " * 500])
def test_an_answer_without_statements_has_a_receipt_too(answerer: Answerer, text: str) -> None:
    answer = answerer.ask(Question(text))
    assert (receipt_of(answer).question, receipt_of(answer).reason) == (text, answer.reason)


def test_it_is_read_from_a_receipt_an_answer_of_the_api_and_lines_of_a_batch(
    answerer: Answerer, tmp_path: Path
) -> None:
    answer = answerer.ask(ASKED)
    file = tmp_path / "file.json"
    for record in (asdict(receipt_of(answer)), answer_json(answer), batch_line("a", answer)):
        file.write_text(json.dumps(record, indent=1), "utf-8")
        assert read_receipts(file) == [(str(file), answer.receipt)]
    other = answerer.ask(Question("What is\u2028 mutual aid?"))
    lines = [json.dumps(batch_line("a", each), ensure_ascii=False) for each in (answer, other)]
    file.write_text("\n\n".join(lines) + "\n", "utf-8-sig")
    assert read_receipts(file) == [(f"{file}, line 1", answer.receipt), (f"{file}, line 3", other.receipt)]


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), max_size=80), st.text(st.characters(codec="utf-8"), max_size=80))
def test_whatever_was_asked_comes_back(answerer: Answerer, tmp_path: Path, question: str, before: str) -> None:
    answer = answerer.ask(Question(question, (Turn(before, question),)))
    file = tmp_path / "file.json"
    file.write_text(json.dumps(asdict(receipt_of(answer))), "utf-8")
    assert read_receipts(file) == [(str(file), answer.receipt)]


def spoilt(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], str]:
    def make(held: dict[str, Any]) -> str:
        change(held)
        return json.dumps(held)

    return make


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _: "", "is empty"),
        (lambda _: " \n\n", "is empty"),
        (lambda _: "{", "line 1: this is no JSON"),
        (lambda held: json.dumps(held) + "\n{broken\n", "line 2: this is no JSON"),
        (lambda held: json.dumps(held) + "\n[1]\n", "line 2: this is no receipt"),
        (lambda _: "[" * 100_000, "no JSON"),
        (lambda _: "[]", "no receipt"),
        (lambda _: '{"receipt": null}', "no receipt"),
        (spoilt(lambda held: held.pop("question")), "question: Field required"),
        (spoilt(lambda held: held.update(outcome="sure")), "outcome"),
        (spoilt(lambda held: held["spans"][0].update(start="x")), "spans.0.start"),
        (spoilt(lambda held: held["spans"][0].update(start=float("inf"))), "spans.0.start"),
        (spoilt(lambda held: held.update(question="half \ud800")), "not text"),
    ],
)
def test_what_is_no_receipt_is_refused_with_its_place(
    answerer: Answerer, tmp_path: Path, make: Callable[[dict[str, Any]], str], words: str
) -> None:
    held = json.loads(json.dumps(asdict(receipt_of(answerer.ask(ASKED)))))
    file = tmp_path / "file.json"
    file.write_text(make(held), "utf-8")
    with pytest.raises(ReceiptFault) as fault:
        read_receipts(file)
    assert words in str(fault.value) and str(file) in str(fault.value)


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none", tmp_path, binary):
        with pytest.raises(ReceiptFault, match="cannot be read") as fault:
            read_receipts(path)
        assert str(path) in str(fault.value)


def test_the_digest_is_of_what_is_said_and_cited(answerer: Answerer) -> None:
    answer = answerer.ask(Question("When was the Harbour Alliance formed?"))
    statement, citation = answer.statements[0], answer.citations[0]
    others = (
        replace(answer, message="x"),
        replace(answer, as_of="2021"),
        replace(answer, statements=(replace(statement, text="x"), *answer.statements[1:])),
        replace(answer, statements=answer.statements[1:]),
        replace(answer, citations=(replace(citation, start=citation.start + 1), *answer.citations[1:])),
        replace(answer, citations=(replace(citation, version="x"), *answer.citations[1:])),
    )
    assert len({digest(other) for other in (answer, *others)}) == len(others) + 1
    assert digest(replace(answer, id="x", timings_ms={}, sureness=0.0, suggestions=("x",))) == digest(answer)


def test_settings_are_others_when_a_limit_or_a_line_of_code_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipts, "_MAKERS", (tmp_path,))
    (tmp_path / "limits.toml").write_text("sure_from = 1", "utf-8")
    (tmp_path / "step.py").write_text("x = 1", "utf-8")
    first = settings_digest()
    assert settings_digest() == first
    (tmp_path / "notes.txt").write_text("nothing that shapes an answer", "utf-8")
    assert settings_digest() == first
    (tmp_path / "limits.toml").write_text("sure_from = 2", "utf-8")
    second = settings_digest()
    (tmp_path / "step.py").write_text("x = 2", "utf-8")
    assert len({first, second, settings_digest()}) == 3

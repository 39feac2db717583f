"""The question set of the project is of the documented form, and its evidence stands in the notes."""

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.errors import EvaluationError
from evals.gold import GoldSpans
from evals.questions import held_out, read_questions
from index.words import stems
from ingest.assembly import assemble
from ingest.loaders.markdown import load

ROOT = Path(__file__).resolve().parent.parent.parent
SET = ROOT / "evals" / "questions" / "notes.jsonl"
RECORD = '{"id": "a", "question": "b", "kind": "c", "answerable": true, %s}'


def text_of(path: Path) -> str:
    """A note's stored text."""
    text, _ = assemble(load(path).blocks)
    return text


def test_the_set_is_read_and_holds_every_kind() -> None:
    questions = read_questions(SET)
    kinds = Counter(q.kind for q in questions)
    assert len({q.id for q in questions}) == len(questions) >= 150
    assert {
        "fact",
        "number",
        "list",
        "definition",
        "who",
        "date",
        "comparison",
        "howto",
        "why",
        "multi-doc",
        "followup",
    } <= set(kinds)
    assert {"acronym", "unanswerable-near", "unanswerable-far", "clinical-or-crisis", "injection", "ambiguous"} <= set(
        kinds
    )


def test_the_halves_do_not_share_a_record() -> None:
    fitting, testing = held_out(read_questions(SET))
    assert abs(len(fitting) - len(testing)) <= 1
    assert not {q.id for q in fitting} & {q.id for q in testing}


def test_evidence_stands_in_its_note() -> None:
    texts: dict[str, str] = {}
    for line in SET.read_text("utf-8").splitlines():
        record = json.loads(line)
        documents = record.get("document") or []
        documents = [documents] if isinstance(documents, str) else documents
        for name in documents:
            if name not in texts:
                texts[name] = " ".join(text_of(ROOT / "corpus" / name).split())
        for quote in record.get("evidence") or []:
            assert any(" ".join(quote.split()) in texts[name] for name in documents), (record["id"], quote)


def content_words(text: str) -> set[str]:
    """Stems of the words that carry a subject, cut to six letters so that "nurse" and "nursing" are one."""
    return {stem[:6] for stem in stems(text)}


def test_half_of_the_answerable_questions_are_in_other_words_than_their_gold() -> None:
    answerable = [q for q in read_questions(SET) if q.answerable]
    shared = [
        len(content_words(q.question.text) & content_words(" ".join(gold.text for gold in q.gold))) for q in answerable
    ]
    assert sum(n <= 1 for n in shared) >= len(answerable) / 2


def test_every_gold_span_is_found_in_the_documents_by_its_words() -> None:
    spans = GoldSpans({f"notes/{path.name}": text_of(path) for path in (ROOT / "corpus" / "notes").glob("*.md")})
    for question in read_questions(SET):
        assert len(spans.needs(question)) == len(question.gold), question.id
        assert all(need.places for need in spans.needs(question)), question.id


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "line 1 is not JSON"),
        ("[]", "line 1 is JSON but not an object"),
        ('{"id": "a", "question": "b", "kind": "c"}', "line 1: the field 'answerable' is missing"),
        ('{"id": "a", "question": "b", "kind": "c", "answerable": true, "history": [1]}', "line 1: 'int' object"),
        (RECORD % '"facts": ["2019"]', "line 1: a group of facts is not a list of texts"),
        (RECORD % '"facts": "2019"', "line 1: facts is not a list of lists"),
        (RECORD % '"facts": [["2019"], []]', "line 1: a group of facts is not"),
        (RECORD % '"facts": [[""]]', "line 1: a group of facts is not"),
        (RECORD % '"evidence": "It was formed."', "line 1: evidence is not a list of texts"),
        (RECORD % '"forbidden": "2018"', "line 1: forbidden is not a list of texts"),
        (RECORD % '"facts": [["2019"]], "min_facts": 2', "line 1: min_facts is 2, but facts has 1"),
        (RECORD % '"facts": [["2019"]], "min_facts": -1', "line 1: min_facts is -1"),
        (RECORD % '"facts": [["2019"]], "min_facts": 1e999', "line 1: cannot convert float infinity"),
        (RECORD % '"answerable": "false"', "line 1: answerable is 'false', not true or false"),
        (RECORD % '"note": "half \\ud800"', "line 1 is not JSON .*surrogates"),
        ("[" * 100_000, "line 1 is not JSON"),
        ("", "holds no question"),
    ],
)
def test_what_is_wrong_with_a_set_is_named(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(line, "utf-8")
    with pytest.raises(EvaluationError, match=told):
        read_questions(path)


def test_an_id_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text('{"id": "a", "question": "b", "kind": "c", "answerable": false}\n' * 2, "utf-8")
    with pytest.raises(EvaluationError, match="line 2: the id a stands there twice"):
        read_questions(path)


def test_a_set_may_come_from_windows(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    line = '{"id": 7, "question": "one\u2028line", "kind": "c", "answerable": false}\r\n'
    path.write_bytes(b"\xef\xbb\xbf" + line.encode())
    assert [(q.id, q.question.text) for q in read_questions(path)] == [("7", "one\u2028line")]

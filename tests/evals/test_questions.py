"""The question set of the project is of the documented form, and its evidence stands in the notes."""

import json
from collections import Counter
from pathlib import Path

from evals.questions import held_out, read_questions
from ingest.assembly import assemble
from ingest.loaders.markdown import load

ROOT = Path(__file__).resolve().parent.parent.parent
SET = ROOT / "evals" / "questions" / "notes.jsonl"


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
                text, _ = assemble(load(ROOT / "corpus" / name).blocks)
                texts[name] = " ".join(text.split())
        for quote in record.get("evidence") or []:
            assert any(" ".join(quote.split()) in texts[name] for name in documents), (record["id"], quote)

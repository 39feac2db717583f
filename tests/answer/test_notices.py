"""Notices and acronyms of whole answers, on a small corpus built by the real pipeline."""

import json
from pathlib import Path

import pytest

from answer.answer import Answer, Notice, Question
from answer.messages import message
from answer.pipeline import Answerer
from answer.text import batch_line, spoken
from api.schemas import answer_json
from evals.grounded import Auditor
from index.build import build

FILES = {
    "report.md": """---
title: Coast report
as_of: "2022-07"
---

# Coast report

The New Ways of Care programme, established in 2015, joined up the trusts of the coast.

The coast's second surgical hub will open in Greywater.
""",
    "slides.md": """---
title: Coast slides
as_of: "2021"
---

# Coast slides

New Ways of Care for Hospitals were piloted from 2016 on the coast. A committees in common (CiC) meets every month.
""",
    "old.md": """---
title: Old slides
as_of: "2010"
superseded_by: slides
---

# Old slides

Meetings of the harbour are held in the library.
""",
    "led.md": """---
title: NHS-led provider collaboratives
as_of: "2026-10"
---

# NHS-led provider collaboratives

## Who holds the budget

The budget of the provider collaborative is held by the lead provider, who answers to the CiC of the coast.
""",
}
DIFFER = (
    "The documents differ on New Ways of Care. “Coast report” says: “established in 2015”. “Coast slides” says: “were piloted"
    " from 2016”."
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = tmp_path_factory.mktemp("corpus")
    for name, text in FILES.items():
        (corpus / name).write_text(text, "utf-8")
    home = tmp_path_factory.mktemp("home")
    build(home, [corpus])
    return home


@pytest.fixture(scope="module")
def answerer(home: Path) -> Answerer:
    return Answerer.open(home)


def ask(answerer: Answerer, text: str) -> Answer:
    return answerer.ask(Question(text))


def of_kind(answer: Answer, kind: str) -> Notice:
    (notice,) = [notice for notice in answer.notices if notice.kind == kind]
    return notice


def test_a_difference_cites_both_documents_though_one_was_not_chosen(answerer: Answerer) -> None:
    answer = ask(answerer, "When was the New Ways of Care programme established?")
    notice = of_kind(answer, "disagreement")
    assert notice.text in {DIFFER, DIFFER.replace("report", "slides", 1)} or "“were piloted from 2016”" in notice.text
    cited = [c for c in answer.citations if c.n in notice.citations]
    assert {c.document for c in cited} == {"report.md", "slides.md"}
    for citation in cited:
        document = answerer.searcher.snapshot.document(citation.document_id, citation.version)
        assert document is not None and document.text[citation.start : citation.end] == citation.quote
    assert len({c.n for c in answer.citations}) == len(answer.citations)


def test_what_was_future_is_told_as_expected_and_the_words_stay(answerer: Answerer) -> None:
    answer = ask(answerer, "Where will the second surgical hub of the coast open?")
    assert "The coast's second surgical hub will open in Greywater." in [s.text for s in answer.statements]
    assert "What it calls the future was expected then." in of_kind(answer, "dated").text
    assert "July 2022" in of_kind(answer, "dated").text


def test_the_answer_says_which_kind_of_collaborative_it_is_about(answerer: Answerer) -> None:
    answer = ask(answerer, "Who holds the budget of a provider collaborative?")
    assert of_kind(answer, "which_meaning").text.startswith(message("meaning_led"))
    named = ask(answerer, "Who holds the budget of an NHS-led provider collaborative?")
    assert "which_meaning" not in {notice.kind for notice in named.notices}


def test_acronyms_stand_in_one_last_line_and_in_the_wire_shape(answerer: Answerer) -> None:
    answer = ask(answerer, "Who holds the budget of a provider collaborative?")
    (each,) = answer.acronyms
    assert (each.short, each.long, each.place.document) == ("CiC", "committees in common", "slides.md")
    assert spoken(answer).endswith("\nCiC: committees in common.")
    over_http = answer_json(answer)["acronyms"][0]
    assert over_http["long"] == "committees in common" and over_http["place"]["locator"]["start"] == each.place.start


QUESTIONS = (
    "When was the New Ways of Care programme established?",
    "Where will the second surgical hub of the coast open?",
    "Where is the surgical hub of the coast at the moment?",
    "Who holds the budget of a provider collaborative?",
)


def audited(home: Path, line: dict[str, object], folder: Path) -> str:
    file = folder / "answers.jsonl"
    file.write_text(json.dumps(line), "utf-8")
    return " ".join(Auditor(home).audit(file).problems)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_audit_finds_all_of_it_again(home: Path, answerer: Answerer, tmp_path: Path, question: str) -> None:
    assert audited(home, batch_line("q", ask(answerer, question)), tmp_path) == ""


@pytest.mark.parametrize(
    ("question", "told", "made_up"),
    [
        (QUESTIONS[0], "2016”", "2018”"),
        (QUESTIONS[1], "July 2022", "May 2031"),
        (QUESTIONS[3], "CiC: committees in common", "CiC: cats in charge"),
    ],
)
def test_the_audit_believes_none_that_is_made_up(
    home: Path, answerer: Answerer, tmp_path: Path, question: str, told: str, made_up: str
) -> None:
    text = json.dumps(batch_line("q", ask(answerer, question)), ensure_ascii=False)
    line = json.loads(
        text.replace(told, made_up).replace(
            "committees in common", "cats in charge" if "cats" in made_up else "committees in common"
        )
    )
    assert "says what no statement does" in audited(home, line, tmp_path)


def test_two_runs_notice_the_same(answerer: Answerer) -> None:
    for question in QUESTIONS:
        assert ask(answerer, question).notices == ask(answerer, question).notices

"""Promises about what is out of force: it stays citable, is marked wherever it is met, and gives way to what is in force."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.answer import Answer, Link, Origin, Question
from answer.messages import message
from answer.pipeline import Answerer
from answer.status import TAGS, Standing, notices, told
from answer.text import batch_line, spoken
from api.schemas import answer_json
from evals.grounded import Auditor
from index.build import build

REGISTER = """
[[publication]]
id = "aid-2021"
title = "Mutual aid guidance 2021"
publisher = "Coast Board"
kind = "guidance"
date = "2021"

[[publication]]
id = "aid-2024"
title = "Mutual aid guidance 2024"
publisher = "Coast Board"
kind = "guidance"
date = "2024"
address = "https://coast.example/2024"
supersedes = ["aid-2021"]
"""
FILES = {
    "register.toml": REGISTER,
    "note.md": """---
title: Mutual aid in short
kind: explainer
sources:
  - id: aid-2021
    place: page 3
---

# Mutual aid in short

Mutual aid means that trusts lend each other staff and beds in a crisis.[^1]

[^1]: aid-2021, page 3
""",
    "policy-2020.md": """---
title: Staffing policy 2020
as_of: "2020"
---

# Staffing policy 2020

Harbour Trust reports its shared staffing to the board every quarter. The staffing lead of Harbour Trust is Ana Brook.
""",
    "policy-2024.md": """---
title: Staffing policy 2024
as_of: "2024"
supersedes: [policy-2020.md]
---

# Staffing policy 2024

Harbour Trust reports its shared staffing to the board every month.
""",
    "travel.txt": "The Moorland scheme paid travel of staff between sites at 45 pence a mile.",
    "travel.txt.toml": 'title = "Travel scheme"\ndate = "2019"\nstatus = "withdrawn"',
    "parking.txt": "The parking plan of Moorland gives each shared nurse a permit for two sites.",
    "parking.txt.toml": 'title = "Parking plan"\nstatus = "draft"',
}
REPLACED = "“Staffing policy 2020” has been replaced by “Staffing policy 2024”."
OF_NOTE = (
    "“Mutual aid in short” is based on “Mutual aid guidance 2021”,"
    " which has been replaced by “Mutual aid guidance 2024”."
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = tmp_path_factory.mktemp("corpus")
    for name, text in FILES.items():
        (corpus / name).write_text(text, "utf-8")
    made = tmp_path_factory.mktemp("home")
    build(made, [corpus])
    return made


@pytest.fixture(scope="module")
def answerer(home: Path) -> Answerer:
    return Answerer.open(home)


def ask(answerer: Answerer, text: str) -> Answer:
    return answerer.ask(Question(text))


@pytest.mark.parametrize(
    ("question", "kind", "text"),
    [
        ("Who is the staffing lead of Harbour Trust?", "superseded", REPLACED),
        ("What is mutual aid?", "superseded", OF_NOTE),
        ("What did Moorland pay for travel between sites?", "superseded", "“Travel scheme” was withdrawn."),
        ("What does the parking plan give each nurse?", "draft", "“Parking plan” is a draft and may still change."),
    ],
)
def test_an_answer_from_what_is_out_of_force_says_so_once(
    answerer: Answerer, question: str, kind: str, text: str
) -> None:
    answer = ask(answerer, question)
    (notice,) = answer.notices
    assert (notice.kind, notice.text) == (kind, text)
    assert set(notice.citations) <= {citation.n for citation in answer.citations}
    for said in (spoken(answer), spoken(answer, sources=True)):
        assert said.count(text) == 1
        assert said.index(answer.statements[0].text) < said.index(text)
        assert said.index(text) < max(said.find("As of"), said.find("The source gives no date."))


@pytest.mark.parametrize(
    "question",
    [
        "How often does Harbour Trust report shared staffing to the board?",
        "Does Harbour Trust report shared staffing to the board every quarter?",
    ],
)
def test_what_is_in_force_is_said_where_both_say_it(answerer: Answerer, question: str) -> None:
    answer = ask(answerer, question)
    assert answer.statements[0].text == FILES["policy-2024.md"].rstrip().rsplit("\n", 1)[1]
    first = answer.statements[0].citations[0]
    assert not any(first in notice.citations for notice in answer.notices)
    assert "every quarter" not in spoken(answer)


def test_what_is_out_of_force_is_told_when_it_is_asked_for_by_name(answerer: Answerer) -> None:
    answer = ask(answerer, "How often did the staffing policy of 2020 have Harbour Trust report?")
    assert "every quarter" in answer.statements[0].text
    assert [notice.text for notice in answer.notices] == [REPLACED]


def test_the_citation_says_what_is_in_force_and_where(answerer: Answerer) -> None:
    answer = ask(answerer, "Who is the staffing lead of Harbour Trust?")
    cited = next(c for c in answer.citations if c.document == "policy-2020.md")
    newer = next(d for d in answerer.searcher.snapshot.documents() if d.path == "policy-2024.md")
    assert (cited.status, cited.replaced_by) == (
        "superseded",
        (Link("Staffing policy 2024", f"/sources/{newer.id}"),),
    )
    assert f"[{cited.n}] Staffing policy 2020 (2020, replaced by a newer one)" in spoken(answer, sources=True)


def test_the_publication_behind_a_note_says_so_too(answerer: Answerer) -> None:
    answer = ask(answerer, "What is mutual aid?")
    (origin,) = answer.citations[0].origins
    newer = Link("Mutual aid guidance 2024", "https://coast.example/2024")
    assert (answer.citations[0].status, origin.status, origin.replaced_by) == ("current", "superseded", (newer,))
    assert answer.notices[0].links == (newer,)
    assert "(from Coast Board, 2021, replaced by a newer one)" in spoken(answer, sources=True)


def test_scripts_are_told_the_same(answerer: Answerer) -> None:
    answer = ask(answerer, "What is mutual aid?")
    over_http, line = answer_json(answer), json.loads(json.dumps(batch_line("q", answer)))
    assert over_http["notices"] == line["notices"]
    assert over_http["citations"][0]["origins"] == line["citations"][0]["origins"]
    assert line["citations"][0]["origins"][0]["status"] == "superseded"
    assert OF_NOTE in line["answer"]
    assert line["as_of"] == over_http["as_of"] == "2021"


def test_the_audit_wants_the_notice_and_believes_no_other(home: Path, answerer: Answerer, tmp_path: Path) -> None:
    honest = batch_line("q", ask(answerer, "Who is the staffing lead of Harbour Trust?"))
    left_out = honest | {"answer": honest["answer"].replace(REPLACED, "")}
    made_up = honest | {"answer": honest["answer"].replace(REPLACED, f"{REPLACED} “Travel scheme” was withdrawn.")}
    problems = []
    for line in (honest, left_out, made_up):
        (tmp_path / "answers.jsonl").write_text(json.dumps(line), "utf-8")
        problems.append(" ".join(Auditor(home).audit(tmp_path / "answers.jsonl").problems))
    assert problems[0] == ""
    assert "does not say" in problems[1] and "“Staffing policy 2020” has been replaced" in problems[1]
    assert "says what no statement does" in problems[2]


LINKS = st.lists(st.builds(Link, st.sampled_from(["New", "Newer", "{document}", "{others}"]), st.just("")), max_size=3)


@given(st.text(max_size=20), st.sampled_from([*TAGS, "current", "unknown", ""]), LINKS)
def test_one_sentence_holds_the_subject_and_what_is_in_force(subject: str, status: str, others: list[Link]) -> None:
    sentence = told(subject, status, others)
    if status not in TAGS:
        assert sentence is None
        return
    assert sentence is not None
    assert sentence.before.startswith(subject) and sentence.text.endswith(".")
    named = status != "draft"
    assert sentence.others == (tuple(others) if named else ())
    assert all(f"“{other.title}”" in sentence.text for other in others) or not named


def test_all_that_is_out_of_date_makes_one_notice_and_drafts_another() -> None:
    newer = Link("New", "/sources/new")
    origins = (
        Origin("a", "A", "", "2020", "", "", "withdrawn"),
        Origin("b", "B", "", "2020", "", "", "draft"),
        Origin("c", "C", "", "2020", "", "", "unknown"),
    )
    cited = [
        Standing(1, "Old", "superseded", (newer,), ()),
        Standing(2, "Note", "current", (), origins),
        Standing(3, "Old", "superseded", (newer,), ()),
        Standing(4, "Older", "superseded", (), ()),
    ]
    outdated, drafts = notices(cited)
    assert outdated.text == (
        "“Old” has been replaced by “New”. “Note” is based on “A”, which was withdrawn."
        " “Older” has been replaced by a newer one."
    )
    assert (outdated.kind, outdated.citations, outdated.links) == ("superseded", (1, 2, 3, 4), (newer,))
    assert (drafts.kind, drafts.text) == ("draft", "“Note” is based on “B”, which is a draft and may still change.")
    assert notices([Standing(1, "T", "current", (), ())]) == ()


@pytest.mark.parametrize("status", list(TAGS))
def test_every_status_has_its_words(status: str) -> None:
    assert message(status).startswith("{document} ")

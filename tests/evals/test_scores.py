"""What an answer is worth, and that the figures are those of the shared scorer where it is beside the checkout."""

import importlib.util
import json
import random
from pathlib import Path
from types import ModuleType

import pytest

from answer.answer import Answer, Citation, Outcome, Question, Statement
from answer.text import spoken
from evals.questions import Gold, Labelled, read_questions
from evals.result import means
from evals.scores import Values, alce, judge, values_of
from ingest.documents import Locator

ROOT = Path(__file__).resolve().parent.parent.parent
SHARED = ROOT.parent / "shared" / "evalsets"

FORMED = "The alliance was formed in 2019."
SAVED = "It saved £2.4m in one year."


def citation(n: int, quote: str, start: int = 0) -> Citation:
    return Citation(
        n, "d1", "v1", "a.md", "A", "", "note", "2022", "current", Locator(), start, start + len(quote), quote, "", ""
    )


def answer(outcome: Outcome, *texts: str, message: str = "") -> Answer:
    statements = tuple(Statement(text, (n,), 0.5) for n, text in enumerate(texts, start=1))
    citations = tuple(citation(n, text) for n, text in enumerate(texts, start=1))
    return Answer("x", "q", "q", outcome, message=message, statements=statements, citations=citations)


def labelled(answerable: bool = True, **fields: object) -> Labelled:
    body = {"facts": (("2019",),), "needed": 1, "gold": (Gold(FORMED),)} if answerable else {"facts": (), "needed": 0}
    return Labelled("q-1", Question("q"), "fact", answerable, **{**body, **fields})  # type: ignore[arg-type]


def scored(question: Labelled, given: Answer, gold_is_held: bool = True) -> Values:
    quotes = {c.n: c.quote for c in given.citations}
    return values_of(question, given, judge(question, given), gold_is_held, lambda *_: quotes.get(1))


def test_a_right_answer() -> None:
    values = scored(labelled(), answer(Outcome.ANSWERED, FORMED))
    assert values["fact_recall"] == values["fully_correct_rate"] == values["evidence_hit_rate"] == 1.0
    assert values["selective_accuracy"] == values["coverage"] == values["groundedness"] == 1.0
    assert values["wrong_answer_rate"] == 0.0
    assert "abstain_recall" not in values and "abstain_precision" not in values and "signpost_rate" not in values


def test_abstaining_on_an_answerable_question_is_no_find_and_not_wrong() -> None:
    values = scored(labelled(), answer(Outcome.ABSTAINED, message="I don't know whether it was 2019."))
    assert (
        values["fact_recall"] == values["coverage"] == values["abstain_precision"] == values["wrong_answer_rate"] == 0
    )
    assert "selective_accuracy" not in values and "groundedness" not in values


def test_asking_back_where_that_is_fair_is_unscored_and_not_0() -> None:
    values = scored(labelled(abstain_ok=True), answer(Outcome.CLARIFY, message="Which one?"))
    assert "fact_recall" not in values and "abstain_precision" not in values


def test_gold_of_another_corpus_is_unscored_and_not_0() -> None:
    values = scored(labelled(), answer(Outcome.ANSWERED, FORMED), gold_is_held=False)
    assert values["fact_recall"] == 1.0
    assert not {"evidence_hit_rate", "evidence_coverage", "citation_precision_proxy"} & values.keys()


def test_a_question_without_facts_is_unscored_for_them_and_not_1() -> None:
    values = scored(labelled(facts=(), needed=0), answer(Outcome.ANSWERED, FORMED))
    assert not {"fact_recall", "fully_correct_rate", "selective_accuracy"} & values.keys()
    assert values["evidence_hit_rate"] == values["groundedness"] == 1.0


def test_a_forbidden_form_makes_an_answer_wrong() -> None:
    values = scored(labelled(forbidden=("£2.4m",)), answer(Outcome.ANSWERED, FORMED, SAVED))
    assert (values["fact_recall"], values["fully_correct_rate"], values["wrong_answer_rate"]) == (1.0, 0.0, 1.0)


def test_answering_the_unanswerable_is_wrong_and_a_correction_is_not() -> None:
    assert scored(labelled(False), answer(Outcome.PARTIAL, FORMED))["wrong_answer_rate"] == 1.0
    values = scored(labelled(False, correction=(("formed in 2019",),)), answer(Outcome.ANSWERED, FORMED))
    assert (values["wrong_answer_rate"], values["abstain_recall"], values["selective_accuracy"]) == (0.0, 1.0, 1.0)


def test_signposting_is_right_only_when_nothing_is_quoted() -> None:
    question = labelled(False, signpost=("999",))
    assert scored(question, answer(Outcome.SIGNPOSTED, message="Call 999."))["abstain_recall"] == 1.0
    values = scored(question, answer(Outcome.ANSWERED, "Staff know the 999 protocols."))
    assert (values["signpost_rate"], values["abstain_recall"], values["wrong_answer_rate"]) == (1.0, 0.0, 1.0)


def test_groundedness_reads_the_store_and_not_the_quote() -> None:
    given = answer(Outcome.ANSWERED, FORMED)
    values = values_of(labelled(), given, judge(labelled(), given), True, lambda *_: "Something else stands there.")
    assert (values["citation_recall"], values["groundedness"]) == (1.0, 0.0)
    assert values_of(labelled(), given, judge(labelled(), given), True, lambda *_: None)["groundedness"] == 0.0


@pytest.mark.parametrize(
    ("quotes", "held", "precise"),
    [
        ([FORMED], True, [True]),
        ([SAVED], False, [False]),
        ([FORMED, SAVED], True, [True, False]),  # the second adds nothing
        ([FORMED, FORMED], True, [True, True]),  # each supports it alone
        (["The alliance was formed", "in 2019."], True, [True, True]),  # neither does without the other
        ([], False, []),
    ],
)
def test_alce(quotes: list[str], held: bool, precise: list[bool]) -> None:
    assert alce(Statement(FORMED, (1, 2), 0.5), quotes) == (held, precise)


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    """The shared scorer, loaded from beside the checkout."""
    if not (SHARED / "score.py").is_file():
        pytest.skip("the shared scorer is not beside this checkout")
    spec = importlib.util.spec_from_file_location("score", SHARED / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def made_up(question: Labelled, chance: random.Random) -> Answer:
    """An answer of any kind: with some of the gold and of the accepted forms, with forbidden words, or with none."""
    outcome = chance.choice([*Outcome, Outcome.ANSWERED, Outcome.PARTIAL])
    if outcome in {Outcome.ABSTAINED, Outcome.CLARIFY, Outcome.SIGNPOSTED}:
        return answer(outcome, message=chance.choice(["I don't know.", "Call 999 or 111.", *question.forbidden[:1]]))
    texts = [g.text for g in question.gold if chance.random() < 0.6]
    texts += [chance.choice(group) for group in (*question.facts, *question.correction) if chance.random() < 0.5]
    texts += [form for form in question.forbidden if chance.random() < 0.2]
    texts += [" ".join(text.split()[: chance.randint(3, 12)]) for text in texts[:1]]
    return answer(outcome, *(texts or ["Nothing to the point."]))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["dev.jsonl", "notes.jsonl"])
def test_figures_are_those_of_the_shared_scorer(scorer: ModuleType, name: str, seed: int) -> None:
    path = SHARED / name if name == "dev.jsonl" else ROOT / "evals" / "questions" / name
    chance = random.Random(seed)
    values: dict[str, Values] = {}
    lines = []
    for question in read_questions(path):
        given = made_up(question, chance)
        values[question.id] = scored(question, given)
        lines.append(
            {
                "id": question.id,
                "answer": spoken(given),
                "abstained": given.outcome in {Outcome.ABSTAINED, Outcome.CLARIFY},
                "signposted": given.outcome is Outcome.SIGNPOSTED,
                "citations": [{"text": c.quote} for c in given.citations],
            }
        )
    theirs = scorer.score([json.loads(line) for line in path.read_text("utf-8").splitlines()], lines)["overall"]
    ours = means(
        {m: {q: of[m] for q, of in values.items() if m in of} for m in {m for of in values.values() for m in of}}
    )
    shared = ours.keys() & theirs.keys()
    assert len(shared) >= 9
    assert {m: ours[m] for m in shared} == pytest.approx({m: theirs[m] for m in shared})

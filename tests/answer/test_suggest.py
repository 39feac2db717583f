"""Suggestions are questions that the corpus answers, because each was asked when it was indexed."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from answer.answer import Answer, Outcome, Question, Turn
from answer.pipeline import Answerer
from answer.suggest import FOLDER, NONE, load, prepare, prepared
from index.build import build

FILES = {
    "alliance.md": """# The Harbour Alliance

The Harbour Alliance is a provider collaborative of four acute trusts. The Harbour Alliance was formed in 2019.

## Members

The four trusts of the Harbour Alliance are:

- Northgate Trust
- Saltmarsh Trust
- Lantern Hill Trust
- Greywater Trust

## Savings

The Harbour Alliance has saved £2.4m by buying supplies together.
""",
    "aid.md": """# Mutual aid

Mutual aid is a way in which trusts lend each other staff and beds. Nobody pays for mutual aid at night.

## Resilience

The Moorland resilience hub was launched in 2021. The Moorland resilience hub is led by Ana Brook of Saltmarsh Trust.
""",
    "board.md": "# Boards\n\nA provider leadership board is a forum of leaders from several trusts who decide together.\n",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    corpus = tmp_path_factory.mktemp("corpus")
    for name, text in FILES.items():
        (corpus / name).write_text(text, "utf-8")
    home = tmp_path_factory.mktemp("home")
    build(home, [corpus])
    return home


@pytest.fixture(scope="module")
def answerer(home: Path) -> Iterator[Answerer]:
    before = Answerer.open(home)
    assert before.suggestions is NONE and not prepared(home)
    prepare(before)
    assert prepared(home)
    yield Answerer.open(home)


def ask(answerer: Answerer, text: str, *before: str) -> Answer:
    return answerer.ask(Question(text, tuple(Turn(question, "") for question in before)))


def test_every_suggestion_is_answered(answerer: Answerer) -> None:
    assert len(answerer.suggestions.questions) > 3
    for question in answerer.suggestions.questions:
        assert ask(answerer, question).outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    "question", ["What is the Harbour Alliance?", "Who pays for mutual aid?", "best pizza in town"]
)
def test_three_are_shown_and_none_that_was_asked(answerer: Answerer, question: str) -> None:
    first = ask(answerer, question)
    assert 1 <= len(first.suggestions) <= 3 and question not in first.suggestions
    later = ask(answerer, question, *first.suggestions)
    assert not set(later.suggestions) & set(first.suggestions)


def test_what_is_about_the_same_thing_comes_first(answerer: Answerer) -> None:
    assert "Harbour Alliance" in ask(answerer, "When was the Harbour Alliance formed?").suggestions[0]


def test_what_the_answer_says_already_is_not_suggested(answerer: Answerer) -> None:
    answer = ask(answerer, "Tell me when the Moorland resilience hub began")
    assert any("2021" in s.text for s in answer.statements)
    assert "When was the Moorland resilience hub launched?" not in answer.suggestions


def test_who_is_in_need_gets_help_and_no_suggestion(answerer: Answerer) -> None:
    assert ask(answerer, "I want to die").suggestions == ()


def test_openers_are_of_different_documents(answerer: Answerer) -> None:
    openers = answerer.suggestions.openers()
    at = [answerer.suggestions.questions.index(question) for question in openers]
    documents = [answerer.suggestions.spans[n][0] for n in at]
    assert len(openers) > 1 and len(set(documents)) == len(documents)


def test_preparing_twice_asks_once_and_clears_what_is_old(home: Path, answerer: Answerer) -> None:
    asked: list[int] = []
    old = home / FOLDER / "0123456789abcdef-0.npz"
    old.write_bytes(b"")
    assert prepare(answerer, lambda what, done, total: asked.append(done)).questions == answerer.suggestions.questions
    assert not asked
    (stored,) = [file for file in (home / FOLDER).iterdir() if file != old]
    stored.write_bytes(b"damaged")
    assert load(answerer.searcher.snapshot, answerer.settings) is None
    again = prepare(Answerer.open(home), lambda what, done, total: asked.append(done))
    assert asked and again.questions == answerer.suggestions.questions
    assert np.array_equal(again.vectors, answerer.suggestions.vectors)
    assert not old.exists()

"""Promises of forgetting: one command deletes what is kept of a question, wherever in the home it is."""

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest

import guide
from answer.answer import Audience, Question
from answer.pipeline import Answerer
from api.frozen import FILE as ANSWERS
from api.frozen import FrozenAnswers
from asked.store import FILE, Feedback

TEXT = "When was the Harbour Alliance formed?"


@pytest.fixture
def home(answerer: Answerer, tmp_path: Path) -> tuple[Path, str]:
    """A home that keeps one answer behind a link, its question and its mark; and the answer's id."""
    answer = answerer.ask(Question(TEXT))
    FrozenAnswers(tmp_path, 90).keep(answer)
    asked = Feedback(tmp_path, 90, keep_questions=True)
    asked.remember(answer, Audience.STAFF)
    asked.record(answer.id, False, comment="the harbour ALLIANCE is older")
    return tmp_path, answer.id


def rows(home: Path) -> int:
    total = 0
    for file, tables in ((FILE, ("marks", "questions")), (ANSWERS, ("answers",))):
        database = sqlite3.connect(home / file)
        total += sum(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables)
        database.close()
    return total


def forget(home: Path, *options: str) -> int:
    return guide.main(["forget", *options, "--home", str(home)])


def test_it_forgets_an_answer_everywhere(home: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> None:
    folder, answer_id = home
    assert forget(folder, "--answer", "b" * 32) == 0
    assert rows(folder) == 3
    assert forget(folder, "--answer", answer_id) == 0
    assert "2 questions and marks, 1 answers behind links" in capsys.readouterr().out
    assert rows(folder) == 0


def test_it_forgets_by_a_text_and_the_words_are_gone_from_the_files(home: tuple[Path, str]) -> None:
    folder, _ = home
    assert forget(folder, "--text", "harbour alliance") == 0
    assert rows(folder) == 0
    assert not any(b"older" in file.read_bytes() or b"2019" in file.read_bytes() for file in folder.iterdir())


def test_it_forgets_what_is_older_than_a_day(home: tuple[Path, str]) -> None:
    folder, _ = home
    assert forget(folder, "--before", date.today().isoformat()) == 0
    assert rows(folder) == 3
    assert forget(folder, "--before", (date.today() + timedelta(days=1)).isoformat()) == 0
    assert rows(folder) == 0


def test_without_an_option_only_what_has_expired_goes(home: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> None:
    folder, _ = home
    assert forget(folder) == 0
    assert rows(folder) == 3


def test_what_cannot_be_used_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert forget(tmp_path, "--before", "yesterday") == 1
    assert "2026-11-30" in capsys.readouterr().err
    assert forget(tmp_path, "--text", "anything") == 0
    assert list(tmp_path.iterdir()) == []
    (tmp_path / FILE).write_bytes(b"no database at all" * 100)
    assert forget(tmp_path, "--text", "anything") == 1
    assert "asked.sqlite" in capsys.readouterr().err

"""The store of frozen answers: how long it keeps them, and that it forgets."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from answer.answer import Answer, Question
from answer.pipeline import Answerer
from api.frozen import FILE, FrozenAnswers

START = date(2026, 1, 30)


class Calendar:
    """A day that a test can change."""

    def __init__(self) -> None:
        self.day = START

    def __call__(self) -> date:
        """The day."""
        return self.day


@pytest.fixture(scope="module")
def answer(answerer: Answerer) -> Answer:
    """An answer with citations, origins and an as-of date."""
    return answerer.ask(Question("When was the Harbour Alliance formed?"))


@pytest.fixture
def calendar() -> Calendar:
    """The first day."""
    return Calendar()


@pytest.fixture
def store(tmp_path: Path, calendar: Calendar) -> FrozenAnswers:
    """A store that keeps answers for 30 days."""
    return FrozenAnswers(tmp_path, 30, calendar)


def test_it_gives_back_just_what_it_was_given(store: FrozenAnswers, answer: Answer) -> None:
    kept = store.keep(answer)
    assert (kept.answer, kept.asked_on, kept.expires_on) == (answer, START, date(2026, 3, 1))
    assert store.find(answer.id) == kept
    assert store.find("another") is None


def test_an_answer_is_there_until_its_last_day_and_then_deleted(
    store: FrozenAnswers, answer: Answer, calendar: Calendar, tmp_path: Path
) -> None:
    store.keep(answer)
    store.keep(replace(answer, id="other"))
    calendar.day = START + timedelta(days=29)
    assert store.find(answer.id) is not None
    calendar.day = START + timedelta(days=30)
    assert store.find(answer.id) is None
    # Not only hidden: its words are not in the file any more, whichever was asked for.
    held = b"".join(file.read_bytes() for file in tmp_path.glob(f"{FILE}*"))
    assert b"Harbour" not in held


def test_what_has_expired_goes_when_the_service_starts(
    store: FrozenAnswers, answer: Answer, calendar: Calendar, tmp_path: Path
) -> None:
    store.remove_expired()
    assert not (tmp_path / FILE).exists()
    store.keep(answer)
    calendar.day = START + timedelta(days=31)
    store.remove_expired()
    database = sqlite3.connect(tmp_path / FILE)
    assert database.execute("SELECT count(*) FROM answers").fetchone() == (0,)
    database.close()


def test_reading_makes_no_file(store: FrozenAnswers, tmp_path: Path) -> None:
    assert store.find("a") is None
    assert not list(tmp_path.iterdir())


def test_what_another_version_of_the_program_kept_is_not_there(
    store: FrozenAnswers, answer: Answer, tmp_path: Path
) -> None:
    store.keep(answer)
    database = sqlite3.connect(tmp_path / FILE)
    with database:
        database.execute("""UPDATE answers SET body = '{"id": "a"}'""")
    database.close()
    assert store.find(answer.id) is None


def test_what_is_kept_can_be_read_where_nothing_can_be_written(
    store: FrozenAnswers, answer: Answer, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store.keep(answer)

    def read_only() -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(store, "_opened", read_only)
    assert store.find(answer.id) == kept
    calendar.day = START + timedelta(days=30)
    assert store.find(answer.id) is None


def test_threads_can_keep_and_read_at_once(store: FrozenAnswers, answer: Answer) -> None:
    def keep_and_find(n: int) -> bool:
        kept = store.keep(replace(answer, id=f"a{n}"))
        return store.find(f"a{n}") == kept

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(keep_and_find, range(40)))

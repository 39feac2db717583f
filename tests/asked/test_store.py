"""Promises of what is kept of what people asked: as little as said, for as long as said, and forgotten for good."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from answer.answer import Answer, Audience, Outcome
from asked import store as store_module
from asked.errors import AskedFault
from asked.store import FILE, Feedback

START = date(2026, 1, 30)


class Calendar:
    """A day that a test can change."""

    day = START

    def __call__(self) -> date:
        """The day."""
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    """The first day."""
    return Calendar()


@pytest.fixture
def asked(tmp_path: Path, calendar: Calendar) -> Feedback:
    """A store that keeps questions, for 30 days."""
    return Feedback(tmp_path, 30, keep_questions=True, today=calendar)


def answer(n: int = 1, text: str = "Who lends nurses?", **said: object) -> Answer:
    fields = {"id": f"{n:032x}", "question": text, "standalone_question": text, "sureness": 0.1}
    return Answer(**{**fields, "outcome": Outcome.ABSTAINED, "reason": "no_evidence", **said})  # type: ignore[arg-type]


def in_the_file(home: Path, words: bytes) -> bool:
    return any(words in file.read_bytes() for file in home.glob(f"{FILE}*"))


def test_a_mark_and_its_question_come_back_together(asked: Feedback) -> None:
    asked.remember(answer(), Audience.STAFF)
    asked.record(answer().id, False, "wrong", "Ask Sarah Jones, it is Thursday")
    (one,) = asked.questions()
    assert (one.question, one.outcome, one.reason, one.day) == ("Who lends nurses?", "abstained", "no_evidence", START)
    assert one.mark and (one.mark.helpful, one.mark.reason) == (False, "wrong")
    assert one.mark.comment == "Ask [removed], it is Thursday"


def test_the_last_mark_of_an_answer_counts(asked: Feedback) -> None:
    asked.record("a" * 32, True)
    asked.record("a" * 32, False, "wrong")
    assert [(mark.helpful, mark.reason) for mark in asked.marks()] == [(False, "wrong")]


def test_questions_are_kept_only_where_that_is_switched_on(tmp_path: Path) -> None:
    asked = Feedback(tmp_path, 30)
    asked.remember(answer(), Audience.STAFF)
    asked.record("a" * 32, False, question="Who lends nurses?")
    assert asked.questions() == []
    assert len(asked.marks()) == 1
    assert not in_the_file(tmp_path, b"nurses")


def test_of_a_kiosk_no_words_are_kept(asked: Feedback, tmp_path: Path) -> None:
    asked.remember(answer(), Audience.KIOSK)
    asked.record("a" * 32, False, "missing", "nothing on nurses", "Who lends nurses?", Audience.KIOSK)
    assert asked.questions() == []
    assert [(mark.reason, mark.comment) for mark in asked.marks()] == [("missing", "")]
    assert not in_the_file(tmp_path, b"nurses")


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.SIGNPOSTED, "crisis"),
        (Outcome.SIGNPOSTED, "clinical"),
        (Outcome.ABSTAINED, "personal_data"),
        (Outcome.ABSTAINED, "abuse"),
        (Outcome.CLARIFY, "empty"),
        (Outcome.ABSTAINED, "a reason of tomorrow"),
    ],
)
def test_what_was_not_searched_is_not_kept(asked: Feedback, outcome: Outcome, reason: str) -> None:
    asked.remember(answer(outcome=outcome, reason=reason), Audience.STAFF)
    assert asked.questions() == []


def test_a_question_that_was_asked_back_is_kept(asked: Feedback) -> None:
    asked.remember(answer(outcome=Outcome.CLARIFY, reason="ambiguous", sureness=None), Audience.STAFF)
    assert [one.outcome for one in asked.questions()] == ["clarify"]


def test_everything_is_gone_after_its_days_and_its_words_with_it(
    asked: Feedback, calendar: Calendar, tmp_path: Path
) -> None:
    asked.remember(answer(), Audience.STAFF)
    asked.record("b" * 32, False, comment="too few nurses")
    calendar.day = START + timedelta(days=29)
    assert asked.questions() and asked.marks()
    calendar.day = START + timedelta(days=30)
    asked.remove_expired()
    assert not asked.questions() and not asked.marks()
    assert not in_the_file(tmp_path, b"nurses")


def test_to_read_deletes_nothing_even_with_other_settings_than_the_service(asked: Feedback, tmp_path: Path) -> None:
    asked.remember(answer(), Audience.STAFF)
    asked.record(answer().id, False, "wrong", "too few nurses")
    later = Feedback(tmp_path, 1, today=lambda: START + timedelta(days=1))  # as 'guide doctor' without the variables
    assert later.questions() == [] and later.marks() == []
    assert [one.mark and one.mark.comment for one in asked.questions()] == ["too few nurses"]
    assert len(asked.marks()) == 1
    later.record("b" * 32, True)  # a write does
    assert asked.questions() == [] and [mark.answer_id for mark in asked.marks()] == ["b" * 32]


def test_it_forgets_by_answer_by_text_and_by_day(asked: Feedback, calendar: Calendar, tmp_path: Path) -> None:
    for n, text in enumerate(("Who lends NURSES?", "Who rings bells?", "What is a hub?")):
        asked.remember(answer(n, text), Audience.STAFF)
        asked.record(answer(n).id, False, comment=f"on {text}")
    assert asked.forget(answer_id=answer(1).id) == 2
    assert asked.forget(text="nurses") == 2
    assert not in_the_file(tmp_path, b"NURSES") and not in_the_file(tmp_path, b"bells")
    assert asked.forget(before=START) == 0
    assert asked.forget() == 0
    assert len(asked.questions()) == 1
    assert asked.forget(before=START + timedelta(days=1)) == 2
    assert not in_the_file(tmp_path, b"hub")


def test_percent_signs_and_quotes_in_what_is_to_be_forgotten_are_only_text(asked: Feedback) -> None:
    asked.remember(answer(1, "Is it 50% or 'half'?"), Audience.STAFF)
    asked.remember(answer(2, "Who lends nurses?"), Audience.STAFF)
    assert asked.forget(text="%") == 1
    assert asked.forget(text="' OR 1=1 --") == 0


def test_it_ends_somewhere_and_says_so(asked: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MOST", 2)
    for n in (1, 2, 2):
        asked.record(f"{n:032x}", True)
    with pytest.raises(AskedFault, match="guide forget"):
        asked.record(f"{3:032x}", True)


def test_a_home_that_cannot_take_it_says_so(tmp_path: Path) -> None:
    asked = Feedback(tmp_path / "nowhere", 30)
    with pytest.raises(AskedFault, match="asked.sqlite cannot be used .*Make room"):
        asked.record("a" * 32, True)
    assert asked.questions() == [] and asked.marks() == [] and asked.forget(text="x") == 0


def test_what_is_there_can_be_read_where_nothing_can_be_written(
    asked: Feedback, calendar: Calendar, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked.remember(answer(), Audience.STAFF)
    asked.record(answer().id, False, "wrong")

    @contextmanager
    def read_only() -> Iterator[None]:
        raise AskedFault("attempt to write a readonly database")
        yield

    monkeypatch.setattr(asked, "_connected", read_only)
    assert [one.question for one in asked.questions()] == ["Who lends nurses?"]
    assert [mark.reason for mark in asked.marks()] == ["wrong"]
    calendar.day = START + timedelta(days=30)
    assert asked.questions() == [] and asked.marks() == []  # expired, though it could not be deleted


def test_threads_write_at_once_and_nothing_is_lost(asked: Feedback) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: asked.record(f"{n:032x}", bool(n % 2)), range(40)))
    assert len(asked.marks()) == 40


def test_each_write_is_on_the_disk_before_it_is_acknowledged(asked: Feedback, tmp_path: Path) -> None:
    with asked._opened() as database:
        assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert sqlite3.connect(tmp_path / FILE).execute("PRAGMA integrity_check").fetchone() == ("ok",)

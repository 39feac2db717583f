"""`guide forget`: what people asked, deleted from everything that a home keeps of it."""

import sqlite3
from datetime import date
from pathlib import Path

from api.frozen import FrozenAnswers
from api.settings import StartError
from api.settings import read_settings as service_settings
from asked.settings import read_settings
from asked.store import Feedback
from commands.errors import InputError


def run(home: Path, answer_id: str, text: str, before: str) -> None:
    """Delete by answer, by text in any case, or what is older than a day; without any, what has expired.

    Raises InputError or AskedFault.
    """
    day = _day(before) if before else None
    kept = read_settings()
    asked = Feedback(home, kept.question_days, kept.keep_questions)
    try:
        frozen = FrozenAnswers(home, service_settings().answer_days)
        asked.remove_expired()
        frozen.remove_expired()
        rows = asked.forget(answer_id, text, day)
        answers = frozen.forget(answer_id, text, day)
    except StartError as error:
        raise InputError(str(error)) from error
    except sqlite3.Error as error:
        raise InputError(f"The kept answers cannot be changed ({error}). Let this user write to {home}.") from error
    print(f"Forgotten: {rows} questions and marks, {answers} answers behind links; and all that had expired.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no day. Write it as 2026-11-30.") from error

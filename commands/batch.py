"""`guide batch`: a file of questions answered, a JSON object a line."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from answer.answer import Audience, Question, Turn
from answer.pipeline import Answerer
from answer.text import batch_line
from commands.errors import InputError
from commands.progress import Progress


def run(home: Path, given: Path, written: Path) -> None:
    """Answer the questions of one file into another. Raises InputError naming the line that cannot be used."""
    questions = list(_questions(given))
    answerer = Answerer.open(home)
    with written.open("w", encoding="utf-8") as out, Progress() as progress:
        for n, (question_id, question) in enumerate(questions, start=1):
            line = batch_line(question_id, answerer.ask(question))
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            progress("Answering", n, len(questions))
    print(f"{len(questions)} answers in {written}")


def _questions(path: Path) -> Iterator[tuple[Any, Question]]:
    try:
        lines = path.read_text("utf-8-sig").split("\n")  # other line separators may stand inside a JSON text
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}). Give a file of JSON lines.") from error
    for n, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            json.dumps(record, ensure_ascii=False).encode("utf-8")  # fails for half of a surrogate pair
            history = tuple(Turn(t["question"], t["answer"]) for t in record.get("history") or [])
            audience = Audience(record["audience"]) if record.get("audience") in list(Audience) else Audience.STAFF
            yield record["id"], Question(str(record["question"]), history, audience)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(
                f'{path}, line {n}: needs {{"id", "question", "history"}} as JSON ({error!r}). Mend that line.'
            ) from error

"""Themes: the questions that a touch screen offers, each asked and answered before it is shown."""

import hashlib
import json
import os
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from answer.answer import Audience, Outcome, Question
from answer.pipeline import Answerer
from answer.receipt import settings_digest
from answer.suggest import FOLDER
from index.snapshot import current_id

_MOST = 4  # questions of a theme: more do not fit beside the others on one screen
_ALONE = 8  # questions of a theme that stands alone
_OTHER = "Questions to begin with"
_LISTED = Path(__file__).parent / "themes.toml"
_SUFFIX = ".themes.json"


@dataclass(frozen=True, slots=True)
class Theme:
    """A few questions on one subject; `picture` names the drawing beside its title."""

    title: str
    picture: str
    questions: tuple[str, ...]


def themes(answerer: Answerer) -> tuple[Theme, ...]:
    """Return the themes of which this corpus answers something; one of its own questions where it is not ours.

    Each question is asked once for each snapshot, as the touch screen asks it (some 60 ms a question), and what came of
    it is stored in the home: an ingest does so. A home that cannot be written to does without.
    """
    # An ingest prepares the corpus's own questions after its snapshot serves: then the themes are found anew.
    return _themes(answerer, len(answerer.suggestions.questions))


@lru_cache(maxsize=1)
def _themes(answerer: Answerer, own: int) -> tuple[Theme, ...]:
    file = _file_of(answerer)
    stored = _load(file)
    if stored is not None:
        return stored
    found = _checked(answerer)
    if own or len(found) > 1:
        _store(file, found)
    return found


def prepared(home: Path) -> bool:
    """Say whether the themes of the current snapshot are stored."""
    return _file(home, str(current_id(home)), settings_digest()).is_file()


def prepare(answerer: Answerer) -> None:
    """Find the themes and store them; the answerer must have the corpus's own questions."""
    _store(_file_of(answerer), _checked(answerer))


def _checked(answerer: Answerer) -> tuple[Theme, ...]:
    found = [
        Theme(listed["title"], listed["picture"], tuple(_answered(answerer, _listed(listed), _MOST)))
        for listed in tomllib.loads(_LISTED.read_text("utf-8"))["theme"]
    ]
    kept = tuple(theme for theme in found if theme.questions)
    if len(kept) > 1:
        return kept
    own = _answered(answerer, ((question, "") for question in answerer.suggestions.questions), _ALONE)
    other = Theme(_OTHER, "start", tuple(own))
    return (other,) if other.questions else ()


def offered(answerer: Answerer, question: str) -> bool:
    """Say whether a question is one of ours, which was answered before it was offered."""
    return question in answerer.suggestions.questions or any(question in theme.questions for theme in themes(answerer))


def _listed(theme: dict[str, list[dict[str, str]]]) -> Iterator[tuple[str, str]]:
    return ((entry["ask"], entry["says"]) for entry in theme["questions"])


def _answered(answerer: Answerer, asked: Iterable[tuple[str, str]], most: int) -> Iterator[str]:
    """The first `most` questions that are answered fully and with the words that their answer must hold."""
    for question, says in asked:
        if most == 0:
            return
        # By `explain`, which no metric counts: nobody has asked yet.
        answer, _ = answerer.explain(Question(question, (), Audience.KIOSK))
        told = " ".join(statement.text for statement in answer.statements)
        if answer.outcome is Outcome.ANSWERED and says in told:
            most -= 1
            yield question


def _file_of(answerer: Answerer) -> Path:
    snapshot = answerer.searcher.snapshot
    return _file(snapshot.home, snapshot.id, answerer.settings)


def _file(home: Path, snapshot: str, settings: str) -> Path:
    """Where the themes of this snapshot, this program and this list are stored."""
    listed = hashlib.sha256(_LISTED.read_bytes()).hexdigest()[:8]
    return home / FOLDER / f"{snapshot}-{settings}-{listed}{_SUFFIX}"


def _load(file: Path) -> tuple[Theme, ...] | None:
    try:
        listed = json.loads(file.read_text("utf-8"))
        return tuple(Theme(each["title"], each["picture"], tuple(each["questions"])) for each in listed)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _store(file: Path, found: tuple[Theme, ...]) -> None:
    aside = file.with_name(f".{os.getpid()}{_SUFFIX}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps([asdict(theme) for theme in found]), "utf-8")
        aside.replace(file)
        for other in file.parent.glob(f"*{_SUFFIX}"):
            if other != file:
                other.unlink(missing_ok=True)
    except OSError:
        aside.unlink(missing_ok=True)

"""Meanings: NHS-led provider collaboratives, or provider collaboratives in general. Which does an answer speak of?"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from answer.answer import Notice
from answer.messages import message
from answer.rewrite import named
from index.words import STOP_WORDS

FILE = "meanings.toml"
_I = re.IGNORECASE
_COLLABORATIVE = re.compile(r"\bcollaboratives?\b", _I)
# One that has been named before, or is pointed at, is not the kind of thing.
_KIND = re.compile(
    r"\bprovider collaboratives?\b|(?<!the )(?<!this )(?<!that )(?<!these )(?<!those )(?<!our )(?<!your )(?<!its )\bcollaboratives?\b",
    _I,
)
_WHOLE_NAME = re.compile(r"\bprovider collaboratives?\b", _I)
_BY_NAME = re.compile(r"\b[\w&'-]+ (?:provider )?collaborative\b", _I)
_LED = re.compile(r"\bnhs[- ]led (\w+ )?(provider )?collaboratives?\b", _I)


class Meaning(StrEnum):
    """The two things that go by one name."""

    LED = "led"
    GENERAL = "general"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words with what stands around them.

    Attributes:
        above: title and headings.
        around: the passage they stand in.
        document: the whole text.
        nearness: how near they are to the question, in any unit that the others share.
    """

    text: str
    above: str
    around: str
    document: str
    nearness: float = 0.0


@dataclass(frozen=True, slots=True)
class _Words:
    marks: dict[Meaning, re.Pattern[str]]
    open_names: frozenset[str]
    led_from: float
    general_to: float
    mentions: int


_NEAR = 0.9  # share of the best hit's score from which what speaks of the other meaning is as good an answer


def which_meaning(question: str, said: Sequence[Spoken], found: Iterable[Spoken]) -> tuple[Notice, ...]:
    """At most one notice: which meaning the statements speak of, and whether the other one has another answer.

    `found` are the passages that were near, said or not. Silent where the question or the words leave no doubt, or where
    they tell nothing.
    """
    if not leaves_open(question) or any(_is_about_named(question, each.above) for each in said):
        return ()
    spoken = [(each, meanings) for each in said if (meanings := meanings_of(each))]
    if not spoken or len(spoken[0][1]) > 1:
        return ()
    spoke = {meaning for _, meanings in spoken for meaning in meanings}
    if len(spoke) > 1:
        told_apart = any(len(meanings) > 1 for _, meanings in spoken)
        return () if told_apart else (Notice("which_meaning", message("meaning_both")),)
    (one,) = spoke
    other = Meaning.GENERAL if one is Meaning.LED else Meaning.LED
    text = message(f"meaning_{one}")
    if _has_another_answer(other, list(found)):
        text += " " + message(f"meaning_other_{other}")
    elif one is Meaning.GENERAL and (_told_by_itself(spoken) or not _WHOLE_NAME.search(question)):
        return ()  # it is what most people mean
    return (Notice("which_meaning", text),)


def _told_by_itself(spoken: Sequence[tuple[Spoken, frozenset[Meaning]]]) -> bool:
    """Whether a sentence says that it is about provider collaboratives in general."""
    return any(_words().marks[Meaning.GENERAL].search(each.text) for each, _ in spoken)


def leaves_open(question: str) -> bool:
    """Whether a question speaks of collaboratives without saying which kind, and without a name that would."""
    if not _KIND.search(question) or any(p.search(question) for p in _words().marks.values()):
        return False
    return all(name.lower() in _words().open_names for name in named(question))


def _is_about_named(question: str, above: str) -> bool:
    """Whether title or headings hold a collaborative by the very name the question has for it, however it is typed."""
    asked = {m.lower() for m in _BY_NAME.findall(question)} & {m.lower() for m in _BY_NAME.findall(above)}
    return any(name.split()[0] not in STOP_WORDS | {"provider"} for name in asked)


def meanings_of(spoken: Spoken) -> frozenset[Meaning]:
    """What the nearest words tell: those of the sentence, else of the headings, the passage, the whole document."""
    for text in (spoken.text, spoken.above, spoken.around):
        found = frozenset(meaning for meaning, marks in _words().marks.items() if marks.search(text))
        if found:
            return found
    return _of_document(spoken.document)


@lru_cache(maxsize=256)
def _of_document(text: str) -> frozenset[Meaning]:
    words = _words()
    mentions = len(_COLLABORATIVE.findall(text))
    if mentions < words.mentions:
        return frozenset()
    share = len(_LED.findall(text)) / mentions
    if share >= words.led_from:
        return frozenset({Meaning.LED})
    return frozenset({Meaning.GENERAL}) if share <= words.general_to else frozenset()


def _has_another_answer(other: Meaning, found: Sequence[Spoken]) -> bool:
    best = max((each.nearness for each in found), default=0.0)
    return any(meanings_of(each) == {other} and each.nearness >= _NEAR * best for each in found)


@lru_cache(maxsize=1)
def _words() -> _Words:
    table = tomllib.loads((Path(__file__).parent / FILE).read_text("utf-8"))
    marks = {m: re.compile("|".join(rf"\b{re.escape(w)}\b" for w in table[m.value]["marks"]), _I) for m in Meaning}
    document = table["document"]
    return _Words(
        marks,
        frozenset(name.lower() for name in table["open"]["names"]),
        float(document["led_from"]),
        float(document["general_to"]),
        int(document["mentions"]),
    )

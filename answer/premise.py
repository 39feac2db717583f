"""Premise: what a question takes for granted, so that it can be held against the evidence before it is answered.

"Why were they abolished in 2021?" is not answered by what tells of 2021: the evidence has to say that they were abolished.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.words import stem, words

_I = re.IGNORECASE
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SINCE = re.compile(
    r"\b(?:in|since|until|till|before|after|by|during|from|of|for|back in)\s+(?:\w+\s+)?((?:19|20)\d\d)\b", _I
)
_NUMBERS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty"
).split()
_COUNTED = re.compile(
    rf"\b(?:the|its|their|all|these|those|both of the|our)\s+(?:\w+ly\s+)?(\d{{1,4}}|{'|'.join(_NUMBERS[1:])})"
    r"\s+(?:[a-z-]+\s+){0,2}?([a-z]{3,}s)\b",
    _I,
)
_MONEY = re.compile(r"£\s?\d[\d,.]*\s?(?:m|bn|k|million|billion|thousand)?\b|\b\d[\d.]*\s?(?:%|per cent|percent)", _I)
# "did X merge?", "was it closed?": what is asked outright is not taken for granted.
_ASKED_OUTRIGHT = re.compile(
    r"^\W*(?:(?:so|and|but|ok|please|also)\b[, ]*)*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may"
    r"|what (?:happens|would happen) (?:if|when)|what if|how (?:can|could|do|does|should|would) (?:i|we|you|one|a|an|trusts?|boards?)\b)",
    _I,
)
_TAKES_FOR_GRANTED = re.compile(
    r"\b(?:why|when|how|who|where|since|given that|now that|because|after|whats? the penalty|what penalty|which|what|as|so)\b",
    _I,
)
_HYPOTHETICAL = re.compile(r"\b(?:if|whether|might|may|could|would|should|can|ought)\b", _I)
_NOUNS = set("abolition closure merger privatisation penalty penalties compulsory mandatory voluntary".split())
_PAST = set("left took taken lost quit withdrew withdrawn forbade forbidden broke fell gave given sold wound".split())
_INVERTED = re.compile(
    r"(?<!why )(?<!when )(?<!how )\b(?:is|are|was|were|has|have|had) (?:they|it|we|he|she|i) $"
)  # "are they forced?"
_DENIED = re.compile(r"\b(?:not|never|no longer|n[o']t|without|nor)\b|n['’]t\b", _I)


@dataclass(frozen=True, slots=True)
class Presupposition:
    """Something that a question takes for granted.

    Attributes:
        kind: event | year | number | amount.
        said: as the question says it.
        accepted: for an event, the stems of words or runs of words by which evidence can say it; for a year, number or
            amount, the ways to write it.
        counted: for a number, the stem of what is counted; else "".
        opposite: for an event, the stems of words by which evidence says that it was otherwise.
    """

    kind: str
    said: str
    accepted: tuple[str, ...]
    counted: str = ""
    opposite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Event:
    """A group of words for one event: as questions have them, and as stems of what evidence may say."""

    asked: tuple[str, ...]
    says: tuple[str, ...]
    opposite: tuple[str, ...]


def presupposed(text: str) -> tuple[Presupposition, ...]:
    """What a why, when, how, who or what question takes for granted: events, years, numbers; nothing where it asks outright."""
    if not _TAKES_FOR_GRANTED.search(text):
        return ()
    found = [] if _ASKED_OUTRIGHT.match(text) else [*_events(text)]
    found += [Presupposition("year", year, (year,)) for year in dict.fromkeys(_SINCE.findall(text))]
    for number, things in _COUNTED.findall(text):
        found.append(Presupposition("number", f"{number} {things}", _forms(number), stem(things)))
    found += [Presupposition("amount", m.strip(), (_plain(m),)) for m in _MONEY.findall(text)]
    return tuple(found)


def held(presupposition: Presupposition, evidence: str) -> bool | None:
    """Whether evidence says what is taken for granted: True, False where it says otherwise, None where it says nothing on it."""
    if presupposition.kind == "event":
        return _event_held(presupposition, evidence)
    if presupposition.kind == "number":
        return _number_held(presupposition, evidence)
    if presupposition.kind == "year":
        # Another year in the evidence says nothing: it may be that of something else.
        return True if presupposition.accepted[0] in _years(evidence) else None
    return True if presupposition.accepted[0] in _plain(evidence) else None


def _events(text: str) -> list[Presupposition]:
    if _HYPOTHETICAL.search(text) or _DENIED.search(text):
        return []
    said = " ".join(words(text.replace("-", " ")))
    found = []
    for event in _groups():
        for run in event.asked:
            at = re.search(rf"(?<!\bto )\b{re.escape(run)}\b", said)
            if at and _happened(said[: at.start()], run):
                found.append(Presupposition("event", run, event.says, "", event.opposite))
                break
    return found


def _happened(before: str, run: str) -> bool:
    """Whether a word tells of what was done: "closed", or "close" behind "did", but not "close" elsewhere."""
    first = run.split()[0]
    if _INVERTED.search(before):
        return False
    if run in _NOUNS or first.endswith("ed"):
        return True
    if first in _PAST:
        return not re.search(r"\b(?:is|are|whats|be)$", before.strip())
    return bool(re.search(r"\b(?:did|was|were|been|has|have|had|got)\b(?: \w+){0,6} $", before))


def _event_held(presupposition: Presupposition, evidence: str) -> bool | None:
    for sentence in re.split(r"(?<=[.!?])\s+|\n", evidence):
        said = f" {_stemmed(sentence)} "
        if any(f" {run} " in said for run in presupposition.accepted):
            return not _DENIED.search(sentence)
        if any(f" {run} " in said for run in presupposition.opposite) and not _DENIED.search(sentence):
            return False
    return None


def _number_held(presupposition: Presupposition, evidence: str) -> bool | None:
    """A number of the same things that differs says otherwise."""
    numbers = []
    told = words(evidence)
    for n, word in enumerate(told):
        behind = {stem(w) for w in told[n + 1 : n + 4]}
        if (word.isdigit() or word in _NUMBERS) and presupposition.counted in behind:
            numbers.append(word)
    return any(number in presupposition.accepted for number in numbers) if numbers else None


def _years(text: str) -> set[str]:
    """The years in a text, those of "2022-23" and "2015 to 2018" in full."""
    found = set(_YEAR.findall(text))
    for start, end in re.findall(r"\b((?:19|20)\d\d)\s?[-–/]\s?(\d\d)\b", text):
        found.add(start[:2] + end)
    return found


def _forms(number: str) -> tuple[str, ...]:
    """A number in figures and, up to twenty, in letters."""
    value = int(number) if number.isdigit() else _NUMBERS.index(number.lower()) + 1
    return (str(value), _NUMBERS[value - 1]) if 0 < value <= len(_NUMBERS) else (str(value),)


def _plain(amount: str) -> str:
    """An amount as amounts are compared: no spaces or commas, "million" as m, "per cent" as %."""
    told = re.sub(r"[\s,]", "", amount.lower())
    for long, short in (("million", "m"), ("billion", "bn"), ("thousand", "k"), ("percent", "%")):
        told = told.replace(long, short)
    return told


def _stemmed(text: str) -> str:
    return " ".join(stem(word) for word in words(text.replace("-", " ")))


@lru_cache(maxsize=1)
def _groups() -> tuple[_Event, ...]:
    table = tomllib.loads((Path(__file__).parent / "premise.toml").read_text("utf-8"))
    return tuple(
        _Event(_asked(entry["asked"]), tuple(_runs(entry["says"])), tuple(_runs(entry["opposite"])))
        for entry in table["event"]
    )


def _asked(told: str) -> tuple[str, ...]:
    """The words of a list as questions have them, the longest first."""
    return tuple(sorted((run.replace("-", " ") for run in told.split()), key=len, reverse=True))


def _runs(told: str) -> list[str]:
    """Stems of the words of a list; "wound-up" is a run of two."""
    return list(dict.fromkeys(_stemmed(run) for run in told.split()))

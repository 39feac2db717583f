"""Guard: what must never reach retrieval. First step of the pipeline.

Patterns (guard.toml) know what is plain to see; a classifier on the question's vector (answer/likeness.py) knows what is
worded in a way that nobody thought of.
"""

import base64
import binascii
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from answer.answer import Outcome
from answer.likeness import likeliest
from answer.messages import message

MAX_QUESTION = 1000  # characters
# Crisis goes before all else.
_OUTCOMES = {
    "crisis": Outcome.SIGNPOSTED,
    "personal_data": Outcome.ABSTAINED,
    "unsafe_request": Outcome.ABSTAINED,
    "clinical": Outcome.SIGNPOSTED,
    "abuse": Outcome.ABSTAINED,
}
_DISGUISES = str.maketrans("0134$@", "oieasa")
_TEN_DIGITS = re.compile(r"(?<![\d+])\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
_ENCODED = re.compile(r"[A-Za-z0-9+/]{24,}={0,2}")
_OF_WORK = re.compile(
    r"\bmy (?=(?:own )?(?:trust|hospital|organisation|board|team|manager|icb|system|ward|service|employer|department"
    r"|collaborative|boss|chief|induction|role|job|programme)\b)"
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question is not searched, and the words for it."""

    outcome: Outcome
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class _Class:
    """The patterns of one reason: on plain words, on plain words that are not on the subject, on the text as typed."""

    says: tuple[re.Pattern[str], ...]
    unless_subject: tuple[re.Pattern[str], ...]
    holds: tuple[re.Pattern[str], ...]


def guard(text: str, encode: Callable[[str], np.ndarray[Any, Any]] | None = None) -> Refusal | None:
    """The refusal for a question, or None when it may be searched.

    `encode` gives a text's unit vector; without it only the patterns are asked.
    """
    if not any(c.isalnum() for c in text):
        return Refusal(Outcome.CLARIFY, "empty", message("empty"))
    reason = _told(text[: 10 * MAX_QUESTION])  # a pattern must not run over a whole book that somebody pastes in
    if not reason and len(text) > MAX_QUESTION:
        return Refusal(Outcome.ABSTAINED, "too_long", message("too_long").format(limit=MAX_QUESTION))
    if not reason and encode:
        reason = _sounds(text, encode(text))
    return Refusal(_OUTCOMES[reason], reason, message(reason)) if reason else None


def _told(text: str) -> str | None:
    """The reason that the patterns give, or None."""
    said, on_subject = plain(text), None
    for reason in _OUTCOMES:
        patterns = _classes()[reason]
        if _any(patterns.says, said) or _any(patterns.holds, text) or _in_figures(reason, text):
            return reason
        if _any(patterns.unless_subject, said):
            on_subject = _on_subject(said) if on_subject is None else on_subject
            if not on_subject:
                return reason
    return None


def _sounds(text: str, vector: np.ndarray[Any, Any]) -> str | None:
    """The reason that the classifier gives, or None."""
    said = plain(text)
    reason = likeliest(vector, _on_subject(said))
    of_office = reason == "personal_data" and re.search(rf"\b(?:{_table()['words']['office']})\b", said)
    return None if of_office else reason


def plain(text: str) -> str:
    """A question as the patterns on words meet it: lower case, no apostrophes, disguises undone, slips mended."""
    said = re.sub(r"['’‘`´]", "", text.lower())
    said = re.sub(r"(?<=[a-z])[0134$@]+(?=[a-z])", lambda m: m[0].translate(_DISGUISES), said)
    said = re.sub(r"\b(?:\w ){3,}\w\b", lambda m: m[0].replace(" ", ""), said)  # l e t t e r s
    said = re.sub(r"[-_\s]+", " ", said).strip()
    return re.sub(r"[a-z]{4,}", lambda m: _slips().get(m[0], m[0]), said)


def personal_parts(text: str) -> list[tuple[int, int]]:
    """Where a text holds what tells of a person: (start, end) of names with their particulars, numbers, addresses."""
    found = [match.span() for pattern in _classes()["personal_data"].holds for match in pattern.finditer(text)]
    named = re.finditer(_filled("{person_name}", {**_table()["words"], **_table()["personal_data"]["parts"]}), text)
    return found + [match.span() for match in (*named, *_TEN_DIGITS.finditer(text))]


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits are an NHS number: the last one checks the others (modulus 11)."""
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return len(digits) == 10 and len(set(digits)) > 1 and (11 - weighed % 11) % 11 == int(digits[9])


def _in_figures(reason: str, text: str) -> bool:
    """What no pattern tells: a number that checks as an NHS number, an order in base64."""
    if reason == "personal_data":
        return any(is_nhs_number(re.sub(r"\D", "", found)) for found in _TEN_DIGITS.findall(text))
    return reason == "unsafe_request" and any(_spells(found) for found in _ENCODED.findall(text))


def _spells(encoded: str) -> bool:
    try:
        decoded = base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except binascii.Error:
        return False
    return decoded.isascii() and decoded.decode("ascii").isprintable() and b" " in decoded


def _any(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)


def _on_subject(said: str) -> bool:
    """Whether a question names something of the guide's subject, and no person whom it may be about."""
    words = _table()["words"]
    said = _OF_WORK.sub("the ", said)
    person = _filled(words["person"], words)
    return bool(re.search(rf"\b(?:{words['subject']})\b", said)) and not re.search(rf"\b(?:{person})\b", said)


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "guard.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _classes() -> dict[str, _Class]:
    table = _table()
    return {reason: _class(table[reason], table["words"]) for reason in _OUTCOMES}


def _class(entry: Mapping[str, Any], words: Mapping[str, str]) -> _Class:
    groups = {**words, **entry.get("parts", {})}
    said, unless, held = (
        tuple(re.compile(_filled(pattern, groups)) for pattern in entry.get(name, ()))
        for name in ("says", "unless_subject", "holds")
    )
    return _Class(said, unless, held)


def _filled(pattern: str, groups: Mapping[str, str]) -> str:
    """A pattern with the groups it names put in; `{2,3}` and the like are left alone."""
    while filled := re.sub(r"\{([a-z_]+)\}", lambda m: groups[m[1]], pattern):
        if filled == pattern:
            break
        pattern = filled
    return pattern


@lru_cache(maxsize=1)
def _slips() -> dict[str, str]:
    """Each word of which much hangs, under the words that are one lost, doubled or swapped letter away from it."""
    slips: dict[str, str] = {}
    words = _table()["slips"]["words"].split()
    for word in words:
        for n in range(1, len(word)):
            swapped = word[:n] + word[n : n + 2][::-1] + word[n + 2 :]
            for slip in (word[:n] + word[n + 1 :], word[:n] + word[n] + word[n:], swapped):
                slips.setdefault(slip, word)
    return {slip: word for slip, word in slips.items() if slip not in words and len(slip) >= 5}

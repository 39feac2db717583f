"""Facts and evidence in texts: which forms a text holds, and whether a passage holds a quote.

The same rules as the field's hand-made scorers use: forms are compared in a folded text, at the start of a word.
"""

import re
import unicodedata
from functools import lru_cache

from answer.support import overlap
from evals.questions import Forms, Labelled

_NUMBER_WORDS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred first second third half""".split()
)
_WORD = re.compile(r"[a-z0-9£%]+(?:[.@][a-z0-9]+)*")
_SHORT = 8  # quotes of fewer words must be held nearly whole
_RUN = 6  # a run of so many words from inside a quote is a quote of it


def holds(form: str, folded: str) -> bool:
    """Whether a folded text holds a form."""
    return _pattern(form).search(folded) is not None


def groups_held(groups: Forms, folded: str) -> list[bool]:
    """For each group, whether a folded text holds one of its forms."""
    return [any(holds(form, folded) for form in group) for group in groups]


def fact_recall(question: Labelled, text: str) -> float:
    """Share of the needed fact groups that a text holds, 0..1."""
    if not question.needed:
        return 1.0
    return min(1.0, sum(groups_held(question.facts, fold(text))) / question.needed)


def fold(text: str) -> str:
    """Lower case, no apostrophes and thousands separators, dashes and slashes as spaces, "per cent" as %."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2044", "/").lower()
    folded = re.sub(r"[\u2018\u2019\u201b\u02bc'`]", "", folded)
    folded = re.sub(r"[\u201c\u201d\"*_#]", " ", folded)
    folded = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", folded)
    folded = re.sub(r"\s*\bper\s?cent\b", "%", folded)
    folded = re.sub(r"£\s+(?=\d)", "£", re.sub(r"(?<=\d)\s+%", "%", folded)).replace("&", " and ")
    folded = re.sub(r"[\u2010-\u2015\u2212\-/\u2022\u25cf\u26ab\u25aa\u2023\u00b7]", " ", folded)
    return " ".join(folded.split())


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    """A form starts at a word's start; one that ends in a figure, a number word or a short word also ends there."""
    folded = fold(form)
    left = r"(?<![a-z0-9])" if folded[:1].isalnum() else ""
    if folded[:1].isdigit():
        left += r"(?<!\d[.,])"
    last = folded.rsplit(" ", 1)[-1]
    right = ""
    if folded[-1:].isdigit():
        right = r"(?!\d)(?![.,]\d)(?![a-z%])"
    elif last in _NUMBER_WORDS:
        right = r"(?![a-z0-9])"
    elif folded[-1:].isalpha() and len(last) <= 3:
        right = r"s?(?![a-z0-9])"
    return re.compile(left + re.escape(folded) + right)


def evidence_hit(quote: str, passage: str) -> bool:
    """Whether a passage holds at least 60 % of a quote's words (80 % of a short one) close together, or a run of it.

    Close together: inside a window of 1.5 times the quote's length and 6 words, so that a whole document is no hit.
    """
    wanted, given = _words(quote), _words(passage)
    if not wanted or not given:
        return False
    if overlap(wanted, given) >= (0.6 if len(wanted) >= _SHORT else 0.8) - 1e-9:
        return True
    return _RUN <= len(given) < len(wanted) and f" {' '.join(given)} " in f" {' '.join(wanted)} "


@lru_cache(maxsize=65_536)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(text)))

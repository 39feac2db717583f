"""Fact recall: which of the facts that a right answer holds stand in a text."""

import re
import unicodedata
from functools import lru_cache

from evals.questions import Labelled

_NUMBER_WORDS = frozenset(
    """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred first second third half""".split()
)


def fact_recall(question: Labelled, text: str) -> float:
    """Share of the needed fact groups that a text holds, 0..1."""
    if not question.needed:
        return 1.0
    folded = fold(text)
    held = sum(any(_pattern(form).search(folded) for form in group) for group in question.facts)
    return min(1.0, held / question.needed)


def fold(text: str) -> str:
    """Lower case, no apostrophes and thousands separators, dashes and slashes as spaces, "per cent" as %."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2044", "/").lower()
    folded = re.sub(r"[\u2018\u2019\u201b\u02bc'`]", "", folded)
    folded = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", folded)
    folded = re.sub(r"\s*\bper\s?cent\b", "%", folded).replace("&", " and ")
    folded = re.sub(r"[\u2010-\u2015\u2212\-/\u201c\u201d\"*_#•]", " ", folded)
    return " ".join(re.sub(r"(?<=\d)\s+%", "%", folded).split())


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    """A form starts at a word's start; one that ends in a figure, a number word or a short word also ends there."""
    folded = fold(form)
    left = r"(?<![a-z0-9])(?<!\d[.,])" if folded[:1].isdigit() else r"(?<![a-z0-9])" if folded[:1].isalpha() else ""
    last = folded.rsplit(" ", 1)[-1]
    right = ""
    if folded[-1:].isdigit():
        right = r"(?![\d.,]*\d)(?![a-z%])"
    elif last in _NUMBER_WORDS:
        right = r"(?![a-z0-9])"
    elif folded[-1:].isalpha() and len(last) <= 3:
        right = r"s?(?![a-z0-9])"
    return re.compile(left + re.escape(folded) + right)

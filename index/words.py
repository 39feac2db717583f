"""The words of a text as the index compares them: folded, without stop words, stemmed."""

import re
import unicodedata
from functools import lru_cache

import Stemmer

_WORD = re.compile(r"[\w£%]+(?:[.']\w+)*")
_ACCENTS = re.compile("[\u0300-\u036f]")  # as they stand beside their letters in decomposed text
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")

# Words that carry no subject. "who", "when" and their like tell the kind of answer, not its subject.
STOP_WORDS = frozenset(
    """a about above after again against all also am an and any anyone are as at be because been before being below
    between both but by can can't cannot could did didn't do does doesn't doing don't done down during each else etc
    few for from further get gets give given go goes got had has have having he her here hers him his how i i'm if in
    into is isn't it it's its itself just know let like made make many may me might more most much must my myself need
    no nor not of off on once only or other our ours out over own please same say she should so some such tell than
    that that's the their theirs them then there there's these they thing things this those through to too under until
    up us use very want was wasn't we were what what's when where which while who who's whom whose why will with would
    you your yours""".split()
)


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def fold(text: str) -> str:
    """Lower case, no accents, compatibility forms, plain apostrophes, no thousands separators; length may change."""
    folded = text.lower()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("‘", "'")
        folded = unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", folded)))
    return _THOUSANDS.sub("", folded.replace("_", " "))


def words(text: str) -> list[str]:
    """All words in order, folded but not stemmed; "'s" is dropped."""
    return [w.removesuffix("'s").replace("'", "") for w in _WORD.findall(fold(text))]


def stems(text: str) -> list[str]:
    """The stems of the words that carry a subject, in order, repeats kept."""
    return list(_stemmer().stemWords([w for w in _WORD.findall(fold(text)) if w not in STOP_WORDS]))


@lru_cache(maxsize=8192)
def stem_set(text: str) -> frozenset[str]:
    """The distinct stems of a text of the corpus; kept, as the same passages come up again and again.

    Not for questions: what people ask is not to stay in memory.
    """
    return frozenset(stems(text))


def stem(word: str) -> str:
    """The stem of one word."""
    return str(_stemmer().stemWord(fold(word)))

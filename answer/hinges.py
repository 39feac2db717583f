"""Hinges: denials, comparisons, amounts, times and modal verbs, each with the word that it goes with.

"not formed", "over 50", "before 2019", "will save": without the small word, or with another, the sentence says something else.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer.claim import Kind, Sentence, Token
from answer.figures import MONTHS, YEAR
from index.words import stem

# Of these only the opposite says something else: "to" for "from" does, but "formed" for "was formed" does not.
OPPOSITES = {"is": "was", "to": "from", "for": "against", "above": "below", "over": "under", "up": "down"}
OPPOSITES |= {two: one for one, two in OPPOSITES.items()}
NOTHING = ""  # a phrase that says no more than its absence
_MARKS = {
    "not": "not|no|none|neither|nor|without|no longer|not yet|rather than|instead of|nobody|nothing|no one|other than",
    NOTHING: "not only|not just|whether or not|no doubt",
    "never": "never",
    "except": "except|except for|excluding|apart from|unless",
    "only": "only|solely|just|exclusively",
    "all": "all|every|each|always",
    "some": "some|several|sometimes",
    "most": "most",
    "many": "many",
    "few": "few|a few",
    "more": "more",
    "less": "less|fewer",
    "more than": "more than|greater than|in excess of|exceeding|upwards of",
    "less than": "less than|fewer than",
    "at least": "at least|no fewer than|no less than|not less than|a minimum of|or more",
    "at most": "at most|no more than|not more than|a maximum of",
    "nearly": "nearly|almost|just under|close to",
    "before": "before|prior to|ahead of",
    "after": "after",
    "since": "since",
    "until": "until|till|up until",
    "will": "will|shall|would|expected to|planned to|plans to|plan to|going to|set to",
    "aims to": "aims to|aim to|aimed to|hopes to|hope to|hoped to|seeks to|seek to|wants to|want to|intends to|intend to",
    "may": "may|might|could|can|able to",
    "must": "must|has to|have to|had to|required to|need to|needs to",
    "should": "should|ought to",
    "is": "is|are|am|does|do",
    "was": "was|were|did",
    "to": "to|into|onto|toward|towards",
    "from": "from|out of|off",
    **{word: word for word in "for against above below over under up down".split()},
}
_BEFORE_FIGURES = {
    "more than": "over|above",
    "less than": "under|below",
    "at least": "least",  # the sign
    "at most": "most|up to",
    "about": "about|around|approximately|roughly|circa|some",
}
_BEFORE_DATES = {"by": "by|no later than"}
_MONTHS = frozenset(map(stem, MONTHS.values()))
_LONGEST = 3  # words of a phrase


@dataclass(frozen=True, slots=True)
class Place:
    """One place of a word or figure: the hinges that go with it, and the keys of the words beside it."""

    marks: frozenset[str]
    beside: frozenset[str]

    @property
    def firm(self) -> frozenset[str]:
        """The hinges that must not be missing."""
        return self.marks - OPPOSITES.keys()

    def opposed(self, other: "Place") -> list[tuple[str, str]]:
        """Pairs of a hinge here and its opposite there."""
        return sorted((m, OPPOSITES[m]) for m in self.marks - other.marks if OPPOSITES.get(m) in other.marks)


Hinges = dict[str, list[Place]]  # by the key of the word or figure; "" for hinges that go with none


def _by_words(table: dict[str, str]) -> dict[tuple[str, ...], str]:
    return {tuple(phrase.split()): mark for mark, phrases in table.items() for phrase in phrases.split("|")}


_ALWAYS, _FIGURES, _DATES = _by_words(_MARKS), _by_words(_BEFORE_FIGURES), _by_words(_BEFORE_DATES)
_FIRST = frozenset(words[0] for table in (_ALWAYS, _FIGURES, _DATES) for words in table)


def marked(sentence: Sentence) -> Sentence:
    """The sentence with each hinge as one token of kind HINGE, its form being what it says: "over" and "more than" are one."""
    found: list[Token] = []
    n = 0
    while n < len(sentence):
        token = sentence[n]
        mark, length = _mark(sentence, n) if token.form in _FIRST else (None, 1)
        n += length
        if mark is None:
            found.append(token)
        elif mark != NOTHING:
            found.append(replace(token, kind=Kind.HINGE, form=mark, key=mark, end=sentence[n - 1].end))
    return tuple(found)


def _mark(sentence: Sentence, at: int) -> tuple[str | None, int]:
    """What the phrase at a place says and how many tokens it has; None where it is no hinge."""
    for length in range(min(_LONGEST, len(sentence) - at), 0, -1):
        words = tuple(token.form for token in sentence[at : at + length])
        following = sentence[at + length] if at + length < len(sentence) else None
        figure = following is not None and following.kind is Kind.FIGURE
        dated = following is not None and (_is_year(following) or following.key in _MONTHS)
        mark = (_FIGURES.get(words) if figure else None) or (_DATES.get(words) if dated else None)
        mark = _ALWAYS.get(words) if mark is None else mark
        if mark is not None:
            return mark, length
    return None, 1


def _is_year(token: Token) -> bool:
    return token.kind is Kind.FIGURE and YEAR.fullmatch(token.key) is not None


def hinges(sentences: Sequence[Sentence]) -> Hinges:
    """Each place of each word and figure with its hinges."""
    found: Hinges = defaultdict(list)
    for sentence in sentences:
        marks: dict[int, set[str]] = defaultdict(set)
        for n, token in enumerate(sentence):
            if token.kind is Kind.HINGE:
                held = marks[_head(sentence, n)]
                # Two denials of one word are none.
                held.add(f"{token.form} twice" if token.form == "not" and "not" in held else token.form)
        says = [n for n, token in enumerate(sentence) if token.says]
        for at, n in enumerate(says):
            beside = frozenset(sentence[m].key for m in says[max(0, at - 1) : at + 2])
            found[sentence[n].key].append(Place(frozenset(marks[n]), beside))
        if marks[-1]:
            found[""].append(Place(frozenset(marks[-1]), frozenset()))
    return found


def _head(sentence: Sentence, at: int) -> int:
    """The next word or figure of the clause, no adverb if there is another; else the one before; -1 for none."""
    adverb = -1
    for n in range(at + 1, len(sentence)):
        token = sentence[n]
        if token.kind is Kind.BREAK:
            break
        if token.says:
            if not token.form.endswith("ly"):
                return n
            adverb = n if adverb < 0 else adverb
    if adverb >= 0:
        return adverb
    for n in range(at - 1, -1, -1):
        if sentence[n].kind is Kind.BREAK:
            break
        if sentence[n].says:
            return n
    return -1

"""Disagreement: two documents that give different dates or figures for the same thing. Better silent than wrong.

Compared are claims of two forms, each with the name of what they are about: when something began ("X was established in
2015"), and how many of something it has ("X brings together four acute trusts", "X has a population of 2.6 million").
"""

import re
from calendar import month_name
from collections.abc import Iterable
from dataclasses import dataclass

from answer.answer import Notice
from answer.messages import message
from index.words import stem, words

_CAPITAL = r"(?:[A-Z][\w’'-]*|&)"
_NAME = rf"(?P<name>{_CAPITAL}(?:,? (?:(?:of|and|the|for|in|&) ){{0,2}}{_CAPITAL}){{0,9}})"
_MONTH = "|".join(month_name[1:])
_BEGAN = r"established|founded|formed|created|set up|started|began|begun|launched|introduced|piloted"
_BEGINNING = re.compile(
    rf"{_NAME}(?: \([\w& ]{{2,12}}\))?(?: (?:programme|(?P<kind>partnership|collaborative|alliance|group|network|scheme|service|hub)))?"
    rf",? (?P<said>(?:(?:which )?(?:was|were|has been|had been) )?(?:first |formally |originally |initially )?"
    rf"(?:{_BEGAN}) (?:in|on|from|since) (?:\d{{1,2}} )?(?:(?P<month>{_MONTH}) )?(?P<year>(?:19|20)\d{{2}}))\b"
    r"(?!\s*[-–/]\s*\d)"
)
_NUMBERS = {
    w: n
    for n, w in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split(), start=2
    )
}
_FIGURE = rf"(?P<figure>\d[\d,]*(?:\.\d+)?|{'|'.join(_NUMBERS)})"
_COUNTED = (
    r"trusts|providers|organisations|hospitals|sites|members|partners|councils|beds|staff|local authorities|systems"
)
_COUNT = re.compile(
    rf"^(?:The )?{_NAME}(?: \([\w& ]{{2,12}}\))? (?P<said>(?:is|was|has|had|covers|includes|comprises|brings together"
    rf"|consists of|is made up of)\b(?: an?\b[a-z ,-]{{3,40}}(?: of)?)? ?{_FIGURE} (?P<noun>(?:[\w-]+ ){{0,3}}?(?:{_COUNTED})))\b"
)
_POPULATION = re.compile(
    rf"^(?:The )?{_NAME}(?: \([\w& ]{{2,12}}\))? (?P<said>(?:has|had|covers|serves)\b[a-z ]{{0,20}}\bpopulation of"
    r" (?:about |around |some )?(?P<figure>\d+(?:\.\d+)?) (?P<noun>million)(?: people)?)\b"
)
_HEDGED = re.compile(
    r"\b(over|more than|at least|up to|nearly|almost|about|around|some|other|another|first|further|new)\b"
)
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_BLUR = 0.05  # by which rounded populations may differ
# "The hub of Harbour Town was opened" and half of a longer name: what stands before a name that is not the subject.
_NO_SUBJECT = re.compile(
    r"(?:\b(?:of|in|for|at|and|across|by|from|with|to|&)(?: the)? |[A-Z][\w’'-]*,? (?:(?:of|and|the|for|in|&) )*)$"
)
_ACRONYM = 4  # letters of a single word that is a name: shorter ones stand for kinds of things, such as ICB
# Words that any such organisation goes by: without another word they name none.
GENERIC = frozenset(
    """provider providers collaborative collaboratives partnership alliance trust trusts board boards programme group network
    nhs england foundation committee joint project service services hub care system systems integrated health acute mental
    community lead working event events our these their all new""".split()
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sentence says of a name.

    Attributes:
        kind: "began", "population" or the folded noun that is counted.
        values: year and month, or the figure.
        said: the words from the verb to the value, as they stand.
    """

    name: str
    kind: str
    values: tuple[float, ...]
    said: str


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a document; `place` is whatever the caller finds it again by."""

    text: str
    document_id: str
    title: str
    place: object = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sentences of different documents that differ, the first of them shown."""

    name: str
    shown: Told
    other: Told
    said: tuple[str, str]

    def notice(self, citations: tuple[int, ...]) -> Notice:
        """The notice in the documents' own words."""
        parts = zip(("{name}", "{one}", "{said}", "{other}", "{said_there}"), self._words(), strict=True)
        text = message("disagreement")
        for hole, word in parts:
            text = text.replace(hole, word)
        return Notice("disagreement", text, citations)

    def _words(self) -> tuple[str, str, str, str, str]:
        return self.name, self.shown.title, self.said[0], self.other.title, self.said[1]


def difference(shown: Iterable[Told], others: Iterable[Told]) -> Difference | None:
    """The first difference between what is shown and what else stands in the corpus, or None."""
    known = [(told, claim) for told in others for claim in claims(told.text)]
    for told in shown:
        for claim in claims(told.text):
            for other, against in known:
                if (
                    other.document_id != told.document_id
                    and not _says_both(told, claim, against)
                    and differ(claim, against)
                ):
                    return Difference(min(claim.name, against.name, key=len), told, other, (claim.said, against.said))
    return None


def claims(text: str) -> list[Claim]:
    """What a sentence says in one of the compared forms; nothing where it says two things of one name."""
    found = [_beginning(m) for m in _BEGINNING.finditer(text) if not _NO_SUBJECT.search(text[: m.start()])]
    for pattern in (_POPULATION, _COUNT):
        match = pattern.search(text)
        if match and not _HEDGED.search(match["said"]) and not _YEAR.search(text):
            found.append(_count(match))
    of_name = [(key(claim.name), claim.kind) for claim in found]
    return [
        claim for claim, one in zip(found, of_name, strict=True) if of_name.count(one) == 1 and _is_name(claim.name)
    ]


def differ(one: Claim, other: Claim) -> bool:
    """Whether two claims are of the same thing and cannot both be meant."""
    if one.kind != other.kind or not same_name(one.name, other.name):
        return False
    if one.kind == "million":
        return abs(one.values[0] - other.values[0]) > _BLUR * max(one.values[0], other.values[0])
    # A year and a month of that year are no disagreement.
    return any(a != b for a, b in zip(one.values, other.values, strict=False))


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same, or one says in addition what the thing is for."""
    short, long = sorted((key(one), key(other)), key=len)
    return short == long or (len(short.split()) > 1 and long.startswith(f"{short} for "))


def key(name: str) -> str:
    """A name as it is compared: folded, without "the" and without whose it is ("NHS England's New Care Models")."""
    owned = re.split(r"[’']s ", name)[-1]
    return " ".join(words(owned)).removeprefix("the ")


def _beginning(match: re.Match[str]) -> Claim:
    year = (float(match["year"]),)
    month = (float(list(month_name).index(match["month"])),) if match["month"] else ()
    name = " ".join(filter(None, (_plain(match["name"]), match["kind"])))
    return Claim(name, "began", year + month, match["said"])


def _count(match: re.Match[str]) -> Claim:
    figure = match["figure"].lower()
    value = float(_NUMBERS[figure] if figure in _NUMBERS else figure.replace(",", ""))
    return Claim(_plain(match["name"]), " ".join(stem(w) for w in words(match["noun"])), (value,), match["said"])


def _is_name(name: str) -> bool:
    """Whether it names one thing and not a kind of things."""
    if " " not in name:
        return sum(c.isupper() for c in name) >= _ACRONYM
    return not set(words(name)) <= GENERIC


def _plain(name: str) -> str:
    return re.split(r"[’']s ", name)[-1].removeprefix("The ")


def _says_both(told: Told, claim: Claim, against: Claim) -> bool:
    """Whether what is shown gives the other date too."""
    if claim.values[0] != against.values[0]:
        return str(int(against.values[0])) in _YEAR.findall(told.text)
    return any(month_name[int(month)] in told.text for month in against.values[1:])

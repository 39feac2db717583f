"""Acronyms of a corpus and what they stand for, mined when a snapshot is built, used both ways on a query.

Three forms are mined: "integrated care board (ICB)" (Schwartz and Hearst 2003, package abbreviations), the reverse
"ICB (integrated care board)" and a glossary's "ICB: integrated care board."; what is left is matched by the initials of
names ("West Yorkshire Association of Acute Trusts" for WYAAT). A query may also use an acronym that the corpus never
writes ("SLaM") or spell out one that it never explains ("community diagnostic centres" where it says CDC).
"""

import json
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from index.words import STOP_WORDS, fold, stem, words

FILE, NAMES_FILE = "acronyms.json", "names.json"
_LITTLE = {"of", "and", "the", "for", "in", "&", "to", "on", "at", "by", "with"}
_REVERSE = re.compile(r"\b([A-Z][A-Za-z&]*[A-Z]s?) \(([a-z][A-Za-z ,&-]{6,80})\)")
_GLOSSARY = re.compile(r"^([A-Z][A-Za-z0-9&]*[A-Z0-9]s?): ([A-Za-z][^.:;]{4,90})\.")
_NAME = re.compile(r"\b[A-Z][a-z’'-]+(?:[ ,]+(?:(?:of|and|the|for|in|&) )*[A-Z][a-z’'-]+){2,7}")
RARE = 2  # passages that write an acronym, up to which a query spells it out
_LONGEST = 12  # words of a long form
_VOWEL = re.compile(r"[aeiouy]")
_CAPITALS = re.compile(r"\b[A-Z]+(?:[a-z]{0,3}[A-Z]+)+[a-z]{0,3}\b")
_PIECE = re.compile(r"[A-Z][a-z]*")
_BETWEEN = rf"(?:[ ,]+(?:{'|'.join(sorted(_LITTLE))}))*[ ,]+"
_SHORTENED = range(2, 6)  # words that a query may have spelt out
_VARIED = 4  # letters of the shortest acronym that is looked for in other ways of writing it


def mine(texts: Iterable[str]) -> dict[str, list[str]]:
    """Folded acronym -> its long forms, the commonest first, from the sentences of a corpus."""
    lines = list(texts)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for short, long in _in_brackets(lines):
        counts[key(short)][long] += 1
    by_initials: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        for match in _NAME.finditer(line):
            name = match.group().removeprefix("The ")
            by_initials[_initials(name)][name] += 1
    for short, longs in by_initials.items():
        # Initials alone are weak: they only serve an acronym that the corpus itself writes and never spells out.
        if short not in counts and len(short) > 3 and any(re.search(rf"\b{short}\b", line, re.I) for line in lines):
            counts[short] = longs
    return {short: [long for long, _ in longs.most_common(2)] for short, longs in sorted(counts.items())}


def names_in(texts: Iterable[str]) -> list[str]:
    """The names of several words that a corpus writes with capitals, the commonest first."""
    found = (match.group().removeprefix("The ") for text in texts for match in _NAME.finditer(text))
    # "Oxleas NHS Foundation Trust, South London and Maudsley": what a comma parts may be one name or two.
    counts = Counter(name for whole in found for name in {whole, *whole.split(", ")} if len(name.split()) > 2)
    return [name for name, _ in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]


def _in_brackets(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    from abbreviations import schwartz_hearst

    schwartz_hearst.log.setLevel(logging.CRITICAL)  # it logs every unbalanced bracket
    for line in lines:
        pairs = schwartz_hearst.extract_abbreviation_definition_pairs(doc_text=line) if "(" in line else {}
        found = [*pairs.items(), *(m.groups() for m in _REVERSE.finditer(line))]
        found += [m.groups() for m in _GLOSSARY.finditer(line)]
        for short, long in found:
            capitals = sum(c.isupper() for c in short)
            if capitals >= 2 and 1 < len(long.split()) <= _LONGEST and _initial_fits(short, long):
                yield short, long.strip()


def _initial_fits(short: str, long: str) -> bool:
    """A glossary line may explain without spelling out: the first letters must agree."""
    return _initials(long)[:1] == short[:1].lower()


def _initials(name: str) -> str:
    return "".join(w[0] for w in words(name) if w not in _LITTLE)


def key(short: str) -> str:
    """How an acronym is looked up: folded, without a plural s."""
    folded = "".join(words(short))
    return folded[:-1] if folded.endswith("s") and len(folded) > 3 else folded


def variants(word: str, known: Iterable[str]) -> list[str]:
    """Those of the known words that may be another way to write an acronym of four letters or more, in their order.

    One letter more or fewer, or two neighbours swapped (MHLDC, MHLDSC, MHLDCS); another letter in a place is another
    acronym (MHLDA).
    """
    folded = fold(word)
    if len(folded) < _VARIED or not folded.isalpha():
        return []
    return [k for k in known if abs(len(k) - len(folded)) <= 1 and k[:1] == folded[:1] and _varies(folded, fold(k))]


def _varies(word: str, other: str) -> bool:
    if word == other or len(other) < _VARIED or not other.isalpha():
        return False
    if len(word) == len(other):
        differing = [n for n, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
        return len(differing) == 2 and differing[1] == differing[0] + 1 and sorted(word) == sorted(other)
    shorter, longer = sorted((word, other), key=len)
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


def _begins(piece: str) -> str:
    """The words that a piece of an acronym stands for: "Amb" for "Ambulance", "La" also for "London and"."""
    word = rf"{piece}[\w’'-]*"
    return rf"(?:{word}|{piece[0]}[\w’'-]* {piece[1]}[a-z]*)" if len(piece) == 2 else word


def _shortened(asked: Sequence[str], frequencies: Mapping[str, int]) -> Iterator[str]:
    """Acronyms of the corpus that words in a row may be the long form of; those that could be words are left alone."""
    for count in _SHORTENED:
        for run in (asked[n : n + count] for n in range(len(asked) - count + 1)):
            short = _initials(" ".join(run))
            ends = run[0] not in STOP_WORDS and run[-1] not in STOP_WORDS
            if ends and len(short) > 2 and not _VOWEL.search(short) and short in frequencies:
                yield short


class Acronyms:
    """The acronyms of a snapshot."""

    def __init__(self, forms: Mapping[str, list[str]], names: Sequence[str] = ()) -> None:
        self.forms = dict(forms)
        self.names = tuple(names)

    @classmethod
    def open(cls, folder: Path) -> "Acronyms":
        """Read what `save` wrote."""
        names = folder / NAMES_FILE  # a snapshot of before has none
        told = json.loads(names.read_text("utf-8")) if names.exists() else ()
        return cls(json.loads((folder / FILE).read_text("utf-8")), told)

    def save(self, folder: Path) -> None:
        """Write the table into a snapshot's folder."""
        for file, told in ((FILE, self.forms), (NAMES_FILE, self.names)):
            (folder / file).write_text(json.dumps(told, ensure_ascii=False, indent=0), "utf-8")

    def long_forms(self, word: str) -> list[str]:
        """What a word of a question stands for, or nothing.

        For one that the corpus never writes that is the name that it is made of: "SLaM" of "South London and Maudsley".
        """
        if (known := self.forms.get(key(word))) or not _CAPITALS.fullmatch(word):
            return known or []
        made_of = re.compile(_BETWEEN.join(map(_begins, _PIECE.findall(word))) + r"\b")
        return [found.group() for name in self.names if (found := made_of.match(name))][:1]

    def expand(self, query: str, frequencies: Mapping[str, int]) -> str:
        """The query with what its rare acronyms stand for behind it.

        An acronym that many passages write finds them by itself; spelling it out there was measured to blur the query.
        """
        asked = words(query)
        spelt = f" {' '.join(asked)} "
        written = {key(word): word for word in _CAPITALS.findall(query)}
        added = [
            long
            for word in dict.fromkeys(asked)
            if frequencies.get(stem(word), 0) <= RARE
            for long in self.long_forms(written.get(key(word), word))[:1]
            if f" {' '.join(words(long))} " not in spelt
        ]
        added += [
            other.upper()
            for word in dict.fromkeys(asked)
            if not _VOWEL.search(word)  # a word that can be spoken has likenesses that are other words
            for other in variants(word, frequencies)
            if f" {other} " not in spelt and other != key(word)
        ]
        added += [
            short.upper()
            for short in _shortened(asked, frequencies)
            if short not in written and short not in self.forms
        ]
        return f"{query} ({'; '.join(added)})" if added else query

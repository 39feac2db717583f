"""Naming: names that a question writes small, written as the corpus writes them; and the names a corpus has to offer."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from index.search import Searcher, best
from index.words import STOP_WORDS

_LOOKED_AT = 12  # passages
_OFTEN = 0.8  # share of a word's places in which it is capitalised, from which it is part of a name
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_RUN = re.compile(r"\b[A-Z][\w’'-]+(?:,? (?:(?:of|and|the|&) )*[A-Z][\w’'-]*)+|\b[A-Z]{3,}\b")
_ORGANISED = re.compile(
    r"\b(alliance|collaborative|partnership|group|federation|network|association|board|hub)s?\b", re.I
)
# What opens or ends a sentence of officialese with a capital and is no thing that a question could be about.
_NO_NAME = re.compile(
    r"^(?:NHS|The NHS|NHS England\b.*"
    r"|NHS Trusts?|NHS Foundation Trusts?|NHS Providers|England|Covid|COVID|Trusts?|ICBs?|ICSs?"
    r"|(?:Dr|Mr|Mrs|Ms|Sir|Dame|Professor) .*|(?:Chief|Medical|Managing|Clinical|Programme) .*"
    r"|.*\b(?:Director|Officer|Executive|Chair|Act)\b.*"
    r"|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b.*)$"
)


def cased(text: str, passages: Sequence[str]) -> str:
    """The question with the words of names capitalised as most of the passages have them ("level up" -> "Level Up")."""

    def as_written(match: re.Match[str]) -> str:
        word = match.group()
        if not word.islower() or word in STOP_WORDS or len(word) < 3:
            return word
        forms = Counter(found for passage in passages for found in _within(word, passage))
        capital = Counter({form: n for form, n in forms.items() if not form.islower()})
        if capital.total() < 2 or capital.total() < _OFTEN * forms.total():
            return word
        return capital.most_common(1)[0][0]

    written = _WORD.sub(as_written, text)
    # A little word between is part of the name where the corpus has it so.
    for first, second in re.findall(r"(?=\b([A-Z][\w’'-]*) ([a-z]{2,4})\b)", written):
        name = f"{first} {second.capitalize()}"
        if sum(name in passage for passage in passages) > sum(f"{first} {second}" in passage for passage in passages):
            written = re.sub(rf"\b{re.escape(first)} {second}\b", name, written)
    return written


def _within(word: str, passage: str) -> Iterable[str]:
    """A word's forms in a passage where it does not open a sentence, a line or an item."""
    return re.findall(rf"(?<=[\w,;)] )({re.escape(word)})\b", passage, re.IGNORECASE)


def passages_for(searcher: Searcher, text: str, count: int = _LOOKED_AT) -> list[str]:
    """The passages that share most with a question's words, each behind its headings."""
    rows = best(searcher.sparse.scores(text), count)
    found = (searcher.snapshot.passage(row) for row in rows)
    return [passage.preface + passage.text for passage in found]


def offered(asked: str, passages: Sequence[str], count: int) -> tuple[str, ...]:
    """Names that passages are about: what a question without a referent could mean.

    Names of the kind that is asked for ("the alliance") go first, then other organisations, then those of most passages.
    """
    kinds = {kind.lower() for kind in _ORGANISED.findall(asked)}

    def order(name: str) -> tuple[bool, bool, int, str]:
        own = {kind.lower() for kind in _ORGANISED.findall(name)}
        return not own & kinds, not (own or (name.isupper() and len(name) > 3)), -held[name], name

    held: Counter[str] = Counter()
    for passage in passages:
        held.update({name for found in _RUN.findall(passage) if (name := _trimmed(found))})
    names: list[str] = []
    for name in sorted(held, key=order):
        if not any(name in other or other in name for other in names):
            names.append(name)
        if len(names) == count:
            break
    return tuple(names)


def _trimmed(name: str) -> str:
    name = re.sub(r"^[A-Z][a-z]+s of the (?=[A-Z])", "", name)  # "Members of the Harbour Alliance"
    name = re.sub(r"^(?:The|A|An|In|On|At|For|Our|This|These|Each|What|Who|How|When|Which|Where|Why) ", "", name)
    named = " " in name and not name.isupper() or (name.isupper() and " " not in name)
    return name if named and not _NO_NAME.match(name) and len(name) < 60 else ""

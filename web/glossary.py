"""The glossary: what the corpus' own glossaries explain, and short forms that other documents spell out."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.acronyms import key, variants
from index.words import fold, stems, words
from ingest.documents import BlockKind, Document, Passage
from web.places import NOT_IN_FORCE, Place, place_of

_LONGEST = 80  # characters of a term
_TERM = re.compile(r"(?P<name>[^:;\n]{1,80}?)(?:: | [–—-] )(?P<said>\S.{7,})", re.DOTALL)
_CELL = re.compile(r"[^:;]{1,40}: (?P<name>[^:;\n]{1,80}); (?:[^:;]{1,40}: )?(?P<said>\S.{7,})", re.DOTALL)
_SHORT = re.compile(r"[A-Z][A-Za-z0-9&/]*[A-Z0-9]s?")
_IN_BRACKETS = re.compile(r"\((?P<short>[A-Z][A-Za-z0-9&]*[A-Z]s?)\)")
_LITTLE = frozenset({"of", "and", "the", "for", "in", "to", "on", "at", "by", "with"})
_READ_MORE = 3  # documents that are named under a term


@dataclass(frozen=True, slots=True)
class Spelt:
    """What a short form stands for, as a document writes it out."""

    long: str
    place: Place


@dataclass(frozen=True, slots=True)
class Term:
    """A term with its explanation, word for word, and where it stands.

    Attributes:
        shorts: the short forms in its name, as they are looked up.
        spelt: what they stand for elsewhere in the corpus: two where there are two meanings.
        alike: names and anchors of terms that are easy to mix it up with.
        more: titles and ids of documents that are about it.
    """

    name: str
    anchor: str
    said: str
    place: Place
    shorts: frozenset[str] = frozenset()
    spelt: tuple[Spelt, ...] = ()
    alike: tuple[tuple[str, str], ...] = ()
    more: tuple[tuple[str, str], ...] = ()

    @property
    def letter(self) -> str:
        """Return the letter that it is filed under; "0–9" for figures."""
        first = next((c for c in fold(self.name) if c.isalnum()), "")
        return first.upper() if first.isalpha() else "0–9"


def is_glossary(document: Document) -> bool:
    """Say whether a document is there to explain terms."""
    return "glossary" in f"{document.kind} {document.title}".lower()


def terms(
    documents: Iterable[Document], passages: Iterable[Passage], forms: Mapping[str, Sequence[str]]
) -> tuple[Term, ...]:
    """Return the terms of a corpus from A to Z; `forms` are the short forms that its index knows."""
    in_force = {document.id: document for document in documents if document.status not in NOT_IN_FORCE}
    explained = [term for document in in_force.values() if is_glossary(document) for term in _explained(document)]
    spelt = _spelt_out(passages, in_force, forms)
    known = frozenset(short for term in explained for short in term.shorts)
    mined = [_mined(short, found) for short, found in spelt.items() if key(short) not in known]
    listed = [replace(term, spelt=_elsewhere(term, spelt)) for term in explained] + mined
    listed.sort(key=lambda term: (term.letter.isalpha(), term.letter, _filed(term.name)))
    return tuple(_linked(_anchored(listed), in_force.values()))


def by_letter(listed: Sequence[Term]) -> list[tuple[str, list[Term]]]:
    """Return terms, in order, under their letters."""
    return [(letter, list(group)) for letter, group in groupby(listed, key=lambda term: term.letter)]


def _filed(name: str) -> str:
    return " ".join(words(name))


def _explained(document: Document) -> Iterator[Term]:
    for block in document.blocks:
        if block.kind in (BlockKind.HEADING, BlockKind.LEAD_IN, BlockKind.SPEAKER_NOTE):
            continue
        text = document.text[block.start : block.end]
        match = (_CELL if block.kind is BlockKind.TABLE_ROW else _TERM).match(text)
        if match and (block.kind is not BlockKind.PARAGRAPH or len(match["name"].split()) <= 8):
            name = match["name"].strip()
            yield Term(name, "", match["said"].strip(), place_of(document, block), _shorts(name))


def _shorts(name: str) -> frozenset[str]:
    """Return the short forms among the names of a term: "CIC" and "CiC" of "CIC, CiC (two meanings)"."""
    pieces = re.split(r"\s*[,();]\s*", name)
    return frozenset(key(piece) for piece in pieces if _SHORT.fullmatch(piece))


def _spelt_out(
    passages: Iterable[Passage], documents: Mapping[str, Document], forms: Mapping[str, Sequence[str]]
) -> dict[str, list[Spelt]]:
    """Short form -> the first place for each thing that it stands for."""
    found: dict[str, list[Spelt]] = {}
    written: dict[str, str] = {}
    for passage in passages:
        document = documents.get(passage.document_id)
        if document is None or is_glossary(document) or "(" not in passage.text:
            continue
        for sentence in passage.sentences:
            text = passage.text_of(sentence)
            for match in _IN_BRACKETS.finditer(text):
                short = match["short"]
                long = _before(text[: match.start()], forms.get(key(short), ()))
                one = written.setdefault(key(short), short.removesuffix("s"))
                if long and _long_enough(key(one), long) and not _has(found.get(one, ()), long):
                    place = place_of(document, sentence)
                    found.setdefault(one, []).append(Spelt(long, place))
    return found


def _before(text: str, longs: Sequence[str]) -> str:
    """Return the long form, as it is written, that stands right before a bracket; "" where none does."""
    for long in longs:
        pattern = r"[\W_]+".join(map(re.escape, re.findall(r"\w+", long)))
        if match := re.search(rf"\b{pattern}\W*$", text, re.IGNORECASE):
            return match.group().strip()
    return ""


def _long_enough(short: str, long: str) -> bool:
    """Say whether a long form has a word for each letter, so that its first words are not missing."""
    named = re.findall(r"[\w&]+", long)
    letters = sum(len(word) if word.isupper() else 1 for word in named)
    return letters >= len(short)


def _has(spelt: Sequence[Spelt], long: str) -> bool:
    said = set(stems(long))
    return any(said <= set(stems(each.long)) or set(stems(each.long)) <= said for each in spelt)


def _elsewhere(term: Term, spelt: Mapping[str, Sequence[Spelt]]) -> tuple[Spelt, ...]:
    return tuple(each for short, found in spelt.items() if key(short) in term.shorts for each in found)


def _mined(short: str, found: Sequence[Spelt]) -> Term:
    first = found[0]
    return Term(short, "", first.long, first.place, frozenset({key(short)}), tuple(found[1:]))


def _anchored(listed: Sequence[Term]) -> list[Term]:
    taken: set[str] = set()
    made = []
    for n, term in enumerate(listed):
        plain = "-".join(re.findall(r"[a-z0-9]+", fold(term.name))) or f"{n}"
        anchor = f"term-{plain}" if plain not in taken else f"term-{plain}-{n}"
        taken.add(plain)
        made.append(replace(term, anchor=anchor))
    return made


def _linked(listed: Sequence[Term], documents: Iterable[Document]) -> Iterator[Term]:
    """Yield the terms with what they are easy to mix up with, and with the documents that are about them."""
    names = [tuple(stems(_bare(term.name))) for term in listed]
    titles = [(tuple(stems(d.title)), d) for d in documents if not is_glossary(d)]
    shorts = [sorted(term.shorts) for term in listed]
    every_short = [short for known in shorts for short in known]
    for n, term in enumerate(listed):
        near = {other for short in shorts[n] for other in variants(short, every_short)} | term.shorts
        alike = [
            (other.name, other.anchor)
            for k, other in enumerate(listed)
            if k != n and (near & other.shorts or _ends_alike(names[n], names[k]) or _same_letters(term, other))
        ]
        yield replace(term, alike=tuple(alike), more=_about(names[n], titles))


def _bare(name: str) -> str:
    return re.sub(r"\([^)]*\)", " ", name)


def _ends_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether one name is the other with a word before it: "provider collaborative", "NHS-led provider collaborative"."""
    short, long = sorted((one, other), key=len)
    return len(short) > 1 and len(long) > len(short) and tuple(long[-len(short) :]) == tuple(short)


def _same_letters(one: Term, other: Term) -> bool:
    return _initials(one.name) in other.shorts or _initials(other.name) in one.shorts


def _initials(name: str) -> str:
    said = [word for word in words(_bare(name)) if word not in _LITTLE]
    return "".join(word[0] for word in said) if len(said) > 2 else ""


def _about(name: Sequence[str], titles: Sequence[tuple[Sequence[str], Document]]) -> tuple[tuple[str, str], ...]:
    """Return the documents whose titles name a term, the shortest titles first; those on its meaning before all."""
    if not name or (len(name) == 1 and len(name[0]) < 4):
        return ()
    spoken = f" {' '.join(name)} "
    found = [(title, document) for title, document in titles if spoken in f" {' '.join(title)} "]
    if len(name) == 1 and len(found) > _READ_MORE:  # a word that is everywhere is the subject of none
        return ()
    found.sort(key=lambda pair: (not any(word.startswith("mean") for word in pair[0]), len(pair[0]), pair[1].title))
    return tuple((document.title, document.id) for _, document in found[:_READ_MORE])

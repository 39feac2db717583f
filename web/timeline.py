"""The timeline: sentences of a corpus that say when something happened, or was expected to; word for word."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.words import stems
from ingest.documents import BlockKind, Document, Passage, Sentence
from ingest.register import UNDATED
from web.dated import Mention, mentions
from web.glossary import is_glossary
from web.places import NOT_IN_FORCE, Place, place_of

_LONGEST = 420  # characters: what is longer is a heap of words, as slides have them
_SAME = 0.65  # share of the shorter one's words from which two facts of one year are the same fact
_FEWEST = 3  # words that such a comparison needs


@dataclass(frozen=True, slots=True)
class Event:
    """A dated fact.

    Attributes:
        month: 1 to 12, or 0 where only the year is told.
        when: the date as the sentence writes it.
        text: the sentence, without its date where that stands before it like a label.
        expected: whether it was still ahead when it was written.
        written: ISO date of its document, or "undated" where that is not known or cannot be right.
        heading: the heading above it.
        also: other places that tell the same.
        stems: what it is about, for looking it up.
    """

    year: int
    month: int
    when: str
    text: str
    expected: bool
    written: str
    heading: str
    told: Place
    rank: int
    also: tuple[Place, ...] = ()
    stems: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Year:
    """A year and what is told of it."""

    year: int
    events: tuple[Event, ...]


def events(passages: Iterable[Passage], documents: Mapping[str, Document]) -> tuple[Event, ...]:
    """Return the dated facts of the documents in force, in the order of their dates; each fact once."""
    found = [
        event
        for passage in passages
        if (document := documents.get(passage.document_id))
        and document.status not in NOT_IN_FORCE
        and not is_glossary(document)
        for sentence in passage.sentences
        if sentence.kind is not BlockKind.LEAD_IN
        for event in _of_sentence(passage, sentence, document)
    ]
    found.sort(key=lambda event: event.year)
    once = [event for _, of_year in groupby(found, key=lambda event: event.year) for event in _once(list(of_year))]
    return tuple(sorted(once, key=lambda event: (event.year, event.month, event.told.title, event.told.start)))


def by_year(listed: Sequence[Event]) -> list[Year]:
    """Return dated facts, in order, under their years."""
    return [Year(year, tuple(group)) for year, group in groupby(listed, key=lambda event: event.year)]


def _of_sentence(passage: Passage, sentence: Sentence, document: Document) -> Iterable[Event]:
    text = passage.text_of(sentence)
    if len(text) > _LONGEST:
        return
    mention = next(iter(mentions(text, sentence.kind is BlockKind.TABLE_ROW)), None)
    if mention is None:
        return
    written = _written(document, mention)
    headings = [heading for heading in passage.locator.heading_path if heading != document.title]
    yield Event(
        mention.year,
        mention.month,
        mention.when,
        text[mention.label_end :],
        _was_ahead(mention, written),
        written,
        headings[-1] if headings else "",
        place_of(document, sentence),
        mention.rank,
        stems=frozenset(stems(" ".join((text, document.title, *headings)))),
    )


def _written(document: Document, mention: Mention) -> str:
    """Return when a document was written as far as it can be believed beside a date that it tells."""
    known = document.published_on[:4].isdecimal() and not document.dated_by_file
    if not known or (mention.promised and mention.year < int(document.published_on[:4])):
        return UNDATED
    return document.published_on


def _was_ahead(mention: Mention, written: str) -> bool:
    """Say whether words of expectation are about a time not before the document's own."""
    return mention.ahead and (written == UNDATED or mention.year >= int(written[:4]))


def _once(of_year: list[Event]) -> list[Event]:
    """Join facts that are told in nearly the same words; the plainest telling stands for the others."""
    kept: list[tuple[Event, frozenset[str]]] = []
    for event in sorted(of_year, key=lambda event: (event.rank, len(event.text))):
        said = frozenset(stems(event.text)) - {str(event.year)}
        n = next((n for n, (other, has) in enumerate(kept) if _same(event, said, other, has)), None)
        if n is None:
            kept.append((event, said))
        else:
            other, has = kept[n]
            dated = replace(other, month=other.month or event.month, when=event.when if not other.month else other.when)
            kept[n] = (replace(dated, also=(*other.also, event.told), stems=other.stems | event.stems), has)
    return [event for event, _ in kept]


def _same(one: Event, said: frozenset[str], other: Event, has: frozenset[str]) -> bool:
    if one.month and other.month and one.month != other.month:
        return False
    fewest = min(len(said), len(has))
    return fewest >= _FEWEST and len(said & has) >= _SAME * fewest

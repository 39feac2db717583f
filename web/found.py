"""What a search in the library shows of a passage: a few sentences of it, with the words looked for marked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.search import Hit
from index.words import STOP_WORDS, fold, stem, stems
from ingest.documents import Document, Passage
from web.marks import Line, Segment
from web.places import Place

_WORD = re.compile(r"[\w£%]+(?:[.'’]\w+)*")
_LONGEST = 340  # characters of an excerpt


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found.

    Attributes:
        excerpt: some of its sentences, with what was looked for marked; `before` and `after` say what was cut off.
        place: where the excerpt stands.
        also: titles and ids of documents that hold the same words.
    """

    document: Document
    heading: str
    excerpt: Line
    before: bool
    after: bool
    place: Place
    also: tuple[tuple[str, str], ...] = ()


def found(hits: Sequence[Hit], query: str, documents: Mapping[str, Document]) -> tuple[list[Found], bool]:
    """Return the hits that hold a word of the query; where none does, all as they are, and False."""
    wanted = frozenset(stems(query))
    fitting = [hit for hit in hits if wanted & frozenset(stems(f"{hit.passage.preface} {hit.passage.text}"))]
    shown = [_found(hit, wanted, documents) for hit in fitting or hits if hit.passage.document_id in documents]
    return shown, bool(fitting)


def _found(hit: Hit, wanted: frozenset[str], documents: Mapping[str, Document]) -> Found:
    passage, document = hit.passage, documents[hit.passage.document_id]
    start, end = _best(passage, wanted)
    others = {c.passage.document_id for c in hit.copies} - {document.id}
    headings = [each for each in passage.locator.heading_path if each != document.title]
    return Found(
        document,
        headings[-1] if headings else "",
        marked(document.text[start:end], wanted),
        start > passage.start,
        end < passage.end,
        Place(document.id, document.version, document.title, start, end),
        tuple((documents[other].title, other) for other in sorted(others) if other in documents),
    )


def _best(passage: Passage, wanted: frozenset[str]) -> tuple[int, int]:
    """Return the span of the sentence with most of the words, and of those after it that still fit."""
    if not passage.sentences:
        return passage.start, min(passage.end, passage.start + _LONGEST)
    held = [len(wanted & frozenset(stems(passage.text_of(sentence)))) for sentence in passage.sentences]
    first = held.index(max(held))
    start, end = passage.sentences[first].start, passage.sentences[first].end
    for sentence in passage.sentences[first + 1 :]:
        if sentence.end - start > _LONGEST:
            break
        end = sentence.end
    for sentence in reversed(passage.sentences[:first]):
        if end - sentence.start > _LONGEST:
            break
        start = sentence.start
    return start, end


def marked(text: str, wanted: frozenset[str]) -> Line:
    """Cut a text so that words with one of the stems stand by themselves; neighbours are marked together."""
    made: list[Segment] = []
    at = 0
    for match in _WORD.finditer(text):
        if fold(match.group()) in STOP_WORDS or stem(match.group()) not in wanted:
            continue
        between = text[at : match.start()]
        if made and between.strip(" -") == "" and made[-1].marked:
            made[-1] = Segment(made[-1].text + between + match.group(), marked=True)
        else:
            made += [Segment(between)] if between else []
            made.append(Segment(match.group(), marked=True))
        at = match.end()
    return (*made, Segment(text[at:])) if at < len(text) else tuple(made)

"""Chunking by structure: a document -> its passages."""

import hashlib
from collections.abc import Iterator, Sequence

from ingest.documents import Block, BlockKind, Document, Locator, Passage, Sentence
from ingest.sentences import sentences_of

# Words. A passage is filled up to TARGET; a list or table with its lead-in may reach LONGEST before it is cut.
TARGET, LONGEST = 110, 230


def passages_of(document: Document) -> list[Passage]:
    """Cut a document into passages: never across a heading or a slide; a list stays with its lead-in line."""
    return [
        passage
        for section in _sections(document.blocks)
        for run in _runs(section, document.text)
        for passage in _passages(document, run)
    ]


def _sections(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Consecutive blocks under one heading of one slide, the heading itself left out."""
    section: list[Block] = []
    for block in blocks:
        same = section and (
            section[-1].locator.heading_path == block.locator.heading_path
            and section[-1].locator.slide == block.locator.slide
        )
        if block.kind is BlockKind.HEADING or not same:
            if section:
                yield section
            section = []
        if block.kind is not BlockKind.HEADING:
            section.append(block)
    if section:
        yield section


def _runs(section: list[Block], text: str) -> Iterator[list[Block]]:
    """Fill passages up to TARGET words without parting a group."""
    run: list[Block] = []
    for unit in _units(section):
        if run and _words(run, text) + _words(unit, text) > TARGET:
            yield run
            run = []
        run = run + unit
    if run:
        yield run


def _units(section: list[Block]) -> Iterator[list[Block]]:
    """A group of blocks that belong together, or a single block."""
    unit: list[Block] = []
    for block in section:
        if unit and (block.group is None or block.group != unit[-1].group):
            yield unit
            unit = []
        unit.append(block)
    if unit:
        yield unit


def _passages(document: Document, run: list[Block]) -> Iterator[Passage]:
    """One passage, or several where a list or paragraph is longer than LONGEST; each part keeps the lead-in line."""
    text = document.text
    sentences = [s for block in run for s in sentences_of(block, text)]
    lead_in = next((text[b.start : b.end] for b in run if b.kind is BlockKind.LEAD_IN), "")
    part: list[Sentence] = []
    first = True
    for sentence in sentences:
        if part and len(text[part[0].start : sentence.end].split()) > LONGEST:
            yield _passage(document, run, part, "" if first else lead_in)
            part, first = [], False
        part.append(sentence)
    if part:
        yield _passage(document, run, part, "" if first else lead_in)


def _passage(document: Document, run: list[Block], part: list[Sentence], lead_in: str) -> Passage:
    start, end = part[0].start, part[-1].end
    inside = [b.locator for b in run if b.start < end and b.end > start]
    text = document.text[start:end]
    locator = Locator(inside[0].heading_path, inside[0].page, inside[-1].page_end, inside[0].slide)
    place = f"{document.path}\0{start}\0{end}\0{'/'.join(locator.heading_path)}\0{text}"
    passage_id = hashlib.sha256(place.encode()).hexdigest()[:16]
    above = [document.title, *(h for h in locator.heading_path if h != document.title)]
    context = " > ".join(above)
    return Passage(passage_id, document.id, start, end, text, locator, tuple(part), context, lead_in)


def _words(blocks: Sequence[Block], text: str) -> int:
    return sum(len(text[b.start : b.end].split()) for b in blocks)

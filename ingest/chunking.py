"""Chunking by structure: a document -> its passages."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from ingest.documents import Block, BlockKind, Document, Locator, Passage, Sentence
from ingest.metadata import is_untitled
from ingest.sentences import LONGEST_SENTENCE, sentences_of

# Words. A passage is filled up to TARGET; a list or table with its lead-in may reach LONGEST before it is cut.
TARGET, LONGEST = 110, 230
# Characters: of the longest passage, far more than LONGEST words of prose have, and of what stands before every part
# of a long list and every passage of a section.
LONGEST_TEXT, _LONGEST_LEAD_IN, _LONGEST_TITLE = LONGEST_SENTENCE, 500, 200


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
    filled = 0
    for unit in _units(section):
        words = sum(len(text[block.start : block.end].split()) for block in unit)
        if run and (filled + words > TARGET or unit[-1].end - run[0].start > LONGEST_TEXT):
            yield run
            run, filled = [], 0
        run += unit
        filled += words
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
    starts = [block.start for block in run]
    lead = next((block for block in run if block.kind is BlockKind.LEAD_IN), None)
    line = _lead_in(lead, text) if lead else ""
    for part in _parts([s for block in run for s in sentences_of(block, text)], text):
        start, end = part[0].start, part[-1].end
        first, last = (run[bisect_right(starts, at) - 1].locator for at in (start, end - 1))
        locator = Locator(first.heading_path, first.page, last.page_end, first.slide)
        yield _passage(document, locator, part, line if lead and start >= lead.end else "")


def _parts(sentences: list[Sentence], text: str) -> Iterator[list[Sentence]]:
    """Sentences of one passage each: at most LONGEST words and LONGEST_TEXT characters, but one sentence at least."""
    part: list[Sentence] = []
    filled = 0
    for sentence in sentences:
        words = len(text[sentence.start : sentence.end].split())
        if part and sentence.start == part[-1].end:  # both in one word, as in "Who leads?;"
            words -= 1
        if part and (filled + words > LONGEST or sentence.end - part[0].start > LONGEST_TEXT):
            yield part
            part, filled = [], 0
        part.append(sentence)
        filled += words
    if part:
        yield part


def _lead_in(block: Block, text: str) -> str:
    """What is said before each part of a list: the whole paragraph, or of a long one its last sentence."""
    line = text[block.start : block.end]
    if len(line) > _LONGEST_LEAD_IN:
        last = sentences_of(block, text)[-1]
        line = text[last.start : last.end]
    return line if len(line) <= _LONGEST_LEAD_IN else ""


def _passage(document: Document, locator: Locator, part: list[Sentence], lead_in: str) -> Passage:
    start, end = part[0].start, part[-1].end
    text = document.text[start:end]
    place = f"{document.path}\0{start}\0{end}\0{'/'.join(locator.heading_path)}\0{text}"
    passage_id = hashlib.sha256(place.encode()).hexdigest()[:16]
    above = [document.title[:_LONGEST_TITLE], *(h for h in locator.heading_path if h != document.title)]
    context = " > ".join(above)
    untitled = is_untitled(document)
    return Passage(passage_id, document.id, start, end, text, locator, tuple(part), context, lead_in, untitled)

"""Blocks -> sentences with their spans."""

from functools import lru_cache

import pysbd

from ingest.documents import Block, BlockKind, Sentence

_WHOLE = {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW}
_WHOLE_ITEM = 40  # words: a longer list item is paragraphs with a bullet, and each of its sentences stands alone
_LABEL = 3  # words
_LONGEST = 20_000  # characters given to the splitter at once: its patterns slow down on very long lines


@lru_cache(maxsize=1)
def _splitter() -> pysbd.Segmenter:
    return pysbd.Segmenter(language="en", clean=False)


def sentences_of(block: Block, text: str) -> list[Sentence]:
    """Sentences of one block of a document `text`; list items and table rows stay whole, headings give none."""
    if block.kind is BlockKind.HEADING:
        return []
    words = text[block.start : block.end]
    whole = block.kind in _WHOLE and len(words.split()) <= _WHOLE_ITEM
    inside = [(0, len(words))] if whole else split(words)
    if block.kind is BlockKind.LIST_ITEM:
        inside = _with_label(words, inside)
    spans = [(block.start + a, block.start + b) for a, b in inside]
    kinds = [block.kind if whole or block.kind is BlockKind.SPEAKER_NOTE else BlockKind.PARAGRAPH] * len(spans)
    if block.kind is BlockKind.LEAD_IN:
        kinds[-1] = BlockKind.LEAD_IN
    return [
        Sentence(start, end, kind, None if kind is BlockKind.PARAGRAPH else block.group, block.sources)
        for (start, end), kind in zip(spans, kinds, strict=True)
    ]


def split(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of a paragraph (pysbd), in order, without the white space between them."""
    spans: list[tuple[int, int]] = []
    at = 0
    for offset in range(0, len(text), _LONGEST):
        for piece in _splitter().segment(text[offset : offset + _LONGEST]):
            words = piece.strip()
            found = text.find(words, at) if words else -1
            if found < 0:
                continue
            spans.append((found, found + len(words)))
            at = found + len(words)
    return _cover(text, spans)


def _with_label(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """A label at a long list item's start ("Lead provider. This model involves ...") says nothing alone: it joins what follows."""
    if len(spans) > 1 and len(text[slice(*spans[0])].split()) <= _LABEL:
        return [(spans[0][0], spans[1][1]), *spans[2:]]
    return spans


def _cover(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Nothing may be lost between sentences: words that the splitter dropped join the sentence before them."""
    covered: list[tuple[int, int]] = []
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        gap = text[at:start]
        if gap.strip():
            left = at + len(gap) - len(gap.lstrip())
            right = at + len(gap.rstrip())
            covered = [*covered[:-1], (covered[-1][0], right)] if covered else [(left, right)]
        if end > start:
            covered.append((start, end))
        at = end
    return covered

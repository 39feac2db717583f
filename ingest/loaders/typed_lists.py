"""Lists whose bullets and numbers somebody typed: lines that start with them -> list items."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.documents import BlockKind, LoadedBlock

_BULLET = re.compile(r"^[•●▪■◦○‣⁃·∙➢➤✓✔\uf0b7\uf0a7]\s*(?=\S)")
_DASH = re.compile(r"^[-–—*o]\s+(?=\S)")  # a bullet only where a neighbour has one too
_NUMBER = re.compile(r"^\(?(?P<mark>\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=\S)")
_FIRST = {"1", "a", "i"}


def with_typed_lists(blocks: Sequence[LoadedBlock]) -> list[LoadedBlock]:
    """The same blocks, where paragraphs with a typed bullet, or numbered ones after a line with a colon, are list items.

    A bullet goes, since it only draws; a number stays, since other parts of the text refer to it.
    """
    out = list(_bulleted(blocks))
    n = 0
    while n < len(out):
        end = _end_of_numbers(out, n)
        if end - n > 1 and n and out[n - 1].text.endswith(":"):
            out[n:end] = [replace(block, kind=BlockKind.LIST_ITEM) for block in out[n:end]]
        n = max(end, n + 1)
    return out


def _bulleted(blocks: Sequence[LoadedBlock]) -> Iterator[LoadedBlock]:
    dashed = [_is_text(block) and bool(_DASH.match(block.text)) for block in blocks]
    for n, block in enumerate(blocks):
        mark = _BULLET.match(block.text) if _is_text(block) else None
        if dashed[n] and (any(dashed[n + 1 : n + 2]) or (n and dashed[n - 1])):
            mark = _DASH.match(block.text)
        yield replace(block, kind=BlockKind.LIST_ITEM, text=block.text[mark.end() :]) if mark else block


def _is_text(block: LoadedBlock) -> bool:
    return block.kind is BlockKind.PARAGRAPH


def _end_of_numbers(blocks: Sequence[LoadedBlock], start: int) -> int:
    """Index after the last of the numbered paragraphs that begin at `start` with 1, a or i."""
    end = start
    while end < len(blocks) and _is_text(blocks[end]) and (mark := _NUMBER.match(blocks[end].text)):
        if (mark["mark"] in _FIRST) != (end == start):
            break
        end += 1
    return end

"""Loaded blocks -> the stored text of a document and its blocks with spans."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.documents import Block, BlockKind, LoadedBlock, Locator

_GROUPED = {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW}
_LONGEST_HEADING = 300  # characters: it is said again with every passage under it
_BLANK = re.compile(r"\.{6,}|_{4,}|…{3,}")  # "Name: ........": a line of a form to write on
_STATEMENT = 5  # words
_NAMED = 30  # words of a line that says what the list under it is, such as "Questions for boards to ask"
_ENDED = re.compile(r"[.!?…;,][”’\"')\]]*$")
_SAYS = re.compile(r"[.!]$|\b(is|are|was|were|has|have|had|will|must|can|should|may)\b")
_ASKS = re.compile(r"\?$|^(how|why|what|when|where|who|whose|which|whether)\b", re.IGNORECASE)


def assemble(loaded: Iterable[LoadedBlock]) -> tuple[str, tuple[Block, ...]]:
    """Join blocks into one text (a blank line between blocks, one line break inside a list) and give each its span.

    A paragraph that ends in a colon directly before a list item or a table row, or in no mark at all before a list item,
    becomes its lead-in. A heading becomes a
    paragraph where it is too long to be one or a blank to write on, and where it makes a statement with nothing under it,
    as slides' titles do. One without words ends what those of its level and below are about.
    """
    items = _settled([block for block in loaded if block.text.strip() or block.kind is BlockKind.HEADING])
    pieces: list[str] = []
    length = 0
    blocks: list[Block] = []
    headings: list[tuple[int, str]] = []
    group = 0
    open_group: int | None = None
    for n, item in enumerate(items):
        words = item.text.strip()
        if item.kind is BlockKind.HEADING:
            headings = [h for h in headings if h[0] < item.level] + ([(item.level, words)] if words else [])
        if not words:
            open_group = None
            continue
        grouped = item.kind in _GROUPED
        if item.kind is BlockKind.LEAD_IN or (grouped and (open_group is None or _breaks(items[n - 1], item))):
            group += 1
            open_group = group
        elif not grouped:
            open_group = None
        between = "\n" if grouped and blocks and blocks[-1].group == open_group else "\n\n"
        pieces += [between, words] if blocks else [words]
        start = length + (len(between) if blocks else 0)
        length = start + len(words)
        locator = Locator(tuple(h[1] for h in headings), item.page, item.page_end or item.page, item.slide)
        blocks.append(Block(item.kind, start, length, locator, open_group, item.sources))
    return "".join(pieces), tuple(blocks)


def _settled(items: Sequence[LoadedBlock]) -> list[LoadedBlock]:
    """The blocks with what each of them is in view of what follows it."""
    settled: list[LoadedBlock] = []
    for item in reversed(items):
        kind = _kind(item, settled[-1] if settled else None)
        settled.append(item if kind is item.kind else replace(item, kind=kind))
    return settled[::-1]


def _kind(item: LoadedBlock, follower: LoadedBlock | None) -> BlockKind:
    words = item.text.strip()
    kind = item.kind
    if kind is BlockKind.HEADING and (
        len(words) > _LONGEST_HEADING
        or _BLANK.search(words)
        or (_stands_alone(item, follower) and _is_statement(words))
    ):
        kind = BlockKind.PARAGRAPH
    if kind is BlockKind.PARAGRAPH and _leads_into(item, follower):
        return BlockKind.LEAD_IN
    return kind


def _stands_alone(heading: LoadedBlock, follower: LoadedBlock | None) -> bool:
    if follower is None or follower.slide != heading.slide:
        return True
    return follower.kind is BlockKind.HEADING and follower.level <= heading.level


def _is_statement(heading: str) -> bool:
    """A title such as "Waiting lists have halved since 2022" says something; "Agenda", "Our members" and questions do not."""
    return len(heading.split()) >= _STATEMENT and bool(_SAYS.search(heading)) and not _ASKS.search(heading)


def _leads_into(item: LoadedBlock, follower: LoadedBlock | None) -> bool:
    if follower is None or follower.slide != item.slide:
        return False
    words = item.text.rstrip()
    if words.endswith(":"):
        return follower.kind in _GROUPED
    named = len(words.split()) <= _NAMED and not _ENDED.search(words)
    return named and follower.kind is BlockKind.LIST_ITEM


def _breaks(before: LoadedBlock, item: LoadedBlock) -> bool:
    """A list becomes a table, or runs on to another slide: a new group."""
    return before.kind in _GROUPED and (before.kind is not item.kind or before.slide != item.slide)

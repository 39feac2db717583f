"""Loaded blocks -> the stored text of a document and its blocks with spans."""

from collections.abc import Iterable

from ingest.documents import Block, BlockKind, LoadedBlock, Locator

_GROUPED = {BlockKind.LIST_ITEM, BlockKind.TABLE_ROW}


def assemble(loaded: Iterable[LoadedBlock]) -> tuple[str, tuple[Block, ...]]:
    """Join blocks into one text (a blank line between blocks, one line break inside a list) and give each its span.

    A paragraph that ends in a colon directly before a list item or a table row becomes its lead-in.
    """
    items = [block for block in loaded if block.text.strip()]
    text = ""
    blocks: list[Block] = []
    headings: list[tuple[int, str]] = []
    group = 0
    open_group: int | None = None
    for n, item in enumerate(items):
        follower = items[n + 1] if n + 1 < len(items) else None
        kind = item.kind
        if kind is BlockKind.HEADING:
            headings = [h for h in headings if h[0] < item.level] + [(item.level, item.text.strip())]
        if kind is BlockKind.PARAGRAPH and _leads_into(item, follower):
            kind = BlockKind.LEAD_IN
        if kind is BlockKind.LEAD_IN or (kind in _GROUPED and (open_group is None or _breaks(items[n - 1], item))):
            group += 1
            open_group = group
        elif kind not in _GROUPED:
            open_group = None
        if text:
            text += "\n" if kind in _GROUPED and blocks and blocks[-1].group == open_group else "\n\n"
        start = len(text)
        text += item.text.strip()
        locator = Locator(tuple(h[1] for h in headings), item.page, item.page_end or item.page, item.slide)
        blocks.append(Block(kind, start, len(text), locator, open_group, item.sources))
    return text, tuple(blocks)


def _leads_into(item: LoadedBlock, follower: LoadedBlock | None) -> bool:
    if follower is None or follower.slide != item.slide:
        return False
    ends_open = item.text.rstrip().endswith(":")
    return ends_open and follower.kind in _GROUPED


def _breaks(before: LoadedBlock, item: LoadedBlock) -> bool:
    """A list becomes a table, or runs on to another slide: a new group."""
    return before.kind in _GROUPED and (before.kind is not item.kind or before.slide != item.slide)

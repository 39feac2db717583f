"""Plain text, also text that came out of a PDF -> LoadedFile."""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.documents import BlockKind, LoadedBlock, LoadedFile
from ingest.errors import IngestError
from ingest.loaders.decoding import read_text
from ingest.loaders.text_layout import Page, pages_of

_BULLET = re.compile(r"^\s*(?:[•●⚫▪◦‣·*–\ue000-\uf8ff-]|\d{1,2}[.)](?=\s))\s*(?=\S)")
_CLAUSE = re.compile(r"^\s*\d{1,2}(?:\.\d{1,2}){1,3}\s+(?=[^\W\d_])")
_ENDS = re.compile(r"[.!?:;,…”\"]\s*$")
_QUOTE_END = re.compile(r"[”“\"]\s*$")
_HEADING_LONGEST = 110  # characters
_CUT_SHORTEST = 80  # characters: a paragraph this long that ends without a stop was cut by a page's end
_FRAGMENT_LONGEST = 45  # characters
_TERM = re.compile(r"^\s*[^\W_][^.;:!?]{0,39}?\s+[-–—]\s+\S")  # "ICB - integrated care board"
_MOST_LEADING, _FEWEST_LISTED = 4, 3  # short lines before a list, and those that are one
_YEARS = re.compile(r"\b\d{4}-\d{2,4}\b")
_COUNT = re.compile(r"\d[\d,.]*[kmn]?\s+[^\W\d_]")  # "5 NHS trusts": on a slide a figure, no heading
_FEWEST_TERMS = 3  # lines: two may be a sentence with dashes
_CONTENTS = re.compile(r"^(table of )?contents|on this page|in this (section|guide)$", re.IGNORECASE)


def load(path: Path) -> LoadedFile:
    """Read a text file; raises IngestError when it is empty or not text."""
    blocks: list[LoadedBlock] = []
    attributed = False  # the last block is a quotation that its speaker's name has closed
    for page in pages_of(read_text(path)):
        for block in _page_blocks(page):
            joins = (
                bool(blocks) and not (attributed and block.text[:1].isupper()) and _continues(blocks[-1], block, page)
            )
            attributed = joins and _names_speaker(blocks[-1], block)
            if joins:
                before = blocks.pop()
                block = LoadedBlock(before.kind, f"{before.text} {block.text}", before.level)
            blocks.append(block)
    blocks = _headings_with_text(blocks[next((n for n, block in enumerate(blocks) if block.text), 0) :])
    if not any(block.text for block in blocks):
        raise IngestError(path.name, "holds no text", "Put some text in it or remove the file")
    title = blocks[0].text if blocks[0].kind is BlockKind.HEADING else ""
    return LoadedFile(blocks, {"title": title} if title else {})


def _headings_with_text(blocks: list[LoadedBlock]) -> list[LoadedBlock]:
    """Short lines with no text of their own beneath (labels of a diagram, names) are text and no headings."""
    out: list[LoadedBlock] = []
    loose: list[str] = []
    for n, block in enumerate(blocks):
        follower = blocks[n + 1] if n + 1 < len(blocks) else None
        if not block.text:
            pass
        elif n == 0 and _is_title(block, follower):
            block = LoadedBlock(BlockKind.HEADING, block.text, 1)
        elif _is_fragment(block) or (block.kind is BlockKind.HEADING and _lacks_text(block, follower)):
            loose.append(block.text)
            continue
        out += _from_loose(loose, block)
        loose = []
        out.append(block)
    return out + _from_loose(loose, None)


def _from_loose(lines: list[str], follower: LoadedBlock | None) -> list[LoadedBlock]:
    """A few short lines say of whom the list beneath them is; more are a list themselves."""
    if not lines:
        return []
    leads = follower is not None and follower.kind is BlockKind.LIST_ITEM and len(lines) <= _MOST_LEADING
    if leads or len(lines) < _FEWEST_LISTED:
        return [LoadedBlock(BlockKind.PARAGRAPH, " ".join(lines))]
    return [LoadedBlock(BlockKind.LIST_ITEM, line) for line in lines]


def _is_title(first: LoadedBlock, follower: LoadedBlock | None) -> bool:
    """The first line of a file, directly above the heading of its first section."""
    if follower is None or follower.kind is not BlockKind.HEADING:
        return False
    return first.kind is BlockKind.HEADING and follower.level <= first.level


def _is_fragment(block: LoadedBlock) -> bool:
    short = len(block.text) < _FRAGMENT_LONGEST and not _ENDS.search(block.text)
    return block.kind is BlockKind.PARAGRAPH and short


def _lacks_text(heading: LoadedBlock, follower: LoadedBlock | None) -> bool:
    if follower is None or _is_fragment(follower):
        return True
    if "@" in follower.text and len(follower.text) < _HEADING_LONGEST:
        return True  # a person's name above their role and address
    return follower.kind is BlockKind.HEADING and follower.level <= heading.level


def _page_blocks(page: Page) -> Iterator[LoadedBlock]:
    if page.heading or page.boxed:
        # A slide of a title alone begins a part of the deck; one without a title ends what the slide before it is about.
        yield LoadedBlock(BlockKind.HEADING, page.heading, 2 if page.runs else 1)
    led = False
    for run in page.runs:
        for block in _line_blocks(run, page.width, led) if page.unwrapped else _run_blocks(run, page):
            yield block
            led = block.text.endswith(":")


def _line_blocks(run: list[str], width: int, led: bool) -> Iterator[LoadedBlock]:
    """A run in which each line stands for itself; after a colon lines that end no sentence are a list."""
    n = 0
    while n < len(run):
        if _CONTENTS.match(run[n].strip()):
            n += 1 + _unended(run[n + 1 :])  # links to the headings below
            continue
        items = _items(run[n:]) if led else 0
        for line in run[n : n + items]:
            yield LoadedBlock(BlockKind.LIST_ITEM, _BULLET.sub("", _join([line]), count=1))
        n += items
        if n < len(run):
            yield _block([run[n]], _could_be_heading([run[n]], [run[n]], width))
            led = run[n].rstrip().endswith(":")
            n += 1


def _unended(lines: list[str]) -> int:
    """How many lines from the first end no sentence."""
    return next((n for n, line in enumerate(lines) if _ENDS.search(line)), len(lines))


def _items(lines: list[str]) -> int:
    """How many lines from the first are items: all in lower case, or up to the heading of the next paragraph."""
    end = _unended(lines)
    if lines[0].strip()[:1].islower():
        return next((n for n, line in enumerate(lines[:end]) if not line.strip()[:1].islower()), end)
    count = end - 1 if end < len(lines) else end
    return count if count > 1 else 0  # a single line may as well be a heading


def _run_blocks(run: list[str], page: Page) -> Iterator[LoadedBlock]:
    """A run of lines without a blank line: perhaps a heading, then paragraphs and bullets; or terms with their meanings."""
    if len(run) >= _FEWEST_TERMS and all(map(_TERM.match, run)):
        yield from (LoadedBlock(BlockKind.LIST_ITEM, _join([line])) for line in run)
        return
    counts = page.boxed and bool(_COUNT.match(run[0].strip()))
    lines: list[str] = []
    for line in run:
        starts = bool(_BULLET.match(line) or _CLAUSE.match(line)) or (
            lines and not page.boxed and _could_be_heading(lines, run, page.width) and _opens(line)
        )
        if lines and starts:
            yield _block(lines, not counts and _could_be_heading(lines, run, page.width))
            lines = []
        lines.append(line)
    if lines:
        yield _block(lines, lines == run and not counts and _could_be_heading(lines, run, page.width))


def _could_be_heading(lines: list[str], run: list[str], width: int) -> bool:
    """Short lines at the start of a run that end without a stop (a question mark is allowed)."""
    if len(lines) > _HEADING_LONGEST:  # in a long run each line asks again
        return False
    text = " ".join(line.strip() for line in lines)
    if lines != run[: len(lines)]:
        return False
    if len(text) > _HEADING_LONGEST or _BULLET.match(lines[0]) and not re.match(r"^\d", lines[0].strip()):
        return False
    short = all(len(line.rstrip()) < 0.85 * width for line in lines)
    ended = bool(_ENDS.search(text)) and not text.endswith("?")
    return short and not ended and text[:1].isalnum() and not text[:1].islower()


def _opens(line: str) -> bool:
    first = line.strip()[:1]
    return first.isupper() or first.isdigit() or first in "“\"‘'"


def _block(lines: list[str], heading: bool) -> LoadedBlock:
    text = _join(lines)
    if heading:
        return LoadedBlock(BlockKind.HEADING, text, 3)
    if _BULLET.match(text):
        return LoadedBlock(BlockKind.LIST_ITEM, _BULLET.sub("", text, count=1))
    return LoadedBlock(BlockKind.PARAGRAPH, text)


def _join(lines: list[str]) -> str:
    """Unwrap lines; a word broken by a hyphen at the line's end stays hyphenated ("place-" "based")."""
    text = ""
    for line in (part.strip() for part in lines):
        glue = "" if not text or text.endswith("-") and (line[:1].islower() or _YEARS.search(text + line)) else " "
        text += glue + line
    return re.sub(r"\s+", " ", text).strip()


def _continues(before: LoadedBlock, block: LoadedBlock, page: Page) -> bool:
    """A sentence that an address, a page end or a blank line cut in two; a quotation's speaker stays with it."""
    if before.kind is BlockKind.HEADING:
        return False
    if _names_speaker(before, block):
        return block.kind is not BlockKind.LIST_ITEM
    if block.kind is not BlockKind.PARAGRAPH:
        return False
    if _ENDS.search(before.text):
        return False
    cut_short = len(before.text) >= _CUT_SHORTEST and before.kind is BlockKind.PARAGRAPH and not page.boxed
    opened = before.text.count("(") > before.text.count(")")
    return opened or cut_short or block.text[:1].islower() or block.text.startswith("(")


def _names_speaker(before: LoadedBlock, block: LoadedBlock) -> bool:
    """A short line after a closing quotation mark, such as "A. Name, chair"."""
    short = len(block.text) < _HEADING_LONGEST and "," in block.text and not block.text.endswith(".")
    return short and bool(_QUOTE_END.search(before.text))

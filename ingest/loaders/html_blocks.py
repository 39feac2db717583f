"""An element tree (HTML, or what trafilatura makes of it) -> blocks."""

import re
from collections.abc import Iterator
from typing import Any

from ingest.documents import BlockKind, LoadedBlock
from ingest.loaders.html_furniture import INLINE
from ingest.loaders.table_rows import Cell, joined_lines, rows_of
from ingest.loaders.tidy import tidy
from ingest.loaders.typed_lists import with_typed_lists

_LISTS = {"ul", "ol", "list"}
_ITEMS = {"li", "item"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CELLS = {"td", "th", "cell"}
_BREAKS = {"br", "lb", "hr"}
_BREAK = "\x1e"  # stands for a line break of the page until its block ends; white space to `tidy`
_PARTED = re.compile(rf"{_BREAK}\s*(?:{_BREAK}\s*)+")  # an empty line: a new paragraph
_BOLD_LEVEL, _LONGEST_BOLD = 2, 14  # words
_TALLEST = 200  # rows or columns that one cell may claim


def blocks_of(root: Any) -> list[LoadedBlock]:
    """Headings, paragraphs, list items and table rows in reading order."""
    walk = _Walk(bold_heads=not any(tidy("".join(_inline(node))) for node in root.iter(*_HEADINGS, "head")))
    walk.element(root)
    walk.flush()
    return with_typed_lists(walk.blocks)


class _Walk:
    """Collects running text and turns it into a block where a block of the page ends."""

    def __init__(self, bold_heads: bool) -> None:
        self._bold_heads = bold_heads  # the page has no headings: its bold lines are read as such
        self.blocks: list[LoadedBlock] = []
        self._text: list[str] = []
        self._depth = -1  # of lists
        self._item: int | None = None  # index of the list item whose further paragraphs are joined to it

    def element(self, node: Any) -> None:
        tag = node.tag.lower() if isinstance(node.tag, str) else ""
        level = _heading_level(node, tag) or (_BOLD_LEVEL if self._bold_heads and _is_bold_line(node, tag) else 0)
        if level:
            self._heading(node, level)
        elif tag in {"table"} and not _is_layout(node):
            self.flush()
            self.blocks += _table(node)
        elif tag == "dl":
            self._pairs(node)
        elif tag in _LISTS:
            self._list(node)
        elif tag in _ITEMS and self._depth >= 0:
            self._list_item(node)
        elif tag in _BREAKS:
            self._text.append(_BREAK)
        elif tag in INLINE and not _holds_block(node):
            self._text.append("".join(_inline(node)))
        else:
            self._container(node)

    def flush(self) -> None:
        """End the block that is being collected."""
        raw = "".join(self._text)
        self._text = []
        text = tidy(raw)
        if not text:
            return
        if self._depth < 0:
            self.blocks += _paragraphs(raw)
        elif self._item is None:
            self._item = len(self.blocks)
            self.blocks.append(LoadedBlock(BlockKind.LIST_ITEM, text, self._depth))
        elif self._item == len(self.blocks) - 1:
            joined = f"{self.blocks[-1].text} {text}"
            self.blocks[-1] = LoadedBlock(BlockKind.LIST_ITEM, joined, self._depth)
        else:
            self.blocks.append(LoadedBlock(BlockKind.LIST_ITEM, text, self._depth))

    def _container(self, node: Any) -> None:
        self.flush()
        self._children(node)
        self.flush()

    def _children(self, node: Any) -> None:
        self._text.append(node.text or "")
        for child in node:
            if isinstance(child.tag, str):
                self.element(child)
            self._text.append(child.tail or "")

    def _heading(self, node: Any, level: int) -> None:
        self.flush()
        if text := tidy("".join(_inline(node))):
            self.blocks.append(LoadedBlock(BlockKind.HEADING, text, level))

    def _list(self, node: Any) -> None:
        self.flush()
        outer, self._item = self._item, None
        self._depth += 1
        self._children(node)
        self.flush()
        self._depth -= 1
        self._item = outer

    def _list_item(self, node: Any) -> None:
        self.flush()
        self._item = None
        self._container(node)
        self._item = None

    def _pairs(self, node: Any) -> None:
        """A description list as rows, 'Term: description'; a description of several blocks follows its term."""
        self.flush()
        terms: list[str] = []
        told = False
        for part in _pair_parts(node):
            text = tidy("".join(_inline(part)))
            if part.tag == "dt":
                terms = [*([] if told else terms), text.rstrip(" :")]
                told = False
            elif text:
                told = True
                term = ", ".join(filter(None, terms))
                if any(True for _ in part.iter("ul", "ol", "table", "dl", "pre", *_HEADINGS)):
                    self.blocks += [LoadedBlock(BlockKind.PARAGRAPH, f"{term}:")] if term else []
                    self._container(part)
                else:
                    self.blocks.append(LoadedBlock(BlockKind.TABLE_ROW, f"{term}: {text}" if term else text))


def _pair_parts(pairs: Any) -> Iterator[Any]:
    """The terms and descriptions of a list, also those wrapped in a <div>; those of lists inside it are its own."""
    for child in pairs:
        if child.tag in {"dt", "dd"}:
            yield child
        elif child.tag == "div":
            yield from _pair_parts(child)


def _paragraphs(raw: str) -> Iterator[LoadedBlock]:
    """Text with line breaks as paragraphs: empty lines part it, and so does each line of a list made by hand."""
    for part in _PARTED.split(raw):
        lines = [LoadedBlock(BlockKind.PARAGRAPH, line) for line in map(tidy, part.split(_BREAK)) if line]
        items = sum(block.kind is BlockKind.LIST_ITEM for block in with_typed_lists(lines))
        if items > 1:
            yield from lines
        elif text := tidy(part):
            yield LoadedBlock(BlockKind.PARAGRAPH, text)


def _heading_level(node: Any, tag: str) -> int:
    """1 to 6 for headings of HTML, of trafilatura (<head rend="h2">) and of ARIA; else 0."""
    if tag == "head":
        tag = node.get("rend") or "h2"
    if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
        return int(tag[1])
    level = node.get("aria-level") or ""
    return int(level) if node.get("role") == "heading" and level in set("123456") else 0


def _is_bold_line(node: Any, tag: str) -> bool:
    """Whether a line on its own is short and all bold, as headings are made by hand."""
    if tag not in {"p", "div"} or _holds_block(node):
        return False
    text = tidy("".join(_inline(node)))
    bold = "".join("".join(_inline(b)) for b in node.iter("b", "strong") if b.getparent().tag not in {"b", "strong"})
    return bool(text) and tidy(bold) == text and len(text.split()) <= _LONGEST_BOLD and text[-1] not in ".,;:"


def _holds_block(node: Any) -> bool:
    return any(isinstance(e.tag, str) and e is not node and e.tag.lower() not in INLINE | _BREAKS for e in node.iter())


def _inline(node: Any) -> Iterator[str]:
    """All text inside an element; parts that stand apart on the page are parted by a space."""
    if isinstance(node.tag, str):
        apart = node.tag.lower() not in INLINE
        yield (_BREAK if node.tag.lower() in _BREAKS else " ") if apart else ""
        yield node.text or ""
        for child in node:
            yield from _inline(child)
            yield child.tail or ""
        yield " " if apart else ""


def _is_layout(table: Any) -> bool:
    """A table that only places things: nested tables, headings inside, or one column."""
    if table.get("role") in {"presentation", "none"}:
        return True
    if any(True for _ in table.iter("h1", "h2", "h3", "h4", "head")) or len(list(table.iter("table"))) > 1:
        return True
    return all(len(_cells(row)) <= 1 for row in table.iter("tr", "row"))


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in _CELLS]


def _is_header(cell: Any) -> bool:
    return cell.tag == "th" or cell.get("role") in {"head", "columnheader"}


def _table(table: Any) -> Iterator[LoadedBlock]:
    for caption in table.iter("caption"):
        if text := tidy("".join(_inline(caption))):
            yield LoadedBlock(BlockKind.PARAGRAPH, text)
    rows = list(table.iter("tr", "row"))
    headers = 0
    for row in rows:
        cells = _cells(row)
        in_head = row.getparent().tag == "thead"
        if not cells or not (in_head or all(map(_is_header, cells))):
            break
        headers += 1
    labels = not headers and all(_is_header(cells[0]) for row in rows if (cells := _cells(row)))
    yield from rows_of(_grid(rows), headers or None, labels)


def _grid(rows: list[Any]) -> list[list[Cell]]:
    grid: list[list[Cell]] = []
    below: dict[int, tuple[int, Cell]] = {}  # column -> rows still to fill, the cell that reaches down
    for row in rows:
        line: list[Cell] = []
        for element in _cells(row):
            _fill_from_above(line, below)
            cell = Cell(_cell_text(element), "th" if _is_header(element) else "td")
            for n in range(_span(element, "colspan")):
                part = Cell(cell.text, cell.look, n > 0)
                if (tall := _span(element, "rowspan")) > 1:
                    below[len(line)] = (tall - 1, part)
                line.append(part)
        _fill_from_above(line, below)
        grid.append(line)
    return grid


def _cell_text(cell: Any) -> str:
    """The words of a cell; the items of a list in it are kept apart."""
    if not any(True for _ in cell.iter("li", "item")):
        return tidy("".join(_inline(cell)))
    blocks = _Walk(bold_heads=False)
    blocks.element(cell)
    blocks.flush()
    return joined_lines([(block.text, block.kind is BlockKind.LIST_ITEM) for block in blocks.blocks])


def _fill_from_above(line: list[Cell], below: dict[int, tuple[int, Cell]]) -> None:
    while len(line) in below:
        left, cell = below.pop(len(line))
        if left > 1:
            below[len(line)] = (left - 1, cell)
        line.append(cell)


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or cell.get("cols" if name == "colspan" else "rows") or "1"
    return min(max(int(value), 1), _TALLEST) if value.isdigit() else 1

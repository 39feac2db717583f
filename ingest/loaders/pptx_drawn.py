"""Charts and diagrams of a slide -> their words: a chart's numbers as rows, a diagram's words as a list."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from pptx.oxml.ns import qn

from ingest.documents import BlockKind, LoadedBlock
from ingest.loaders.ooxml import DIAGRAM, diagram_items
from ingest.loaders.table_rows import Cell, rows_of
from ingest.loaders.tidy import tidy

_DATES = re.compile(r"[dy]", re.IGNORECASE)
_FIRST_DAY, _LAST_DAY = date(1899, 12, 30), 100_000  # Excel counts days from here
_MOST_CATEGORIES, _MOST_SERIES = 50, 12  # a larger chart shows a shape, not numbers that a person reads


def chart_blocks(chart: Any, slide: int) -> list[LoadedBlock]:
    """The title of a chart and a row for each of its categories."""
    named = chart.has_title and chart.chart_title.has_text_frame
    title = tidy(chart.chart_title.text_frame.text) if named else ""
    blocks = [LoadedBlock(BlockKind.PARAGRAPH, title, slide=slide)] if title else []
    grid = _numbers(chart)
    if any(cell.text for row in grid[:1] for cell in row):
        return blocks + rows_of(grid, 1, slide=slide)
    return blocks + rows_of(grid[1:], 0, labels=True, slide=slide)


def _numbers(chart: Any) -> list[list[Cell]]:
    """A header row of the series' names, then a row a category; nothing for charts without categories.

    Read from the part itself: python-pptx knows no charts drawn in three dimensions.
    """
    series = list(chart.element.iter(qn("c:ser")))
    categories = next((found for one in series if (found := _points(one, "c:cat"))), {})
    if not categories or len(categories) > _MOST_CATEGORIES or len(series) > _MOST_SERIES:
        return []
    grid = [[Cell(""), *(Cell(_points(one, "c:tx").get(0, "")) for one in series)]]
    values = [_points(one, "c:val") for one in series]
    for n, category in sorted(categories.items()):
        told = [value.get(n, "") for value in values]
        if category and any(told):
            grid.append([Cell(category), *map(Cell, told)])
    return grid if len(grid) > 1 else []


def _points(series: Any, name: str) -> dict[int, str]:
    """What the file keeps of a series' name, categories or values, by their number."""
    holder = series.find(qn(name))
    found: dict[int, str] = {}
    if holder is None:
        return found
    code = next((code.text or "" for code in holder.iter(qn("c:formatCode"))), "")
    numbers = holder.find(f".//{qn('c:numCache')}") is not None
    for point in holder.iter(qn("c:pt")):
        number = point.get("idx", "")
        if number.isdigit():  # of categories in several levels the first level is the finest
            text = tidy(point.findtext(qn("c:v")) or "")
            found.setdefault(int(number), _told(text, code) if numbers else text)
    return found


def _told(text: str, code: str) -> str:
    """A number as the chart labels it by its format code: a date, a share in per cent, else at most two places."""
    try:
        value = float(text)
    except ValueError:
        return text
    if _DATES.search(re.sub(r"\[[^]]*\]", "", code)) and 0 < value < _LAST_DAY:
        return (_FIRST_DAY + timedelta(days=int(value))).isoformat()
    if "%" in code:
        return f"{100 * value:.1f}".removesuffix(".0") + "%"
    return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) >= 0.1 or not value else f"{value:.2g}"


def diagram_blocks(shape: Any, slide: int) -> Iterator[LoadedBlock]:
    """The words of a SmartArt drawing, which stand in a part of their own."""
    relation = next(shape.element.iter(DIAGRAM), None)
    if relation is not None:
        for level, words in diagram_items(shape.part.related_part(relation.get(qn("r:dm"))).blob):
            yield LoadedBlock(BlockKind.LIST_ITEM, words, level, slide=slide)

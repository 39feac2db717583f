"""Tables whose rows are parted by rules or shading and whose columns only by white space -> their cells."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from pdfplumber.table import merge_edges

Box = tuple[float, float, float, float]  # left, top, right, bottom (points from the page's top left)

_FEWEST_ROWS, _FEWEST_COLUMNS = 3, 3  # two stretches of text side by side may as well be a list
_LOOSE = 2.2  # heights of a word from one line to the next: more parts two paragraphs
_SAME = 3.0  # points within which two edges are one
_GUTTER = 8.0  # points of white space from top to bottom that part two columns
_SHORTEST = 100.0  # points of a rule


def rows_between_rules(page: Any) -> Iterator[list[Box]]:
    """Cells between at least _FEWEST_ROWS rules of one width, with the line of headers above the first."""
    words = page.extract_words(x_tolerance_ratio=0.15)
    for left, right, stack in _stacks(page):
        inside = [word for word in words if left - _SAME <= word["x0"] and word["x1"] <= right + _SAME]
        for rules in _runs(stack, inside):
            edges = _with_header(rules, inside)
            rows = [pair for pair in pairwise(edges) if any(_between(word, pair) for word in inside)]
            within = [word for word in inside if _between(word, (edges[0], edges[-1]))]
            columns = _columns(within, left, right)
            cells = [(a, top, b, bottom) for top, bottom in rows for a, b in columns]
            enough = len(rows) >= _FEWEST_ROWS and len(columns) >= _FEWEST_COLUMNS
            if enough and _names_rows(within, columns[0], len(rows)) and not any(_is_torn(within, c) for c in cells):
                yield cells


def _runs(stack: Sequence[float], words: Sequence[Any]) -> Iterator[list[float]]:
    """Cut a stack of rules where a paragraph or a heading between two of them parts two tables."""
    run = [stack[0]]
    heights: list[float] = []
    for upper, lower in pairwise(stack):
        row = [word for word in words if _between(word, (upper, lower))]
        usual = median(heights) if heights else max((_height(word) for word in row), default=0.0)
        columns = _columns([word for word in words if _between(word, (run[0], lower))], 0, 0)
        tops = sorted(word["top"] for word in row)
        apart = any(b - a > _LOOSE * usual for a, b in pairwise(tops))
        if apart or len(columns) < _FEWEST_COLUMNS or any(_height(word) > 1.15 * usual for word in row):
            yield run
            run, heights = [lower], []
        else:
            run.append(lower)
            heights += [_height(word) for word in row]
    yield run


def _height(word: Any) -> float:
    return float(word["bottom"] - word["top"])


def _stacks(page: Any) -> Iterator[tuple[float, float, list[float]]]:
    """Horizontal rules, and the upper and lower edges of shaded boxes, of the same left and right end."""
    edges = [edge for edge in page.edges if edge["orientation"] == "h"]
    stacks: list[tuple[float, float, list[float]]] = []
    for edge in merge_edges(edges, _SAME, _SAME, _SAME, _SAME):
        if edge["x1"] - edge["x0"] < _SHORTEST:
            continue
        fits = (s for s in stacks if abs(s[0] - edge["x0"]) <= _SAME and abs(s[1] - edge["x1"]) <= _SAME)
        stack = next(fits, None)
        if stack is None:
            stacks.append((edge["x0"], edge["x1"], [edge["top"]]))
        else:
            stack[2].append(edge["top"])
    for left, right, tops in stacks:
        apart = sorted(tops)
        rules = [top for n, top in enumerate(apart) if n == 0 or top - apart[n - 1] > _SAME]
        if len(rules) >= _FEWEST_ROWS:
            yield left, right, rules


def _with_header(rules: Sequence[float], words: Sequence[Any]) -> list[float]:
    """Column names may stand above the first rule, nearer to it than a row is high: one for each column."""
    if len(rules) < _FEWEST_ROWS:
        return list(rules)
    height = min(b - a for a, b in pairwise(rules))
    above = [word for word in words if rules[0] - height < word["top"] and word["bottom"] <= rules[0] + _SAME]
    below = [word for word in words if _between(word, (rules[0], rules[-1]))]
    columns = {len(_columns(part, 0, 0)) for part in (above, below, [*above, *below])}
    if len(columns) > 1 or min(columns) < _FEWEST_COLUMNS:
        return list(rules)
    return [min(word["top"] for word in above) - 1, *rules]


def _between(word: Any, rules: tuple[float, float]) -> bool:
    return bool(rules[0] <= (word["top"] + word["bottom"]) / 2 < rules[1])


def _columns(words: Sequence[Any], left: float, right: float) -> list[tuple[float, float]]:
    """Stretches that words take up, parted by white space from top to bottom."""
    stretches: list[list[float]] = []
    for word in sorted(words, key=lambda word: word["x0"]):
        if stretches and word["x0"] - stretches[-1][1] < _GUTTER:
            stretches[-1][1] = max(stretches[-1][1], word["x1"])
        else:
            stretches.append([word["x0"], word["x1"]])
    starts = [left, *[stretch[0] - 1 for stretch in stretches[1:]]]
    return list(zip(starts, [*starts[1:], right + _SAME], strict=True)) if stretches else []


def _is_torn(words: Sequence[Any], cell: Box) -> bool:
    """Words of one line that stand apart like columns: a wide cell elsewhere has hidden the space between two columns."""
    inside = [w for w in words if cell[0] <= (w["x0"] + w["x1"]) / 2 < cell[2] and _between(w, (cell[1], cell[3]))]
    lines = sorted(inside, key=lambda word: (round(word["bottom"]), word["x0"]))
    return any(abs(a["bottom"] - b["bottom"]) < _SAME and b["x0"] - a["x1"] >= _GUTTER for a, b in pairwise(lines))


def _names_rows(words: Sequence[Any], column: tuple[float, float], rows: int) -> bool:
    """A first column without letters is the bullets or numbers of a list."""
    named = [w for w in words if w["x0"] < column[1] and any(c.isalpha() for c in w["text"])]
    return 2 * len(named) >= rows

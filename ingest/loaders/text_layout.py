"""Lines of a text file -> pages and runs of lines, without page furniture.

Text taken out of a PDF keeps page numbers, running heads, addresses between two halves of a sentence and, for slides, a
blank line after every line. What repeats or is only an address is not what the author wrote there.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import quantiles

from ingest.loaders.tidy import CONTENTS, LEADERS, MANY_LEADERS

_ADDRESS = re.compile(r"^(?:https?://|mailto:|www\.)\S*$", re.I)
# A page's number; a year alone on its line is told of.
_NUMBER = re.compile(
    r"^(?:(?!(?:19|20)\d\d$)\d{1,4}|page \d{1,4}(?: ?(?:of|/) ?\d{1,4})?|\d{1,4} of \d{1,4}|([-–—]) ?\d{1,4} ?\1)$",
    re.I,
)
# The number of a clause, or a bullet, on a line of its own before its words.
_MARK = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2}){1,3}|\d{1,2}\.|\([a-z]\)|[•●▪◦‣\ue000-\uf8ff])$")
_FOOTER = (3, 0.4)  # pages, and share of them, at whose foot a running line stands: left and right ones take turns
_CONSENT_LONGEST = 200  # characters: a paragraph that only speaks of cookies and consent is the author's
_CONSENT = re.compile(r"\b(third-party|additional)? ?cookies?\b.*\bconsent\b|\bconsent\b.*\bcookies?\b", re.I)
_LINE_PER_PARAGRAPH = 160  # characters: where lines are longer than a page is wide, each line is a paragraph
_LONG, _FEWEST_LONG, _NEARLY_ALL = 80, 3, 0.75  # characters; lines; share of them
_CAPITALS = re.compile(r"^[^a-z]*[A-Z]{2}[^a-z]*$")
# Some extractors keep the blank at which a line was wrapped. Then a line without one is where its author ended it; that a
# file is of this kind shows in the lines before one that goes on in lower case: so many, so many times more of them.
_FEWEST_WRAPPED, _MORE_WRAPPED = 20, 4
_GOES_ON = re.compile(r"(?:[,&–-]|\b(?:and|or|of|the|a|an|to|for|in|on|with|by|at|from|re))$", re.IGNORECASE)
_MARKED = re.compile(r"[•●⚫▪◦‣·*–\ue000-\uf8ff]")
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its heading (or ""), its runs of lines without blank lines, the width of its full lines (characters).

    Attributes:
        unwrapped: each line is a paragraph, a heading or an item of a list.
        boxed: a run is what stood together on a slide; only bullets part it.
    """

    heading: str
    runs: list[list[str]]
    width: int
    unwrapped: bool = False
    boxed: bool = False


def pages_of(text: str) -> list[Page]:
    """Cut a text at its page breaks and drop running heads, page numbers, addresses and consent lines."""
    pages: list[Page] = []
    seen: set[str] = set()
    tops: set[str] = set()
    whole = _width(text.split("\n"))
    unwrapped = _is_unwrapped(text.split("\n"))
    keeps_blanks = _keeps_blanks(text.split("\n"))
    words = Counter(word.lower() for word in _TOKEN.findall(text)) if keeps_blanks else None
    for lines in _without_footers(_pages(text)):
        clean, boxed = _single_spaced(_clean(lines), words)
        heading, rest = _page_heading(_without_repeated_top(clean, tops), seen, whole)
        seen.add(_key(heading))
        runs = _runs(rest)
        width = _width(rest) if len(rest) > 40 else whole
        pages.append(Page(heading, runs, width, unwrapped or width > _LINE_PER_PARAGRAPH, boxed))
    return pages


def _pages(text: str) -> list[list[str]]:
    """Split at form feeds; some extractors leave one space at a page's first line instead."""
    if "\f" in text:
        return [page.split("\n") for page in text.split("\f")]
    lines = text.split("\n")
    starts = [n for n, line in enumerate(lines) if re.match(r"^ \S", line)]
    if not starts or len(starts) * 10 > len(lines):
        return [lines]
    bounds = [0, *[n for n in starts if n], len(lines)]
    return [lines[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]


def _without_footers(pages: list[list[str]]) -> list[list[str]]:
    """The pages without lines that stand, but for their figures, at the foot of many of them."""
    feet = [[n for n, line in enumerate(lines) if line.strip()][-2:] for lines in pages]
    often = Counter(mask for lines, at in zip(pages, feet, strict=True) for mask in {_mask(lines[n]) for n in at})
    fewest = max(_FOOTER[0], _FOOTER[1] * len(pages))
    return [
        [line for n, line in enumerate(lines) if n not in at or often[_mask(line)] < fewest]
        for lines, at in zip(pages, feet, strict=True)
    ]


def _mask(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()).lower())


def _without_repeated_top(lines: list[str], tops: set[str]) -> list[str]:
    """A page's first line, word for word that of an earlier page, is a running head; adds to `tops`."""
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    top = _key(lines[first]) if first is not None else ""
    if first is not None and len(top) > 8 and top in tops:
        return lines[first + 1 :]
    tops.add(top)
    return lines


def _keeps_blanks(lines: list[str]) -> bool:
    """Whether a line that was wrapped still ends in the blank at which it was."""
    filled = [line for line in lines if line.strip()]
    going_on = [line for line, then in zip(filled, filled[1:], strict=False) if then.strip()[:1].islower()]
    kept = sum(line[-1].isspace() for line in going_on)
    return kept >= max(_FEWEST_WRAPPED, _MORE_WRAPPED * (len(going_on) - kept))


def _clean(lines: list[str]) -> list[str]:
    kept: list[str] = []
    listed = sum(bool(LEADERS.search(line.rstrip())) for line in lines) >= MANY_LEADERS
    for line in lines:
        bare = line.strip()
        if _ADDRESS.match(bare) or _NUMBER.match(bare) or (listed and _is_of_contents(bare)):
            continue
        if len(bare) <= _CONSENT_LONGEST and _CONSENT.search(bare):
            continue
        kept.append(line)
    return _with_marks_joined(kept)


def _is_of_contents(line: str) -> bool:
    return bool(LEADERS.search(line) or CONTENTS.match(line))


def _with_marks_joined(lines: list[str]) -> list[str]:
    """A number or bullet that stands alone goes before the words that it belongs to."""
    out: list[str] = []
    mark = ""
    for line in lines:
        bare = line.strip()
        if mark and bare and not _MARK.match(bare):
            out.append(f"{mark} {bare}")
            mark = ""
        elif _MARK.match(bare):
            out += [mark] if mark else []
            mark = bare
        elif not mark:
            out.append(line)
    return [*out, mark] if mark else out


def _single_spaced(lines: list[str], words: Counter[str] | None) -> tuple[list[str], bool]:
    """Slides come out with a blank line after every line: take those out, keep the longer gaps, and tell whether it was so.

    With every gap gone nothing marks a paragraph's end but the lines themselves, so it gets its blank line back: where
    `words` are given, those of a file that keeps the blanks at which its lines were wrapped, from box to box.
    """
    filled = [n for n, line in enumerate(lines) if line.strip()]
    single = sum(b - a == 2 for a, b in zip(filled, filled[1:], strict=False))
    if len(filled) < (2 if words else 4) or single < 0.6 * (len(filled) - 1):
        return [line.rstrip() for line in lines], False
    gaps = [b - a > 2 for a, b in zip(filled, [*filled[1:], filled[-1] + 3], strict=True)]
    if words:
        return list(_in_boxes([lines[n] for n in filled], gaps, words)), True
    width = _width(lines)
    out: list[str] = []
    for at, (n, gap) in enumerate(zip(filled, gaps, strict=True)):
        out.append(lines[n].rstrip())
        if gap or _ends_thought(lines[n], lines[filled[at + 1]], width):
            out.append("")
    return out, False


def _in_boxes(lines: list[str], gaps: list[bool], words: Counter[str]) -> Iterator[str]:
    """The lines with a blank one where a new box begins, and words that a narrow box cut whole again."""
    box: list[str] = []
    for n, (line, gap) in enumerate(zip(lines, gaps, strict=True)):
        following = "" if gap else lines[n + 1]
        if following and _is_cut_word(line, following, words):
            lines[n + 1] = line + following.lstrip()
            continue
        box.append(line)
        yield line.rstrip()
        if gap or _ends_box(box, following):
            yield ""
            box = []


def _is_cut_word(line: str, following: str, words: Counter[str]) -> bool:
    """A narrow box cuts words ("Manageme", "nt"): together they are one of the text's, and one of them alone is not."""
    head, tail = _TOKEN.findall(line)[-1:], _TOKEN.findall(following)[:1]
    if not (head and tail and line.endswith(head[0]) and following.strip() == tail[0]):
        return False
    alone = min(words[head[0].lower()], words[tail[0].lower()])
    return words[(head[0] + tail[0]).lower()] > 0 and alone == 1


def _ends_box(box: list[str], following: str) -> bool:
    """Whether a new box begins after the last of these lines, where the blanks at which lines were wrapped are kept."""
    line, then = box[-1].strip(), following.strip()
    if not then or re.search(r"[.!?]$", line):
        return True
    if not (then[0].isupper() or then[0].isdigit()) or _MARKED.match(then) or _GOES_ON.search(line):
        return False
    if not box[-1][-1].isspace():
        return True
    # Wrapped, unless the next word would have had room in its line.
    room = max(len(then), *(len(each.strip()) for each in box))
    return len(line) + 1 + len(then.split()[0]) <= room


def _ends_thought(line: str, following: str, width: int) -> bool:
    """A line that ends a sentence, or a short one before a line that starts with a capital."""
    starts_new = following.strip()[:1].isupper() and line.strip()[-1:] not in {",", "&", "-", "–"}
    return bool(re.search(r"[.!?]\s*$", line)) or (starts_new and len(line.strip()) < 0.6 * width)


def _page_heading(lines: list[str], seen: set[str], width: int) -> tuple[str, list[str]]:
    """The heading a page starts with: capitals, or a short first paragraph; a running head is dropped."""
    first = next((n for n, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return "", []
    end = first + 1
    while end < len(lines) and (line := lines[end].strip()) and not _MARKED.match(line):
        end += 1
    capitals = first
    while capitals < end and _CAPITALS.match(lines[capitals].strip()):
        capitals += 1
    rest, dropped = _without_running_head(lines[first:], seen)
    if dropped:
        return "", rest
    if capitals > first:
        heading = _title(lines[first:capitals])
        return ("" if _repeats(heading, seen) else heading), lines[capitals:]
    heading = _title(lines[first:end])
    short = len(heading) <= 90 and not re.search(r"[.,;]$", heading) and end - first <= 3
    if lines[first].startswith(" ") and short and len(lines[end - 1].rstrip()) < 0.85 * width:
        return ("" if _repeats(heading, seen) else heading), lines[end:]
    return "", lines[first:]


def _without_running_head(lines: list[str], seen: set[str]) -> tuple[list[str], bool]:
    """Capitals at a page's start that repeat an earlier heading, perhaps with new text on their last line."""
    match = re.match(r"((?:[A-Z][A-Z’'?,&/-]+\s+){3,})(?=[A-Z][a-z])", " ".join(lines[:4]).strip())
    if not match or not _repeats(match[1], seen):
        return lines, False
    left = len(re.sub(r"\s", "", match[1]))
    out = list(lines)
    while out and left:
        taken = re.sub(r"\s", "", out[0])
        if len(taken) > left:
            kept = 0
            for n, char in enumerate(out[0]):
                kept += not char.isspace()
                if kept == left:
                    return [out[0][n + 1 :].strip(), *out[1:]], True
        left -= len(taken)
        out.pop(0)
    return out, True


def _repeats(heading: str, seen: set[str]) -> bool:
    key = _key(heading)
    return any(key and (key in other or other in key) for other in seen if len(other) > 8)


def _key(heading: str) -> str:
    return re.sub(r"[^a-z]", "", heading.lower())


def _title(lines: list[str]) -> str:
    text = re.sub(r"\s+", " ", " ".join(lines)).strip()
    text = re.sub(r"(?<=\w)\s+\d{1,2}$", "", text)
    return text.capitalize() if _CAPITALS.match(text) else text


def _runs(lines: list[str]) -> list[list[str]]:
    runs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            runs[-1].append(line)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _is_unwrapped(lines: list[str]) -> bool:
    """Long lines that nearly all end a sentence were not cut by the edge of a page."""
    long = [line.rstrip() for line in lines if len(line.strip()) > _LONG]
    ended = [line for line in long if line[-1] in '.!?:;”")']
    return len(long) >= _FEWEST_LONG and len(ended) >= _NEARLY_ALL * len(long)


def _width(lines: list[str]) -> int:
    """Length of a full line: the 90th percentile of lines that hold words."""
    lengths = [len(line.strip()) for line in lines if line.strip()]
    if len(lengths) < 2:
        return lengths[0] if lengths else 0
    return int(quantiles(lengths, n=10)[8])

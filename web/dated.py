"""Dates in a sentence that say when something happened or was to happen, told apart from when something was written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_I = re.IGNORECASE
_NAMED = "|".join(f"{month[:3]}(?:{month[3:]})?" for month in _MONTHS) + "|sept"
_WHEN = (
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)? )?\b(?P<month>{_NAMED}|{'|'.join(_SEASONS)})\b,? (?:of )?)?"
    r"(?<!\d)(?<![-/–]\d{2})(?P<year>1[6-9]\d\d|20\d\d)(?:-(?P<number>0[1-9]|1[0-2])-\d\d(?!\d)|(?:\s?[-–/]\s?\d{2}(?:\d\d)?)?(?![\d%,]|\.\d|-\w))"
)
_LABEL = re.compile(
    rf"(?:(?:from|since|by|about|around|early|late|mid)[ -])?{_WHEN}(?: (?:onwards?|or \d{{4}}))?(?::| [–—-]) +(?=\S)",
    _I,
)
_CELL = re.compile(
    rf"(?P<head>[^:;]{{1,60}}): (?:(?:about|around|from|since|by) )?(?P<when>{_WHEN})(?: \([^)]*\))?(?=;|$)", _I
)
_IN_TEXT = re.compile(
    r"\b(?P<how>in|by|since|from|until|till|during|before|after|on|between|at)\s+"
    rf"(?:(?:about|around|early|late|mid|the year|the (?:start|beginning|end|middle|turn) of)[ -])?(?P<when>{_WHEN})",
    _I,
)
_HAPPENED = re.compile(
    r"\b(?:formed|founded|established|created|launch(?:ed)?|start(?:ed)?|began|begun|opened|closed|introduced|brought|set up"
    r"|published|passed|became|become|merged|joined|agreed|signed|appointed|elected|ended|replaced|grew into|grown into|turned"
    r"|came into|took (?:over|effect|place)|piloted|pilots|rolled out|approved|adopted|awarded|won|commissioned|delegated"
    r"|transferred|dissolved|abolished|renamed|completed|built|announced|implemented|went live|extended|expanded|chosen?"
    r"|set out|ran|sped up|required|gave|moved|first)\b",
    _I,
)
_AHEAD = re.compile(
    r"\b(?:will|shall|due|planned|plans|scheduled|forthcoming|going to|set to|to be|(?:was|were|is|are) (?:\w+ly )?(?:expected|to))\b",
    _I,
)
_PROMISED = re.compile(r"\b(?:will|shall|(?:is|are) (?:\w+ly )?(?:due|expected|planned|going|set|scheduled|to)\b)", _I)
# A date by which somebody wrote, or of what was written, is not when it happened.
_WROTE = (
    r"(?:wrote|writes?|written|said|says?|states?|stated|reported|reports?|told|tells?|noted?|named|described|saw|sees?|knew"
    r"|understood|urged|asked|promised|planned|expected|explained|called|calls?|listed|counted|used|predicted|warned|argued|thought"
    r"|concluded|spoke|illustrated|visited|accessed|updated|set out|published for)"
)
_WROTE_BEFORE = re.compile(rf"\b{_WROTE}(?:\s(?!(?:that|to)\b)[\w'’]+){{0,5}}\s$", _I)
_WROTE_AFTER = re.compile(rf",?\s(?:[\w'’&-]+\s){{0,6}}?(?:{_WROTE}|lists?|names?|read)\b", _I)
_SAYS_NOTHING = re.compile(r"\b(?:do|does|did) not\b|\bgives? no\b|@|\?\W*$", _I)
_GOES_ON = re.compile(r"\b(?:\w+ed|held|run|been|in place|known)\s$", _I)
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")


@dataclass(frozen=True, slots=True)
class Mention:
    """A date in a sentence.

    Attributes:
        when: its words; `label_end` is where the fact begins when they stand before it like a label, else 0.
        rank: 0 for a label, 1 in running text, 2 for the cell of a table.
        ahead: whether the sentence speaks of an expectation.
        promised: whether it does so as of what is still to come, and not in hindsight.
    """

    year: int
    month: int
    when: str
    rank: int
    ahead: bool
    label_end: int = 0
    promised: bool = False


def mentions(text: str, is_row: bool = False) -> Iterator[Mention]:
    """Yield the dates of a sentence that something happened at or was expected for, the most telling first."""
    if not _YEAR.search(text) or _SAYS_NOTHING.search(text):
        return
    ahead = bool(_AHEAD.search(text))
    label = _LABEL.match(text)
    if label:
        yield _mention(label, label.group().rstrip().rstrip(":–—-").rstrip(), 0, ahead, label.end())
    elif is_row:
        for cell in _CELL.finditer(text):
            yield _mention(cell, cell["when"], 2, ahead)
    else:
        yield from _in_text(text, ahead)


def _in_text(text: str, ahead: bool) -> Iterator[Mention]:
    events = [found.start() for pattern in (_HAPPENED, _AHEAD) for found in pattern.finditer(text)]
    dates = [
        date
        for date in _IN_TEXT.finditer(text)
        if not _WROTE_BEFORE.search(text[: date.start()]) and not _WROTE_AFTER.match(text, date.end())
    ]
    since = [date for date in dates if date["how"].lower() == "since" and _GOES_ON.search(text[: date.start()])]
    if not events and not since:
        return
    for date in sorted(
        dates if events else since, key=lambda date: min(abs(date.start() - at) for at in events or [0])
    ):
        yield _mention(date, date["when"], 1, ahead)


def _mention(match: re.Match[str], when: str, rank: int, ahead: bool, label_end: int = 0) -> Mention:
    named = (match["month"] or "").lower()
    month = _SEASONS.get(named) or next(
        (n for n, name in enumerate(_MONTHS, 1) if named and name.startswith(named[:3])), 0
    )
    return Mention(
        int(match["year"]),
        int(match["number"] or month),
        when,
        rank,
        ahead,
        label_end,
        bool(_PROMISED.search(match.string)),
    )

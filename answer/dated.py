"""Dated: what was written some time ago told of a future and a present that are past by now."""

import re
from calendar import month_name
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from answer.answer import Notice
from answer.messages import message
from ingest.dates import last_day
from ingest.register import UNDATED

_OLD = timedelta(days=365)  # from which "will" is most likely past
_LONG_AGO = 3 * _OLD  # from which "currently" is
_I = re.IGNORECASE
_MONTH = "|".join(month_name[1:])

_FUTURE = re.compile(
    r"(?<!good )(?<!free )\bwill\b(?! of\b)|\bshall\b|\bwon[’']t\b|\bplans? to\b|\bintends? to\b"
    r"|\b(is|are) (\w+ly )?(expected|due|set|going|planned|scheduled|intended|proposed) (to|for|in)\b"
    r"|\b(upcoming|forthcoming)\b|\bover the next\b|\bin the (coming|near)\b|\bnext (few |\w+ )?(years?|months?|weeks?)\b"
    r"|\b(later|by the end of) this year\b",
)
# A rule holds at any time: "if a trust leaves, the others will share its costs".
_RULE = re.compile(
    r"\b(if|when|where|whenever|unless|whether)\b.*\bwill\b|\bwill (always|often|usually|never|depend)\b", _I
)
_BY_THEN = re.compile(
    rf"\b(?:by|from|until|before|during|in|since|starting|after)\s+(?:the end of\s+|early\s+|late\s+|mid-?\s*)?"
    rf"(?:(?:\d{{1,2}}\s+)?(?P<month>{_MONTH})\s+)?(?P<year>20\d{{2}})\b"
)
_NOW = re.compile(
    r"\b(currently|at present|at the moment|nowadays|so far|to date|recently|not yet|is about to|are about to)\b"
    r"|\b(is|are|has|have) now\b",
    _I,
)
# What says itself when it was said needs no notice.
_REPORTED = re.compile(r"\b(wrote|said|says?|stated|expected|announced|planned|described|named|saw|told|as of)\b", _I)
# What was still ahead, told as such, needs none either; nor does a question.
_HINDSIGHT = re.compile(r"\b(was|were) (\w+ly )?(to|due|expected|planned|meant|going|still)\b|\?\W*$")
_ASKS_NOW = re.compile(
    r"\b(now|currently|current|at the moment|today|at present|these days|nowadays|latest|this year|right now)\b", _I
)


@dataclass(frozen=True, slots=True)
class Written:
    """A statement, the citation it rests on, and when that was published (ISO date or "undated")."""

    text: str
    n: int
    published_on: str


def dated(question: str, said: Iterable[Written], today: date) -> tuple[Notice, ...]:
    """At most one notice: what the statements call the future, and what they call the present, was so when written.

    `today` is the day on which the documents were last read, so that one index always gives the same answer.
    """
    known = [each for each in said if each.published_on != UNDATED]
    asks_now = bool(_ASKS_NOW.search(question))
    future = [each for each in known if _tells_future(each, today)]
    present = [each for each in known if each not in future and _tells_present(each, today, asks_now)]
    flagged = [*future, *present]
    if not flagged:
        return ()
    dates = sorted({each.published_on for each in flagged})
    whole = len({each.published_on for each in known}) == len(dates)
    opening = message("dated_whole" if whole else "dated_part").replace("{when}", " and ".join(map(_in_words, dates)))
    name = "dated_both" if future and present else "dated_future" if future else "dated_present"
    return (Notice("dated", f"{opening} {message(name)}", tuple(sorted({each.n for each in flagged}))),)


def _tells_future(said: Written, today: date) -> bool:
    written = last_day(said.published_on)
    if _reports(said) or _HINDSIGHT.search(said.text):
        return False
    ahead = [day for match in _BY_THEN.finditer(said.text) if (day := _first_day(match)) > written]
    speaks = _FUTURE.search(said.text)
    if ahead:  # a day that was ahead then: past by now, or still to come
        return min(ahead) <= today
    return bool(speaks) and not _RULE.search(said.text) and today - written > _OLD


def _tells_present(said: Written, today: date, asks_now: bool) -> bool:
    if _reports(said):
        return False
    age = today - last_day(said.published_on)
    return (asks_now and age > _OLD) or (age > _LONG_AGO and bool(_NOW.search(said.text)))


def _reports(said: Written) -> bool:
    return said.published_on[:4] in said.text and bool(_REPORTED.search(said.text))


def _first_day(match: re.Match[str]) -> date:
    named = match["month"]
    month = list(month_name).index(named) if named else 1
    return date(int(match["year"]), month, 1)


def _in_words(iso: str) -> str:
    """ "2022-07-14" -> "July 2022"; a year stays a year."""
    year, _, rest = iso.partition("-")
    return f"{month_name[int(rest[:2])]} {year}" if rest else year

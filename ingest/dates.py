"""Dates as people write them in registers and front matter: a year, a month or a day."""

import re
from datetime import date, timedelta

FORMS = "YYYY, YYYY-MM or YYYY-MM-DD"
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}:.*", re.S)


def plain_date(value: object) -> str | None:
    """An ISO date of year, month or day ("2022", "2022-11", "2022-11-03"; a time is dropped), or None if it is no real date."""
    text = str(value).strip()
    with_time = _WITH_TIME.fullmatch(text)
    text = with_time[1] if with_time else text
    match = _DATE.fullmatch(text)
    if not match:
        return None
    try:
        date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
    return text


def last_day(text: str) -> date:
    """The last day that a plain date covers; raises ValueError for anything else."""
    match = _DATE.fullmatch(text)
    if not match:
        raise ValueError(f"{text!r} is not {FORMS}")
    year, month = int(match[1]), int(match[2] or 12)
    if match[3]:
        return date(year, month, int(match[3]))
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)

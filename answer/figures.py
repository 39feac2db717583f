"""Figures and dates by their value: "£4.6m" is "£4.6 million", "twenty-six" is 26, "2021/22" is "2021-22"."""

import re
from decimal import Decimal

DATE = r"(?<![\w/-])(?:(?:19|20)\d\d-[01]\d-[0-3]\d|[0-3]?\d/[01]?\d/(?:(?:19|20)\d\d|\d\d))(?![\w/-])"
YEARS = r"(?:19|20)\d\d\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d)(?![\w%])"
FIGURE = (
    rf"(?<![^\W_])(?:{YEARS}|(?:(?<![\w)])[-−])?(?:[£$€]\s?)?\d+(?:,\d{{3}})*(?:\.\d+)*"
    r"(?:\s?%|(?:bn|mn|m|k|st|nd|rd|th|s)?(?![^\W_])))"
)
YEAR = re.compile(r"(?:19|20)\d\d(?:-\d\d)?")

_MONTHS = "january february march april may june july august september october november december".split()
# Full and short names -> full names.
MONTHS = {name: full for full in _MONTHS for name in (full, full[:3])} | {"sept": "september"}

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_UNITS += "seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALLER = {word: n for n, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_LARGER = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_LETTERS = {"k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9}
# Words that are figures by themselves or as parts of others.
NUMBERS = frozenset([*_SMALLER, *_LARGER])
LARGER = frozenset(_LARGER)
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
# Words that stand for one figure each and are compared as figures.
RANKS = {word: f"{n}th" for n, word in enumerate(_ORDINALS, start=1)} | {
    word: word.removesuffix("s")
    for word in "half halves quarter quarters thirds double doubled twice triple dozen".split()
}

_PARTS = re.compile(r"([-−]?)([£$€]?)\s?([\d,]+(?:\.\d+)*)\s?(%|[a-z]*)$")


def figure_key(raw: str) -> str:
    """A figure in the one form it is compared by: "£1,200.50" -> "£1200.5", "4.6m" -> "4600000", "2021/22" -> "2021-22"."""
    text = raw.lower().strip()
    if re.fullmatch(YEARS, text):
        first, last = re.split(r"\s?[-–/]\s?", text)
        return f"{first}-{last[-2:]}"
    match = _PARTS.match(text)
    if match is None:
        return text
    sign, currency, digits, unit = match.groups()
    digits = digits.replace(",", "")
    if digits.count(".") > 1:  # the number of a section
        return digits
    if unit in {"st", "nd", "rd", "th"}:
        return f"{digits}th"
    value = Decimal(digits) * _LETTERS.get(unit, 1)
    return f"{'-' if sign else ''}{currency}{plain(value)}{unit if unit in {'%', 's'} else ''}"


def plain(value: Decimal) -> str:
    """A value in digits, without noughts at its end after the point."""
    told = f"{value:f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


def value_of(words: list[str]) -> Decimal:
    """The value of a figure in words, such as ["two", "hundred", "and", "six"]; the words but "and" are of NUMBERS."""
    total = group = Decimal(0)
    for word in words:
        if word in _SMALLER:
            group += _SMALLER[word]
        elif word == "hundred":
            group = (group or Decimal(1)) * 100
        elif word in _LARGER:
            total, group = total + (group or Decimal(1)) * _LARGER[word], Decimal(0)
    return total + group


def times(key: str, word: str) -> str:
    """A figure's key with "million" or another of LARGER after it: "£4.6" -> "£4600000"."""
    match = re.fullmatch(r"(-?[£$€]?)([\d.]+)", key)
    return f"{match[1]}{plain(Decimal(match[2]) * _LARGER[word])}" if match and match[2].count(".") < 2 else key


def dated(raw: str) -> tuple[str, str, str]:
    """(day, month's name, year) of "2021-04-01" or, as the British write it, "01/04/2021"; an unreal month is no name."""
    year, month, day = raw.split("-") if "-" in raw else reversed(raw.split("/"))
    name = _MONTHS[int(month) - 1] if 1 <= int(month) <= 12 else month
    return plain(Decimal(day)), name, year if len(year) == 4 else f"20{year}"

"""Words as a file holds them -> words as a person reads them: spaces, hyphens, ligatures, titles, dates."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

# Lines of a page of contents: leader dots before a page number, its heading, and how many make such a page.
LEADERS = re.compile(r"(\s?[.…·_]){4,}\s*(\d{1,4}|[ivxlc]{1,6})\s*([-–]\s*\d+)?$")
CONTENTS = re.compile(r"^(\d+ )?(table of )?contents( page)?( \d+| [ivxl]+)?$", re.IGNORECASE)
MANY_LEADERS = 4  # lines that make a page one of contents
# Only the typographic ligatures: compatibility normalisation would also turn "m²" into "m2", "™" into "TM".
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffc\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SPLIT_WORD = re.compile(r"([^\W\d_]+)[-\u2010]$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NO_TITLE = re.compile(
    r"^(\W*$|\[|untitled|microsoft (word|powerpoint)|powerpoint presentation|slide \d+$|document\d*$|"
    r"presentation\d*$|\S*[\d_.-]\S*$|.*\.(docx?|pptx?|pdf|indd)$)",
    re.IGNORECASE,
)
_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
# Halves of English compounds: without a dictionary they tell "machine-readable" from "collabo-rative".
_COMPOUND_HEADS = (
    "cross decision evidence face full half high large long low machine "
    "near non one patient peer people person place population risk self short single "
    "small system third time two user value well whole year"
)
_PREFIXES = "all anti ex inter mid multi post pre real semi step"  # as often the beginning of one word: "pre-vious"
_COMPOUND_TAILS = (
    "based being built centred day driven effective face facing first focused friendly free funded "
    "going held in led level making month off old only on out owned party person quality range readable "
    "related run scale sector set sharing specific standing style term time to type up up-to use wide "
    "week working year"
)
_EARLIEST = 1948  # the year the NHS began: an older date in a file's metadata is a fault of the program


def tidy(text: str) -> str:
    """One line of words: white space collapsed, soft hyphens and unseen characters out."""
    text = _UNSEEN.sub("", text).translate(_LIGATURES)
    text = _CONTROL.sub(" ", text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def vocabulary(lines: Iterable[str]) -> frozenset[str]:
    """The words and hyphenated compounds of a document in lower case, without halves at the ends and starts of lines."""
    words: set[str] = set()
    cut = False  # the line before ends in half a word
    for line in lines:
        whole = _SPLIT_WORD.sub("", line.rstrip())
        words.update(word.lower() for word in _WORD.findall(whole)[cut:])
        cut = whole != line.rstrip()
    return frozenset(words)


def join_lines(lines: Sequence[str], known: frozenset[str] = frozenset()) -> str:
    """Unwrap lines; a word split by a hyphen at a line's end becomes one word, a compound keeps its hyphen.

    Args:
        known: words of the whole document; they tell "collabo-rative" (a split word) from "decision-making".
    """
    text = ""
    for line in lines:
        line = line.strip()
        if not text or not line:
            text = text or line
        elif text.endswith("\u00ad"):
            text = text[:-1] + line
        elif _SPLIT_WORD.search(text) and line[:1].islower():
            text = (text if _is_compound(text, line, known) else text[:-1]) + line
        elif text.endswith("-") and text[-2:-1].isalnum() and line[:1].isalnum():
            text += line  # "COVID-" and "19" belong together with their hyphen
        else:
            text += " " + line
    return tidy(text)


def _is_compound(text: str, line: str, known: frozenset[str]) -> bool:
    before, after = _SPLIT_WORD.search(text), _WORD.match(line)
    if before is None or after is None:
        return True
    head, tail = before[1].lower(), after[0].lower()
    if f"{head}-{tail}" in known:
        return True
    if f"{head}{tail}" in known:
        return False
    if head in _PREFIXES.split() and tail.split("-")[0] in known:
        return True
    if head in _COMPOUND_HEADS.split() or tail.split("-")[0] in _COMPOUND_TAILS.split():
        return True
    # A compound's first half is a word of its own elsewhere in the document, or it carries another hyphen.
    return (len(head) > 2 and head in known and tail.split("-")[0] in known) or text[: before.start()].endswith("-")


def good_title(title: str | None) -> str:
    """A title from a file's metadata, or "" for what programs leave there (a file name, a placeholder)."""
    title = tidy(title or "")
    return "" if _NO_TITLE.match(title) or len(title) > 300 else title


def good_date(value: str | datetime | None) -> str:
    """An ISO date ("2022", "2022-11" or "2022-11-03"), or "" when it cannot be a date of publication."""
    text = value.date().isoformat() if isinstance(value, datetime) else (value or "").strip()
    match = _DATE.match(text)
    if not match or not _EARLIEST <= int(match[1]) <= datetime.now(UTC).year:
        return ""
    try:
        datetime(int(match[1]), int(match[2] or 1), int(match[3] or 1), tzinfo=UTC)
    except ValueError:
        return ""
    return match[0]

"""Redaction: what looks personal is taken out of a text before it is kept.

The guard's patterns find what tells of a person; a few wider ones stand beside them, for here a word too many taken out
costs nothing. Names on their own are not found: a text that the guard would not search is not kept at all.
"""

import re

from answer.guard import guard, personal_parts

REMOVED = "[removed]"
LONGEST = 1000  # characters of a text that are kept
_NEVER_KEPT = ("crisis", "clinical", "personal_data")
_WIDER = re.compile(
    r"[\w.'+-]+@[\w-]+(?:\.[\w-]+)+"  # any e-mail address
    r"|(?<!\w)\(?\+?\d(?:[ ()-]{0,3}\d){6,}(?!\w)"  # seven digits or more, as phone numbers are written
    r"|\b[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2}\b"  # postcodes
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b"  # days in figures, which may be of birth
    r"|(?i:\b(?:my|his|her|their) name(?: is|['’]?s)) \w+(?: [A-Z]\w+)?"
    r"|(?:https?://|www\.)\S+",  # addresses may carry names and keys
    re.UNICODE,
)


def redacted(text: str) -> str:
    """The text without what looks personal; "" where all of it is about a person's life or health."""
    text = text[:LONGEST]
    spans = sorted([*personal_parts(text), *(found.span() for found in _WIDER.finditer(text))])
    pieces, end = [], 0
    for start, stop in spans:
        if stop <= end:
            continue
        if start >= end:
            pieces += [text[end:start], REMOVED]
        end = stop
    kept = "".join([*pieces, text[end:]]).strip()
    refused = guard(kept) if kept else None
    return "" if refused and refused.reason in _NEVER_KEPT else kept

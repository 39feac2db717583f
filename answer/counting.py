"""Counting: "the second one" -> the second of the things that the last answer lists."""

import re

_I = re.IGNORECASE
_ORDINAL = re.compile(
    r"\bthe (first|second|third|fourth|fifth|last|other|1st|2nd|3rd|4th|5th|latter|former)(?: (?:one|of (?:those|these|them)))?\b",
    _I,
)
_PLACES = {"first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3}
_PLACES |= {"fifth": 4, "5th": 4, "last": -1, "latter": -1, "other": 1}


def counting(text: str, answer: str) -> str:
    """A question about "the second one" with the thing named that the answer lists there; "" for any other question."""
    match = _ORDINAL.search(text)
    things = _listed(answer) if match else []
    if match is None or len(things) < 2:
        return ""
    at = _PLACES[match[1].lower()]
    if at >= len(things) or (match[1].lower() == "other" and len(things) != 2):
        return ""
    bare = f"{text[: match.start()]}{things[at]}{text[match.end() :]}".strip().rstrip("?. ")
    bare = f"What is {things[at]}" if re.sub(r"\W*\band\b ", "", bare, flags=_I).lower() == things[at].lower() else bare
    return f"{bare}?"


def _listed(answer: str) -> list[str]:
    """The things that an answer lists: its items, else the parts of "A, B and C"."""
    items = [m[1].strip().rstrip(".;") for m in re.finditer(r"^\s*[-•*]\s+(.+)$", answer, re.MULTILINE)]
    if len(items) > 1:
        return [re.sub(r"\s*\[\d+\]", "", item) for item in items]
    for sentence in re.split(r"(?<=[.!?])\s+", answer):
        run = re.search(r"((?:[\w’'&-]+ ){0,6}[\w’'&-]+(?:, (?:[\w’'&-]+ ?){1,7})+,? (?:and|or) [^.;:]+)", sentence)
        after = sentence.split(":", 1)[1] if ":" in sentence else run[1] if run else ""
        parts = [
            re.sub(r"^(?:the|a|an|are|is|include|were|by|has) ", "", p.strip(" ."))
            for p in re.split(r",\s*(?:and |or )?| and | or ", after)
        ]
        if len([p for p in parts if p]) > 1:
            return [_tail(p) for p in parts if p]
    pair = re.search(r"((?:[A-Z][\w’'-]+ ?)+) and ((?:[A-Z][\w’'-]+ ?)+)", answer)
    return [pair[1].strip(), pair[2].strip()] if pair else []


def _tail(part: str) -> str:
    """A list's first part without the sentence before it: from its first capital on, where it has one."""
    match = re.search(r"\b(?:are|is|include|includes|were|has|by|unites|covers) (?:the )?(.+)$", part)
    return match[1] if match else part

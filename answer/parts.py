"""Parts: a question that asks several things -> one question for each."""

import re

from answer.answer import Turn
from answer.rewrite import named, standalone, with_topic

MOST = 4  # parts; what is asked beyond them stays with the last one
_I = re.IGNORECASE
_SHORTEST = 2  # words of a part behind its question word: "and why?" is no question of its own
_ASKING = r"(?:who|what|when|where|why|how|which|whose)(?:['’]?(?:s|re|d))?"
_VERB = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must"
    r"|isn['’]?t|aren['’]?t|don['’]?t|doesn['’]?t)"
)
_TELL = (
    r"(?:(?:please |can you |could you )*"
    r"(?:tell me|explain|say|describe|do you know|i(?:['’]d like| want| need) to know)(?: about)?,? )"
)
# A question that stands behind another: it opens with a question word and goes on as a direct question does.
_NEXT = re.compile(
    rf"[\s,;–—-]*(?:;|\b(?:and|plus|also|as well as|then)\b|&)[\s,]*(?:(?:and|also|then|if so|so)\b[\s,]*)*"
    rf"(?P<next>(?:(?:in|on|at|by|from|to|for|of|with|over|since) )?"
    rf"(?:{_ASKING} (?:\w+ ){{0,4}}?{_VERB}\b|who(?:se)? (?!to\b)\w|(?:what|which) \w+ \w"
    rf"|how (?:many|much|long|often|big|far|old) (?:\w+ ){{0,6}}?{_VERB}\b"
    rf"|(?:who|what|where|when|how)['’]?s\b|{_VERB} (?:it|they|there|we|i|you|the|these|those|any|all|he|she|trusts|[A-Z])\b))",
    _I,
)
_OPENS = re.compile(
    rf"^\W*(?:(?:and|but|so|ok|also|hi|hello|please)\b[, ]*)*{_TELL}?(?:\w+ )?(?:{_ASKING}|{_VERB}) ", _I
)
_RELATIVE = re.compile(r"\b(?:who|which|what|that|where|when|how|whether|if)\b", _I)
_NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.):]|[-•*]|[a-d]\))\s+")
_ENDS = re.compile(r"(?<=\?)\s+(?=\S)|\s*\n+\s*")
# "who runs it and how do I reach them?": what the second part is about is the first part's answer.
_THEM = re.compile(r"\b(?:he|she|him|her|them|they|their|his)\b", _I)
_WHO = re.compile(r"^\W*(?:\w+ )?who\b", _I)
_EACH = re.compile(
    r"^\W*(?:(?P<first>[A-Z][A-Za-z&-]*[A-Z]s?) and (?P<second>[A-Z][A-Za-z&-]*[A-Z]s?)[,:;-]* (?:what|which)\b.*\b(?:stand for|mean)\b"
    r"|what (?:is|are|does|do) (?:an? |the )?(?P<third>[A-Z][A-Za-z&-]*[A-Z]s?) and (?:an? |the )?(?P<fourth>[A-Z][A-Za-z&-]*[A-Z]s?)"
    r"(?: (?:each )?(?:stand for|mean))?)\W*$"
)


_RELATES = re.compile(
    r"\b(?:partners?|members?|trusts|providers|organisations|involved|belong\w*|leads?|led|joined|started|formed|cost|saved|budget)\b",
    _I,
)


def split(text: str) -> tuple[str, ...]:
    """The questions in a text, each standing alone as far as the text allows; the text itself when it asks one thing."""
    each = _EACH.match(text)
    if each:
        return tuple(f"What is {name}?" for name in each.groups() if name)
    asked = [part for line in _ENDS.split(text.strip()) for part in _within(_NUMBERED.sub("", line))]
    parts, before = [], ""
    for part in asked:
        if not _asks(part):
            before = f"{before} {part}".strip()  # what is told before a question belongs to it
            continue
        parts.append(f"{before} {part}".strip())
        if len(asked) > 1 and before and not before.endswith((".", "!")):
            before = ""
    if len(parts) < 2:
        return (text,)
    if len(parts) > MOST:
        parts = [*parts[: MOST - 1], " ".join(parts[MOST - 1 :])]
    return _standing(parts)


def _asks(part: str) -> bool:
    return part.rstrip().endswith("?") or bool(_OPENS.match(part + " "))


def _within(line: str) -> list[str]:
    """The questions that one sentence joins by "and", with what is said before the first of them given to each."""
    told = re.match(r"(?P<told>(?:[^?]*[.!]\s+))(?=[^.!]*\?\s*$)", line)
    shared = told["told"] if told else ""
    rest = line[len(shared) :]
    found: list[str] = []
    start = 0
    for match in _NEXT.finditer(rest):
        first, second = rest[start : match.start()], rest[match.start("next") :]
        if _splits(first, second):
            found.append(first)
            start = match.start("next")
    found.append(rest[start:])
    if len(found) == 1:
        return [line]
    lead = re.match(r"^((?:if|when|once|since|as|given|for|in|at|about) [^,?]+, )(?=\S+ )", found[0], _I)
    if lead and not _OPENS.match(lead[1]):
        shared += lead[1]
        found[0] = found[0][lead.end() :]
    return [f"{shared}{_closed(part)}" for part in found]


def _splits(first: str, second: str) -> bool:
    """Whether two stretches are a question each: lists, relative clauses and "what and how to do it" are not."""
    if not _OPENS.match(first + " ") and not re.match(rf"(?:if|when|once|since|as|given) [^,]+, {_ASKING} ", first, _I):
        return False
    if len(first.split()) <= _SHORTEST or len(second.split()) <= _SHORTEST:
        return False
    if re.match(r"(?:what|how|when|where|who|which|whether) to\b", second, _I):
        return False
    if re.match(r"(?:who|which) (?:also|then|now|still|only|in turn)\b", second, _I):
        return False
    if re.search(r"\b(?:between|both|either|difference|whether)\b[^,]*$", first, _I):
        return False
    if _WHO.match(first) and _THEM.search(second) and not named(second):
        return False
    # "a trust which leads X and which covers Y": the second clause goes with the first one's relative clause.
    inner = _RELATIVE.findall(re.sub(rf"^\W*{_TELL}?(?:\w+ )?", "", first, flags=_I))
    opener = re.match(r"\w+", second)
    return not (opener and opener[0].lower() in {w.lower() for w in inner[1:]})


def _closed(part: str) -> str:
    return part.strip().rstrip("?,;-–— .") + "?"


def _standing(parts: list[str]) -> tuple[str, ...]:
    """Each part with what an earlier part named put in where it only points at it."""
    standing = [parts[0]]
    for part in parts[1:]:
        turns = tuple(Turn(earlier, "") for earlier in standing)
        whole = standalone(part, turns)
        told = part.split()[:3] == parts[0].split()[:3]  # both open with what is said before them
        relates = whole == part and not told and not named(part) and _RELATES.search(part)
        standing.append(with_topic(part, turns) if relates else whole)
    return tuple(standing)

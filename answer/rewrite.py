"""Rewrite: a follow-up and its history -> a question that stands alone. Rules, no language model."""

import re
from collections.abc import Sequence

from answer.answer import Turn
from index.words import STOP_WORDS, words

_POINTS_BACK = re.compile(
    r"\b(it|its|they|them|their|theirs|he|him|his|she|her|there|that|this|those|these|one|ones|both|each|same|former|latter)\b",
    re.I,
)
_PRONOUN = re.compile(
    r"\b(it|its|they|them|their|he|him|his|she|her)\b|\b(this|that|those|these)(?=\s*(one|ones)?\s*[?.!]*$)", re.I
)
_OPENS_AS_FOLLOW_UP = re.compile(
    r"^\s*(and|but|so|also|what about|how about|or|then|ok(ay)?|who else|what else|anything else)\b", re.I
)
_ANOTHER = re.compile(r"^\W*(?:(?:and|but|so|ok|then)\b[, ]*)*(?:what|how) about (the .+?) ones?\W*$", re.I)
_NAME = re.compile(r"\b(?:[A-Z][\w&’'-]*|[A-Z]{2,}s?)(?:\s+(?:(?:of|and|the|for|in|&)\s+)*(?:[A-Z][\w&’'-]*))*")
_THE_THING = re.compile(
    r"\b(the|that|this|which|your) (collaboratives?|partnership|alliance|group|hub|trusts?|conference|event|guidance|report|model|meeting"
    r"|board|programme|service|project|organisation|one|lead|document|plan)\b",
    re.I,
)

# Provider collaboratives at large are what this guide is about: "how many provider collaboratives are there?" names enough.
_THE_SUBJECT = re.compile(r"(?<!the )(?<!this )(?<!that )(?<!your )\bprovider collaboratives?\b", re.I)

# Words that ask for an attribute of something without naming the thing.
_ATTRIBUTES = frozenset(
    """lead leads leading led leader chair chairs chief executive member members trust trusts many number provider providers
    collaborative collaboratives partnership alliance group organisation organisations people involved part join joined joining
    start started begin began set formed form founded created established launch launched live work works working cover covers
    covered covering area areas big large size cost costs save saved saving money budget year date happen happened happens mean
    means purpose aim aims goal goals do done achieve achieved achievements results contact responsible run runs running belong
    services service hub board conference event events report guidance model programme region place places based located
    priorities benefits risks called name named new old long ago else exactly though good bad better detail details more info
    information explain quick please thanks one ones get see find look next last first main key different same compare""".split()
)


def standalone(text: str, history: Sequence[Turn]) -> str:
    """The question with what it is about named, when it leans on an earlier one; else the question as it is."""
    another = _ANOTHER.match(text) if history else None
    if another:
        return f"{another[1]} provider collaborative?"
    if not history or not _leans(text):
        return text
    topic = _topic(history)
    if not topic or topic.lower() in text.lower():
        return text
    bare = text.strip().rstrip("?. ")
    replaced, count = re.subn(r"\b(it|they|them)\b", topic, bare, count=1, flags=re.I)
    if count:
        return f"{replaced}?"
    return f"{bare} ({topic})?"


def lacks_referent(text: str) -> bool:
    """Whether a question points at something that it does not name ("who leads it?", "when was the collaborative formed?")."""
    if named(text) or _THE_SUBJECT.search(text):
        return False
    subject = [w for w in words(text) if w not in STOP_WORDS and w not in _ATTRIBUTES]
    if subject:
        return False
    points = _PRONOUN.search(text) or _THE_THING.search(text) or re.search(r"\bthere\b", text, re.I)
    return bool(points)


def _leans(text: str) -> bool:
    content = [w for w in words(text) if w not in STOP_WORDS and w not in _ATTRIBUTES]
    if _OPENS_AS_FOLLOW_UP.match(text) or _PRONOUN.search(text):
        return True
    if not named(text) and (_POINTS_BACK.search(text) or _THE_THING.search(text)):
        return True
    return not content


def named(text: str) -> list[str]:
    """Names in a question: capitalised runs and acronyms, the first word only when it is an acronym."""
    found = []
    for match in _NAME.finditer(text):
        name = match.group()
        first_word = not text[: match.start()].strip()
        if first_word and not re.match(r"[A-Z]{2,}|\w*[A-Z]\w*[A-Z]", name.split()[0]):
            name = " ".join(name.split()[1:])
            name = re.sub(r"^(of|and|the|for|in|&)\s+", "", name)
        if name and name.upper() not in {"NHS", "I", "ICS", "ICB"}:
            found.append(name)
    return found


def _topic(history: Sequence[Turn]) -> str:
    """What the conversation is about: the names of the latest question that has any, else its content words."""
    for turn in reversed(history):
        names = named(turn.question)
        if names:
            return " and ".join(dict.fromkeys(names))
        content = [w for w in words(turn.question) if w not in STOP_WORDS]
        subject = [w for w in content if w not in _ATTRIBUTES]
        if subject:
            return " ".join(dict.fromkeys(content))
        names = named(turn.answer)
        if names:
            return names[0]
    return ""

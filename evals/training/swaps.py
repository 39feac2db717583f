"""Questions made unanswerable: one thing is changed, so that the text that answered no longer does."""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.words import stems

NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w’'-]+(?: (?:of |the |and |de |for )*[A-Z][\w’'-]+)*")
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_OPPOSITES = [
    ("first", "last"), ("largest", "smallest"), ("most", "least"), ("before", "after"), ("increase", "decrease"),
    ("increased", "decreased"), ("north", "south"), ("northern", "southern"), ("east", "west"), ("eastern", "western"),
    ("start", "end"), ("began", "ended"), ("highest", "lowest"), ("more", "fewer"), ("founded", "dissolved"),
    ("established", "abolished"), ("opened", "closed"), ("built", "demolished"), ("joined", "left"), ("won", "lost"),
    ("oldest", "newest"), ("win", "lose"), ("male", "female"), ("winter", "summer"), ("early", "late"),
    ("minimum", "maximum"), ("public", "private"), ("export", "import"), ("buy", "sell"), ("bought", "sold"),
    ("above", "below"), ("inside", "outside"), ("major", "minor"), ("longest", "shortest"), ("better", "worse"),
    ("accepted", "rejected"), ("supported", "opposed"), ("allowed", "forbidden"), ("gained", "lost"), ("born", "buried"),
    ("husband", "wife"), ("father", "mother"), ("son", "daughter"), ("teacher", "student"), ("local", "national"),
]  # fmt: skip
_ROLES = [
    "chair", "chief executive", "director", "secretary", "treasurer", "founder", "president", "manager", "architect",
    "author", "editor", "owner", "leader", "deputy", "spokesperson", "head", "captain", "coach", "mayor", "minister",
]  # fmt: skip
# How a question begins -> beginnings that ask for what the same text most likely does not tell.
_ATTRIBUTES = {
    "who": ["how many people", "at what cost", "since when"],
    "when": ["why", "by whom", "at what cost"],
    "where": ["when exactly", "why", "by whom"],
    "how many": ["which of the", "who paid for the"],
    "how much": ["who set how much", "why"],
    "what year": ["for what reason", "on what day of the week"],
    "in what year": ["for what reason", "by whom"],
}
_PREMISES = [
    "Why was {n} abolished?", "Why did {n} fail?", "Who bought {n}?", "When did {n} close?", "How much does {n} cost a year?",
    "Who is the chief executive of {n}?", "How many staff does {n} have?", "What is the telephone number of {n}?",
    "Why was {n} criticised by the government?", "What will {n} do in 2030?", "When was {n} founded?",
    "How can I apply to join {n}?", "What is the budget of {n}?", "Who can I contact about {n}?", "Who pays for {n}?",
    "What went wrong with {n}?", "Is {n} a legal entity?", "How do I complain about {n}?", "Where are the offices of {n}?",
    "What does {n} say about parking?", "Which company runs {n}?", "How is {n} regulated?", "When does {n} meet?",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Swap:
    """A question that its text does not answer, and what was changed: name, number, opposite, role or attribute."""

    question: str
    way: str


def swapped(question: str, text: str, answer: str, names: Sequence[str], rng: random.Random) -> Swap | None:
    """The question with one thing changed for another of its kind that is not in the text; None when nothing can be.

    `names` are what a name may be changed for; `answer` is never one of them.
    """
    others = [name for name in names if name not in question and name not in text and name != answer]
    found: dict[str, tuple[float, list[str]]] = {
        "name": (1.0, list(_names(question, others, rng))),
        "number": (1.0, list(_numbers(question, text, rng))),
        "opposite": (1.5, list(_opposites(question, text))),
        "role": (1.5, list(_roles(question, text, rng))),
        "attribute": (0.6, list(_attributes(question, rng))),
    }
    ways = [way for way, (_, questions) in found.items() if questions]
    if not ways:
        return None
    way = rng.choices(ways, [found[way][0] for way in ways])[0]
    return Swap(rng.choice(found[way][1]), way)


def _names(question: str, others: Sequence[str], rng: random.Random) -> Iterator[str]:
    for match in NAME.finditer(question):
        alike = [name for name in others if len(name.split()) == len(match.group().split())]
        if alike:
            yield question[: match.start()] + rng.choice(alike) + question[match.end() :]


def _numbers(question: str, text: str, rng: random.Random) -> Iterator[str]:
    for match in _NUMBER.finditer(question):
        if match.group().isdigit():
            other = str(max(1, int(match.group()) + rng.choice([-1, 1]) * rng.randint(1, 30)))
            if other not in text and other != match.group():
                yield question[: match.start()] + other + question[match.end() :]


def _opposites(question: str, text: str) -> Iterator[str]:
    for pair in _OPPOSITES:
        for word, other in (pair, pair[::-1]):
            if re.search(rf"\b{word}\b", question) and not re.search(rf"\b{other}\b", text):
                yield re.sub(rf"\b{word}\b", other, question, count=1)


def _roles(question: str, text: str, rng: random.Random) -> Iterator[str]:
    for role in _ROLES:
        if re.search(rf"\b{role}\b", question, re.IGNORECASE):
            others = [other for other in _ROLES if other not in question.lower() and other not in text.lower()]
            if others:
                yield re.sub(rf"\b{role}\b", rng.choice(others), question, count=1, flags=re.IGNORECASE)


def _attributes(question: str, rng: random.Random) -> Iterator[str]:
    for start, instead in _ATTRIBUTES.items():
        if question.lower().startswith(start + " "):
            said = rng.choice(instead)
            yield said[0].upper() + said[1:] + question[len(start) :]


def premise(names: Sequence[str], text: str, rng: random.Random) -> Swap | None:
    """A question about one of the names that takes for granted, or wants, what such texts seldom tell.

    None when the text holds a word of it, so that it might answer after all.
    """
    asked, name = rng.choice(_PREMISES), rng.choice(list(names))
    if set(stems(asked.replace("{n}", ""))) & set(stems(text)):
        return None
    return Swap(asked.format(n=name), "premise")


def reworded(question: str, rng: random.Random) -> str:
    """As people type: a third without capitals or question mark, some with a letter lost or words left out."""
    text = question
    if rng.random() < 0.1:
        text = re.sub(r"\b(?:the|a|an|did|does|do|of) ", "", text)
    if rng.random() < 0.35:
        text = text.lower().rstrip("?. ")
    if rng.random() < 0.08 and len(text) > 20:
        at = rng.randrange(5, len(text) - 5)
        text = text[:at] + text[at + 1 :]
    if rng.random() < 0.04:
        text = rng.choice(["please tell me ", "hi, ", "can you tell me ", "i want to know "]) + text
    return text

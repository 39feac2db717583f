"""The words pages use for dates, places, kinds and outcomes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from answer.answer import Outcome
from answer.status import TAGS
from ingest.documents import Locator

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_HELP_NUMBER = re.compile(r"(?<!\d)(?<!\d )(999|111|116 123|85258)(?!\d)")

_CONTACT = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://[^\s<>\"']*[^\s<>\"'.,;:)]")
_SENTENCE_END = r"\n+|(?<=[.!?]) +(?=[A-Z])"

OUTCOME_HEADINGS = {
    Outcome.ANSWERED: "",
    Outcome.PARTIAL: "This is only part of an answer",
    Outcome.CLARIFY: "Which one do you mean?",
    Outcome.ABSTAINED: "No answer found",
    Outcome.SIGNPOSTED: "The guide cannot help with that",
}
REASON_HEADINGS = {
    "unsure": "This may not be the answer",
    "part_missing": "Part of your question has no answer here",
    "crisis": "Get help now",
    "clinical": "Ask a health professional about this",
    "personal_data": "Leave out personal details",
}
NOTICE_HEADINGS = {
    "superseded": "A source is out of date",
    "draft": "A source is a draft",
    "disagreement": "Sources disagree",
    "which_meaning": "Two meanings, one name",
    "dated": "Check the date",
    "correction": "Correction",
}
STATUS_WORDS = TAGS
FEEDBACK_REASONS = {  # the names are those of the API
    "not_my_question": "It is not what I asked",
    "wrong": "It is wrong",
    "out_of_date": "It is out of date",
    "missing": "Something is missing",
    "hard_to_read": "It is hard to read",
    "other": "Something else",
}


def human_date(iso: str) -> str:
    """Return "3 November 2022" for "2022-11-03", "November 2022" for "2022-11"; other texts as they are."""
    match = _DATE.fullmatch(iso)
    if not match:
        return iso
    year, month, day = match.groups()
    if month is None or not 1 <= int(month) <= 12:
        return year if month is None else iso
    named = f"{_MONTHS[int(month) - 1]} {year}"
    return named if day is None else f"{int(day)} {named}"


def place(locator: Locator, title: str = "") -> str:
    """Return where a span is, as a person would say it: "Page 3, Governance › Joint committees"."""
    parts = []
    if locator.slide is not None:
        parts.append(f"Slide {locator.slide}")
    elif locator.page is not None:
        runs_on = locator.page_end is not None and locator.page_end != locator.page
        parts.append(f"Pages {locator.page} to {locator.page_end}" if runs_on else f"Page {locator.page}")
    headings = locator.heading_path
    if headings and headings[0] == title:  # the title stands above the place already
        headings = headings[1:]
    if headings:
        parts.append(" › ".join(headings))
    return ", ".join(parts)


def outcome_heading(outcome: Outcome, reason: str | None) -> str:
    """Return the heading over the message of an answer, or "" for a full answer."""
    if reason in REASON_HEADINGS:
        return REASON_HEADINGS[reason]
    return OUTCOME_HEADINGS[outcome]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a message; `href` is the address to ring or text, or "" for plain words."""

    text: str
    href: str = ""


def paragraphs(message: str, by_sentence: bool) -> list[str]:
    """Split a message into lines; help lines are set a sentence a line, so that each stands out."""
    pattern = _SENTENCE_END if by_sentence else "\n+"
    return [line.strip() for line in re.split(pattern, message) if line.strip()]


def pieces(line: str) -> Iterator[Piece]:
    """Split a line so that the help lines' numbers can be tapped to ring them (85258 takes texts)."""
    at = 0
    for match in _HELP_NUMBER.finditer(line):
        number = match.group()
        if match.start() > at:
            yield Piece(line[at : match.start()])
        scheme = "sms" if number == "85258" else "tel"
        yield Piece(number, f"{scheme}:{number.replace(' ', '')}")
        at = match.end()
    if at < len(line):
        yield Piece(line[at:])


def contact_pieces(line: str) -> Iterator[Piece]:
    """Split an operator's line on how to reach people: e-mail and web addresses become links."""
    at = 0
    for match in _CONTACT.finditer(line):
        found = match.group()
        if match.start() > at:
            yield Piece(line[at : match.start()])
        yield Piece(found, f"mailto:{found}" if "@" in found and "://" not in found else found)
        at = match.end()
    if at < len(line):
        yield Piece(line[at:])

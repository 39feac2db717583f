"""What a phone takes away from the touch screen: a QR code with a link, or with the answer itself as text."""

import segno

from answer.answer import Answer, Outcome
from web import words
from web.shape import echoes_question

MOST = 586  # bytes: up to 81 modules a side at level L, which a phone reads off a screen at arm's length
_QUIET = 4  # modules of white around the code, as the standard asks
_QUESTION, _TITLE = 120, 70  # bytes
_TITLES = 3
# Phones guess the character set of a code: the fewer characters outside ASCII, the fewer wrong guesses.
_PLAIN = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "›": ">", "\xa0": " "})


def picture(content: str) -> str:
    """Return the QR code of a text as the address of an SVG picture that holds all of it."""
    code = segno.make(content, error="l", boost_error=True, micro=False, mode="byte", encoding="utf-8")
    return code.svg_data_uri(border=_QUIET, light="#fff", omitsize=True)


def text(answer: Answer) -> str:
    """Return an answer as a phone shows it, at most MOST bytes: question, statements, titles of the sources.

    Of an answer that only points to help it holds the help alone, not what was asked.
    """
    if not echoes_question(answer):
        return _cut(answer.message, MOST)
    lines = [_cut(answer.question, _QUESTION), "", _sources(answer), "The Collaborative Guide"]
    room = MOST - len("\n".join(lines).encode()) - len("\n\n")
    said = " ".join(statement.text for statement in answer.statements) or answer.message
    if answer.outcome is Outcome.PARTIAL:
        said = f"{words.outcome_heading(answer.outcome, answer.reason)}: {said}"
    lines[1] = _cut(said, room)
    return "\n".join(line for line in lines if line)


def _sources(answer: Answer) -> str:
    cited = {citation.document_id: citation for citation in reversed(answer.citations)}
    titles = [_cut(citation.title, _TITLE) for citation in reversed(cited.values())][:_TITLES]
    return f"Sources: {'; '.join(titles)}" if titles else ""


def _cut(said: str, most: int) -> str:
    """The text in plain characters, cut after a whole word where it is longer than `most` bytes."""
    said = " ".join(said.translate(_PLAIN).split())
    if len(said.encode()) <= most:
        return said
    kept = said.encode()[: most - len("...")].decode(errors="ignore")
    return (kept.rpartition(" ")[0] or kept) + "..."

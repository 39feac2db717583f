"""What may be asked: the rules on a question's text, the same for the API and the pages."""

import unicodedata

from answer.guard import MAX_QUESTION

_ALLOWED_CONTROLS = "\t\n"
_NOT_TEXT = ("Cc", "Cs")  # controls and halves of surrogate pairs


class QuestionFault(ValueError):
    """A question's text cannot be used; the message says what is wrong and what to do."""


def checked(text: str) -> str:
    """Return the question without outer spaces; QuestionFault when it cannot be used."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    wrong = next((c for c in text if unicodedata.category(c) in _NOT_TEXT and c not in _ALLOWED_CONTROLS), None)
    if wrong is not None:
        raise QuestionFault(f"Remove the character U+{ord(wrong):04X}, which is not text, from the question")
    text = text.strip()
    if not text:
        raise QuestionFault("Enter a question")
    if len(text) > MAX_QUESTION:
        raise QuestionFault(
            f"Shorten the question to {MAX_QUESTION:,} characters or fewer; it has {len(text):,} characters"
        )
    if not any(c.isalnum() for c in text):
        raise QuestionFault("Enter a question in words; it has no letters or digits")
    return text

"""What is said about a document, as one line that is safe to show."""

import unicodedata

_JOINERS = "\u200c\u200d"  # they shape letters and pictures, and steer nothing


def one_line(text: str) -> str:
    """A field without what nobody sees: control characters and line ends become a space, marks that turn writing go."""
    return " ".join("".join(_plain(character) for character in text).split())


def _plain(character: str) -> str:
    if character in _JOINERS:
        return character
    match unicodedata.category(character):
        case "Cc" | "Zl" | "Zp":
            return " "
        case "Cf" | "Cs":
            return ""
    return character

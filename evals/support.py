"""A judge without a language model: does a text support a statement?

It looks at words, so it holds for composers that quote and for close paraphrase; a free paraphrase it does not find
supported, which errs on the side of doubt.
"""

import re

from evals.facts import fold, overlap
from index.words import stems

LEAST = 0.9  # share of a statement's stems that its evidence holds close together
_FIGURE = re.compile(r"£?\d+(?:[.,]\d+)*(?:%|m\b|bn\b)?")
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][A-Za-z]+")  # a capital that does not only open a sentence
_NOT = re.compile(
    r"\b(not|no|never|none|neither|nor|without|cannot|cant|isnt|arent|wasnt|werent|doesnt|dont|didnt|wont)\b"
)


def supports(evidence: str, statement: str) -> bool:
    """Whether evidence holds a statement's words close together, its figures in their order, its names and denials.

    A statement without a word is not supported by anything.
    """
    if statement.strip() and " ".join(statement.split()) in " ".join(evidence.split()):
        return True
    wanted, given = stems(statement), stems(evidence)
    if not wanted or overlap(wanted, given) < LEAST:
        return False
    told, said = fold(evidence), fold(statement)
    figures = iter(_FIGURE.findall(told))
    if not all(figure in figures for figure in _FIGURE.findall(said)):  # takes from the iterator: order counts
        return False
    if not {name.lower() for name in _NAME.findall(statement)} <= set(told.split()):
        return False
    return bool(_NOT.search(told)) == bool(_NOT.search(said))

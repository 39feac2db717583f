"""Typing errors are mended against the corpus's own words, and nothing else is touched."""

import pytest

from answer.spelling import corrected
from index.words import stem

_FORMS = {
    stem(w): w
    for w in [
        "collaborative",
        "procurement",
        "purchasing",
        "governance",
        "established",
        "alliance",
        "working",
        "committees",
    ]
}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("what is a provider colaborative", "what is a provider collaborative"),
        ("purchsaing", "purchasing"),
        ("what is a comittee", "what is a committee"),
        ("the goverance of the aliance", "the governance of the alliance"),
    ],
)
def test_a_slip_is_mended(typed: str, meant: str) -> None:
    assert corrected(typed, _FORMS) == meant


@pytest.mark.parametrize(
    "text", ["why was it abolished?", "car parking", "Collaboratives govern", "CMAST", "£4.6m in 2022-23?", ""]
)
def test_other_words_stay(text: str) -> None:
    assert corrected(text, _FORMS) == text

"""Promises of fields: one line that cannot steer a terminal or turn the words after it around."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import shown
from ingest.fields import one_line


@given(st.text())
def test_a_field_is_one_line_without_what_nobody_sees_and_stays_so(text: str) -> None:
    plain = one_line(text)
    assert one_line(plain) == plain == plain.strip()
    kinds = {unicodedata.category(c) for c in plain if c not in "\u200c\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    plain.encode("utf-8")


@given(st.text("abc déß 漢👩\u200d⚕️-–“”£"))
def test_words_stay_as_they_are(text: str) -> None:
    assert one_line(text) == " ".join(text.split())


@pytest.mark.parametrize("mark", ["\x1b[2J", "\x07", "\u202e", "\u2066", "\u200f", "\u061c", "\n", "\u2028", "\x9b"])
def test_a_field_needs_no_escapes_on_a_terminal(mark: str) -> None:
    plain = one_line(f"a{mark}b")
    assert shown(plain) == plain

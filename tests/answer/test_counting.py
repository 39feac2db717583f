""" "The second one" is the second of what the last answer lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.counting import counting

LIST = "The three kinds are:\n- horizontal ones [1]\n- vertical ones [1]\n- networks [2]"


@pytest.mark.parametrize(
    ("asked", "answer", "whole"),
    [
        ("what does the second one do?", LIST, "what does vertical ones do?"),
        ("the last one", LIST, "What is networks?"),
        ("who runs the first?", "It unites Northgate, Saltmarsh and Lantern Hill.", "who runs Northgate?"),
        ("who runs the third one?", "It unites Northgate, Saltmarsh and Lantern Hill.", "who runs Lantern Hill?"),
        ("what about the other one?", "Northgate and Saltmarsh", "what about Saltmarsh?"),
        ("who runs the fifth one?", LIST, ""),
        ("who runs it?", LIST, ""),
        ("the second one", "There is only one thing.", ""),
    ],
)
def test_the_thing_that_is_counted_out_is_named(asked: str, answer: str, whole: str) -> None:
    assert counting(asked, answer) == whole


@given(st.text(max_size=60), st.text(max_size=200))
def test_no_answer_breaks_it(asked: str, answer: str) -> None:
    assert isinstance(counting(f"the second one {asked}", answer), str)

"""Promises of chains: what follows is found in order, and a circle ends nowhere and ends the search."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.chains import ends, reached

STEPS = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "x": ["y"], "y": ["x"]}


def test_what_follows_is_found_nearest_first_and_once() -> None:
    assert reached("a", STEPS) == ["b", "c", "d"]
    assert ends("a", STEPS) == ["d"]
    assert ends("d", STEPS) == reached("d", STEPS) == []


def test_a_circle_leads_back_and_has_no_end() -> None:
    assert reached("x", STEPS) == ["y", "x"]
    assert ends("x", STEPS) == []


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.sampled_from("abcdef"), max_size=4)))
def test_every_end_is_reached_and_has_nothing_after_it(steps: dict[str, list[str]]) -> None:
    for start in "abcdef":
        assert set(ends(start, steps)) == {name for name in reached(start, steps) if not steps.get(name)}

"""Facts are found as a person would find them: in other spellings, never inside another figure or word."""

import pytest

from answer.answer import Question
from evals.facts import fact_recall
from evals.questions import Labelled


def labelled(*facts: list[str], needed: int | None = None) -> Labelled:
    groups = tuple(tuple(f) for f in facts)
    return Labelled("own-1", Question("q"), "fact", True, groups, needed or len(groups))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("36%", "a 36 per cent fall"),
        ("2,000", "over 2000 staff"),
        ("two-hour", "a two hour response"),
        ("inequalit", "Inequalities"),
    ],
)
def test_other_spellings_count(form: str, text: str) -> None:
    assert fact_recall(labelled([form]), text) == 1


@pytest.mark.parametrize(
    ("form", "text"), [("7", "from 73 miles"), ("5", "2.5m"), ("ten", "often"), ("icb", "icbx"), ("5", "5% more")]
)
def test_parts_of_other_figures_and_words_do_not(form: str, text: str) -> None:
    assert fact_recall(labelled([form]), text) == 0


def test_recall_is_a_share_of_what_is_needed() -> None:
    assert fact_recall(labelled(["alpha"], ["beta", "second"], ["gamma"]), "alpha and second") == pytest.approx(2 / 3)
    assert fact_recall(labelled(["alpha"], ["beta"], ["gamma"], needed=1), "gamma") == 1

"""Weighing: chances between 0 and 1, likeliest first, from a bounded number of units read by the evidence model."""

import pytest

from answer.pipeline import Answerer
from answer.query import make_query
from answer.retrieve import candidates, retrieve
from answer.units import units_of
from answer.weigh import READ, answerable, bands, holds_names, in_place, weighed

QUESTION = "Which trusts belong to the Harbour Alliance?"


@pytest.fixture(scope="module")
def found(answerer: Answerer):  # type: ignore[no-untyped-def]
    query = make_query(QUESTION, answerer.searcher)
    hits = retrieve(answerer.searcher, query)
    return query, hits, units_of(candidates(answerer.searcher, query, hits))


def test_chances_are_chances_and_the_likeliest_stands_first(answerer: Answerer, found) -> None:  # type: ignore[no-untyped-def]
    query, _, units = found
    told = weighed(query, units, answerer.evidence)
    chances = [unit.chance for unit in told]
    assert chances == sorted(chances, reverse=True) and all(0 < chance < 1 for chance in chances)
    assert all(unit.logit is not None for unit in told) and len(told) <= READ
    assert 0 < answerable(query, told) < 1


def test_nothing_found_answers_nothing(found) -> None:  # type: ignore[no-untyped-def]
    query, _, _ = found
    assert answerable(query, []) == 0


def test_more_evidence_makes_a_unit_likelier(answerer: Answerer, found) -> None:  # type: ignore[no-untyped-def]
    query, _, units = found

    class Sure:
        def logits(self, _: str, texts: list[str]) -> list[float]:
            return [6.0 if "Northgate" in text else -6.0 for text in texts]

    (first, *others) = weighed(query, units, Sure())  # type: ignore[arg-type]
    assert "Northgate" in first.text and all(first.chance > other.chance for other in others)


def test_a_unit_is_read_under_its_title_and_heading(found) -> None:  # type: ignore[no-untyped-def]
    units = found[2]
    (saved,) = [unit for unit in units if "£2.4m" in unit.text]
    assert in_place(saved).startswith("The Harbour Alliance. What the alliance has saved. Shared purchasing")


def test_a_name_of_the_question_that_the_unit_lacks_is_told(answerer: Answerer, found) -> None:  # type: ignore[no-untyped-def]
    present = found[2][0].stems
    assert holds_names(make_query("What has the Harbour Alliance?", answerer.searcher), present)
    assert not holds_names(make_query("What has the Mountain Alliance?", answerer.searcher), present)


def test_the_bands_leave_room_for_doubt() -> None:
    limits = bands()
    assert 0 < limits["abstain_below"] < limits["sure_from"] < 1

"""The timeline: what is a dated fact, word for word, and what is only the date of a text."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from ingest.chunking import passages_of
from ingest.documents import Document
from tests.web.shelves import shelf
from web import browse, timeline
from web.dated import mentions

Make = Callable[..., Document]


@pytest.mark.parametrize(
    ("sentence", "year", "month", "when"),
    [
        ("2013: the review looked into trusts.", 2013, 0, "2013"),
        ("2015–2018: fifty sites tried new models.", 2015, 0, "2015–2018"),
        ("August 2021: the guidance came out.", 2021, 8, "August 2021"),
        ("2020 onwards: the pandemic changed much.", 2020, 0, "2020 onwards"),
        ("The Harbour group was formed in May 2021.", 2021, 5, "May 2021"),
        ("In autumn 2022 the board was set up.", 2022, 9, "autumn 2022"),
        ("On 3 March 1998 the two trusts merged.", 1998, 3, "3 March 1998"),
        ("Delegation was due to begin in 2023/24.", 2023, 0, "2023/24"),
        ("All trusts will join by July 2027.", 2027, 7, "July 2027"),
        ("In 2022, buying was expected to save money in 2023-24.", 2023, 0, "2023-24"),
        ("Events for staff, held since 2019", 2019, 0, "2019"),
    ],
)
def test_a_sentence_tells_when_something_happens(sentence: str, year: int, month: int, when: str) -> None:
    first = next(mentions(sentence))
    assert (first.year, first.month, first.when) == (year, month, when)


@pytest.mark.parametrize(
    "sentence",
    [
        "NHS Providers wrote in 2022 that boards were formed.",
        "In 2022, the association reported that a board was set up.",
        "The slides of 2022 name six capabilities.",
        "The Health and Care Act 2022 made delegation possible.",
        "The page does not say when the group was formed in 2018.",
        "Was the group formed in 2018?",
        "Trusts worked together in 2022.",
        "A rise of 2,019 tests, from 2069 to 2500.",
        "It was published in room 2014-b.",
        "Write to harbour.2019@trust.example, set up in 2019.",
    ],
)
def test_the_date_of_a_text_is_no_event(sentence: str) -> None:
    assert list(mentions(sentence)) == []


def test_a_table_tells_dates_in_its_cells() -> None:
    (mention,) = mentions("Name: Harbour group; Area: coast; Formed: 2021 (formally)", is_row=True)
    assert (mention.year, mention.rank) == (2021, 2)


def told(*documents: Document) -> tuple[timeline.Event, ...]:
    return timeline.events([p for d in documents for p in passages_of(d)], {d.id: d for d in documents})


def test_the_words_are_those_of_the_document_and_lead_to_their_place(make_document: Make) -> None:
    document = make_document(("paragraph", "Four trusts met. The Harbour group was formed in May 2021. It grew."))
    (event,) = told(document)
    assert event.text == document.text[event.told.start : event.told.end] == "The Harbour group was formed in May 2021."
    shown = browse.timeline_page(shelf(document, passages=list(passages_of(document))))
    assert event.told.url.replace("&", "&amp;") in shown
    assert '<h2 id="y2021">2021</h2>' in shown


def test_what_is_out_of_force_is_not_told(make_document: Make) -> None:
    text = ("paragraph", "The Harbour group was formed in May 2021.")
    assert len(told(make_document(text))) == 1
    for status in ("superseded", "withdrawn", "draft"):
        assert told(make_document(text, status=status)) == ()


def test_a_fact_that_several_tell_stands_once_with_all_its_places(make_document: Make) -> None:
    one = make_document(("list_item", "2021: the Harbour group of trusts was formed."))
    other = make_document(("paragraph", "The Harbour group of trusts was formed in 2021."), id="other", title="Other")
    (event,) = told(one, other)
    assert event.text == "the Harbour group of trusts was formed."
    assert [place.document_id for place in event.also] == ["other"]


def test_facts_of_different_months_are_not_joined(make_document: Make) -> None:
    one = make_document(("paragraph", "The Harbour group of trusts was launched in April 2020."))
    other = make_document(("paragraph", "The Harbour group of trusts was launched in October 2020."), id="other")
    assert [event.month for event in told(one, other)] == [4, 10]


def test_an_expectation_is_told_as_one(make_document: Make) -> None:
    ahead = make_document(("paragraph", "All trusts will join by July 2024."), published_on="2022-11")
    past = make_document(("paragraph", "The group was launched in 2020."), published_on="2022-11", id="past")
    assert [event.expected for event in told(past, ahead)] == [False, True]
    shown = browse.timeline_page(shelf(ahead, past, passages=[p for d in (ahead, past) for p in passages_of(d)]))
    assert re.findall(r"It was expected when this was written, in ([^.]*)\.", shown) == ["November 2022"]


def test_a_promise_of_an_earlier_year_than_its_document_is_still_a_promise(make_document: Make) -> None:
    text = ("paragraph", "The list will be published in April 2023.")
    for changes in (
        {"published_on": "2026"},
        {"published_on": "2023-01", "dated_by_file": True},
        {"published_on": "undated"},
    ):
        (event,) = told(make_document(text, **changes))
        assert (event.expected, event.written) == (True, "undated")
    (kept,) = told(make_document(("paragraph", "The list was due to be published in 2021."), published_on="2026"))
    assert not kept.expected


def test_the_timeline_is_narrowed_by_words_and_by_document(make_document: Make) -> None:
    one = make_document(("paragraph", "The Harbour group was formed in 2021."))
    other = make_document(("paragraph", "The Moorland alliance was founded in 2018."), id="other", title="Moorland")
    held = shelf(one, other, passages=[p for d in (one, other) for p in passages_of(d)])
    for shown in (browse.timeline_page(held, q="founding alliances"), browse.timeline_page(held, document="other")):
        assert "Moorland alliance was founded" in shown
        assert "group was formed" not in shown
    assert "Nothing found" in browse.timeline_page(held, q="lighthouse")
    assert "No dates yet" in browse.timeline_page(shelf())


def test_facts_and_titles_are_never_markup(make_document: Make) -> None:
    evil = '"><script>alert(1)</script>'
    document = make_document(("paragraph", f"The {evil} group was formed in 2021."), title=evil)
    held = shelf(replace(document, publisher=evil), passages=list(passages_of(document)))
    assert "group was formed" in browse.timeline_page(held, q="formed")
    assert "<script" not in browse.timeline_page(held, q="formed") + browse.timeline_page(held, q=evil)

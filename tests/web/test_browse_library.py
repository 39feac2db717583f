"""The library: documents by what they are, and what a search found with its words marked."""

import html
import re
from collections.abc import Callable
from dataclasses import replace

from index.search import Hit
from ingest.chunking import passages_of
from ingest.documents import Document, SourceRef
from ingest.register import Source
from tests.web.shelves import shelf
from web import browse
from web.found import marked
from web.library import Wanted, choices, chosen, listed

Make = Callable[..., Document]
REPORT = Source("r", "The report", "Coast Trust", "report", "2023-01", "https://example.org/r", "", "current")


def three(make_document: Make) -> tuple[Document, ...]:
    return (
        make_document(("paragraph", "a"), id="a", title="A note", kind="note", publisher="", sources=(SourceRef("r", ""),)),
        make_document(("paragraph", "b"), id="b", title="B plan", kind="case_study", published_on="2019-01-02"),
        make_document(("paragraph", "c"), id="c", title="C plan", kind="case_study", published_on="undated", status="superseded"),
    )  # fmt: skip


def test_documents_are_chosen_by_what_they_are(make_document: Make) -> None:
    held = shelf(*three(make_document), sources={"r": REPORT}).entries
    for wanted, ids in (
        (Wanted(), "bca"),
        (Wanted(kind="Case study"), "bc"),
        (Wanted(publisher="Coast Trust"), "bca"),  # who published what a note is based on counts for the note
        (Wanted(year="2019"), "b"),
        (Wanted(year="No date given"), "c"),
        (Wanted(status="Replaced by a newer one"), "c"),
        (Wanted(kind="Case study", status="In force"), "b"),
        (Wanted(kind="Nonsense"), ""),
    ):
        assert "".join(sorted(entry.id for entry in chosen(held, wanted))) == "".join(sorted(ids)), wanted


def test_each_option_says_how_many_documents_it_leaves(make_document: Make) -> None:
    held = shelf(*three(make_document), sources={"r": REPORT}).entries
    for choice in choices(held, Wanted(kind="Case study")):
        for value, count in choice.options:
            asked = replace(Wanted(kind="Case study"), **{choice.name: value})
            assert len(chosen(held, asked)) == count, (choice.name, value)


def test_newest_first_puts_what_has_no_date_last(make_document: Make) -> None:
    held = shelf(*three(make_document)).entries
    ((_, shown),) = listed(held, Wanted(sort="newest")).groups
    assert [entry.id for entry in shown] == ["a", "b", "c"]


def test_the_page_tells_counts_status_and_a_way_back(make_document: Make) -> None:
    held = shelf(*three(make_document), sources={"r": REPORT})
    shown = browse.library_page(held, Wanted())
    assert "3 documents" in shown
    assert "Replaced by a newer one" in shown
    assert "from Coast Trust" in shown
    narrowed = browse.library_page(held, Wanted(kind="Case study", year="2019"))
    assert 'href="/sources?kind=Case+study"' in narrowed  # a choice can be taken away by itself
    assert 'value="2019" selected' in narrowed
    assert "No document fits" in browse.library_page(held, Wanted(kind="Note", year="1999"))
    assert "The library is empty so far" in browse.library_page(shelf(), Wanted())


def hits(*documents: Document) -> list[Hit]:
    return [Hit(p, 1.0, n, "fused", n, 0.5) for n, p in enumerate((p for d in documents for p in passages_of(d)), 1)]


def test_words_looked_for_are_marked_and_lead_to_their_place(make_document: Make) -> None:
    document = make_document(
        ("paragraph", "Trusts on the coast meet. They share one waiting list. Dogs < cats & birds.")
    )
    shown = browse.library_page(shelf(document), Wanted("waiting lists & dogs"), hits(document))
    assert re.findall(r"<mark>(.*?)</mark>", shown) == ["waiting list", "Dogs"]
    assert "1 passage with your words" in shown
    address = html.unescape(re.search(r'href="(/sources/harbour\?[^"]*)"', shown)[1])  # type: ignore[index]
    start, end = (int(re.search(rf"{name}=(\d+)", address)[1]) for name in ("start", "end"))  # type: ignore[index]
    assert "waiting list" in document.text[start:end]


def test_marking_keeps_every_character() -> None:
    text = "The Trusts' trust–trusts, naïve TRUST-trust x"
    line = marked(text, frozenset({"trust"}))
    assert "".join(segment.text for segment in line) == text
    assert [segment.text for segment in line if segment.marked] == ["Trusts", "trust", "trusts", "TRUST-trust"]


def test_where_no_passage_holds_the_words_the_page_says_so(make_document: Make) -> None:
    document = make_document(("paragraph", "Trusts on the coast meet."))
    shown = browse.library_page(shelf(document), Wanted("penguins"), hits(document))
    assert "No passage holds these words" in shown
    assert "<mark" not in shown
    assert "Nothing found" in browse.library_page(shelf(document), Wanted("penguins"), [])


def test_titles_words_and_choices_are_never_markup(make_document: Make) -> None:
    evil = '"><script>alert("x")</script>'
    document = make_document(
        ("paragraph", f"alert {evil}"), title=evil, publisher=evil, kind=evil, status=evil, published_on=evil
    )
    held = shelf(document)
    wanted = Wanted("alert script", kind=evil, publisher=evil, year=evil, status=evil)
    for shown in (
        browse.library_page(held, Wanted()),
        browse.library_page(held, wanted, hits(document)),
        browse.library_page(held, replace(wanted, q=evil), [], problem=evil),
    ):
        assert "<script" not in shown
    assert "<mark>alert</mark>" in browse.library_page(held, wanted, hits(document))


def test_a_document_says_what_it_replaces_and_which_notes_are_made_from_it(make_document: Make) -> None:
    old = make_document(("paragraph", "a"), id="old", path="old.md", title="Old plan", kind="plan")
    new = make_document(
        ("paragraph", "b"), id="new", title="Report", kind="report", supersedes=("old.md", "r0"), source_id="r"
    )
    note = make_document(("paragraph", "c"), id="note", title="Our note", sources=(SourceRef("r", "p. 2"),))
    first = Source("r0", "First report", "P", "report", "2020", "javascript:x", "", "superseded")
    held = shelf(old, new, note, sources={"r": REPORT, "r0": first})
    shown = browse.source_page(new, held.sources, around=browse.around(held, new))
    aside = shown[shown.index("<aside") :]
    assert '<a href="/sources/old">Old plan</a>' in aside
    assert "First report" in aside
    assert 'href="javascript' not in aside
    assert '<a href="/sources/note">Our note</a>' in aside

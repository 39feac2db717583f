"""The glossary: terms of the corpus' own glossaries and short forms that other documents spell out."""

from collections.abc import Callable

import pytest

from ingest.chunking import passages_of
from ingest.documents import Document
from tests.web.shelves import shelf
from web import browse, glossary

Make = Callable[..., Document]
TERMS = (
    ("paragraph", "Special words are:"),
    ("list_item", "Harbour group: four trusts on the coast. It is small."),
    ("list_item", "NHS-led harbour group: a special kind of harbour group."),
    ("list_item", "CIC, CiC (two meanings): a committee in common on the slides."),
    ("list_item", "Community interest company: a kind of organisation."),
    ("list_item", "1st line: the people who answer first."),
)


def made(*documents: Document, forms: dict[str, list[str]] | None = None) -> dict[str, glossary.Term]:
    found = glossary.terms(documents, [p for d in documents for p in passages_of(d)], forms or {})
    return {term.name: term for term in found}


def test_a_term_is_explained_word_for_word_and_leads_to_its_place(make_document: Make) -> None:
    document = make_document(*TERMS, kind="glossary")
    term = made(document)["Harbour group"]
    assert term.said == "four trusts on the coast. It is small."
    assert document.text[term.place.start : term.place.end] == f"Harbour group: {term.said}"
    shown = browse.glossary_page(shelf(document))
    assert term.place.url.replace("&", "&amp;") in shown
    assert f'id="{term.anchor}"' in shown


def test_terms_stand_under_their_letters_in_order(make_document: Make) -> None:
    found = list(made(make_document(*TERMS, kind="glossary")).values())
    assert [letter for letter, _ in glossary.by_letter(found)] == ["0–9", "C", "H", "N"]
    shown = browse.glossary_page(shelf(make_document(*TERMS, kind="glossary")))
    assert '<a href="#letter-H">H</a>' in shown
    assert '<a href="#letter-B">' not in shown


@pytest.mark.parametrize(
    ("one", "other"),
    [("Harbour group", "NHS-led harbour group"), ("CIC, CiC (two meanings)", "Community interest company")],
)
def test_what_is_easy_to_mix_up_is_told_apart_both_ways(make_document: Make, one: str, other: str) -> None:
    found = made(make_document(*TERMS, kind="glossary"))
    assert [name for name, _ in found[one].alike] == [other]
    assert [name for name, _ in found[other].alike] == [one]
    shown = browse.glossary_page(shelf(make_document(*TERMS, kind="glossary")))
    assert shown.count(f'href="#{found[one].anchor}"') == 1


def test_a_table_is_a_glossary_too(make_document: Make) -> None:
    rows = (("table_row", "Term: Tide table; Meaning: when the sea comes and goes"),)
    assert made(make_document(*rows, kind="Glossary"))["Tide table"].said == "when the sea comes and goes"


def test_a_short_form_is_found_where_it_is_written_out(make_document: Make) -> None:
    document = make_document(("paragraph", "We met. The harbour care board (HCB) leads. The HCB is new."))
    term = made(document, forms={"hcb": ["harbour care board"]})["HCB"]
    assert term.said == "harbour care board"
    assert document.text[term.place.start : term.place.end] == "The harbour care board (HCB) leads."


def test_two_meanings_of_a_short_form_are_both_there(make_document: Make) -> None:
    one = make_document(("paragraph", "The harbour care board (HCB) leads."))
    other = make_document(("paragraph", "The house of coal barges (HCB) floats."), id="other", title="Barges")
    term = made(one, other, forms={"hcb": ["harbour care board", "house of coal barges"]})["HCB"]
    assert (term.said, [each.long for each in term.spelt]) == ("harbour care board", ["house of coal barges"])


def test_a_glossary_out_of_force_explains_nothing(make_document: Make) -> None:
    assert made(make_document(*TERMS, kind="glossary", status="withdrawn")) == {}


def test_documents_about_a_term_are_named(make_document: Make) -> None:
    notes = [
        make_document(("paragraph", "a"), id=n, title=title)
        for n, title in (("1", "Money of harbour groups in the north"), ("2", "The two meanings of a harbour group"))
    ]
    term = made(make_document(*TERMS, kind="glossary"), *notes)["Harbour group"]
    assert [document_id for _, document_id in term.more] == ["2", "1"]


def test_a_term_can_be_looked_for(make_document: Make) -> None:
    held = shelf(make_document(*TERMS, kind="glossary"))
    shown = browse.glossary_page(held, "COAST trusts")
    assert "Harbour group</h3>" in shown
    assert "Community interest company</h3>" not in shown
    assert "Nothing found" in browse.glossary_page(held, "lighthouse")
    assert "No terms yet" in browse.glossary_page(shelf())


def test_terms_are_never_markup(make_document: Make) -> None:
    evil = '"><script>alert(1)</script>'
    held = shelf(make_document(("list_item", f"{evil}: it says {evil} here."), kind="glossary", title=evil))
    assert len(held.terms) == 1
    assert "<script" not in browse.glossary_page(held) + browse.glossary_page(held, evil)

"""/sources, /glossary and /timeline: addresses, filters and what is looked for, over the small home."""

import html
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from index.search import Searcher
from web.shelf import shelf_of

PLACES = ("/sources", "/glossary", "/timeline")


def test_the_library_lists_every_document(client: TestClient) -> None:
    shown = client.get("/sources").text
    for document in client.get("/api/documents").json()["documents"]:
        assert f'href="/sources/{document["document_id"]}"' in shown


def test_a_search_marks_the_words_and_leads_to_them(client: TestClient) -> None:
    shown = client.get("/sources", params={"q": "scanner joint buying"})
    assert shown.status_code == 200
    assert "<mark>joint buying</mark>" in shown.text
    address = html.unescape(re.search(r'href="(/sources/[^"?]+\?version[^"]+)"', shown.text)[1])  # type: ignore[index]
    cited = re.findall(r"<mark[^>]*>(.*?)</mark>", client.get(address).text)
    assert "joint buying of scanners" in cited


def test_choices_narrow_a_search(client: TestClient) -> None:
    both = client.get("/sources", params={"q": "alliance collaborative"}).text
    one = client.get("/sources", params={"q": "alliance collaborative", "year": "2022"}).text
    assert "Harbour" in both
    assert "version=" in one and "The Harbour collaborative</a>" not in one


@pytest.mark.parametrize("words", ["w" * 1001, "a\x07", "?"])
def test_words_that_cannot_be_looked_for_are_explained_at_the_field(client: TestClient, words: str) -> None:
    page = client.get("/sources", params={"q": words})
    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert 'aria-describedby="words-hint words-error"' in page.text


@pytest.mark.parametrize("place", PLACES)
def test_a_crisis_is_signposted_and_not_repeated(client: TestClient, place: str) -> None:
    page = client.get(place, params={"q": "I want to kill myself"}).text
    assert 'href="tel:999"' in page
    assert 'href="tel:116 123"' in page or 'href="tel:116123"' in page
    assert "kill myself" not in page


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", ["q", "kind", "publisher", "year", "status", "sort", "page", "document"])
def test_any_choice_in_an_address_is_only_text(client: TestClient, place: str, name: str) -> None:
    for value in ('"><script>alert(1)</script>', "-1", "99999", "ﷺ" * 30, ""):
        page = client.get(place, params={name: value})
        assert page.status_code in (200, 422), (place, name, value)
        assert "<script>alert" not in page.text


def test_the_timeline_leads_to_its_sentences(client: TestClient) -> None:
    shown = client.get("/timeline").text
    assert '<h2 id="y2021">2021</h2>' in shown
    address = html.unescape(re.search(r'href="(/sources/[^"]+#cited)"', shown)[1])  # type: ignore[index]
    assert '<mark id="cited" tabindex="-1">It was formed in May 2021.</mark>' in client.get(address).text


def test_what_pages_show_is_worked_out_once_for_a_snapshot(home: Path) -> None:
    searcher = Searcher.open(home)
    first = shelf_of(searcher.snapshot, searcher.acronyms)
    assert shelf_of(searcher.snapshot, searcher.acronyms) is first
    assert shelf_of(Searcher.over(searcher.snapshot).snapshot, searcher.acronyms) is first


@pytest.mark.parametrize("place", PLACES)
def test_pages_answer_head_as_they_answer_get(client: TestClient, place: str) -> None:
    head = client.head(place)
    assert (head.status_code, head.content) == (200, b"")

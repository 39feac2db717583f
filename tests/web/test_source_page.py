import html
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.pictures import PagePicture, Rectangle
from ingest.assembly import assemble
from ingest.documents import BlockKind, Document, LoadedBlock, SourceRef, Successor
from ingest.register import Source
from tests.web.shelves import shelf
from web import browse, marks
from web.library import Wanted

EVIL = '<script>alert("x")</script>'
Make = Callable[..., Document]


def marked(shown: str) -> list[str]:
    body = shown[shown.index('class="guide-document__text"') :]
    return [html.unescape(words) for words in re.findall(r"<mark[^>]*>(.*?)</mark>", body, re.DOTALL)]


def test_the_span_is_marked_at_code_points(make_document: Make) -> None:
    document = make_document(
        ("heading", "Harbour 👩‍⚕️", 1), ("paragraph", "😀 Café & co. It was formed in May. And so on.")
    )
    start = document.text.index("It was")
    shown = browse.source_page(document, {}, start, start + len("It was formed in May."))
    assert marked(shown) == ["It was formed in May."]
    assert shown.count('id="cited"') == 1


def test_a_span_over_a_list_is_marked_in_every_item(make_document: Make) -> None:
    document = make_document(
        ("paragraph", "It does:"), ("list_item", "one"), ("list_item", "two"), ("paragraph", "End.")
    )
    shown = browse.source_page(document, {}, 0, document.text.index("End.") - 2)
    assert marked(shown) == ["It does:", "one", "two"]
    assert shown.count('id="cited"') == 1
    assert shown.count("<li>") >= 2


def test_a_span_that_begins_between_blocks_is_marked_from_the_next(make_document: Make) -> None:
    document = make_document(("paragraph", "One."), ("paragraph", "Two."))
    shown = browse.source_page(document, {}, 4, len(document.text))
    assert marked(shown) == ["Two."]
    assert shown.count('id="cited"') == 1


@given(data=st.data())
def test_any_span_is_marked_whole(data: st.DataObject) -> None:
    words = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")), min_size=1, max_size=8)
    texts = data.draw(st.lists(words, min_size=1, max_size=6))
    kinds = st.sampled_from([BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW])
    text, blocks = assemble([LoadedBlock(data.draw(kinds), each) for each in texts])
    document = Document("d", "v", "d.md", "D", "", "", "undated", "current", "", "", text, blocks)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = marks.clean_span(document, start, end)
    found = [s for part in marks.parts(document, span) for line in part.lines for s in line if s.marked]
    assert "".join(s.text for s in found) == text[start:end].replace("\n", "")
    assert sum(s.first for s in found) == (1 if span else 0)


def test_a_document_is_never_markup(make_document: Make) -> None:
    document = make_document(
        ("heading", EVIL, 1), ("paragraph", EVIL), ("list_item", EVIL), ("speaker_note", EVIL),
        title=EVIL, publisher=EVIL, licence=EVIL, original_url=f"javascript:{EVIL}", kind=EVIL, status=EVIL,
    )  # fmt: skip
    for shown in (browse.source_page(document, {}, 0, 5), browse.library_page(shelf(document), Wanted())):
        assert "<script" not in shown
        assert 'href="javascript' not in shown


def test_headings_have_no_gaps_and_are_listed(make_document: Make) -> None:
    document = make_document(
        ("heading", "The Harbour collaborative", 1), ("heading", "Money", 2), ("paragraph", "a"),
        ("heading", "Deep", 5), ("heading", "People", 2), ("paragraph", "b"),
    )  # fmt: skip
    shown = browse.source_page(document, {})
    text = shown[shown.index('class="guide-document__text"') : shown.index("<aside")]
    assert re.findall(r"<h(\d)[^>]*>(.*?)</h", text) == [("2", "Money"), ("3", "Deep"), ("2", "People")]
    assert shown.count("<h1>The Harbour collaborative</h1>") == 1
    for anchor in re.findall(r'href="#(section-\d+)"', shown):
        assert f'id="{anchor}"' in text


def test_slides_are_labelled_once(make_document: Make) -> None:
    document = make_document(("heading", "A", 1, 1), ("paragraph", "a", 0, 1), ("paragraph", "b", 0, 2))
    shown = browse.source_page(document, {})
    assert (shown.count(">Slide 1<"), shown.count(">Slide 2<")) == (1, 1)


@pytest.mark.parametrize("status", ["superseded", "withdrawn", "draft"])
def test_a_status_that_is_not_current_stands_out(make_document: Make, status: str) -> None:
    document = make_document(("paragraph", "a"), status=status)
    assert "nhsuk-tag" in browse.source_page(document, {})
    assert "nhsuk-tag" not in browse.source_page(make_document(("paragraph", "a")), {})


@pytest.mark.parametrize(
    ("status", "by", "told"),
    [
        ("superseded", Successor("New & better", "new1"), 'replaced by <a href="/sources/new1">New &amp; better</a>.'),
        (
            "superseded",
            Successor("Law", "", "https://law.example"),
            'href="https://law.example" rel="noreferrer">Law</a>',
        ),
        ("superseded", Successor("Plan", "", "javascript:x"), "replaced by “Plan”."),
        ("superseded", None, "This document has been replaced by a newer one."),
        ("withdrawn", None, "This document was withdrawn."),
        ("draft", None, "This document is a draft and may still change."),
        ("current", None, ""),
    ],
)
def test_the_top_of_the_page_says_what_is_in_force(
    make_document: Make, status: str, by: Successor | None, told: str
) -> None:
    document = make_document(("paragraph", "a"), status=status, replaced_by=(by,) if by else ())
    shown = browse.source_page(document, {})
    top = shown[shown.index("<h1") : shown.index('class="guide-document__text"')]
    assert told in top
    assert ("guide-notice" in shown) is bool(told)
    assert 'href="javascript' not in shown


def test_a_note_says_which_of_its_publications_are_out_of_force(make_document: Make) -> None:
    old = Source(
        "r", "The report", "P", "report", "2023", "", "", "superseded", replaced_by=(Successor("The new report", "n1"),)
    )
    law = Source("l", "The law", "P", "law", "2023", "", "", "current")
    refs = (SourceRef("r", "page 2"), SourceRef("r", "page 9"), SourceRef("l", ""), SourceRef("unknown", ""))
    shown = browse.source_page(make_document(("paragraph", "a"), sources=refs), {"r": old, "l": law})
    told = "This document is based on “The report”, which has been replaced by"
    assert shown.count(told) == 1
    assert f'{told} <a href="/sources/n1">The new report</a>.' in shown
    assert shown.count("Replaced by a newer one") == 1


def test_a_note_names_the_publications_behind_it(make_document: Make) -> None:
    report = Source("r", "The report", "Coast Trust", "report", "2023-01", "https://example.org/r", "", "current")
    refs = (SourceRef("r", "page 2"), SourceRef("r", "page 9"), SourceRef("unknown", ""))
    shown = browse.source_page(make_document(("paragraph", "a"), sources=refs, publisher=""), {"r": report})
    assert '<a href="https://example.org/r" rel="noreferrer">The report</a>' in shown
    assert "January 2023, page 2; page 9" in shown
    assert "Our own note" in shown


def test_a_document_without_text_says_so(make_document: Make) -> None:
    assert "This source holds no text." in browse.source_page(make_document(), {})


PICTURE = PagePicture(3, 1000, 1414, (Rectangle(100.04, 200, 300, 220), Rectangle(100, 221, 180.5, 241)), "abc")


def test_the_picture_of_a_page_stands_right_after_the_cited_words(make_document: Make) -> None:
    document = make_document(("paragraph", "One."), ("paragraph", "Two."), ("paragraph", "Three."), title="A & B")
    start = document.text.index("Two.")
    shown = browse.source_page(document, {}, start, start + 4, [PICTURE])
    after = shown[shown.index("<mark id") :]
    assert after.index("<figure") < after.index("Three.")
    assert 'aria-label="Page 3 of A &amp; B, with the cited passage marked"' in after
    assert 'width="1000" height="1414"' in after
    assert f"/sources/harbour/pages/3.webp?version={document.version}&amp;made=abc" in after
    rectangles = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/>', after)
    assert [tuple(map(float, r)) for r in rectangles] == [(100.0, 200, 200.0, 20), (100, 221, 80.5, 20)]
    assert "style=" not in after


def test_a_picture_on_which_nothing_is_marked_does_not_say_that_it_is(make_document: Make) -> None:
    picture = PagePicture(3, 1000, 1414, (), "abc")
    shown = browse.source_page(make_document(("paragraph", "One.")), {}, 0, 4, [picture])
    assert "could not be marked" in shown
    assert "with the cited passage marked" not in shown


def test_with_and_without_a_picture_the_text_is_the_same(make_document: Make) -> None:
    document = make_document(
        ("heading", "Part", 2),
        ("paragraph", "It does:"),
        ("list_item", "one"),
        ("list_item", "two"),
        ("paragraph", "x"),
    )

    def words(shown: str) -> list[str]:
        text = shown[shown.index('class="guide-document__text"') : shown.index("<aside")]
        return re.sub(r"<figure.*?</figure>|<[^>]*>", " ", text, flags=re.DOTALL).split()[1:]

    for start in range(0, len(document.text) - 1, 3):
        plain = browse.source_page(document, {}, start, start + 2)
        assert words(browse.source_page(document, {}, start, start + 2, [PICTURE, PICTURE])) == words(plain)


def test_a_title_in_a_picture_is_never_markup(make_document: Make) -> None:
    document = make_document(("paragraph", "One."), title=f'"><{EVIL}', id='d"><script>', version='v"><script>')
    assert "<script" not in browse.source_page(document, {}, 0, 4, [PICTURE])

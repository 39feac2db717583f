"""Promises of the HTML loader: main text only, headings, nested lists, tables, bad files named."""

from pathlib import Path

import pytest

from ingest.assembly import assemble
from ingest.documents import BlockKind, LoadedFile
from ingest.errors import IngestError
from ingest.loaders.html import load

PAGE = """<!doctype html><html lang="en"><head><title>Members - Example Trust</title>
<meta property="article:published_time" content="2022-11-03T09:00:00Z">
<meta property="og:site_name" content="Example Trust">
<link rel="canonical" href="https://example.org/members">
<script>track("never");</script><style>p { color: red }</style></head><body>
<div id="cookie-banner"><h2>Cookies</h2><p>We use cookies. Do you accept?</p></div>
<header><p>Example Trust</p></header><nav><ul><li>Home</li><li>News</li></ul></nav>
<main><h1>Members</h1><p>Two <b>trusts</b> work
together.<sup><a role="doc-noteref">1</a></sup></p>
<section id="consent-to-treatment"><h2>Consent</h2><p>Each member asks for consent.</p></section>
<h2>Duties</h2><p>Members:</p>
<ul><li>vote<ul><li>in person</li><li>by post</li></ul></li><li><p>pay</p><p>each April</p></li></ul>
<table><caption>Beds</caption><thead><tr><th>Area</th><th>Trust</th><th>Beds</th></tr></thead>
<tbody><tr><th rowspan="2">West</th><td>North</td><td>40</td></tr><tr><td>South</td><td></td></tr>
<tr><td colspan="2">All</td><td>65</td></tr></tbody></table>
<p style="display: none">Say the word.</p><p hidden>Say the word.</p>
<div aria-hidden="true">Say the word.</div>
<aside class="related"><a href="/x">Other pages</a></aside></main>
<footer><p>Contact us</p></footer></body></html>"""


def loaded(tmp_path: Path, page: str | bytes) -> LoadedFile:
    path = tmp_path / "page.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return load(path)


def test_blocks_come_in_order_with_kinds_and_levels(tmp_path: Path) -> None:
    assert [(b.kind, b.text, b.level) for b in loaded(tmp_path, PAGE).blocks] == [
        (BlockKind.HEADING, "Members", 1),
        (BlockKind.PARAGRAPH, "Two trusts work together.", 0),
        (BlockKind.HEADING, "Consent", 2),
        (BlockKind.PARAGRAPH, "Each member asks for consent.", 0),
        (BlockKind.HEADING, "Duties", 2),
        (BlockKind.PARAGRAPH, "Members:", 0),
        (BlockKind.LIST_ITEM, "vote", 0),
        (BlockKind.LIST_ITEM, "in person", 1),
        (BlockKind.LIST_ITEM, "by post", 1),
        (BlockKind.LIST_ITEM, "pay each April", 0),
        (BlockKind.PARAGRAPH, "Beds", 0),
        (BlockKind.TABLE_ROW, "Area: West; Trust: North; Beds: 40", 0),
        (BlockKind.TABLE_ROW, "Area: West; Trust: South", 0),
        (BlockKind.TABLE_ROW, "Area: All; Beds: 65", 0),
    ]


def test_navigation_cookie_text_scripts_and_hidden_text_are_gone(tmp_path: Path) -> None:
    text, _ = assemble(loaded(tmp_path, PAGE).blocks)
    for words in ("cookies", "Home", "Contact us", "never", "color", "Say the word", "Other pages"):
        assert words not in text


def test_properties_come_from_the_metadata(tmp_path: Path) -> None:
    assert loaded(tmp_path, PAGE).properties == {
        "title": "Members",
        "publisher": "Example Trust",
        "published_on": "2022-11-03",
        "original_url": "https://example.org/members",
    }


def test_page_without_a_marked_main_part_still_loses_its_furniture(tmp_path: Path) -> None:
    paragraphs = "".join(
        f"<p>Paragraph {n} says at some length what the members of the collaborative agreed to do together "
        f"in the coming year, and why it matters to the people who live in the area.</p>"
        for n in range(12)
    )
    page = f"""<html><body><div class="top"><a href="/">Home</a> <a href="/n">News</a></div>
    <div class="consent-banner">We value your privacy.</div>
    <div class="text"><h1>The plan</h1><h2>What was agreed</h2>{paragraphs}<ul><li>one list</li></ul></div>
    <div id="footer"><a href="/c">Contact us</a></div></body></html>"""
    blocks = loaded(tmp_path, page).blocks
    texts = [block.text for block in blocks]
    assert sum(text.startswith("Paragraph") for text in texts) == 12
    assert "What was agreed" in [b.text for b in blocks if b.kind is BlockKind.HEADING]
    assert not any("privacy" in text for text in texts)


def test_short_page_and_fragment_are_read(tmp_path: Path) -> None:
    assert [b.text for b in loaded(tmp_path, "<p>Real &amp; short.</p>").blocks] == ["Real & short."]


def test_rows_of_a_form_are_labels_and_values(tmp_path: Path) -> None:
    rows = "<tr><th>Chair</th><td>A. Nurse</td></tr><tr><th>Seat</th><td>Leeds</td></tr>"
    page = f"<main><table>{rows}</table></main>"
    assert [b.text for b in loaded(tmp_path, page).blocks] == ["Chair: A. Nurse", "Seat: Leeds"]
    page = "<main><dl><dt>Chair</dt><dd>A. Nurse</dd></dl></main>"
    assert [b.text for b in loaded(tmp_path, page).blocks] == ["Chair: A. Nurse"]


def test_table_for_layout_is_text(tmp_path: Path) -> None:
    row = "<tr><td><h1>Plan</h1></td><td><p>One list.</p></td></tr>"
    page = f"<main><table role='presentation'>{row}</table></main>"
    assert [(b.kind, b.text) for b in loaded(tmp_path, page).blocks] == [
        (BlockKind.HEADING, "Plan"),
        (BlockKind.PARAGRAPH, "One list."),
    ]


def test_other_encodings_are_understood(tmp_path: Path) -> None:
    page = '<html><head><meta charset="utf-16"></head><body><p>Café – £5</p></body></html>'
    assert [b.text for b in loaded(tmp_path, page.encode("utf-16")).blocks] == ["Café – £5"]


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"%PDF-1.7", b"\x89PNG\r\n", b"<html><body><nav>Home</nav></body></html>"]
)
def test_unreadable_file_is_named(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(IngestError, match=r"page\.html"):
        loaded(tmp_path, data)


def test_deeply_nested_page_does_not_crash(tmp_path: Path) -> None:
    page = "<div>" * 5000 + "<p>Deep words.</p>" + "</div>" * 5000
    try:
        assert loaded(tmp_path, page).blocks
    except IngestError as error:
        assert error.file == "page.html"

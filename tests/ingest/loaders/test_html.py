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


def said(tmp_path: Path, inside: str) -> list[tuple[BlockKind, str]]:
    """Kinds and words of what a page says whose main part holds that markup."""
    page = f"<html><body><main><h1>Plan</h1>{inside}<p>The end.</p></main></body></html>"
    return [(b.kind, b.text) for b in loaded(tmp_path, page).blocks][1:-1]


def test_panels_that_a_reader_can_open_are_read_under_their_button(tmp_path: Path) -> None:
    assert said(
        tmp_path,
        """<h3><button aria-controls="p1" aria-expanded="false">Who leads <span class="icon">+</span></button></h3>
        <div id="p1" hidden><p>A chief executive leads.</p></div>
        <div class="accordion-panel" aria-hidden="true"><p>Two trusts pay.</p></div>
        <div role="tabpanel" style="display: none"><p>Six meet in May.</p></div>
        <button>Print</button>""",
    ) == [
        (BlockKind.HEADING, "Who leads"),
        (BlockKind.PARAGRAPH, "A chief executive leads."),
        (BlockKind.PARAGRAPH, "Two trusts pay."),
        (BlockKind.PARAGRAPH, "Six meet in May."),
    ]


def test_words_for_screen_readers_marks_and_invitations_are_no_text(tmp_path: Path) -> None:
    assert said(
        tmp_path,
        """<p><span class="nhsuk-u-visually-hidden">Information: </span>Ask your GP.<sup><a href="#n">[2]</a></sup></p>
        <h2>Members<a class="headerlink" href="#m">¶</a></h2><p>Pay <del>£4</del> £5.<span class="tooltip">Hint</span></p>
        <p><a href="/more">Read more about members</a></p><p>To <a href="/x">read more</a>, sign in.</p>""",
    ) == [
        (BlockKind.PARAGRAPH, "Ask your GP."),
        (BlockKind.HEADING, "Members"),
        (BlockKind.PARAGRAPH, "Pay £5."),
        (BlockKind.PARAGRAPH, "To read more, sign in."),
    ]


def test_lists_of_places_on_the_page_are_left_out_with_their_label(tmp_path: Path) -> None:
    links = "<ul><li><a href='#a'>Aims</a></li><li><a href='#b'>Budget</a></li></ul>"
    other = "<ul><li><a href='/a'>Aims</a></li><li><a href='/b'>Budget</a></li></ul>"
    page = f"<p>On this page</p>{links}<h2 id='a'>Aims</h2><p>Share.</p><h2 id='b'>Budget</h2>{other}"
    assert [text for _, text in said(tmp_path, page)] == ["Aims", "Share.", "Budget", "Aims", "Budget"]


def test_links_to_share_the_page_on_go_with_their_heading_and_a_text_on_sharing_stays(tmp_path: Path) -> None:
    links = "<ul><li><a href='https://one.example'>One</a></li> <li><a href='https://two.example'>Two</a></li></ul>"
    page = "<h1>Beds</h1><p>Forty beds.</p><h2>{}</h2>{}"
    for heading in ("Share this page", "Share", "Share this story on", "Follow us"):
        assert [text for _, text in said(tmp_path, page.format(heading, links))] == ["Beds", "Forty beds."]
    kept = page.format("Share this page", "<ul><li>Members share <a href='/beds'>beds</a>.</li></ul>")
    assert said(tmp_path, kept)[-1][1] == "Members share beds."
    assert said(tmp_path, page.format("Shared services", links))[-1][1] == "Two"


def test_page_inside_a_form_or_under_a_misleading_name_is_kept(tmp_path: Path) -> None:
    text = "<p>All staff with 26 weeks of service may ask for flexible hours.</p>"
    for wrapped in (f"<form id='aspnetForm'>{text}</form>", f"<div class='with-sidebar'>{text}</div>"):
        assert [b.text for b in loaded(tmp_path, f"<body>{wrapped}</body>").blocks]


def test_section_named_after_its_heading_is_text_whatever_the_word(tmp_path: Path) -> None:
    for name, heading in (("social-care", "Social care"), ("sharing", "Sharing"), ("feedback", "Feedback")):
        page = f"<section id='{name}'><h2>{heading}</h2><p>Agreed in May.</p></section>"
        assert (BlockKind.PARAGRAPH, "Agreed in May.") in said(tmp_path, page)
    text = "The members agreed in May to share a rota."
    page = f"<p>{text}</p><div id='feedback'><h2>Was this helpful?</h2></div>"
    assert said(tmp_path, page) == [(BlockKind.PARAGRAPH, text)]


def test_lines_made_by_hand_are_a_list_and_empty_lines_part_paragraphs(tmp_path: Path) -> None:
    assert said(tmp_path, "<p>The models:<br>• lead provider<br>• board<br><br>All three<br>are used.</p>") == [
        (BlockKind.PARAGRAPH, "The models:"),
        (BlockKind.LIST_ITEM, "lead provider"),
        (BlockKind.LIST_ITEM, "board"),
        (BlockKind.PARAGRAPH, "All three are used."),
    ]


def test_bold_lines_are_headings_only_on_a_page_without_headings(tmp_path: Path) -> None:
    lines = "<div><b>Who it is for</b></div><div>All staff.</div>"
    blocks = loaded(tmp_path, f"<body>{lines}</body>").blocks
    assert [b.kind for b in blocks] == [BlockKind.HEADING, BlockKind.PARAGRAPH]
    assert [kind for kind, _ in said(tmp_path, lines)] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


def test_terms_share_a_description_and_long_descriptions_keep_their_blocks(tmp_path: Path) -> None:
    pairs = """<dl><div><dt>ICB</dt><dt>Board</dt><dd>Plans.</dd></div>
    <dt>Duties:</dt><dd>Each member<ul><li>votes</li><li>pays</li></ul></dd></dl>"""
    assert said(tmp_path, pairs) == [
        (BlockKind.TABLE_ROW, "ICB, Board: Plans."),
        (BlockKind.PARAGRAPH, "Duties:"),
        (BlockKind.PARAGRAPH, "Each member"),
        (BlockKind.LIST_ITEM, "votes"),
        (BlockKind.LIST_ITEM, "pays"),
    ]


def test_items_of_a_list_in_a_cell_are_kept_apart(tmp_path: Path) -> None:
    table = """<table><tr><th>Site</th><th>Roles</th></tr>
    <tr><td>Leeds</td><td><ul><li>Chair</li><li>Deputy chair</li></ul></td></tr></table>"""
    assert said(tmp_path, table) == [(BlockKind.TABLE_ROW, "Site: Leeds; Roles: Chair, Deputy chair")]


HEADS = {
    "an editor's date before the first one, the department before the site": (
        """<meta name="govuk:first-published-at" content="2022-07-29T09:30:00+01:00">
        <meta name="govuk:public-updated-at" content="2023-03-27T12:00:00+01:00">
        <meta name="govuk:primary-publishing-organisation" content="Department of Health">
        <meta property="og:site_name" content="GOV.UK">""",
        {"published_on": "2023-03-27", "publisher": "Department of Health"},
    ),
    "a date in words gives way to one that is a date": (
        """<meta property="article:published_time" content="23 Oct 2017, 1:34 p.m.">
        <script type="application/ld+json">{"@graph": [{"@type": "MedicalWebPage",
        "datePublished": "2017-10-23T13:34:00", "publisher": {"name": "NHS website"}}]}</script>""",
        {"published_on": "2017-10-23", "publisher": "NHS website"},
    ),
    "when it was last reviewed": (
        """<script type="application/ld+json">{"datePublished": "2017-10-23",
        "lastReviewed": ["2023-01-14", "2026-01-14"]}</script>""",
        {"published_on": "2023-01-14"},
    ),
    "broken linked data is passed over": (
        """<script type="application/ld+json">{"datePublished": </script><meta name="DCTERMS.modified" content="2023-06-01">""",
        {"published_on": "2023-06-01"},
    ),
}


@pytest.mark.parametrize("case", HEADS)
def test_date_and_publisher_are_those_the_page_names(tmp_path: Path, case: str) -> None:
    head, properties = HEADS[case]
    assert loaded(tmp_path, f"<html><head>{head}</head><body><p>Words.</p></body></html>").properties == properties


@pytest.mark.parametrize(
    ("title", "site", "own"),
    [
        ("Leave policy - Harbour Trust", "Harbour Trust", "Leave policy"),
        ("NHS England » Leave policy", "", "Leave policy"),
        ("Leave policy | Trust", "", "Leave policy"),
        ("Harbour Trust – Leave policy – staff", "Harbour Trust", "Leave policy – staff"),
        ("Leave - what the law says", "", "Leave - what the law says"),
        ("Well-being and work", "work", "Well-being and work"),
    ],
)
def test_title_loses_the_name_of_the_site_alone(tmp_path: Path, title: str, site: str, own: str) -> None:
    named = f'<meta property="og:site_name" content="{site}">' if site else ""
    page = f"<html><head><title>{title}</title>{named}</head><body><p>Words.</p></body></html>"
    assert loaded(tmp_path, page).properties["title"] == own


def test_heading_that_is_the_name_of_the_site_is_not_the_title(tmp_path: Path) -> None:
    named = '<meta property="og:site_name" content="Harbour Trust">'
    page = f"<html><head>{named}</head><body><h1>Harbour Trust</h1><h1>Leave policy</h1><p>Words.</p></body></html>"
    assert loaded(tmp_path, page).properties["title"] == "Leave policy"


def test_a_page_too_deep_for_the_parser_is_refused_rather_than_cut(tmp_path: Path) -> None:
    page = f"<html><body><p>First.</p>{'<div>' * 400}<p>Inner.</p>{'</div>' * 400}<p>Last.</p></body></html>"
    with pytest.raises(IngestError, match="nested too deeply"):
        loaded(tmp_path, page)

"""Promises of the Markdown loader: words without marks, structure, each paragraph's source, hostile files told."""

from pathlib import Path

import pytest

from ingest.documents import BlockKind, LoadedFile, SourceRef
from ingest.errors import IngestError
from ingest.loaders.markdown import load

HEADING, PARAGRAPH, ITEM, ROW = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW

NOTE = """---
title: Harbour trusts
kind: explainer
as_of: 2024-05
status: current
address: https://harbour.example
audience: [staff, kiosk]
sources:
  - id: harbour-report
    place: page 3
  - id: moor-paper
---

# Harbour *trusts*

Two **trusts** share
one [list](https://harbour.example/list) of `beds`.[^1] ![A lighthouse](light.png)

The members are:[^2]

- North Trust
- South Trust[^1]
  - its clinic

1. first

| Trust | Beds |
| ----- | ---- |
| North | 40   |
| South |      |
|       | 12[^1] |

> We gain. <b>Together</b>.[^3]

```
plain words
```

[^1]: harbour-report, page 4, "Beds"
[^2]: moor-paper
[^3]: Said at the launch.
"""


def loaded(folder: Path, text: str) -> LoadedFile:
    path = folder / "note.md"
    path.write_text(text, encoding="utf-8")
    return load(path)


def words(folder: Path, text: str) -> list[str]:
    return [block.text for block in loaded(folder, text).blocks]


def test_blocks_come_in_order_with_their_kinds_and_levels(tmp_path: Path) -> None:
    assert [(b.kind, b.text, b.level) for b in loaded(tmp_path, NOTE).blocks] == [
        (HEADING, "Harbour trusts", 1),
        (PARAGRAPH, "Two trusts share one list of beds.", 0),
        (PARAGRAPH, "The members are:", 0),
        (ITEM, "North Trust", 0),
        (ITEM, "South Trust", 0),
        (ITEM, "its clinic", 1),
        (ITEM, "first", 0),
        (ROW, "Trust: North; Beds: 40", 0),
        (ROW, "Trust: South", 0),
        (ROW, "Beds: 12", 0),
        (PARAGRAPH, "We gain. Together.", 0),
        (PARAGRAPH, "Said at the launch.", 0),
        (PARAGRAPH, "plain words", 0),
    ]


def test_footnotes_give_each_paragraph_its_source_and_a_list_its_lead_ins(tmp_path: Path) -> None:
    report, paper = SourceRef("harbour-report", 'page 4, "Beds"'), SourceRef("moor-paper", "")
    sources = {b.text: b.sources for b in loaded(tmp_path, NOTE).blocks}
    assert sources["Two trusts share one list of beds."] == (report,)
    assert sources["The members are:"] == sources["North Trust"] == (paper,)
    assert sources["South Trust"] == sources["Beds: 12"] == (report,)
    assert sources["We gain. Together."] == ()


def test_front_matter_says_what_the_note_is_and_what_it_is_made_from(tmp_path: Path) -> None:
    note = loaded(tmp_path, NOTE)
    assert note.properties == {
        "title": "Harbour trusts",
        "kind": "explainer",
        "published_on": "2024-05",
        "status": "current",
        "original_url": "https://harbour.example",
    }
    assert note.sources == (SourceRef("harbour-report", "page 3"), SourceRef("moor-paper", ""))


def test_a_note_without_front_matter_has_its_first_heading_as_title(tmp_path: Path) -> None:
    assert loaded(tmp_path, "# Moor trusts\n\nThey meet.").properties == {"title": "Moor trusts"}
    assert loaded(tmp_path, "They meet.").properties == {}


def test_a_list_in_one_note_does_not_take_the_source_of_a_paragraph_that_names_none(tmp_path: Path) -> None:
    text = "---\nsources: [{id: a}]\n---\n\nFirst.[^1]\n\nSecond:\n\n- item\n\n[^1]: a\n"
    assert [b.sources for b in loaded(tmp_path, text).blocks] == [(SourceRef("a", ""),), (), ()]


def test_html_leaves_its_words_but_no_tag_script_or_comment(tmp_path: Path) -> None:
    text = (
        '<div class="box">\n<p>Beds &amp; nurses</p>\n</div>\n\n<script>\ntrack("never")\n</script>\n\n'
        "<!-- never -->\n\nPlain <span onclick='x()'>words</span>.\n"
    )
    assert words(tmp_path, text) == ["Beds & nurses", "Plain words."]


def test_lists_and_tables_written_in_html_are_lists_and_tables(tmp_path: Path) -> None:
    text = (
        "The members:\n\n<ul>\n<li>North</li>\n\n<li>South</li>\n</ul>\n\n<table><tr><th>Trust</th><th>Beds</th></tr>"
    )
    blocks = loaded(tmp_path, f"{text}\n<tr><td>North</td><td>40</td></tr></table>\n").blocks
    assert [(b.kind, b.text) for b in blocks] == [
        (PARAGRAPH, "The members:"),
        (ITEM, "North"),
        (ITEM, "South"),
        (ROW, "Trust: North; Beds: 40"),
    ]


def test_a_boxs_title_and_content_are_text(tmp_path: Path) -> None:
    text = """\
Two trusts share one list.
!!! tip "The rules"

        1. First come
        2. First served

??? note
    Read *this*.

    === "Worked example"

        A **bed** is free.

        ```py
        # !!! tip "not a box"
            print("a")
        ```
After the box.
"""
    assert [(b.kind, b.text) for b in loaded(tmp_path, text).blocks] == [
        (PARAGRAPH, "Two trusts share one list."),
        (PARAGRAPH, "The rules:"),
        (ITEM, "First come"),
        (ITEM, "First served"),
        (PARAGRAPH, "Note"),
        (PARAGRAPH, "Read this."),
        (PARAGRAPH, "Worked example"),
        (PARAGRAPH, "A bed is free."),
        (PARAGRAPH, '# !!! tip "not a box"\n    print("a")'),
        (PARAGRAPH, "After the box."),
    ]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('::: {.note title="The rules"}\nOne list.\n:::', ["The rules", "One list."]),
        (":::warning Take care\nOne list.\n:::", ["Take care", "One list."]),
        ("# Trusts {#trusts .wide}\n\n* Contents\n{:toc}\n\n[TOC]\n\nOne list.", ["Trusts", "One list."]),
        ('![map](map.png){: width="70%" align=right}\n\nOne list.', ["", "One list."]),
        ('{% include nav.html %}\n{{< video "a" >}}\n\nOne list.', ["One list."]),
        ("One {list} of `{.beds}` for {{ all }}.", ["One {list} of {.beds} for {{ all }}."]),
        ("!!! Take note of this list.", ["!!! Take note of this list."]),
    ],
)
def test_what_only_a_site_generator_reads_is_no_text(tmp_path: Path, text: str, read: list[str]) -> None:
    assert words(tmp_path, text) == read


def test_an_item_of_several_paragraphs_is_one_item(tmp_path: Path) -> None:
    text = "---\nsources: [{id: a}]\n---\n\n- North\n\n  has beds.[^1]\n\n- South\n\n[^1]: a\n"
    blocks = loaded(tmp_path, text).blocks
    assert [(b.kind, b.text, b.sources) for b in blocks] == [
        (ITEM, "North has beds.", (SourceRef("a", ""),)),
        (ITEM, "South", ()),
    ]


def test_a_table_of_nothing_but_a_header_keeps_its_words(tmp_path: Path) -> None:
    assert words(tmp_path, "| Trust | Beds |\n|---|---|\n") == ["Trust; Beds"]


@pytest.mark.parametrize("line", ["!!! a", "{% ", '{a="', ":::", "`", '=== "a"'])
def test_marks_repeated_without_end_are_read_at_once(tmp_path: Path, line: str) -> None:
    nested = "\n".join("    " * n + line for n in range(300))
    for text in (f"One list.\n\n{line * 20_000}", f"{line}\n\n" * 5_000 + "One list.", f"{nested}\n\nOne list."):
        assert loaded(tmp_path, text).blocks


def test_a_dollar_a_bracket_and_an_entity_are_text(tmp_path: Path) -> None:
    assert words(tmp_path, "Costs [sic] 3 &lt; 4 \\* 5 & more") == ["Costs [sic] 3 < 4 * 5 & more"]


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("title: [unclosed", "not YAML at line"),
        ("as_of: 2024-13-45", "not YAML"),
        ("deep: " + "[" * 500, "not YAML"),
        ("just words", "'field: value'"),
        ("sources: harbour-report", "'sources' is not a list of id and place"),
        ("sources: [{place: page 3}]", "'sources' is not a list of id and place"),
        ("title: [one, two]", "'title' is not one value"),
        ("title: " + "x" * 20_001, "over 20000 characters"),
    ],
)
def test_broken_front_matter_is_told_with_the_file(tmp_path: Path, front: str, told: str) -> None:
    with pytest.raises(IngestError, match=told) as caught:
        loaded(tmp_path, f"---\n{front}\n---\n\nText.")
    assert caught.value.file == "note.md"


@pytest.mark.parametrize("field", ["title: *a8", "sources: [{id: *a8}]"])
def test_aliases_that_would_swell_to_gigabytes_are_refused_at_once(tmp_path: Path, field: str) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(IngestError, match="front matter field"):
        loaded(tmp_path, "---\n" + "\n".join([*lines, field]) + "\n---\n\nText.")


@pytest.mark.parametrize("text", ["---\ntitle: T\n---\n", "![only a picture](a.png)", "<!-- only a remark -->"])
def test_a_file_without_words_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(IngestError, match=r"note\.md: holds no text"):
        loaded(tmp_path, text)


def said(folder: Path, text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in loaded(folder, text).blocks]


def test_struck_words_are_gone_and_breaks_part_words(tmp_path: Path) -> None:
    text = "Pay ~~£4~~ £5 by post<br>or by card.\n\n| Trust | Votes |\n|---|---|\n| North | 1<br/>of 2 |\n"
    assert said(tmp_path, text) == [(PARAGRAPH, "Pay £5 by post or by card."), (ROW, "Trust: North; Votes: 1 of 2")]


def test_contents_made_by_hand_is_left_out_and_a_list_of_links_elsewhere_kept(tmp_path: Path) -> None:
    text = "# Plan\n\n## Contents\n\n- [Aims](#aims)\n  - [Money](#money)\n\n## Aims\n\n- [One](https://a.example)\n- [Two](b.md)\n"
    assert said(tmp_path, text) == [(HEADING, "Plan"), (HEADING, "Aims"), (ITEM, "One"), (ITEM, "Two")]
    text = "- [Aims](#aims) are shared\n- [Money](#money) is not\n"
    assert [kind for kind, _ in said(tmp_path, text)] == [ITEM, ITEM]


def test_definition_stands_on_the_line_of_its_term(tmp_path: Path) -> None:
    text = "ICB\n: plans services\n: holds the budget\n\nMoU\n\n: an agreement\n\nTwo lines\nof text\n: and more\n"
    assert said(tmp_path, text) == [
        (PARAGRAPH, "ICB: plans services; holds the budget"),
        (PARAGRAPH, "MoU: an agreement"),
        (PARAGRAPH, "Two lines of text : and more"),
    ]


def test_alert_is_told_by_its_kind(tmp_path: Path) -> None:
    assert said(tmp_path, "> [!WARNING]\n> Do not share.\n") == [(PARAGRAPH, "Warning"), (PARAGRAPH, "Do not share.")]

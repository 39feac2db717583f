"""Promise of the loaders of marked-up formats: levels of headings and lists, headers and any script come back as written."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import docx
import pptx
from hypothesis import given
from hypothesis import strategies as st
from pptx.util import Inches

from ingest.documents import BlockKind, LoadedBlock
from ingest.loaders import docx as docx_loader
from ingest.loaders import html as html_loader
from ingest.loaders import markdown as markdown_loader
from ingest.loaders import pptx as pptx_loader
from tests.ingest.loaders.made_up_files import FILES

# Letters of names that staff have, signs of policies and minutes, and scripts that are not Latin.
_WORD = st.text(alphabet="abcdeŵŷéñøßÅšłđ£€½°²’–&%/+日本العб한", min_size=1, max_size=9).map(lambda word: f"n{word}n")
_WORDS = st.lists(_WORD, min_size=2, max_size=7).map(" ".join)
_COLUMNS = ["Tröst", "Béds", "Ŵard"]


@dataclass(frozen=True)
class Section:
    """A heading of level 2 to 4 with the items of its list (depth and words) and the rows of its table."""

    level: int
    heading: str
    items: Sequence[tuple[int, str]]
    rows: Sequence[Sequence[str]]

    @property
    def blocks(self) -> list[tuple[BlockKind, str, int]]:
        named = ["; ".join(f"{c}: {cell}" for c, cell in zip(_COLUMNS, row, strict=True)) for row in self.rows]
        return [
            (BlockKind.HEADING, self.heading, self.level),
            *((BlockKind.LIST_ITEM, words, depth) for depth, words in self.items),
            *((BlockKind.TABLE_ROW, row, 0) for row in named),
        ]


@st.composite
def outlines(draw: st.DrawFn) -> list[Section]:
    """A title's sections, each at most one level below the one before, as are the items of their lists."""
    sections: list[Section] = []
    level = 1
    for _ in range(draw(st.integers(1, 4))):
        level = draw(st.integers(2, min(level + 1, 4)))
        items: list[tuple[int, str]] = []
        for _ in range(draw(st.sampled_from([0, 2, 5]))):
            items.append((draw(st.integers(0, min(items[-1][0] + 1, 2) if items else 0)), draw(_WORDS)))
        rows = draw(st.lists(st.lists(_WORDS, min_size=3, max_size=3), max_size=3))
        sections.append(Section(level, draw(_WORDS), items, rows))
    return sections


def told(blocks: Sequence[LoadedBlock]) -> list[tuple[BlockKind, str, int]]:
    return [(block.kind, block.text, block.level) for block in blocks]


def blocks_of(sections: Sequence[Section]) -> list[tuple[BlockKind, str, int]]:
    return [(BlockKind.HEADING, "Plan", 1), *(block for section in sections for block in section.blocks)]


@FILES
@given(outlines())
def test_markdown_keeps_levels_and_scripts(tmp_path: Path, sections: list[Section]) -> None:
    lines = ["# Plan", ""]
    for section in sections:
        lines += [f"{'#' * section.level} {section.heading}", ""]
        lines += [*(f"{'    ' * depth}- {words}" for depth, words in section.items), ""]
        if section.rows:
            lines += [f"| {' | '.join(row)} |" for row in [_COLUMNS, ["---"] * 3, *section.rows]] + [""]
    path = tmp_path / "note.md"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert told(markdown_loader.load(path).blocks) == blocks_of(sections)


@FILES
@given(outlines())
def test_html_keeps_levels_and_scripts(tmp_path: Path, sections: list[Section]) -> None:
    out = ["<h1>Plan</h1>"]
    for section in sections:
        out.append(f"<h{section.level}>{escape(section.heading)}</h{section.level}>{_listed(section.items)}")
        if section.rows:
            head = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
            body = "".join(f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in row)}</tr>" for row in section.rows)
            out.append(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    path = tmp_path / "page.html"
    path.write_text(f"<html><meta charset=utf-8><body><main>{''.join(out)}</main></body></html>", encoding="utf-8")
    assert told(html_loader.load(path).blocks) == blocks_of(sections)


def _listed(items: Sequence[tuple[int, str]]) -> str:
    """The items as nested lists of HTML, each inner list inside its item."""
    out, open_lists = "", 0
    for depth, words in items:
        while open_lists > depth + 1:
            out += "</li></ul>"
            open_lists -= 1
        if open_lists == depth + 1:
            out += "</li>"
        else:
            out += "<ul>"
            open_lists += 1
        out += f"<li>{escape(words)}"
    return out + "</li></ul>" * open_lists


@FILES
@given(outlines())
def test_word_files_keep_levels_and_scripts(tmp_path: Path, sections: list[Section]) -> None:
    document = docx.Document()
    document.add_paragraph("Plan", style="Title")
    for section in sections:
        document.add_heading(section.heading, level=section.level - 1)
        for depth, words in section.items:
            document.add_paragraph(words, style=f"List Bullet {depth + 1}" if depth else "List Bullet")
        if section.rows:
            _fill(document.add_table(len(section.rows) + 1, 3), section.rows)
            document.add_paragraph()  # Word joins tables that touch
    document.save(str(tmp_path / "report.docx"))
    assert told(docx_loader.load(tmp_path / "report.docx").blocks) == blocks_of(sections)


@FILES
@given(outlines())
def test_slides_keep_levels_and_scripts(tmp_path: Path, sections: list[Section]) -> None:
    presentation = pptx.Presentation()
    presentation.slides.add_slide(presentation.slide_layouts[0]).shapes.title.text = "Plan"
    for section in sections:
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = section.heading
        frame = slide.placeholders[1].text_frame
        for n, (depth, words) in enumerate(section.items):
            paragraph = frame.add_paragraph() if n else frame.paragraphs[0]
            paragraph.text, paragraph.level = words, depth
        if section.rows:
            size = (Inches(1), Inches(4), Inches(8), Inches(2))
            _fill(slide.shapes.add_table(len(section.rows) + 1, 3, *size).table, section.rows)
    presentation.save(str(tmp_path / "deck.pptx"))
    blocks = pptx_loader.load(tmp_path / "deck.pptx").blocks
    for number, section in enumerate(sections, start=2):
        (_, heading, _), *rest = section.blocks
        assert told([b for b in blocks if b.slide == number]) == [(BlockKind.HEADING, heading, 2), *rest]


def _fill(table: Any, rows: Sequence[Sequence[str]]) -> None:
    for n, row in enumerate([_COLUMNS, *rows]):
        for k, words in enumerate(row):
            table.cell(n, k).text = words

"""The words of a Word paragraph as a reader sees them."""

from collections.abc import Iterator, Mapping
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from ingest.loaders.tidy import tidy

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = qn("w:txbxContent")
# Deleted and moved-away text, the old-style twin of a drawing, phonetic guides, and settings.
_LEFT_OUT = {qn("w:del"), qn("w:moveFrom"), qn("w:rt"), qn("w:pPr"), qn("w:rPr"), _FALLBACK, _BOX}
_SPACES = {qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:ptab")}
_REFERENCES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
_NOTES = {RELATIONSHIP_TYPE.FOOTNOTES: "footnote", RELATIONSHIP_TYPE.ENDNOTES: "endnote"}
_OFF = {"0", "false", "off"}


def words_of(paragraph: Any, notes: Mapping[str, str]) -> str:
    """Text of a w:p element: hidden and deleted text left out, footnotes in brackets at its end."""
    referred: list[str] = []
    text = "".join(_pieces(paragraph, referred))
    return text + "".join(f" [{notes[n]}]" for n in referred if notes.get(n))


def _pieces(element: Any, referred: list[str]) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _LEFT_OUT or (tag == qn("w:r") and _is_set(child, "w:vanish")) or is_prompt(child):
            continue
        if tag == qn("w:t"):
            yield child.text or ""
        elif tag in _SPACES:
            yield " "
        elif tag == qn("w:noBreakHyphen"):
            yield "-"
        elif tag in _REFERENCES:
            referred.append(_REFERENCES[tag] + child.get(qn("w:id"), ""))
        else:
            yield from _pieces(child, referred)


def text_boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph, each once."""
    for child in paragraph:
        if child.tag == _BOX:
            yield child
        elif child.tag not in _LEFT_OUT:
            yield from text_boxes(child)


def is_bold(paragraph: Any, by_style: bool) -> bool:
    """Whether all words of the paragraph are bold."""
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(_pieces(run, [])).strip()]
    return bool(runs) and all(_is_set(run, "w:b", by_style) for run in runs)


def starts_bold(paragraph: Any, by_style: bool) -> bool:
    """Whether the first words of the paragraph are bold, as in "**System response** (optional)"."""
    first = next((run for run in paragraph.iter(qn("w:r")) if "".join(_pieces(run, [])).strip()), None)
    return first is not None and _is_set(first, "w:b", by_style)


def _is_set(run: Any, name: str, default: bool = False) -> bool:
    found = run.find(f"{qn('w:rPr')}/{qn(name)}")
    return default if found is None else found.get(qn("w:val"), "1") not in _OFF


def is_prompt(element: Any) -> bool:
    """Whether it is a field to fill in that nobody has filled in: Word shows "Click here to enter text" there."""
    return element.tag == qn("w:sdt") and element.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None


def paragraphs_of(cell: Any) -> Iterator[Any]:
    """The paragraphs of a table's cell, each once; those of tables inside it are left to them."""
    for child in cell:
        if child.tag == qn("w:p"):
            yield child
            for box in text_boxes(child):
                yield from paragraphs_of(box)
        elif child.tag != qn("w:tbl") and child.tag not in _LEFT_OUT and not is_prompt(child):
            yield from paragraphs_of(child)


def goes_on(paragraph: Any) -> bool:
    """Whether its words belong to the paragraph after it: a large first letter, or a paragraph mark that was deleted."""
    frame = paragraph.find(f"{qn('w:pPr')}/{qn('w:framePr')}")
    if frame is not None and frame.get(qn("w:dropCap"), "none") != "none":
        return True
    marks = paragraph.find(f"{qn('w:pPr')}/{qn('w:rPr')}")
    return marks is not None and any(marks.find(qn(name)) is not None for name in ("w:del", "w:moveFrom"))


def lists_a_heading(paragraph: Any) -> bool:
    """Whether it is a line of a table of contents: all of it a link to a heading, or with that heading's page number."""
    codes = "".join(code.text or "" for code in paragraph.iter(qn("w:instrText")))
    if "PAGEREF _Toc" in codes or "PAGEREF __RefHeading" in codes:
        return True
    links = [link for link in paragraph.iter(qn("w:hyperlink")) if link.get(qn("w:anchor"))]
    linked = "".join(words_of(link, {}) for link in links).split()
    if not linked or linked != words_of(paragraph, {}).split():
        return False
    return linked[-1].isdigit() or any("_Toc" in link.get(qn("w:anchor")) for link in links)


def notes_of(part: Any) -> dict[str, str]:
    """Footnotes and endnotes: "footnote" or "endnote" with the id -> its text."""
    found: dict[str, str] = {}
    for relation in part.rels.values():
        kind = _NOTES.get(relation.reltype)
        if kind and not relation.is_external:
            for note in parse_xml(relation.target_part.blob).iter(qn(f"w:{kind}")):
                if note.get(qn("w:type")) is None:
                    text = tidy(" ".join(words_of(p, {}) for p in note.iter(qn("w:p"))))
                    found[kind + note.get(qn("w:id"), "")] = text
    return found

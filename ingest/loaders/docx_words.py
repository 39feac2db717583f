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
_OFF = {"0", "false", "off"}


def words_of(paragraph: Any, notes: Mapping[str, str]) -> str:
    """Text of a w:p element: hidden and deleted text left out, footnotes in brackets at its end."""
    referred: list[str] = []
    text = "".join(_pieces(paragraph, referred))
    return text + "".join(f" [{notes[n]}]" for n in referred if notes.get(n))


def _pieces(element: Any, referred: list[str]) -> Iterator[str]:
    for child in element:
        tag = child.tag
        if tag in _LEFT_OUT or (tag == qn("w:r") and _is_set(child, "w:vanish")):
            continue
        if tag == qn("w:t"):
            yield child.text or ""
        elif tag in _SPACES:
            yield " "
        elif tag == qn("w:noBreakHyphen"):
            yield "-"
        elif tag == qn("w:footnoteReference"):
            referred.append(child.get(qn("w:id"), ""))
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


def footnotes_of(part: Any) -> dict[str, str]:
    """Footnote id -> its text."""
    for relation in part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.FOOTNOTES and not relation.is_external:
            root = parse_xml(relation.target_part.blob)
            return {
                note.get(qn("w:id"), ""): tidy(" ".join(words_of(p, {}) for p in note.iter(qn("w:p"))))
                for note in root.iter(qn("w:footnote"))
                if note.get(qn("w:type")) is None
            }
    return {}

"""What a Word paragraph's style makes of it: heading, list item, line of a table of contents."""

import re
from dataclasses import dataclass, replace
from typing import Any

from docx.oxml.ns import qn

_HEADING = re.compile(r"^heading (\d)$", re.IGNORECASE)
_LIST = re.compile(r"^list (?:bullet|number)(?: (\d))?$", re.IGNORECASE)
_CONTENTS = re.compile(r"^(toc \d|toc heading|table of figures)$", re.IGNORECASE)
_BODY_LEVEL = 9  # the outline level that means "not a heading"
_DEEPEST_CHAIN = 20  # styles based on styles: a chain that turns in a circle ends here


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph is by its style and its own settings.

    Attributes:
        heading: 0 for the title, 1 to 9 for heading levels, None for other text.
        list_level: nesting from 0, None outside a list.
        contents: a line of a table of contents or of figures, which only repeats headings.
        hidden: text that is not shown.
    """

    style: str
    heading: int | None = None
    list_level: int | None = None
    bold: bool = False
    contents: bool = False
    hidden: bool = False


class Styles:
    """The paragraph styles of a document by id."""

    def __init__(self, styles: Any) -> None:
        self._by_id = {style.get(qn("w:styleId"), ""): style for style in styles.iter(qn("w:style"))}
        self._known: dict[str, Look] = {}

    def look(self, paragraph: Any) -> Look:
        """What the paragraph (a w:p element) is; its own settings go before its style's."""
        settings = paragraph.find(qn("w:pPr"))
        named = settings.find(qn("w:pStyle")) if settings is not None else None
        style_id = named.get(qn("w:val"), "") if named is not None else ""
        look = self._style_look(style_id)
        if settings is None:
            return look
        heading = _outline(settings)
        listed = _list_level(settings)
        return replace(
            look,
            heading=look.heading if heading is None else (None if heading > _BODY_LEVEL else heading),
            list_level=look.list_level if listed is None else (None if listed < 0 else listed),
        )

    def _style_look(self, style_id: str) -> Look:
        if style_id not in self._known:
            self._known[style_id] = self._resolve(style_id)
        return self._known[style_id]

    def _resolve(self, style_id: str) -> Look:
        """Follow the chain of styles that this one is based on; the nearest setting counts."""
        heading: int | None = None
        listed: int | None = None
        bold: bool | None = None
        hidden: bool | None = None
        contents = False
        current = style_id
        for _ in range(_DEEPEST_CHAIN):
            style = self._by_id.get(current)
            if style is None:
                break
            name = _value(style, "w:name")
            settings = style.find(qn("w:pPr"))
            contents = contents or bool(_CONTENTS.match(name))
            heading = _named_heading(name, settings) if heading is None else heading
            listed = _named_list(name, settings) if listed is None else listed
            bold = _switch(style, "w:b") if bold is None else bold
            hidden = _switch(style, "w:vanish") if hidden is None else hidden
            current = _value(style, "w:basedOn")
        return Look(
            style_id,
            None if heading is not None and heading > _BODY_LEVEL else heading,
            None if listed is not None and listed < 0 else listed,
            bool(bold),
            contents,
            bool(hidden),
        )


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name))
    return str(found.get(qn("w:val"), "")) if found is not None else ""


def _named_heading(name: str, settings: Any) -> int | None:
    if name.lower() == "title":
        return 0
    if match := _HEADING.match(name):
        return int(match[1])
    return _outline(settings) if settings is not None else None


def _outline(settings: Any) -> int | None:
    """Heading level (1 to 9) of an outline level (0 to 8); 10 where the text is said to be no heading."""
    value = _value(settings, "w:outlineLvl")
    return int(value) + 1 if value.isdigit() else None


def _named_list(name: str, settings: Any) -> int | None:
    if match := _LIST.match(name):
        return int(match[1] or 1) - 1
    return _list_level(settings) if settings is not None else None


def _list_level(settings: Any) -> int | None:
    """Nesting of a numbered or bulleted paragraph; -1 where numbering is switched off."""
    numbering = settings.find(qn("w:numPr"))
    if numbering is None:
        return None
    if _value(numbering, "w:numId") == "0":
        return -1
    level = _value(numbering, "w:ilvl")
    return int(level) if level.isdigit() else 0


def _switch(style: Any, name: str) -> bool | None:
    """A setting of a style's letters, None where it says nothing of it."""
    found = style.find(f"{qn('w:rPr')}/{qn(name)}")
    return None if found is None else found.get(qn("w:val"), "1") not in {"0", "false", "off"}

"""How text looks on a slide tells what it is: the line that stands as its title, paragraphs that are drawn with bullets."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from ingest.loaders.tidy import tidy

_BULLETED = {
    PP_PLACEHOLDER.BODY,
    PP_PLACEHOLDER.OBJECT,
    PP_PLACEHOLDER.VERTICAL_BODY,
    PP_PLACEHOLDER.VERTICAL_OBJECT,
}
_MARKS = ("a:buChar", "a:buAutoNum", "a:buBlip")
_USUAL_BOX, _USUAL_PLACEHOLDER = 18.0, 28.0  # points of text whose size is left to the theme
_BIGGER = 1.2  # times the size of all other text
_LONGEST_TITLE = 14  # words
_FEWEST_REPEATS = 4  # slides


def placeholder(shape: Any) -> Any:
    """The kind of placeholder that a shape fills, None for other shapes."""
    return shape.placeholder_format.type if shape.is_placeholder else None


def title_shape(shapes: Sequence[Any]) -> Any | None:
    """The shape that stands as the title of a slide whose title placeholder is not used: the biggest text, on top."""
    texts = [shape for shape in shapes if shape.has_text_frame and shape.text_frame.text.strip()]
    if any(shape.element.getparent().tag != qn("p:spTree") for shape in texts):
        return None  # places inside a group are told from the group's corner
    if len(texts) < 2 or any(shape.top is None for shape in texts):
        return None
    top = min(texts, key=lambda shape: shape.top)
    rest = [shape for shape in texts if shape is not top]
    words = tidy(top.text_frame.text)
    short = len(words.split()) <= _LONGEST_TITLE and len(top.text_frame.paragraphs) == 1 and words[-1] not in ".,;:"
    apart = all(shape.top > top.top for shape in rest)
    bigger = _size(top) >= _BIGGER * max(_size(shape) for shape in rest)
    return top if short and apart and bigger else None


def _size(shape: Any) -> float:
    """Points of the biggest words of a shape."""
    sizes = [run.font.size.pt for p in shape.text_frame.paragraphs for run in p.runs if run.font.size is not None]
    return max(sizes, default=_USUAL_PLACEHOLDER if shape.is_placeholder else _USUAL_BOX)


def repeated(slides: Sequence[Sequence[Any]]) -> set[tuple[str, int, int]]:
    """Words that stand at one place of most slides (an address, "Official"), with that place: they belong to none."""
    counts = Counter(mark for shapes in slides for mark in set(map(mark_of, shapes)))
    return {m for m, count in counts.items() if m and count >= _FEWEST_REPEATS and count > len(slides) / 2}


def mark_of(shape: Any) -> tuple[str, int, int] | None:
    """A text box's words and place; None for other shapes."""
    if shape.is_placeholder or not shape.has_text_frame or shape.left is None:
        return None
    words = tidy(shape.text_frame.text)
    return (words, shape.left, shape.top) if words else None


def is_bulleted(paragraph: Any, shape: Any) -> bool:
    """Whether a paragraph is drawn with a bullet or number, by its own settings, its layout's or its master's."""
    for settings in _settings(paragraph, shape):
        if settings.find(qn("a:buNone")) is not None:
            return False
        if any(settings.find(qn(name)) is not None for name in _MARKS):
            return True
    return placeholder(shape) in _BULLETED


def _settings(paragraph: Any, shape: Any) -> Iterator[Any]:
    """Settings of the paragraph's level, the nearest first."""
    if paragraph._p.pPr is not None:
        yield paragraph._p.pPr
    level = qn(f"a:lvl{paragraph.level + 1}pPr")
    current = shape
    for _ in range(3):  # the shape itself, its layout's placeholder, its master's
        body = current.element.find(qn("p:txBody"))
        styles = body.find(qn("a:lstStyle")) if body is not None else None
        if styles is not None and (found := styles.find(level)) is not None:
            yield found
        current = (
            current._base_placeholder if current.is_placeholder and hasattr(current, "_base_placeholder") else None
        )
        if current is None:
            break

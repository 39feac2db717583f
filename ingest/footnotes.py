"""The footnotes of a note, which say where its facts are from: what is broken about them."""

import re
from collections.abc import Collection, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

# The id of a publication, alone or before a comma. What is not declared looks like one where its words are joined by
# hyphens or a place such as "page 3" comes after it.
_ID = re.compile(r"^(?P<id>[a-z0-9][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)(?=,|$)")
_PLACE = re.compile(r",\s*(?:pages?|slides?|sections?|chapters?|paragraphs?|parts?|tables?|headings?)\b", re.I)


def footnote_faults(text: str, declared: Collection[str], known: Collection[str]) -> Iterator[str]:
    """A sentence for each fault: no definition, no use, an id that front matter (`declared`) or register (`known`) lacks."""
    tokens = _parser().parse(text)
    used = [label for token in tokens for label in _references(token)]
    defined = _definitions(tokens)
    for label in dict.fromkeys(used):
        if label not in defined:
            yield f"Footnote [^{label}] has no definition. Add a line [^{label}]: id, place."
    for label, words in defined.items():
        if label not in used:
            yield f"Footnote [^{label}] is never used. Put it behind a sentence, or delete it."
        if fault := _id_fault(words, declared, known):
            yield f"Footnote [^{label}] {fault}"


def _id_fault(words: str, declared: Collection[str], known: Collection[str]) -> str:
    match = _ID.match(words)
    if not match:
        return ""
    source = match["id"]
    if source not in known and (source in declared or "-" in source or _PLACE.match(words, match.end())):
        return f"names {source!r}, which the register does not hold. Correct the id or add the publication."
    if source in known and source not in declared:
        return f"names {source!r}, which is not among the sources in front matter. Add it there."
    return ""


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("table").use(front_matter_plugin)
    return parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)


def _references(token: Token) -> list[str]:
    return [str(child.meta["label"]) for child in token.children or [] if child.type == "footnote_ref"]


def _definitions(tokens: list[Token]) -> dict[str, str]:
    """Label -> words of the definition, in the order of the file."""
    found: dict[str, str] = {}
    label: str | None = None
    for token in tokens:
        match token.type:
            case "footnote_reference_open":
                label = str(token.meta["label"])
                found[label] = ""
            case "footnote_reference_close":
                label = None
            case "inline" if label is not None:
                found[label] = f"{found[label]} {token.content}".strip()
    return found

"""Markdown (CommonMark with tables, front matter and footnotes) -> LoadedFile."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from lxml.html import fragment_fromstring
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.documents import BlockKind, LoadedBlock, LoadedFile, SourceRef
from ingest.errors import IngestError
from ingest.loaders.decoding import read_text
from ingest.loaders.html_blocks import blocks_of
from ingest.loaders.markdown_dialects import to_commonmark

_MAX_FRONT_MATTER = 20_000  # characters: YAML aliases in a larger one could swell without bound
_FOOTNOTE = re.compile(r"^(?P<id>[a-z0-9][a-z0-9-]*)(?:,\s*(?P<place>.+))?$", re.S)
_NO_WORDS = re.compile(r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)", re.S | re.I)
_BREAK = re.compile(r"<br\b", re.IGNORECASE)
_CONTENTS = re.compile(r"(table of |page )?contents\W*|on this page\W*", re.IGNORECASE)
_LISTS_OPEN, _LISTS_CLOSE = {"bullet_list_open", "ordered_list_open"}, {"bullet_list_close", "ordered_list_close"}


def load(path: Path) -> LoadedFile:
    """Read a Markdown file; raises IngestError naming the file when front matter or encoding is broken."""
    tokens = _joined(_without_contents(_parser().parse(to_commonmark(read_text(path)))))
    front = _front_matter(path, tokens)
    sources = _declared_sources(path, front)
    notes = _footnotes(tokens, {s.source_id for s in sources})
    blocks = list(_blocks(tokens, notes))
    if not any(block.text for block in blocks):
        raise IngestError(path.name, "holds no text", "Put some text in it or remove the file")
    return LoadedFile(blocks, _properties(path, front, blocks), sources, supersedes=_supersedes(path, front))


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return parser.use(front_matter_plugin).use(footnote_plugin, inline=False)


def _without_contents(tokens: list[Token]) -> list[Token]:
    """Leave out lists of nothing but links to places in the file, with the "Contents" above them."""
    out: list[Token] = []
    n = 0
    while n < len(tokens):
        end = _end_of_list(tokens, n) if tokens[n].type in _LISTS_OPEN else n
        links = [_place(token) for token in tokens[n:end] if token.type == "inline"]
        if len(links) < 2 or not all(links):
            out.append(tokens[n])
            n += 1
            continue
        if len(out) > 2 and out[-2].type == "inline" and _CONTENTS.fullmatch(_plain(out[-2])):
            del out[-3:]
        n = end
    return out


def _end_of_list(tokens: list[Token], start: int) -> int:
    """Index after the token that closes the list opened at `start`."""
    closing = tokens[start].type.replace("open", "close")
    return (
        next(
            n for n in range(start, len(tokens)) if (tokens[n].type, tokens[n].level) == (closing, tokens[start].level)
        )
        + 1
    )


def _place(token: Token) -> str:
    """The place in the file that an item's one link leads to, or "" where it says anything more."""
    children = [child for child in token.children or [] if child.type != "text" or child.content.strip()]
    whole = len(children) > 1 and children[0].type == "link_open" and children[-1].type == "link_close"
    if not whole or sum(child.type == "link_open" for child in children) > 1:
        return ""
    address = str(children[0].attrs.get("href", ""))
    return address if address.startswith("#") else ""


def _joined(tokens: list[Token]) -> list[Token]:
    """Further paragraphs of a list item join its first, and an HTML block goes on over its blank lines."""
    out: list[Token] = []
    lists = 0
    for token in tokens:
        lists += (token.type in _LISTS_OPEN) - (token.type in _LISTS_CLOSE)
        before = [t.type for t in out[-2:]]
        if token.type == "html_block" and before[-1:] == ["html_block"]:
            out[-1].content += token.content
        elif token.type == "inline" and lists and before == ["paragraph_close", "paragraph_open"]:
            del out[-2:]
            out[-1].children = [*(out[-1].children or []), Token("softbreak", "br", 0), *(token.children or [])]
        else:
            out.append(token)
    return out


def _front_matter(path: Path, tokens: list[Token]) -> dict[str, Any]:
    content = next((t.content for t in tokens if t.type == "front_matter"), "")
    if len(content) > _MAX_FRONT_MATTER:
        raise IngestError(path.name, f"front matter is over {_MAX_FRONT_MATTER} characters", "Shorten it")
    try:
        front = yaml.safe_load(content) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: a date such as 2024-13-45
        mark = getattr(error, "problem_mark", None)
        where = f"at line {mark.line + 2}" if mark else f"({error})"
        raise IngestError(path.name, f"front matter is not YAML {where}", "Mend that line") from error
    if not isinstance(front, dict):
        raise IngestError(path.name, "front matter is not 'field: value' lines", "Write one field a line")
    return front


def _declared_sources(path: Path, front: dict[str, Any]) -> tuple[SourceRef, ...]:
    declared = front.get("sources") or []
    try:
        return tuple(SourceRef(_value(s["id"]), _value(s.get("place", ""))) for s in declared)
    except (TypeError, KeyError, AttributeError) as error:
        raise IngestError(
            path.name, "front matter field 'sources' is not a list of id and place", "Write '- id: ...'"
        ) from error


def _supersedes(path: Path, front: dict[str, Any]) -> tuple[str, ...]:
    listed = front.get("supersedes") or []
    try:
        return tuple(_value(other) for other in ([listed] if isinstance(listed, str) else listed))
    except TypeError as error:
        raise IngestError(path.name, "front matter field 'supersedes' is not a list of ids", "Write '- id'") from error


def _value(value: object) -> str:
    """One value of front matter as text; TypeError for a list or a mapping (aliases in one could swell without end)."""
    if isinstance(value, list | dict | set | tuple):
        raise TypeError("not one value")
    return str(value)


def _footnotes(tokens: list[Token], known: set[str]) -> dict[str, SourceRef | str]:
    """Footnote label -> the publication it names, or its text when it names none of the note's sources."""
    found: dict[str, SourceRef | str] = {}
    label: str | None = None
    for token in tokens:
        if token.type == "footnote_open":
            label = str(token.meta["label"])
        elif token.type == "footnote_close":
            label = None
        elif token.type == "inline" and label is not None:
            text = _plain(token)
            match = _FOOTNOTE.match(text)
            if match and match["id"] in known:
                found[label] = SourceRef(match["id"], (match["place"] or "").strip())
            else:
                found[label] = text
    return found


def _blocks(tokens: list[Token], notes: dict[str, SourceRef | str]) -> Iterator[LoadedBlock]:
    lists, kind, level = 0, BlockKind.PARAGRAPH, 0
    headers: list[str] = []
    cells: list[str] = []
    refs: list[SourceRef] = []
    lead_refs: tuple[SourceRef, ...] = ()
    for n, token in enumerate(tokens):
        match token.type:
            case "footnote_block_open":
                return
            case open_ if open_ in _LISTS_OPEN:
                lists += 1
            case close if close in _LISTS_CLOSE:
                lists -= 1
            case "heading_open":
                kind, level = BlockKind.HEADING, int(token.tag[1])
            case "paragraph_open":
                kind = BlockKind.LIST_ITEM if lists else BlockKind.PARAGRAPH
                level = max(0, lists - 1)
            case "thead_open":
                kind, headers = BlockKind.TABLE_ROW, []
            case "tr_open":
                cells, refs = [], []
            case "thead_close":
                headers = cells
                if tokens[n + 1].type == "table_close":  # a header with nothing under it is all the table says
                    yield LoadedBlock(kind, "; ".join(filter(None, headers)))
            case "tr_close" if kind is BlockKind.TABLE_ROW and headers:
                yield LoadedBlock(kind, table_row(headers, cells), 0, sources=tuple(refs) or lead_refs)
            case "fence" | "code_block":
                yield LoadedBlock(BlockKind.PARAGRAPH, token.content.strip())
            case "html_block":
                yield from _html_blocks(token.content)
            case "inline" if kind is BlockKind.TABLE_ROW:
                cells.append(_plain(token))
                refs.extend(_source_refs(token, notes))
            case "inline":
                own = tuple(_source_refs(token, notes))
                inherits = kind is BlockKind.LIST_ITEM and not own
                if kind is not BlockKind.LIST_ITEM:
                    lead_refs = own
                yield LoadedBlock(kind, _plain(token), level, sources=lead_refs if inherits else own)
                yield from _text_notes(token, notes)
                kind = BlockKind.PARAGRAPH


def table_row(headers: list[str], cells: list[str]) -> str:
    """A row that carries its header: 'Header: cell; Header: cell', empty cells left out."""
    named = [
        f"{headers[n]}: {cell}" if n < len(headers) and headers[n] else cell for n, cell in enumerate(cells) if cell
    ]
    return "; ".join(named)


def _source_refs(token: Token, notes: dict[str, SourceRef | str]) -> Iterator[SourceRef]:
    for child in token.children or []:
        if child.type == "footnote_ref":
            note = notes.get(str(child.meta["label"]))
            if isinstance(note, SourceRef):
                yield note


def _text_notes(token: Token, notes: dict[str, SourceRef | str]) -> Iterator[LoadedBlock]:
    """A footnote that names no source is text of the document: it follows its paragraph."""
    for child in token.children or []:
        if child.type == "footnote_ref":
            note = notes.get(str(child.meta["label"]))
            if isinstance(note, str) and note:
                yield LoadedBlock(BlockKind.PARAGRAPH, note)


def _plain(token: Token) -> str:
    """The words of inline Markdown: no marks, no HTML, no pictures, nothing struck through."""
    parts = []
    struck = 0
    for child in token.children or []:
        struck += (child.type == "s_open") - (child.type == "s_close")
        if struck:
            continue
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"} or _BREAK.match(child.content):
            parts.append(" ")
    return " ".join("".join(parts).split())


def _html_blocks(markup: str) -> list[LoadedBlock]:
    """A block of HTML has its own lists, tables and headings; scripts, styles and comments are no words."""
    markup = _NO_WORDS.sub(" ", markup)
    return blocks_of(fragment_fromstring(markup, create_parent=True)) if markup.strip() else []


def _properties(path: Path, front: dict[str, Any], blocks: list[LoadedBlock]) -> dict[str, str]:
    names = {"as_of": "published_on", "date": "published_on", "address": "original_url"}
    kept = {"title", "publisher", "kind", "published_on", "status", "licence", "original_url", "review_by"}
    properties: dict[str, str] = {}
    for field, value in front.items():
        if names.get(field, field) in kept and value is not None:
            try:
                properties[names.get(field, field)] = _value(value)
            except TypeError as error:
                raise IngestError(path.name, f"front matter field '{field}' is not one value", "Mend it") from error
    if "title" not in properties:
        title = next((b.text for b in blocks if b.kind is BlockKind.HEADING and b.level == 1), "")
        if title:
            properties["title"] = title
    return properties

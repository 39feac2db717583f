"""Markdown as site generators extend it -> plain CommonMark.

MkDocs' admonitions and tabs, the fenced boxes of Pandoc and Docusaurus, attribute lists and template tags: boxes are
unfolded, so that their words are text and not code, and what only tells a program how to draw the page is taken out.
"""

import re
import textwrap
from collections.abc import Sequence

_BOX = re.compile(r"^(?P<indent> *)(?:(?:!!!|\?{3}\+?)\s+(?P<says>\S.*)|={3}[+!]?\s+\"(?P<tab>.+)\"\s*)$")
_DIV = re.compile(r"^\s*:{3,}(?P<says>.*)$")
_DEFINITION = re.compile(r"^ {0,3}:\s+(?P<says>\S.*)$")
_ALERT = re.compile(r"^(?P<quote>\s*>\s*)\[!(?P<kind>note|tip|important|warning|caution)\]\s*$", re.IGNORECASE)
_DEEPEST = 8  # boxes in boxes
_FRONT_MATTER = re.compile(r"^---[ \t]*\n.*?\n---[ \t]*(?:\n|$)", re.DOTALL)
_FENCE = re.compile(r"^\s*(?:>\s*)*(`{3,}|~{3,})(?P<says>.*)$")
_LIST_OR_TABLE = re.compile(r"^\s*(?:(?:[-*+]|\d+[.)])\s+\S|\|)")
_ATTRIBUTE = r"(?:[.#][\w-]+|[\w:-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'}]+))"
_INSTRUCTIONS = re.compile(
    r"(?P<code>`+[^`]*`+)"
    rf"|\{{:?\s*{_ATTRIBUTE}(?:\s+{_ATTRIBUTE})*\s*\}}"  # attribute lists of Pandoc and kramdown
    r"|\{::?\s*/?\w+[^{}]*\}"  # kramdown's options, as {::comment} and {:toc}
    r"|\{%[^{}]*%\}|\{\{[<%][^{}]*[>%]\}\}"  # tags of Liquid, shortcodes of Hugo and Quarto
)
_CONTENTS = re.compile(
    r"^(?:[*+-]|1\.)\s+\S.*\n\{:\s*toc\b.*\}\s*$|^\[\[?_?TOC_?\]?\]\s*$", re.MULTILINE | re.IGNORECASE
)


def to_commonmark(text: str) -> str:
    """The same words without boxes and without instructions to a site generator; code and front matter stay."""
    front = _FRONT_MATTER.match(text)
    start = front.end() if front else 0
    return text[:start] + "\n".join(_plain(_CONTENTS.sub("", text[start:]).split("\n")))


def _plain(lines: Sequence[str], depth: int = 0) -> list[str]:
    out: list[str] = []
    fence = ""
    n = 0
    while n < len(lines):
        line = lines[n]
        n += 1
        mark = _FENCE.match(line)
        inside = bool(fence)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not mark["says"].strip():
            fence = ""
        box = None if mark or inside or depth >= _DEEPEST else _BOX.match(line)
        end = _end_of_box(lines, n, len(box["indent"])) if box else n
        if mark or inside:
            out.append(line)
        elif box and end > n:
            out += _unfolded(box, lines[n:end], depth)
            n = end
        elif alert := _ALERT.match(line):
            out += [f"{alert['quote']}{alert['kind'].capitalize()}", alert["quote"].rstrip()]
        elif told := _DEFINITION.match(line):
            out = _defined(out, told["says"])
        elif div := _DIV.match(line):
            out += ["", _with_colon(_div_title(div["says"].strip(" :")), lines[n:]), ""]
        else:
            out.append(_INSTRUCTIONS.sub(lambda found: found["code"] or "", line))
    return out


def _defined(lines: list[str], says: str) -> list[str]:
    """A definition (": plans services" under its term) on the line of its term; a further one follows the first."""
    last = next((n for n in reversed(range(len(lines))) if lines[n].strip()), -1)
    alone = last == 0 or (last > 0 and not lines[last - 1].strip())
    if last < 0 or len(lines) - last > 2 or not alone or _LIST_OR_TABLE.match(lines[last]):
        return [*lines, f": {says}"]
    term = lines[last].rstrip(" :")
    return [*lines[:last], f"{term}; {says}" if ": " in term else f"{term}: {says}"]


def _end_of_box(lines: Sequence[str], start: int, indent: int) -> int:
    """Index after the last line of a box: its lines stand further in than its mark."""
    end = start
    for n in range(start, len(lines)):
        line = lines[n].expandtabs(4)
        if line.strip():
            if len(line) - len(line.lstrip()) <= indent:
                break
            end = n + 1
    return end


def _unfolded(box: re.Match[str], inside: Sequence[str], depth: int) -> list[str]:
    """A box as a paragraph with its title, then its content at the box's own depth."""
    body = textwrap.dedent("\n".join(line.expandtabs(4) for line in inside)).split("\n")
    content = _plain(body, depth + 1)
    title = _with_colon(box["tab"] or _box_title(box["says"]), content)
    return [textwrap.indent(line, box["indent"]) for line in ["", title, "", *content, ""]]


def _box_title(says: str) -> str:
    """The title in quotation marks, or else the kind of box ("note"), which is drawn as its title."""
    _, quote, title = says.rstrip().partition('"')
    return title.removesuffix('"').strip() if quote else says.split()[0].capitalize()


def _div_title(says: str) -> str:
    """The title of a fenced box, of `{.note title="..."}` or of `note Title`; "" at its end."""
    if says.startswith("{"):
        said = re.search(r"\btitle=\"([^\"]*)\"", says)
        return said[1] if said else ""
    return says.partition(" ")[2].partition("{")[0].strip()


def _with_colon(title: str, content: Sequence[str]) -> str:
    """A title before a list or table leads into it."""
    first = next((line for line in content if line.strip()), "")
    return f"{title}:" if title and title[-1].isalnum() and _LIST_OR_TABLE.match(first) else title

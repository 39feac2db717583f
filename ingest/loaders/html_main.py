"""The main part of a web page, without what is not part of its text."""

import re
from copy import deepcopy
from typing import Any

import trafilatura

_NEVER = {
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "canvas",
    "audio", "video", "button", "input", "select", "textarea", "dialog", "nav", "menu", "head", "link",
    "meta",
}  # fmt: skip
_NEVER_ROLES = {
    "navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog", "menu",
    "menubar", "doc-toc", "doc-backlink", "doc-noteref", "toolbar", "tooltip",
}  # fmt: skip
# "consent" alone is a subject of health pages: it must stand with the word for a banner or a manager.
_CONSENT = re.compile(
    r"cookie|onetrust|cybot|usercentrics|didomi|gdpr|(?<![a-z])cmp-|consent[-_ ]?(banner|manager|management|"
    r"popup|modal|dialog|overlay|bar|notice|tool|form)|(privacy|consent)[-_ ]?(banner|popup|modal)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?<![a-z])(breadcrumbs?|skip-?(link|nav|to)\w*|pagination|pager|page-?navigation|social|share|sharing|toc|"
    r"table-of-contents|sidebar|site-?(header|footer)|masthead|back-to-top|newsletter|subscribe|"
    r"related-(links|content|articles|items|navigation)|footnote-(ref|back))(?![a-z])",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|"
    r"opacity\s*:\s*0(?![.\d]*[1-9])|text-indent\s*:\s*-\d{3,}|(left|top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SHORT_PAGE = 1500  # characters
_LEAST_LANDMARK = 0.3  # share of the page's words that a part marked as main must hold


def without_furniture(tree: Any) -> None:
    """Take out scripts, hidden elements, navigation, consent texts and the like, in place."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or _is_furniture(element):
            _drop(element)


def _drop(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _is_furniture(element: Any) -> bool:
    tag = element.tag.lower()
    if tag in {"html", "body", "main", "article", *_HEADINGS}:
        return _is_hidden(element)
    if tag in _NEVER or _is_hidden(element):
        return True
    if (element.get("role") or "").lower() in _NEVER_ROLES or element.get("aria-modal") == "true":
        return True
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _CONSENT.search(named) or _FURNITURE.search(named) or tag in {"header", "footer", "aside", "form"}:
        return not _holds_main(element) and not (tag in {"header", "form"} and _within_main(element))
    return False


def _is_hidden(element: Any) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    return element.get("aria-hidden") == "true" or bool(_HIDDEN_STYLE.search(element.get("style") or ""))


def _holds_main(element: Any) -> bool:
    """Some sites wrap the whole page in a form, or its title in a header."""
    return any(True for _ in element.iter("main", "article", "h1"))


def _within_main(element: Any) -> bool:
    return any(parent.tag in {"main", "article"} for parent in element.iterancestors())


def main_part(tree: Any) -> Any:
    """The element that holds the page's text.

    A page that marks its main part is taken at its word, and its own tree is read: trafilatura would
    flatten nested lists, lose which cells are headers and drop short or repeated paragraphs. Where nothing
    is marked, trafilatura judges which part of the page is its text.
    """
    body = tree.find(".//body") if tree.find(".//body") is not None else tree
    words = _length(body)
    for path in (".//main", ".//*[@role='main']", ".//article", ".//*[@itemprop='articleBody']"):
        marked = body.xpath(path)
        if len(marked) == 1 and _length(marked[0]) >= _LEAST_LANDMARK * words:
            return marked[0]
    if words < _SHORT_PAGE:
        return body
    found = trafilatura.bare_extraction(
        deepcopy(tree), include_tables=True, include_comments=False, include_links=False, favor_recall=True
    )
    if found is None or isinstance(found, dict) or _length(found.body) < _LEAST_LANDMARK * words:
        return body
    return found.body


def _length(element: Any) -> int:
    return len(" ".join("".join(element.itertext()).split()))

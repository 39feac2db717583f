"""What stands on a web page and is not its text: navigation, consent texts, hidden elements, contents lists, buttons."""

import re
from collections.abc import Iterator
from typing import Any

_NEVER = {
    "script", "style", "noscript", "template", "iframe", "object", "embed", "applet", "svg", "canvas",
    "audio", "video", "input", "select", "textarea", "dialog", "nav", "menu", "head", "link", "meta",
    "del", "s", "strike",
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
    r"(?<![a-z])(breadcrumbs?|skip-?(link|nav|to)\w*|pagination|pager|page-?navigation|social(?![-_]?(care|work|prescri))|share|sharing|sharedaddy|"
    r"addtoany|toc|table-of-contents|sidebar|widget-area|site-?(header|footer)|masthead|top-?bar|footer|back-to-top|"
    r"newsletter|subscribe|nav|nav-?bar|navigation|menu|modal|lightbox|tooltip|feedback|print-link|print-only|"
    r"visible-print|d-print-block|notification-button|published-dates|comments-area|comment-list|comment-respond|"
    r"headerlink|anchor-?link|permalink|footnote-(ref|back)|summary-list__actions|"
    r"related-(links|content|articles|items|navigation|nav|posts|pages|news))(?![a-z])",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|"
    r"opacity\s*:\s*0(?![.\d]*[1-9])|text-indent\s*:\s*-\d{3,}|(left|top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
# Words for screen readers alone: they repeat what the page shows ("Information:", "opens in a new window").
_UNSEEN = re.compile(
    r"(?<![a-z])(visually-?hidden|hidden-visually|sr-only|screen-?reader(-text|-only)?|assistive-text|"
    r"element-invisible)(?![a-z])",
    re.IGNORECASE,
)
_ICON = re.compile(r"(?<![a-z])(icons?|toggle|chevron)(?![a-z_-])", re.IGNORECASE)
_PANEL = re.compile(r"(?<![a-z])(accordion|collaps|expand|tab-?(pane|panel|content))", re.IGNORECASE)
_PANEL_TAGS = {"div", "section", "dd", "ul", "ol"}
_TO_PANELS = ("aria-controls", "data-target", "data-bs-target")
_CONTENTS = re.compile(
    r"(table of |page )?contents|on this page|in this (section|page|guide|article)|jump to|quick links", re.IGNORECASE
)
_SHARE = re.compile(
    r"share( this)?( (page|article|story|post|news))?( (on|via|with)\b.{0,40})?|follow us\b.{0,40}", re.IGNORECASE
)
_INVITATION = re.compile(
    r"(read|find out|learn|see|view|show|load|discover) (more|all)\b.{0,60}|(back to|return to) (the )?top|"
    r"(print|share|download|email)( this)?( page)?|close|menu|edit",
    re.IGNORECASE,
)
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "hi", "i", "img", "ins", "kbd", "label", "mark", "math", "q", "ref", "s", "samp", "small",
    "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LONGEST_MARK = 12  # characters of a mark that refers to a footnote
_MOST = 0.5  # share of the page's words: what holds more of them is the page, whatever it is called
_MOST_OF_ALL = 0.9  # the texts of a consent manager can be longer than the page


def without_furniture(tree: Any) -> None:
    """Take out scripts, hidden elements, navigation, consent texts, contents lists and the like, in place."""
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag.lower() in _NEVER:
            _drop(element)
    page = _Page(tree)
    for element in list(tree.iter()):
        if page.is_furniture(element):
            _drop(element)
    for element in list(tree.iter("ul", "ol")):
        label = _label(element)
        contents = page.lists_contents(element)
        shares = bool(_SHARE.fullmatch(label)) and _lists_links(element)
        if shares or (contents and _CONTENTS.fullmatch(label)):
            _drop(element.getprevious())
        if shares or contents:
            _drop(element)


def length(element: Any) -> int:
    """Characters of the words in an element."""
    return len(_words(element))


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


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


def _label(listed: Any) -> str:
    """The line above a list."""
    above = listed.getprevious()
    return _words(above).strip(" :") if above is not None else ""


def _lists_links(listed: Any) -> bool:
    """Whether a list holds words in links alone."""
    words, linked = length(listed), sum(map(length, listed.iter("a", "button")))
    return bool(linked) and words - linked <= len(listed)  # the spaces between


class _Page:
    """What has to be known of the whole page to judge one of its elements."""

    def __init__(self, tree: Any) -> None:
        self._length = length(tree)
        self._ids = {name for e in tree.iter() if (name := e.get("id"))}
        self._panels = set(_panels(tree))

    def is_furniture(self, element: Any) -> bool:
        tag = element.tag.lower()
        if self._is_hidden(element):
            return True
        if tag in {"html", "body", "main", "article", "th", "caption", *_HEADINGS}:
            return False
        if (element.get("role") or "").lower() in _NEVER_ROLES or element.get("aria-modal") == "true":
            return True
        named = element.get("class") or ""
        if not _is_own_section(element):
            named += f" {element.get('id') or ''}"
        if tag == "button":
            return not (_PANEL.search(named) or _within(element, _HEADINGS))
        if _UNSEEN.search(named) and any(map(str.isalnum, _words(element))):
            return True  # a dash for screen readers still parts a heading from its second line
        if tag in {"span", "i"} and _ICON.search(named):
            return True
        if _is_reference(element) or _is_invitation(element):
            return True
        if _CONSENT.search(named):
            return not _holds_main(element) and not self._is_most(element, _MOST_OF_ALL)
        if _FURNITURE.search(named) or tag in {"header", "footer", "aside", "form"}:
            kept = _holds_main(element) or (tag in {"header", "form"} and _within(element, {"main", "article"}))
            return not kept and not self._is_most(element, _MOST)
        return False

    def lists_contents(self, listed: Any) -> bool:
        """Whether a list holds nothing but links to places on the page."""
        links = list(listed.iter("a"))
        places = {(link.get("href") or "").partition("#")[2] for link in links}
        if len(links) < 2 or not places <= self._ids:
            return False
        return length(listed) - sum(map(length, links)) <= 4 * len(links)  # numbers and spaces

    def _is_most(self, element: Any, share: float) -> bool:
        return length(element) > share * self._length

    def _is_hidden(self, element: Any) -> bool:
        """Whether it is hidden for good: a panel that a control on the page opens is text a reader gets to."""
        hidden = element.get("hidden") is not None and element.get("hidden") != "until-found"
        hidden = (
            hidden or element.get("aria-hidden") == "true" or bool(_HIDDEN_STYLE.search(element.get("style") or ""))
        )
        if not hidden or element.tag.lower() not in _PANEL_TAGS:
            return hidden
        panel = element.get("role") == "tabpanel" or element.get("id") in self._panels
        return not (panel or _PANEL.search(element.get("class") or ""))


def _panels(tree: Any) -> Iterator[str]:
    """Ids of the parts that buttons and tabs of the page open."""
    for control in tree.iter("a", "button"):
        yield from (name.lstrip("#") for attribute in _TO_PANELS for name in (control.get(attribute) or "").split())
        if control.get("role") == "tab" or control.get("data-toggle") or control.get("data-bs-toggle"):
            yield (control.get("href") or "").partition("#")[2]


def _is_own_section(element: Any) -> bool:
    """Whether an element's id is made of its first heading ("sharing-records"): then it says what the text is about."""
    heading = next((child for child in element if child.tag in _HEADINGS), None)
    own = _slug(element.get("id") or "")
    told = _slug(_words(heading)) if heading is not None else ""
    return bool(own) and (told == own or ("-" in own and told.startswith(own)))


def _slug(text: str) -> str:
    return re.sub(r"[\W_]+", "-", text.lower()).strip("-")


def _holds_main(element: Any) -> bool:
    """Some sites wrap the whole page in a form, or its title in a header."""
    return any(True for _ in element.iter("main", "article", "h1"))


def _within(element: Any, tags: set[str]) -> bool:
    return any(parent.tag in tags for parent in element.iterancestors())


def _is_reference(element: Any) -> bool:
    """A raised mark that leads to a footnote of the page."""
    if element.tag != "sup" or length(element) > _LONGEST_MARK:
        return False
    return any((link.get("href") or "").startswith("#") for link in element.iter("a"))


def _is_invitation(element: Any) -> bool:
    """A link that stands alone and only says "Read more"."""
    if element.tag != "a" or not _INVITATION.fullmatch(_words(element).strip(" .:»›>→+")):
        return False
    before, after, parent = element.getprevious(), element.getnext(), element.getparent()
    said_before = before.tail if before is not None else (parent.text if parent is not None else "")
    beside = [other for other in (before, after) if other is not None and other.tag in INLINE]
    return not beside and not (said_before or "").strip() and not (element.tail or "").strip()

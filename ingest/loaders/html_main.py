"""The main part of a web page."""

from copy import deepcopy
from typing import Any

import trafilatura

from ingest.loaders.html_furniture import length

_SHORT_PAGE = 1500  # characters
_LEAST_LANDMARK = 0.3  # share of the page's words that a part marked as main must hold


def main_part(tree: Any) -> Any:
    """The element that holds the page's text.

    A page that marks its main part is taken at its word, and its own tree is read: trafilatura would
    flatten nested lists, lose which cells are headers and drop short or repeated paragraphs. Where nothing
    is marked, trafilatura judges which part of the page is its text.
    """
    body = tree.find(".//body") if tree.find(".//body") is not None else tree
    words = length(body)
    for path in (".//main", ".//*[@role='main']", ".//article", ".//*[@itemprop='articleBody']"):
        marked = body.xpath(path)
        if len(marked) == 1 and length(marked[0]) >= _LEAST_LANDMARK * words:
            return marked[0]
    if words < _SHORT_PAGE:
        return body
    found = trafilatura.bare_extraction(
        deepcopy(tree), include_tables=True, include_comments=False, include_links=False, favor_recall=True
    )
    if found is None or isinstance(found, dict) or length(found.body) < _LEAST_LANDMARK * words:
        return body
    return found.body

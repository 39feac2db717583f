"""What a web page says of itself: its title without the site's name, and the data it gives to search engines."""

import json
import re
from collections.abc import Iterator
from typing import Any

_PARTED = re.compile(r"\s+(?:[|»·•]|::|[-–—])\s+")
_FIRM = re.compile(r"\s+(?:[|»]|::)\s+")  # no author writes these inside a title: they part off the site's name
_LARGEST = 200_000  # characters of linked data that are looked at
_DEEPEST = 5
_FIELDS = {"datepublished", "datemodified", "lastreviewed", "publisher"}


def page_title(title: str, site: str) -> str:
    """A page's <title> without the name of its site at its beginning or end; unchanged where it is not parted off."""
    marks = list(_PARTED.finditer(title))
    if not marks:
        return title
    first, last = marks[0], marks[-1]
    if site and title[: first.start()].casefold() == site.casefold():
        return title[first.end() :]
    if site and title[last.end() :].casefold() == site.casefold():
        return title[: last.start()]
    return max(_FIRM.split(title), key=len)


def linked_data(tree: Any) -> dict[str, str]:
    """Dates and publisher of the page's JSON-LD (schema.org) by their names in lower case after "ld:"; the first counts."""
    found: dict[str, str] = {}
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or len(script.text or "") > _LARGEST:
            continue
        try:
            said = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for name, value in _fields(said):
            found.setdefault(f"ld:{name}", value)
    return found


def _fields(said: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """The fields of the things described, in order; a field of several values gives its first."""
    if depth > _DEEPEST:
        return
    for one in said if isinstance(said, list) else [said]:
        if not isinstance(one, dict):
            continue
        for name, value in one.items():
            if name.lower() in _FIELDS:
                first = value[0] if isinstance(value, list) and value else value
                text = first.get("name") if isinstance(first, dict) else first
                if isinstance(text, str):
                    yield name.lower(), text
        yield from _fields(one.get("@graph"), depth + 1)

"""What an answer may say beside its statements, found again from the stored documents: nothing of it is believed."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from answer.dated import Written, dated
from answer.messages import message
from index.snapshot import Snapshot

_MEANINGS = ("meaning_led", "meaning_general", "meaning_both", "meaning_other_led", "meaning_other_general")
_ASKS_NOW = "at the moment"  # a question that asks about the present: some are told that it may have changed
_HOLE = re.compile(r"\{\w+\}")


def due(said: Iterable[Written], built_on: date) -> list[str]:
    """The notices on dates of which an answer must show one; what was asked tells which. Empty where it needs none."""
    held = list(said)
    needed = dated("", held, built_on)
    return [notice.text for notice in (*needed, *dated(_ASKS_NOW, held, built_on))] if needed else []


def allowed(
    line: Mapping[str, Any],
    said: Iterable[Written],
    built_on: date,
    sentences: Mapping[int, frozenset[str]],
    snapshot: Snapshot,
) -> Iterator[str]:
    """Sentences that an answer may show: on dates, on the two meanings, on what differs, and what acronyms stand for.

    `sentences` are those stored at each citation.
    """
    held = list(said)
    yield from (notice.text for asked in ("", _ASKS_NOW) for notice in dated(asked, held, built_on))
    yield from map(message, _MEANINGS)
    for notice in line.get("notices", ()):
        stored = [text for n in notice["citations"] for text in sentences.get(int(n), ())]
        if notice["kind"] == "disagreement" and _quotes(notice["text"], stored):
            yield notice["text"]
    for each in line.get("acronyms", ()):
        if _spelt_out(each, snapshot):
            yield f"{each['short']}: {each['long']}."


def _quotes(text: str, stored: Iterable[str]) -> bool:
    """Whether a notice on a difference has its form, and quotes words that stand at its citations."""
    form = _HOLE.sub("(.+?)", re.escape(message("disagreement")).replace(r"\{", "{").replace(r"\}", "}"))
    match = re.fullmatch(form, text)
    whole = "\n".join(stored)
    return match is not None and all(quote in whole for quote in (match[3], match[5]))


def _spelt_out(each: Mapping[str, Any], snapshot: Snapshot) -> bool:
    place = each["place"]
    document = snapshot.document(place["document_id"], place["version"])
    text = " ".join(document.text[place["start"] : place["end"]].split()) if document else ""
    return each["long"] in text and each["short"] in text


def written(statements: Iterable[Mapping[str, Any]], dates: Mapping[int, str]) -> list[Written]:
    """The statements of a line with the dates of what they cite, as they are stored."""
    firsts = ((s["text"], int(n)) for s in statements for n in s["citations"][:1])
    return [Written(text, n, dates[n]) for text, n in firsts if n in dates]

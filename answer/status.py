"""What is said of a document or publication that is replaced, withdrawn or a draft: one wording, wherever it is met."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from answer.answer import Citation, Link, Notice, Origin
from answer.messages import message
from ingest.documents import Document, Successor
from ingest.register import Source

# In a few words, beside a title.
TAGS = {"superseded": "Replaced by a newer one", "withdrawn": "Withdrawn", "draft": "Draft"}
_OTHERS = "{others}"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence on a status: words, what is in force instead (if that is known), and the words after it."""

    before: str
    others: tuple[Link, ...] = ()
    after: str = ""

    @property
    def text(self) -> str:
        """The sentence in plain words."""
        return self.before + " and ".join(f"“{other.title}”" for other in self.others) + self.after


def told(subject: str, status: str, others: Sequence[Link]) -> Told | None:
    """The sentence on `subject`, such as "This document"; None for what is current or of unknown status."""
    name = f"{status}_by" if others and status != "draft" else status
    if status not in TAGS:
        return None
    before, _, after = message(name).partition(_OTHERS)
    return Told(before.replace("{document}", subject), tuple(others) if after else (), after)


def links(successors: Iterable[Successor]) -> tuple[Link, ...]:
    """Where a reader finds what replaces a document: its page here, or its own address."""
    return tuple(Link(s.title, f"/sources/{s.document_id}" if s.document_id else s.address) for s in successors)


def told_of_document(document: Document, sources: Mapping[str, Source]) -> list[Told]:
    """The sentences on a document and on the publications it is made from, for the top of its page."""
    own = told("This document", document.status, links(document.replaced_by))
    found = [own] if own else []
    for source_id in dict.fromkeys(ref.source_id for ref in document.sources):
        source = sources.get(source_id)
        subject = f"This document is based on “{source.title}”, which" if source else ""
        based = told(subject, source.status, links(source.replaced_by)) if source else None
        found += [based] if based else []
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """What a citation rests on: the document's title and status, what replaces it, and its publications."""

    n: int
    title: str
    status: str
    replaced_by: tuple[Link, ...]
    origins: tuple[Origin, ...]


def standing(citation: Citation) -> Standing:
    """What a citation rests on."""
    return Standing(citation.n, citation.title, citation.status, citation.replaced_by, citation.origins)


def notices(cited: Iterable[Standing]) -> tuple[Notice, ...]:
    """At most one notice on what is out of date (kind superseded) and one on drafts (kind draft)."""
    sentences: dict[tuple[bool, Told], list[int]] = {}
    for one in cited:
        for drafted, sentence in _sentences(one):
            sentences.setdefault((drafted, sentence), []).append(one.n)
    return tuple(
        _notice(kind, {sentence: numbers for (of, sentence), numbers in sentences.items() if of is drafted})
        for kind, drafted in (("superseded", False), ("draft", True))
        if any(of is drafted for of, _ in sentences)
    )


def _sentences(one: Standing) -> Iterable[tuple[bool, Told]]:
    """Each with whether it is about a draft."""
    if own := told(f"“{one.title}”", one.status, one.replaced_by):
        yield one.status == "draft", own
    for origin in one.origins:
        if based := told(f"“{one.title}” is based on “{origin.title}”, which", origin.status, origin.replaced_by):
            yield origin.status == "draft", based


def _notice(kind: str, sentences: dict[Told, list[int]]) -> Notice:
    numbers = sorted({n for of_one in sentences.values() for n in of_one})
    others = dict.fromkeys(other for sentence in sentences for other in sentence.others)
    return Notice(kind, " ".join(sentence.text for sentence in sentences), tuple(numbers), tuple(others))

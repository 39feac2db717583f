"""Pages for looking around: the library, a document, the glossary and the timeline. Pure functions."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from answer.guard import Refusal
from answer.status import told_of_document
from index.pictures import PagePicture
from index.search import Hit
from index.words import stems
from ingest.documents import Document
from ingest.register import Source
from web import glossary, library, marks, timeline, words
from web.found import found
from web.library import Wanted
from web.rendering import capitalise, render
from web.shelf import Shelf

_CONTENTS_LEVEL = 2
_SHOWN = 20  # passages of a search
_SUBJECTS = 12  # that the timeline offers
_FEWEST = 2  # facts on a subject that is offered


def library_page(
    shelf: Shelf, wanted: Wanted, hits: Sequence[Hit] | None = None, problem: str = "", refused: Refusal | None = None
) -> str:
    """Return the list of documents that fit, or what a search found in them.

    `hits` are passages in those documents, or None where nothing was looked for; `problem` says what is wrong with the
    words, `refused` why they were not looked for.
    """
    shown, by_words = found(hits, wanted.q, shelf.documents) if hits is not None else ([], True)
    title = "Error: library" if problem else f"Search: {wanted.q}" if hits is not None else "Library"
    return render(
        "sources.jinja",
        title,
        here="/sources",
        wanted=wanted,
        searched=hits is not None,
        found=shown,
        by_words=by_words,
        most=_SHOWN,
        problem=problem,
        refused=refused,
        listed=library.listed(shelf.entries, wanted),
        choices=library.choices(shelf.entries, wanted),
        total=len(shelf.entries),
        passages=sum(entry.passages for entry in shelf.entries),
    )


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a document: what it replaces, the notes made from it, its neighbours of the same kind.

    Attributes:
        replaces: titles and addresses, "" where there is none.
    """

    replaces: tuple[tuple[str, str], ...] = ()
    notes: tuple[Document, ...] = ()
    before: library.Entry | None = None
    after: library.Entry | None = None


NOTHING_AROUND = Around()


def around(shelf: Shelf, document: Document) -> Around:
    """Return what stands around a document in the library."""
    kind = capitalise(document.kind) or "Other"
    row = [entry for entry in shelf.entries if entry.kind == kind]
    n = next((n for n, entry in enumerate(row) if entry.id == document.id), None)
    return Around(
        tuple(_replaced(shelf, name) for name in document.supersedes),
        tuple(shelf.by_source.get(document.source_id, ())) if document.source_id else (),
        row[n - 1] if n else None,
        row[n + 1] if n is not None and n + 1 < len(row) else None,
    )


def _replaced(shelf: Shelf, name: str) -> tuple[str, str]:
    """Return title and address of what a document says that it replaces: a path or an id of the register."""
    if held := shelf.by_path.get(name):
        return held.title, f"/sources/{quote(held.id, safe='')}"
    source = shelf.sources.get(name)
    return (source.title, source.address) if source else (name, "")


def source_page(
    document: Document,
    sources: Mapping[str, Source],
    start: int | None = None,
    end: int | None = None,
    pictures: Sequence[PagePicture] = (),
    around: Around = NOTHING_AROUND,
) -> str:
    """Return the page of a document version with the code points start..end marked, if they lie inside it.

    `sources` are the publications of the register by id, for the line on what a note is based on; `pictures` show the
    pages that the span stands on.
    """
    span = marks.clean_span(document, start, end)
    heading, parts = marks.under_title(document, marks.parts(document, span))
    facts = (
        ("Published by", document.publisher),
        ("Date", words.human_date(document.published_on)),
        ("Status", library.status_in_words(document.status)),
        ("To be looked at again by", words.human_date(document.review_by)),
        ("Licence", document.licence),
        ("File", document.path),
        ("Version", document.version),
    )
    return render(
        "source.jinja",
        document.title,
        document=document,
        heading=heading,
        parts=parts,
        contents=[part for part in parts if part.kind == "heading" and part.level == _CONTENTS_LEVEL],
        facts=facts,
        based_on=_based_on(document, sources),
        standing=told_of_document(document, sources),
        span=span,
        pictures=[(picture, _picture_address(document, picture)) for picture in pictures],
        cited_parts=marks.cited_parts(parts),
        around=around,
    )


def _picture_address(document: Document, picture: PagePicture) -> str:
    """Return where a page's picture is served; another picture of the same version has another address."""
    version = quote(document.version, safe="")
    place = f"/sources/{quote(document.id, safe='')}/pages/{picture.page}.webp"
    return f"{place}?version={version}&made={picture.made_from}"


def _based_on(document: Document, sources: Mapping[str, Source]) -> list[tuple[Source, list[str]]]:
    places: dict[str, list[str]] = {}
    for ref in document.sources:
        if ref.source_id in sources:
            places.setdefault(ref.source_id, []).append(ref.place)
    return [(sources[source_id], found) for source_id, found in places.items()]


def glossary_page(shelf: Shelf, q: str = "") -> str:
    """Return the terms from A to Z; with `q` only those whose name or explanation holds it."""
    asked = q.casefold().split()
    shown = [term for term in shelf.terms if all(word in _told(term) for word in asked)]
    letters = [chr(code) for code in range(ord("A"), ord("Z") + 1)]
    filed = glossary.by_letter(shown)
    held = {letter for letter, _ in filed}
    others = [letter for letter, _ in filed if letter not in letters]
    return render(
        "glossary.jinja",
        f"Glossary: {q}" if q else "Glossary",
        here="/glossary",
        q=q,
        filed=filed,
        letters=[(letter, letter in held) for letter in [*others, *letters]],
        shown=len(shown),
        total=len(shelf.terms),
        here_too=frozenset(term.anchor for term in shown),
    )


def _told(term: glossary.Term) -> str:
    return " ".join((term.name, term.said, *(spelt.long for spelt in term.spelt))).casefold()


def timeline_page(shelf: Shelf, q: str = "", document: str = "") -> str:
    """Return the dated facts by year; with `q` those that hold its words, with `document` those that one tells."""
    wanted = frozenset(stems(q))
    shown = [
        event
        for event in shelf.events
        if wanted <= event.stems
        and (not document or document in (event.told.document_id, *(place.document_id for place in event.also)))
    ]
    telling = Counter(place.document_id for event in shelf.events for place in {event.told, *event.also})
    documents = [shelf.documents[document_id] for document_id in telling]
    years = timeline.by_year(shown)
    return render(
        "timeline.jinja",
        f"Timeline: {q}" if q else "Timeline",
        here="/timeline",
        q=q,
        document=shelf.documents.get(document),
        years=years,
        strip=_strip(years),
        most=max((len(year.events) for year in years), default=0),
        shown=len(shown),
        total=len(shelf.events),
        documents=sorted(documents, key=lambda each: each.title.casefold()),
        subjects=[(name, f"/timeline?{urlencode({'q': name})}") for name in _subjects(shelf)],
    )


def _strip(years: Sequence[timeline.Year]) -> list[tuple[int, int]]:
    """Return years and how many facts each has; years without any too, where that leaves no long gap."""
    counts = {year.year: len(year.events) for year in years}
    every = range(min(counts), max(counts) + 1) if counts else range(0)
    return [(year, counts.get(year, 0)) for year in (every if len(every) <= 3 * len(counts) else sorted(counts))]


def _subjects(shelf: Shelf) -> list[str]:
    """Return terms of the glossary that several facts, but not most of them, are about."""
    told = {
        term.name: frozenset(stems(term.name)) for term in shelf.terms if "(" not in term.name and "," not in term.name
    }
    counts = {name: sum(held <= event.stems for event in shelf.events) for name, held in told.items() if held}
    fitting = [name for name, count in counts.items() if _FEWEST <= count <= len(shelf.events) / 2]
    return sorted(sorted(fitting, key=lambda name: (-counts[name], name))[:_SUBJECTS], key=str.casefold)

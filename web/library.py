"""The library: documents by kind, publisher, date and status, with counts for each choice."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from answer.status import TAGS
from ingest.documents import Document
from ingest.register import NOT_STATED, UNDATED, Source
from web.rendering import capitalise

OUR_OWN = "Our own note"
NO_DATE = "No date given"
IN_FORCE = "In force"
PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as the library lists it.

    Attributes:
        publishers: who published it; for a note of our own, who published what it is based on.
        kind, year, status: in words, as they are chosen and shown.
    """

    id: str
    title: str
    kind: str
    publisher: str
    publishers: tuple[str, ...]
    published_on: str
    year: str
    status: str
    based_on: int
    passages: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader has chosen; "" leaves a choice open."""

    q: str = ""
    kind: str = ""
    publisher: str = ""
    year: str = ""
    status: str = ""
    sort: str = ""
    page: int = 1

    def address(self, **changes: str | int) -> str:
        """Return the library's address with some choices changed; any change leads to the first page."""
        chosen = replace(self, **{"page": 1} | changes)  # type: ignore[arg-type]
        told = {f.name: getattr(chosen, f.name) for f in fields(chosen)}
        query = urlencode({name: value for name, value in told.items() if value and (name, value) != ("page", 1)})
        return f"/sources?{query}" if query else "/sources"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return the choices that were made: what each is called, and the address without it."""
        made = [(name, getattr(self, name)) for name in ("kind", "publisher", "year", "status")]
        return [(value, self.address(**{name: ""})) for name, value in made if value]


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter: its options, each with how many documents it would leave."""

    name: str
    label: str
    options: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the library: its documents under their kinds, or all in one group when sorted by date."""

    groups: tuple[tuple[str, tuple[Entry, ...]], ...]
    count: int
    pages: int


def entries(
    documents: Iterable[Document], sources: Mapping[str, Source], counts: Mapping[str, int]
) -> tuple[Entry, ...]:
    """Return all documents as the library lists them, by kind and title."""
    made = [_entry(document, sources, counts.get(document.id, 0)) for document in documents]
    return tuple(sorted(made, key=lambda entry: (entry.kind.casefold(), entry.title.casefold())))


def _entry(document: Document, sources: Mapping[str, Source], passages: int) -> Entry:
    behind = dict.fromkeys(ref.source_id for ref in document.sources if ref.source_id in sources)
    origins = dict.fromkeys(sources[source_id].publisher for source_id in behind)
    named = [name for name in ([document.publisher] if document.publisher else origins) if name and name != NOT_STATED]
    return Entry(
        document.id,
        document.title,
        capitalise(document.kind) or "Other",
        document.publisher or (OUR_OWN if behind else ""),
        tuple(named),
        document.published_on,
        NO_DATE if document.published_on in (UNDATED, "") else document.published_on[:4],
        status_in_words(document.status),
        len(behind),
        passages,
    )


def status_in_words(status: str) -> str:
    """Return "In force" for "current"; what is not known is said so."""
    return IN_FORCE if status == "current" else TAGS.get(status) or "Not known if in force"


_HELD: Mapping[str, Callable[[Entry], Sequence[str]]] = {
    "kind": lambda entry: (entry.kind,),
    "publisher": lambda entry: entry.publishers,
    "year": lambda entry: (entry.year,),
    "status": lambda entry: (entry.status,),
}
_LABELS = {"kind": "Kind", "publisher": "Facts from", "year": "Date", "status": "Status"}


def chosen(held: Sequence[Entry], wanted: Wanted, but: str = "") -> list[Entry]:
    """Return the documents that fit all choices, or all but one of them."""
    asked = {name: value for name in _HELD if name != but and (value := getattr(wanted, name))}
    return [entry for entry in held if all(value in _HELD[name](entry) for name, value in asked.items())]


def choices(held: Sequence[Entry], wanted: Wanted) -> list[Choice]:
    """Return each filter with what its options would leave, the other choices being as they are."""
    made = []
    for name, told in _HELD.items():
        counts = Counter(value for entry in chosen(held, wanted, but=name) for value in told(entry))
        counts.setdefault(getattr(wanted, name), 0)
        options = sorted((value, n) for value, n in counts.items() if value)
        if name == "year":
            options.sort(key=lambda option: (option[0] == NO_DATE, [-ord(c) for c in option[0]]))
        made.append(Choice(name, _LABELS[name], tuple(options)))
    return made


def listed(held: Sequence[Entry], wanted: Wanted) -> Listed:
    """Return one page of the documents that fit."""
    fitting = chosen(held, wanted)
    newest = wanted.sort == "newest"
    if newest:
        fitting.sort(key=lambda entry: "" if entry.year == NO_DATE else entry.published_on, reverse=True)
    first = (wanted.page - 1) * PER_PAGE
    shown = fitting[first : first + PER_PAGE]
    kinds = [("Newest first", tuple(shown))] if newest else _by_kind(shown)
    return Listed(tuple(kinds) if shown else (), len(fitting), -(-len(fitting) // PER_PAGE))


def _by_kind(shown: Sequence[Entry]) -> list[tuple[str, tuple[Entry, ...]]]:
    kinds = dict.fromkeys(entry.kind for entry in shown)
    return [(kind, tuple(entry for entry in shown if entry.kind == kind)) for kind in kinds]

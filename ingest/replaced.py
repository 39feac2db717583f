"""What replaces what, once all documents are read: status, what stands in its place now, and claims that cannot be so.

A document says by its `supersedes` what it replaces, a publication by its entry in the register. Either can name a file
by its path or a publication by its id, so documents and publications are looked at together.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.chains import ends, reached
from ingest.documents import Document, Successor
from ingest.register import UNKNOWN, Register, Source

Pair = tuple[str, str]  # keys of the older and of the newer
_STATES = ("superseded", "withdrawn", "draft")


@dataclass(frozen=True, slots=True)
class Standing:
    """Documents and register with what is replaced marked.

    Attributes:
        remarks: for the report, sentences by the path of the file that says what cannot be so.
    """

    documents: list[Document]
    register: Register
    remarks: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Names:
    """What the names in `supersedes` mean: documents and publications under one key each."""

    register: Register
    documents: Mapping[str, Sequence[Document]]  # key -> documents
    by_path: Mapping[str, str]  # path -> key

    def key_of(self, name: str) -> str | None:
        """The key behind an id of the register or a path."""
        if name in self.register.sources:
            return name
        return self.by_path.get(name)

    def successor(self, key: str) -> Successor:
        """What a reader is pointed to: a document of this index before an address elsewhere."""
        held = min(self.documents.get(key, ()), key=lambda d: d.path, default=None)
        if held:
            return Successor(held.title, held.id, held.original_url)
        source = self.register.sources[key]
        return Successor(source.title, "", source.address)


def with_replaced(documents: Sequence[Document], register: Register) -> Standing:
    """Mark as superseded what another document or publication replaces, and name what stands in its place now.

    What is withdrawn stays so; a draft replaces nothing yet. The register's word stands; what files say in a circle, with
    it or among themselves, counts for nothing.
    """
    by_key: dict[str, list[Document]] = {}
    for document in documents:
        by_key.setdefault(_key(document), []).append(document)
    names = _Names(register, by_key, {d.path: _key(d) for d in documents})
    claims, remarks = _claims(documents, names)
    steps = _without_circles(_of_register(names), claims, remarks)
    marked = [_marked(document, _key(document), steps, names) for document in documents]
    said = {_key(d): d.status for d in marked if d.status in _STATES}
    sources = {key: _marked_source(source, said, steps, names) for key, source in register.sources.items()}
    return Standing(marked, replace(register, sources=sources), {path: tuple(told) for path, told in remarks.items()})


def _key(document: Document) -> str:
    return document.source_id or document.path


def _of_register(names: _Names) -> list[Pair]:
    sources = [source for source in names.register.sources.values() if source.status != "draft"]
    told = [(names.key_of(name), source.id) for source in sources for name in source.supersedes]
    return [(older, newer) for older, newer in told if older is not None and older != newer]


def _claims(
    documents: Sequence[Document], names: _Names
) -> tuple[dict[Pair, list[tuple[str, str]]], dict[str, list[str]]]:
    """What files replace, with each file that says so and the name it gives; and what is wrong with others, by path."""
    claims: dict[Pair, list[tuple[str, str]]] = {}
    remarks: dict[str, list[str]] = {}
    for document in documents:
        for name in document.supersedes:
            older = names.key_of(name)
            if older is None:
                told = f"It says that it replaces {name!r}, but no file that was read and no entry of the register is called that."
                remarks.setdefault(document.path, []).append(told)
            elif older == _key(document):
                remarks.setdefault(document.path, []).append("It says that it replaces itself.")
            elif document.status != "draft":
                claims.setdefault((older, _key(document)), []).append((document.path, name))
    return claims, remarks


def _without_circles(
    firm: Sequence[Pair], claims: Mapping[Pair, list[tuple[str, str]]], remarks: dict[str, list[str]]
) -> dict[str, list[str]]:
    """Key -> what directly replaces it; a file's claim in a circle is left out and told of that file."""
    steps: dict[str, list[str]] = {}
    for older, newer in dict.fromkeys((*firm, *claims)):
        steps.setdefault(older, []).append(newer)
    sound: dict[str, list[str]] = {}
    for (older, newer), said_by in {**dict.fromkeys(firm, ()), **claims}.items():
        if (older, newer) in firm or older not in reached(newer, steps):
            sound.setdefault(older, []).append(newer)
            continue
        for path, name in said_by:
            told = f"It says that it replaces {name!r}, which in turn replaces it, so that does not count."
            remarks.setdefault(path, []).append(told)
    return sound


def _marked(document: Document, key: str, steps: Mapping[str, list[str]], names: _Names) -> Document:
    replaced = bool(steps.get(key))
    status = "superseded" if replaced and document.status != "withdrawn" else document.status
    by = tuple(names.successor(end) for end in ends(key, steps))
    if (status, by) == (document.status, document.replaced_by):
        return document
    version = hashlib.sha256(f"{document.version} {status} {by}".encode()).hexdigest()[:12]
    return replace(document, status=status, replaced_by=by, version=version)


def _marked_source(source: Source, said: Mapping[str, str], steps: Mapping[str, list[str]], names: _Names) -> Source:
    """A publication is what its ingested original is said to be, where the register itself does not know."""
    status = said.get(source.id, source.status) if source.status == UNKNOWN else source.status
    if steps.get(source.id) and status != "withdrawn":
        status = "superseded"
    return replace(source, status=status, replaced_by=tuple(names.successor(end) for end in ends(source.id, steps)))

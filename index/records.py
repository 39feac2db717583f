"""Documents, passages and sources as a snapshot keeps them: JSON text -> the types of ingestion.

A snapshot is checked against its digests when it is opened, so nothing is validated again here. pydantic, which writes
these texts, would take 0.1 s of processor time to import before a first answer.
"""

import json
from typing import Any

from ingest.documents import Block, BlockKind, Document, Locator, Passage, Sentence, SourceRef, Successor
from ingest.register import Source

_Fields = dict[str, Any]


def document_of(body: str) -> Document:
    """A document from its JSON."""
    fields = json.loads(body)
    fields["blocks"] = tuple(_block(block) for block in fields["blocks"])
    fields["sources"] = _refs(fields["sources"])
    fields["supersedes"] = tuple(fields.get("supersedes", ()))
    fields["replaced_by"] = _successors(fields)
    return Document(**fields)


def passage_of(body: str) -> Passage:
    """A passage from its JSON."""
    fields = json.loads(body)
    fields["locator"] = _locator(fields["locator"])
    fields["sentences"] = tuple(_sentence(sentence) for sentence in fields["sentences"])
    return Passage(**fields)


def source_of(body: str) -> Source:
    """A publication of the register from its JSON."""
    fields = json.loads(body)
    fields["supersedes"] = tuple(fields["supersedes"])
    fields["replaced_by"] = _successors(fields)
    return Source(**fields)


def _block(fields: _Fields) -> Block:
    fields["kind"] = BlockKind(fields["kind"])
    fields["locator"] = _locator(fields["locator"])
    fields["sources"] = _refs(fields["sources"])
    return Block(**fields)


def _sentence(fields: _Fields) -> Sentence:
    fields["kind"] = BlockKind(fields["kind"])
    fields["sources"] = _refs(fields["sources"])
    return Sentence(**fields)


def _locator(fields: _Fields) -> Locator:
    fields["heading_path"] = tuple(fields["heading_path"])
    return Locator(**fields)


def _successors(fields: _Fields) -> tuple[Successor, ...]:
    return tuple(Successor(**each) for each in fields.get("replaced_by", ()))


def _refs(listed: list[_Fields]) -> tuple[SourceRef, ...]:
    return tuple(SourceRef(**fields) for fields in listed)

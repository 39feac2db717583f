"""Promises of records: what pydantic writes into a snapshot is read back as it was."""

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from index.records import document_of, passage_of, source_of
from ingest.documents import Document, Passage
from ingest.register import Source


@settings(deadline=None, max_examples=30)
@given(st.from_type(Document))
def test_a_document_is_read_as_it_was_written(document: Document) -> None:
    read = document_of(TypeAdapter(Document).dump_json(document).decode())
    assert read == document
    assert repr(read) == repr(document)  # also of the same types


@settings(deadline=None, max_examples=30)
@given(st.from_type(Passage))
def test_a_passage_is_read_as_it_was_written(passage: Passage) -> None:
    read = passage_of(TypeAdapter(Passage).dump_json(passage).decode())
    assert read == passage
    assert repr(read) == repr(passage)


@settings(deadline=None, max_examples=30)
@given(st.from_type(Source))
def test_a_source_is_read_as_it_was_written(source: Source) -> None:
    assert source_of(TypeAdapter(Source).dump_json(source).decode()) == source

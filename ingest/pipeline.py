"""The one way into the index: llama-index's IngestionPipeline with our chunking and our encoder.

llama-index keeps the book of what has been ingested (its docstore) and calls the store for what is new, changed or gone;
its nodes stay inside this module and index/store.py.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
from llama_index.core.schema import BaseNode, NodeRelationship, RelatedNodeInfo, TextNode, TransformComponent
from llama_index.core.schema import Document as LlamaDocument
from llama_index.core.storage.docstore import SimpleDocumentStore
from llama_index.core.vector_stores.types import BasePydanticVectorStore
from pydantic import PrivateAttr, TypeAdapter

from ingest.chunking import passages_of
from ingest.documents import Document, Passage

DOCUMENT, PASSAGE, SENTENCE_VECTORS = "document", "passage", "sentence_vectors"
documents_json = TypeAdapter(Document)
passages_json = TypeAdapter(Passage)

# Texts and, for each, spans (start, end) -> vectors [n, d] and, for each text, span vectors [k, d].
Encode = Callable[
    [Sequence[str], Sequence[Sequence[tuple[int, int]]]],
    tuple[np.ndarray[Any, Any], list[np.ndarray[Any, Any]]],
]


class PassageChunker(TransformComponent):
    """Documents -> one node a passage."""

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> list[BaseNode]:  # type: ignore[override]
        return [_node(p) for node in nodes for p in passages_of(document_of(node))]


class PassageVectors(TransformComponent):
    """Gives each passage its vector and one vector for each of its sentences."""

    _encode: Encode = PrivateAttr()
    _advance: Callable[[int], object] = PrivateAttr()

    def __init__(self, encode: Encode, advance: Callable[[int], object]) -> None:
        super().__init__()
        self._encode = encode
        self._advance = advance

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> list[BaseNode]:  # type: ignore[override]
        batch = 64
        for at in range(0, len(nodes), batch):
            part = nodes[at : at + batch]
            passages = [passage_of(node) for node in part]
            vectors, sentences = self._encode([_read(p) for p in passages], [_spans(p) for p in passages])
            for node, vector, sentence_vectors in zip(part, vectors, sentences, strict=True):
                node.embedding = vector.tolist()
                node.metadata[SENTENCE_VECTORS] = sentence_vectors
            self._advance(len(part))
        return list(nodes)


def run_pipeline(
    documents: Sequence[Document],
    encode: Encode,
    store: BasePydanticVectorStore,
    docstore: SimpleDocumentStore,
    advance: Callable[[int], object] = lambda n: None,
) -> int:
    """Make store and docstore equal to the documents; returns how many passages were encoded.

    `advance` is called with the number of passages done, for a progress bar.
    """
    pipeline = IngestionPipeline(
        transformations=[PassageChunker(), PassageVectors(encode, advance)],
        docstore=docstore,
        vector_store=store,
        docstore_strategy=DocstoreStrategy.UPSERTS_AND_DELETE,
        disable_cache=True,
    )
    return len(pipeline.run(documents=[_llama_document(d) for d in documents]))


def _llama_document(document: Document) -> LlamaDocument:
    body = documents_json.dump_json(document).decode()
    return LlamaDocument(id_=document.id, text=document.version, metadata={DOCUMENT: body})


def document_of(node: BaseNode) -> Document:
    """The document that a llama-index node of the docstore carries."""
    return documents_json.validate_json(node.metadata[DOCUMENT])


def passage_of(node: BaseNode) -> Passage:
    """The passage that a llama-index node carries."""
    return passages_json.validate_json(node.metadata[PASSAGE])


def _node(passage: Passage) -> TextNode:
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        metadata={PASSAGE: passages_json.dump_json(passage).decode()},
    )
    node.relationships[NodeRelationship.SOURCE] = RelatedNodeInfo(node_id=passage.document_id)
    return node


def _read(passage: Passage) -> str:
    return passage.preface + passage.text


def _spans(passage: Passage) -> list[tuple[int, int]]:
    shift = len(passage.preface) - passage.start
    return [(s.start + shift, s.end + shift) for s in passage.sentences]

"""The one way into the index: llama-index's IngestionPipeline with our chunking and our encoder.

llama-index keeps the book of what has been ingested (its docstore) and calls the store for what is new, changed or
gone; its nodes stay inside this module and index/store.py.
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
_BATCH = 64  # passages between two steps of the progress bar
documents_json = TypeAdapter(Document)
passages_json = TypeAdapter(Passage)

Encode = Callable[[Sequence[str]], np.ndarray[Any, Any]]  # texts -> unit vectors, float32 [n, d]


class PassageChunker(TransformComponent):
    """Documents -> one node a passage."""

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> list[BaseNode]:
        return [_node(p) for node in nodes for p in passages_of(document_of(node))]


class PassageVectors(TransformComponent):
    """Gives each passage its vector and one vector for each of its sentences."""

    _encode: Encode = PrivateAttr()
    _advance: Callable[[int, int], object] = PrivateAttr()

    def __init__(self, encode: Encode, advance: Callable[[int, int], object]) -> None:
        super().__init__()
        self._encode = encode
        self._advance = advance

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> list[BaseNode]:
        for at in range(0, len(nodes), _BATCH):
            part = nodes[at : at + _BATCH]
            passages = [passage_of(node) for node in part]
            vectors = self._encode([passage.preface + passage.text for passage in passages])
            # The only sentence of a passage is the passage: as good (measured), and encoded once.
            texts = [[p.alone(s) for s in p.sentences] if len(p.sentences) > 1 else [] for p in passages]
            sentences = self._encode([text for of_one in texts for text in of_one])
            first = 0
            for node, vector, of_one in zip(part, vectors, texts, strict=True):
                node.embedding = vector.tolist()
                node.metadata[SENTENCE_VECTORS] = sentences[first : first + len(of_one)] if of_one else vector[None]
                first += len(of_one)
            self._advance(at + len(part), len(nodes))
        return list(nodes)


def run_pipeline(
    documents: Sequence[Document],
    encode: Encode,
    store: BasePydanticVectorStore,
    docstore: SimpleDocumentStore,
    advance: Callable[[int, int], object] = lambda done, total: None,
) -> int:
    """Make store and docstore equal to the documents; returns how many passages were encoded.

    `advance` is called with the passages done and all there are to do, for a progress bar.
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

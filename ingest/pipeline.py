"""The one way into the index: llama-index's IngestionPipeline with our chunking and our encoder.

llama-index keeps the book of what has been ingested (its docstore) and calls the store for what is new, changed or
gone; its nodes stay inside this module and index/store.py.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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

DOCUMENT, PASSAGE, SENTENCE_VECTORS, ENCODED = "document", "passage", "sentence_vectors", "encoded"
_BATCH = 64  # passages between two steps of the progress bar
documents_json = TypeAdapter(Document)
passages_json = TypeAdapter(Passage)

Array = np.ndarray[Any, Any]
Encode = Callable[[Sequence[str]], Array]  # texts -> unit vectors, float32 [n, d]
Known = Callable[[str], "Vectors | None"]  # digest of what was encoded -> its vectors, where there are any


class PassageChunker(TransformComponent):
    """Documents -> one node a passage."""

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> list[BaseNode]:
        return [_node(p) for node in nodes for p in passages_of(document_of(node))]


@dataclass(frozen=True, slots=True)
class Vectors:
    """Unit vectors of a passage [d] and of its sentences [sentences, d]."""

    passage: Array
    sentences: Array


class PassageVectors(TransformComponent):
    """Gives each passage its vector and one vector for each of its sentences.

    The same texts are encoded once: vectors of an earlier run are found by `known`, those of this run are kept.

    Attributes:
        encoded: how many passages the encoder was given.
    """

    encoded: int = 0
    _encode: Encode = PrivateAttr()
    _known: Known = PrivateAttr()
    _advance: Callable[[int, int], object] = PrivateAttr()
    _made: dict[str, Vectors] = PrivateAttr(default_factory=dict)

    def __init__(self, encode: Encode, known: Known, advance: Callable[[int, int], object]) -> None:
        super().__init__()
        self._encode = encode
        self._known = known
        self._advance = advance

    def __call__(self, nodes: Sequence[BaseNode], **_: Any) -> list[BaseNode]:
        for at in range(0, len(nodes), _BATCH):
            part = nodes[at : at + _BATCH]
            asked = [_texts(passage_of(node)) for node in part]
            digests = [_digest(texts) for texts in asked]
            self._make(dict(zip(digests, asked, strict=True)))
            for node, digest in zip(part, digests, strict=True):
                node.embedding = self._made[digest].passage.tolist()
                node.metadata |= {ENCODED: digest, SENTENCE_VECTORS: self._made[digest].sentences}
            self._advance(at + len(part), len(nodes))
        return list(nodes)

    def _make(self, asked: dict[str, list[str]]) -> None:
        """Have vectors for the texts of each digest: of this run, of an earlier one, or from the encoder."""
        for digest in asked.keys() - self._made.keys():
            if (earlier := self._known(digest)) is not None:
                self._made[digest] = earlier
        new = {digest: texts for digest, texts in asked.items() if digest not in self._made}
        if not new:
            return
        wholes = self._encode([texts[0] for texts in new.values()])
        parts = self._encode([text for texts in new.values() for text in texts[1:]])
        first = 0
        for whole, (digest, texts) in zip(wholes, new.items(), strict=True):
            end = first + len(texts) - 1
            # The only sentence of a passage is the passage: as good (measured), and encoded once.
            self._made[digest] = Vectors(whole, parts[first:end] if end > first else whole[None])
            first = end
        self.encoded += len(new)


def _texts(passage: Passage) -> list[str]:
    """What the encoder is given of a passage: the whole, then its sentences where there are several."""
    alone = [passage.alone(s) for s in passage.sentences] if len(passage.sentences) > 1 else []
    return [passage.encoded, *alone]


def _digest(texts: list[str]) -> str:
    return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


def run_pipeline(
    documents: Sequence[Document],
    encode: Encode,
    store: BasePydanticVectorStore,
    docstore: SimpleDocumentStore,
    known: Known = lambda digest: None,
    advance: Callable[[int, int], object] = lambda done, total: None,
) -> int:
    """Make store and docstore equal to the documents; returns how many passages were encoded.

    `known` gives the vectors of an earlier run by the digest of what was encoded. `advance` is called with the passages
    done and all there are to do, for a progress bar.
    """
    vectors = PassageVectors(encode, known, advance)
    pipeline = IngestionPipeline(
        transformations=[PassageChunker(), vectors],
        docstore=docstore,
        vector_store=store,
        docstore_strategy=DocstoreStrategy.UPSERTS_AND_DELETE,
        disable_cache=True,
    )
    pipeline.run(documents=[_llama_document(d) for d in documents])
    return vectors.encoded


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

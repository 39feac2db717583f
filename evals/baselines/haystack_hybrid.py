"""Haystack's hybrid retrieval as its tutorial has it: BM25 and embeddings in memory, joined in a Pipeline.

Followed: haystack.deepset.ai/tutorials/33_hybrid_retrieval, components and settings as there (pieces of 512 words with
an overlap of 32, BM25L, dot product). The tutorial joins by concatenation because a cross-encoder ranks afterwards;
none can be had without a model hub, so its other mode "reciprocal_rank_fusion" makes the ranking
(docs.haystack.deepset.ai/docs/documentjoiner). Since Haystack 3 the embedders are in sentence-transformers-haystack.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.baselines.retriever import Ranking, best_per_row, stay_offline

_FILE = "documents.json"


class HaystackHybrid:
    """Reciprocal rank fusion of BM25 and dot product."""

    name = "haystack"

    def __init__(self, weights: Path) -> None:
        stay_offline()
        import haystack
        from haystack.utils import ComponentDevice
        from haystack_integrations.components.embedders import sentence_transformers

        self._haystack, self._embedders = haystack, sentence_transformers
        device = ComponentDevice.from_str("cpu")
        self._options: dict[str, Any] = {"model": str(weights), "device": device, "progress_bar": False}
        self._store: Any = None
        self._query: Any = None

    def build(self, texts: Sequence[str]) -> None:
        """Split, encode and index texts, in place of any before."""
        from haystack.components.preprocessors import DocumentSplitter
        from haystack.components.writers import DocumentWriter
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore()
        indexing = self._haystack.Pipeline()
        indexing.add_component("splitter", DocumentSplitter(split_by="word", split_length=512, split_overlap=32))
        indexing.add_component("embedder", self._embedders.SentenceTransformersDocumentEmbedder(**self._options))
        indexing.add_component("writer", DocumentWriter(store))
        indexing.connect("splitter", "embedder")
        indexing.connect("embedder", "writer")
        documents = [self._haystack.Document(content=text, meta={"row": row}) for row, text in enumerate(texts)]
        indexing.run({"splitter": {"documents": documents}})
        self._store, self._query = store, self._query_pipeline(store)

    def _query_pipeline(self, store: Any) -> Any:
        """The tutorial's pipeline of queries over a store, but for its ranker."""
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever

        query = self._haystack.Pipeline()
        query.add_component("text_embedder", self._embedders.SentenceTransformersTextEmbedder(**self._options))
        query.add_component("embedding_retriever", InMemoryEmbeddingRetriever(store))
        query.add_component("bm25_retriever", InMemoryBM25Retriever(store))
        query.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        query.connect("text_embedder", "embedding_retriever")
        query.connect("bm25_retriever", "joiner")
        query.connect("embedding_retriever", "joiner")
        query.warm_up()  # reads the weights now instead of at the first query
        return query

    def search(self, query: str, k: int) -> Ranking:
        """At most k rows with their fused scores, best first, of the k best by words and the k best by meaning."""
        texts = {"text_embedder": {"text": query}, "bm25_retriever": {"query": query, "top_k": k}}
        found = self._query.run({**texts, "embedding_retriever": {"top_k": k}})["joiner"]["documents"]
        return best_per_row(((int(document.meta["row"]), float(document.score)) for document in found), k)

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._store.save_to_disk(str(folder / _FILE))

    def load(self, folder: Path) -> None:
        """Open what `save` wrote."""
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        self._store = InMemoryDocumentStore.load_from_disk(str(folder / _FILE))
        self._query = self._query_pipeline(self._store)

"""LlamaIndex over FAISS as its example has it: FaissVectorStore on IndexFlatL2, in a StorageContext.

Followed: developers.llamaindex.ai/python/framework/integrations/vector_stores/faissindexdemo. The rest is as in
llama_index_plain.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.baselines.llama_index_plain import documents
from evals.baselines.retriever import Ranking, best_per_row, stay_offline


class LlamaIndexFaiss:
    """Squared Euclidean distance of unit vectors: the same order as by cosine."""

    name = "llama-index-faiss"

    def __init__(self, weights: Path) -> None:
        stay_offline()
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding
        from llama_index.vector_stores.faiss import FaissVectorStore

        self._model = HuggingFaceEmbedding(model_name=str(weights), device="cpu", cache_folder=str(weights))
        self._store = FaissVectorStore
        self._index: Any = None

    def build(self, texts: Sequence[str]) -> None:
        """Split, encode and index texts, in place of any before."""
        import faiss
        from llama_index.core import StorageContext, VectorStoreIndex

        dimension = len(self._model.get_text_embedding("How many numbers has a vector?"))
        store = self._store(faiss_index=faiss.IndexFlatL2(dimension))
        context = StorageContext.from_defaults(vector_store=store)
        self._index = VectorStoreIndex.from_documents(
            documents(texts), storage_context=context, embed_model=self._model
        )

    def search(self, query: str, k: int) -> Ranking:
        """At most k rows with their distances below zero, best first."""
        nodes = self._index.as_retriever(similarity_top_k=k).retrieve(query)
        # The store hands on FAISS's distances as if they were scores: the nearest has the smallest.
        return best_per_row(((int(found.node.ref_doc_id), -float(found.score)) for found in nodes), k)

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._index.storage_context.persist(persist_dir=str(folder))

    def load(self, folder: Path) -> None:
        """Open what `save` wrote."""
        from llama_index.core import StorageContext, load_index_from_storage

        store = self._store.from_persist_dir(str(folder))
        context = StorageContext.from_defaults(vector_store=store, persist_dir=str(folder))
        self._index = load_index_from_storage(context, embed_model=self._model)

"""LlamaIndex as its starter tutorial has it: VectorStoreIndex over a local Hugging Face model, stored in memory.

Followed: developers.llamaindex.ai/python/framework/getting_started/starter_example_local ("Adding RAG capabilities",
HuggingFaceEmbedding and VectorStoreIndex.from_documents) and the README of llama-index. Its defaults stay: the
SentenceSplitter of 1,024 tokens with an overlap of 200, SimpleVectorStore, embeddings in batches of 10. The tutorial's
language model plays no part in retrieval.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.baselines.retriever import Ranking, best_per_row, stay_offline


class LlamaIndexPlain:
    """Cosine over SimpleVectorStore, which compares the query with every vector in Python."""

    name = "llama-index"

    def __init__(self, weights: Path) -> None:
        stay_offline()
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        # The embedding's cache folder would otherwise be made in the user's home.
        self._model = HuggingFaceEmbedding(model_name=str(weights), device="cpu", cache_folder=str(weights))
        self._index: Any = None

    def build(self, texts: Sequence[str]) -> None:
        """Split, encode and index texts, in place of any before."""
        from llama_index.core import VectorStoreIndex

        self._index = VectorStoreIndex.from_documents(documents(texts), embed_model=self._model)

    def search(self, query: str, k: int) -> Ranking:
        """At most k rows with their cosines, best first; fewer when two pieces of one text are found."""
        nodes = self._index.as_retriever(similarity_top_k=k).retrieve(query)
        return best_per_row(((int(found.node.ref_doc_id), float(found.score)) for found in nodes), k)

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        self._index.storage_context.persist(persist_dir=str(folder))

    def load(self, folder: Path) -> None:
        """Open what `save` wrote."""
        from llama_index.core import StorageContext, load_index_from_storage

        context = StorageContext.from_defaults(persist_dir=str(folder))
        self._index = load_index_from_storage(context, embed_model=self._model)


def documents(texts: Sequence[str]) -> list[Any]:
    """LlamaIndex documents whose ids are their rows; no metadata, since it would be read into the vectors."""
    from llama_index.core import Document

    return [Document(text=text, id_=str(row)) for row, text in enumerate(texts)]

"""The store that llama-index's pipeline writes passages to: SQLite, which also keeps the vectors.

llama-index's own FAISS store raises on delete and on filters. Here SQLite is the truth and FAISS is made from it when a
snapshot is published, so a delete is a row less and never a hole in an index.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from llama_index.core.schema import BaseNode, TextNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    VectorStoreQuery,
    VectorStoreQueryResult,
)
from pydantic import PrivateAttr, TypeAdapter

from index.dense import DenseIndex
from ingest.documents import Document
from ingest.pipeline import ENCODED, PASSAGE, SENTENCE_VECTORS, Vectors, documents_json, passage_of
from ingest.register import Source

sources_json = TypeAdapter(Source)
SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, path TEXT NOT NULL, version TEXT NOT NULL, sha256 TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sources (id TEXT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS passages (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL, start INTEGER NOT NULL, row INTEGER,
    encoded TEXT NOT NULL, body TEXT NOT NULL, vector BLOB NOT NULL, sentence_vectors BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS passages_of_document ON passages (document_id);
CREATE INDEX IF NOT EXISTS passages_by_encoded ON passages (encoded);
CREATE INDEX IF NOT EXISTS passages_by_row ON passages (row);
"""


class PassageStore(BasePydanticVectorStore):
    """Passages and their vectors in one SQLite file."""

    stores_text: bool = True
    _connection: sqlite3.Connection = PrivateAttr()

    def __init__(self, path: Path) -> None:
        super().__init__(stores_text=True)
        self._connection = sqlite3.connect(path)
        self._connection.executescript(SCHEMA)

    @property
    def client(self) -> sqlite3.Connection:
        """The open database."""
        return self._connection

    def add(self, nodes: Sequence[BaseNode], **_: Any) -> list[str]:
        """Keep passages that the pipeline has given vectors; returns their ids."""
        rows = [
            (
                node.node_id,
                node.ref_doc_id,
                json.loads(node.metadata[PASSAGE])["start"],
                node.metadata[ENCODED],
                node.metadata[PASSAGE],
                np.asarray(node.embedding, dtype=np.float32).tobytes(),
                np.asarray(node.metadata[SENTENCE_VECTORS], dtype=np.float16).tobytes(),
            )
            for node in nodes
        ]
        self._connection.executemany(
            "INSERT OR REPLACE INTO passages (id, document_id, start, encoded, body, vector, sentence_vectors)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        self._connection.commit()
        return [row[0] for row in rows]

    def delete(self, ref_doc_id: str, **_: Any) -> None:
        """Forget the passages of a document."""
        self._connection.execute("DELETE FROM passages WHERE document_id = ?", (ref_doc_id,))
        self._connection.commit()

    def query(self, query: VectorStoreQuery, **_: Any) -> VectorStoreQueryResult:
        """Exact nearest passages, for llama-index's own retrievers."""
        ids, bodies, vectors = self._all()
        asked = np.asarray(query.query_embedding, dtype=np.float32)
        rows, cosines = DenseIndex.build(vectors).search(asked, query.similarity_top_k)
        nodes = [TextNode(id_=ids[row], text="", metadata={PASSAGE: bodies[row]}) for row in rows]
        for node in nodes:
            node.text = passage_of(node).text
        return VectorStoreQueryResult(nodes=nodes, similarities=cosines.tolist(), ids=[n.node_id for n in nodes])

    def _all(self) -> tuple[list[str], list[str], np.ndarray[Any, Any]]:
        rows = self._connection.execute("SELECT id, body, vector FROM passages ORDER BY row, id").fetchall()
        vectors = np.stack([np.frombuffer(vector, dtype=np.float32) for _, _, vector in rows])
        return [r[0] for r in rows], [r[1] for r in rows], vectors

    def finish(
        self, documents: Iterable[Document], sources: Iterable[Source], sha256: Mapping[str, str]
    ) -> np.ndarray[Any, Any]:
        """Keep documents and register, number the passages in reading order; returns their vectors float32 [n, d] so.

        `sha256` is the digest of each document's file, by path.
        """
        with self._connection as db:
            db.execute("DELETE FROM sources")
            db.executemany(
                "INSERT INTO sources VALUES (?, ?)", [(s.id, sources_json.dump_json(s).decode()) for s in sources]
            )
            db.execute("DELETE FROM documents")
            db.executemany(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
                [(d.id, d.path, d.version, sha256[d.path], documents_json.dump_json(d).decode()) for d in documents],
            )
            ordered = db.execute(
                "SELECT p.id, p.vector FROM passages p JOIN documents d ON d.id = p.document_id"
                " ORDER BY d.path, p.start, p.id"
            ).fetchall()
            db.executemany("UPDATE passages SET row = ? WHERE id = ?", [(n, r[0]) for n, r in enumerate(ordered)])
        return np.stack([np.frombuffer(vector, dtype=np.float32) for _, vector in ordered])

    def close(self) -> None:
        """Write everything to the one file and close it."""
        self._connection.commit()
        self._connection.execute("VACUUM")
        self._connection.close()


def known_vectors(database: sqlite3.Connection, digest: str) -> Vectors | None:
    """The vectors that a snapshot's database holds for the texts of this digest."""
    asked = "SELECT vector, sentence_vectors FROM passages WHERE encoded = ? LIMIT 1"
    found = database.execute(asked, (digest,)).fetchone()
    if found is None:
        return None
    whole = np.frombuffer(found[0], dtype=np.float32)
    return Vectors(whole, np.frombuffer(found[1], dtype=np.float16).reshape(-1, len(whole)))

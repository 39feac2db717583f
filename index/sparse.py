"""Sparse retrieval: BM25 (Lucene's variant, k1 0.9, b 0.4) over stems: bm25s weighs, numpy adds up.

bm25s gives each stem's weight in each passage when the index is built; a query's scores are sums of those. The sums are
taken here, since importing bm25s (and scipy with it) takes 0.23 s of processor time, a third of a first answer.
"""

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.words import stem, stems, words

_FOLDER, _WORDS = "bm25", "words.json"
_WEIGHTS, _ROWS, _EDGES = "weights.npy", "rows.npy", "edges.npy"


@dataclass(frozen=True, slots=True)
class Postings:
    """Each stem's passages and its weight in them, stem after stem.

    Attributes:
        columns: stem -> its number n; its postings are edges[n]..edges[n + 1].
        weights: float32 [postings].
        rows: int32 [postings], of the passages, each once a stem.
        edges: int [stems + 1].
    """

    columns: dict[str, int]
    weights: np.ndarray[Any, Any]
    rows: np.ndarray[Any, Any]
    edges: np.ndarray[Any, Any]


class SparseIndex:
    """BM25 postings and the document frequency of every stem.

    Attributes:
        frequencies: stem -> number of passages that hold it.
        forms: stem -> the word that it most often stands for.
        size: number of passages.
    """

    def __init__(self, postings: Postings, frequencies: dict[str, int], forms: dict[str, str], size: int) -> None:
        self._postings = postings
        self.frequencies = frequencies
        self.forms = forms
        self.size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> "SparseIndex":
        """Index texts; their positions are the rows that `search` gives."""
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it writes of its steps to standard error
        tokens = [stems(text) or ["∅"] for text in texts]
        frequencies = Counter(token for row in tokens for token in set(row))
        engine = bm25s.BM25(k1=0.9, b=0.4)
        engine.index(tokens, show_progress=False)
        columns = {str(token): int(n) for token, n in engine.vocab_dict.items()}
        postings = Postings(columns, engine.scores["data"], engine.scores["indices"], engine.scores["indptr"])
        written: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            for word in words(text):
                written[stem(word)][word] += 1
        forms = {s: written[s].most_common(1)[0][0] for s in frequencies if s in written}
        return cls(postings, dict(frequencies), forms, len(texts))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        (folder / _FOLDER).mkdir(parents=True, exist_ok=True)
        np.save(folder / _FOLDER / _WEIGHTS, self._postings.weights)
        np.save(folder / _FOLDER / _ROWS, self._postings.rows)
        np.save(folder / _FOLDER / _EDGES, self._postings.edges)
        columns = self._postings.columns
        body = {"size": self.size, "frequencies": self.frequencies, "forms": self.forms, "columns": columns}
        (folder / _WORDS).write_text(json.dumps(body, ensure_ascii=False, sort_keys=True), "utf-8")

    @classmethod
    def open(cls, folder: Path) -> "SparseIndex":
        """Read what `save` wrote."""
        body = json.loads((folder / _WORDS).read_text("utf-8"))
        weights, rows, edges = (np.load(folder / _FOLDER / name) for name in (_WEIGHTS, _ROWS, _EDGES))
        return cls(Postings(body["columns"], weights, rows, edges), body["frequencies"], body["forms"], body["size"])

    def scores(self, query: str) -> np.ndarray[Any, Any]:
        """BM25 score of every passage for a query: float32 [size]; zeros when no word is known."""
        held = self._postings
        scores = np.zeros(self.size, dtype=np.float32)
        for column in (held.columns[s] for s in stems(query) if s in self.frequencies):
            of = slice(held.edges[column], held.edges[column + 1])
            scores[held.rows[of]] += held.weights[of]  # no row comes twice, so nothing is lost in the sum
        return scores

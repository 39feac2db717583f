"""Sparse retrieval: BM25 (Lucene's variant, k1 0.9, b 0.4) over stems, with bm25s."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np

from index.words import stem, stems, words

_FOLDER, _WORDS = "bm25", "words.json"


class SparseIndex:
    """BM25 postings and the document frequency of every stem.

    Attributes:
        frequencies: stem -> number of passages that hold it.
        forms: stem -> the word that it most often stands for.
        size: number of passages.
    """

    def __init__(self, engine: Any, frequencies: dict[str, int], forms: dict[str, str], size: int) -> None:
        self._engine = engine
        self.frequencies = frequencies
        self.forms = forms
        self.size = size

    @classmethod
    def build(cls, texts: Sequence[str]) -> "SparseIndex":
        """Index texts; their positions are the rows that `search` gives."""
        tokens = [stems(text) or ["∅"] for text in texts]
        frequencies = Counter(token for row in tokens for token in set(row))
        engine = bm25s.BM25(k1=0.9, b=0.4)
        engine.index(tokens, show_progress=False)
        written: dict[str, Counter[str]] = defaultdict(Counter)
        for text in texts:
            for word in words(text):
                written[stem(word)][word] += 1
        forms = {s: written[s].most_common(1)[0][0] for s in frequencies if s in written}
        return cls(engine, dict(frequencies), forms, len(texts))

    def save(self, folder: Path) -> None:
        """Write the index into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        self._engine.save(str(folder / _FOLDER), show_progress=False)
        body = {"size": self.size, "frequencies": self.frequencies, "forms": self.forms}
        (folder / _WORDS).write_text(json.dumps(body, ensure_ascii=False, sort_keys=True), "utf-8")

    @classmethod
    def open(cls, folder: Path) -> "SparseIndex":
        """Read what `save` wrote."""
        body = json.loads((folder / _WORDS).read_text("utf-8"))
        engine = bm25s.BM25.load(str(folder / _FOLDER), show_progress=False)
        return cls(engine, body["frequencies"], body["forms"], body["size"])

    def scores(self, query: str) -> np.ndarray[Any, Any]:
        """BM25 score of every passage for a query: float32 [size]; zeros when no word is known."""
        known = [s for s in stems(query) if s in self.frequencies]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._engine.get_scores(known), dtype=np.float32)

"""BM25 as bm25s documents it (https://bm25s.github.io): its tokenizer, English stop words and stems; Lucene's variant.

k1 0.9 and b 0.4 are the values of Anserini's published BEIR baselines (Kamalloo et al. 2023).
"""

import logging
from collections.abc import Sequence

import bm25s
import Stemmer

from evals.baselines.retriever import Ranking


class Bm25:
    """The baseline that retrieval sets are published with; it knows nothing of our own words and stop words."""

    name = "bm25"

    def build(self, texts: Sequence[str]) -> None:
        """Index texts, in place of any before."""
        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it writes of its steps to standard error
        self._size = len(texts)
        self._index = bm25s.BM25(k1=0.9, b=0.4)
        self._index.index(_tokens(texts), show_progress=False)

    def search(self, query: str, k: int) -> Ranking:
        """At most k rows with their scores, best first; rows that share no word with the query are not returned."""
        rows, scores = self._index.retrieve(_tokens([query]), k=min(k, self._size), show_progress=False)
        return [(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True) if score > 0]


def _tokens(texts: Sequence[str]) -> list[list[str]]:
    tokens: list[list[str]] = bm25s.tokenize(
        list(texts), stopwords="en", stemmer=Stemmer.Stemmer("english"), return_ids=False, show_progress=False
    )
    return [row or ["∅"] for row in tokens]  # a text of stop words; bm25s cannot index a set of nothing else

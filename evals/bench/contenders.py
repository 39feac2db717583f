"""The contenders: this service and its peers, each indexing the same passages and searching them."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from evals.baselines.catalogue import PEERS, open_peer

OURS = "guide"
SAME_WORK = "guide-passages"  # this service's indexes over passages alone: no more than a peer makes
NAMES = (OURS, *PEERS)


class Contender(Protocol):
    """Something that makes an index in a folder, opens it again, and finds rows."""

    def ingest(self, folder: Path) -> int:
        """Make and store the index of the work in `folder`; returns the number of passages."""

    def open(self, folder: Path) -> None:
        """Open what `ingest` stored."""

    def search(self, query: str, k: int) -> Sequence[int]:
        """The rows of the k best passages, best first."""


def open_contender(name: str, weights: Path) -> Contender:
    """A contender by name; BaselineError when its libraries are missing."""
    own = {OURS: Ours, SAME_WORK: OursByPassage}
    return own[name]() if name in own else Peer(name, weights)


class Ours:
    """This service: a home that `guide ingest` made, with everything that answers need."""

    def ingest(self, folder: Path) -> int:
        """Read, cut, encode and publish the corpus: more than peers do, who get its passages."""
        from index.build import build

        home = folder / OURS
        shutil.rmtree(home, ignore_errors=True)
        return build(home, [folder / "corpus"]).passages

    def open(self, folder: Path) -> None:
        """Open the home."""
        from answer.pipeline import Answerer

        self.answerer = Answerer.open(folder / OURS)

    def search(self, query: str, k: int) -> Sequence[int]:
        """The rows of the k best passages, best first."""
        return [hit.row for hit in self.answerer.searcher.search(query, k)]

    def answer(self, question: str) -> str:
        """A whole answer: guarded, selected, composed and verified."""
        from answer.answer import Question

        return self.answerer.ask(Question(question)).outcome.value


class OursByPassage(Ours):
    """This service's encoder, FAISS and BM25 over the passages that peers get, without sentence vectors."""

    def ingest(self, folder: Path) -> int:
        """Encode, index and store the passages."""
        from index.dense import DenseIndex
        from index.encoder import Encoder
        from index.search import MODELS
        from index.sparse import SparseIndex

        texts = read_passages(folder)
        place = folder / SAME_WORK
        place.mkdir(exist_ok=True)
        DenseIndex.build(Encoder.open(MODELS / "encoder").encode_passages(texts)).save(place / "dense.faiss")
        SparseIndex.build(texts).save(place)
        return len(texts)


class Peer:
    """Another library on the passages of the same corpus."""

    def __init__(self, name: str, weights: Path) -> None:
        self._retriever = open_peer(name, weights)
        self._folder = name

    def ingest(self, folder: Path) -> int:
        """Encode, index and store the passages."""
        texts = read_passages(folder)
        shutil.rmtree(folder / self._folder, ignore_errors=True)
        self._retriever.build(texts)
        self._retriever.save(folder / self._folder)
        return len(texts)

    def open(self, folder: Path) -> None:
        """Open what was stored."""
        self._retriever.load(folder / self._folder)

    def search(self, query: str, k: int) -> Sequence[int]:
        """The rows of the k best passages, best first."""
        return [row for row, _ in self._retriever.search(query, k)]


def read_passages(folder: Path) -> list[str]:
    """The passages of the work, in the rows of our snapshot."""
    import json

    found: list[str] = json.loads((folder / "passages.json").read_text("utf-8"))
    return found

"""The peers by name; a peer's libraries are imported when it is opened."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from evals.baselines.haystack_hybrid import HaystackHybrid
from evals.baselines.llama_index_faiss import LlamaIndexFaiss
from evals.baselines.llama_index_plain import LlamaIndexPlain
from evals.baselines.retriever import EXTRA, BaselineError, Stored
from evals.baselines.txtai_hybrid import TxtaiHybrid
from evals.baselines.weights import sentence_transformers_folder
from evals.retrieval import DEPTH
from index.search import MODELS

PEERS: Mapping[str, Callable[[Path], Stored]] = {
    peer.name: peer for peer in (LlamaIndexPlain, LlamaIndexFaiss, TxtaiHybrid, HaystackHybrid)
}


def open_peer(name: str, weights: Path) -> Stored:
    """Open a peer on a folder of sentence-transformers weights; BaselineError when either or its library is missing."""
    _check(name)
    if not (weights / "modules.json").is_file():
        raise BaselineError(
            f"{weights} is no folder of sentence-transformers weights: make one with"
            " evals.baselines.weights.sentence_transformers_folder."
        )
    try:
        return PEERS[name](weights)
    except ImportError as fault:
        raise BaselineError(f"The baseline {name} needs a library that is not installed ({fault}): {EXTRA}.") from fault


def open_peers(
    names: Sequence[str], texts: Sequence[str], watch: Callable[[str, int, int], None]
) -> dict[str, Callable[[str], list[int]]]:
    """Build peers over texts, on our encoder's weights: name -> (query -> rows, best first, at most 100).

    BaselineError when a name is not known or a library is missing.
    """
    for name in names:
        _check(name)
    built = {}
    with tempfile.TemporaryDirectory() as work:  # whoever is built has read the weights
        weights = sentence_transformers_folder(MODELS / "encoder", Path(work) / "weights")
        peers = [open_peer(name, weights) for name in names]  # a missing library should show before the work
        for n, peer in enumerate(peers, start=1):
            peer.build(texts)
            built[peer.name] = _ranker(peer)
            watch("Indexing for baselines", n, len(peers))
    return built


def _check(name: str) -> None:
    if name not in PEERS:
        raise BaselineError(f"There is no baseline named {name!r}: choose one of {', '.join(PEERS)}.")


def _ranker(peer: Stored) -> Callable[[str], list[int]]:
    return lambda query: [row for row, _ in peer.search(query, DEPTH)]

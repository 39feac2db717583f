"""Peers: what is said when one cannot run, and that each finds what it should in a few texts."""

import sys
from pathlib import Path

import pytest

from evals.baselines.catalogue import PEERS, open_peer, open_peers
from evals.baselines.retriever import BaselineError
from evals.baselines.weights import sentence_transformers_folder

ENCODER = Path(__file__).parents[3] / "models" / "encoder"
LIBRARIES = {
    "llama-index": ["llama_index.embeddings.huggingface"],
    "llama-index-faiss": ["llama_index.embeddings.huggingface", "llama_index.vector_stores.faiss"],
    "txtai": ["txtai"],
    "haystack": ["haystack", "haystack_integrations.components.embedders.sentence_transformers"],
}
NO_EXTRA = "the extra 'baselines' is not installed"
TEXTS = [
    "Four trusts run one waiting list for hip operations.",
    "The ambulance trust bought forty electric cars.",
    "Gloves and implants are bought together, which saves money.",
    "Nurses may work at any of the five sites under one agreement.",
    "A young person was treated seven miles from home instead of seventy.",
    "The board asked who carries the risk when a service moves.",
]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for library in ("onnx", "sentence_transformers"):
        pytest.importorskip(library, reason=NO_EXTRA)
    return sentence_transformers_folder(ENCODER, tmp_path_factory.mktemp("weights"))


def test_an_unknown_peer_is_named(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match="'lucene'.*txtai"):
        open_peer("lucene", tmp_path)
    with pytest.raises(BaselineError, match="'lucene'.*txtai"):
        open_peers(["txtai", "lucene"], TEXTS, lambda *_: None)


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(BaselineError, match=f"{tmp_path}.*sentence_transformers_folder"):
        open_peer("txtai", tmp_path)


@pytest.mark.parametrize("name", PEERS)
def test_a_missing_extra_is_named(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "modules.json").touch()
    for library in ("llama_index.embeddings.huggingface", "txtai", "haystack"):
        monkeypatch.setitem(sys.modules, library, None)  # importing it now fails as if it were not installed
    with pytest.raises(BaselineError, match=r"\[baselines\]"):
        open_peer(name, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("name", PEERS)
def test_a_peer_ranks_rows_also_when_opened_again(name: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    for library in LIBRARIES[name]:
        pytest.importorskip(library, reason=NO_EXTRA)
    peer = open_peer(name, request.getfixturevalue("weights"))
    peer.build(TEXTS)
    for row, query in enumerate(("waiting list for operations", "electric ambulance cars", "buying gloves together")):
        ranking = peer.search(query, 3)
        rows, scores = zip(*ranking, strict=True)
        assert rows[0] == row
        assert len(rows) == len(set(rows)) == 3
        assert list(scores) == sorted(scores, reverse=True)
    before = peer.search("buying gloves together", 3)
    peer.save(tmp_path / "index")
    again = open_peer(name, request.getfixturevalue("weights"))
    again.load(tmp_path / "index")
    assert [row for row, _ in again.search("buying gloves together", 3)] == [row for row, _ in before]
    peer.build(TEXTS[3:])
    assert peer.search("Where was the young person treated?", 2)[0][0] == 1


@pytest.mark.slow
def test_peers_over_texts_give_rows_after_their_weights_are_gone() -> None:
    for library in ("onnx", *LIBRARIES["txtai"], *LIBRARIES["haystack"]):
        pytest.importorskip(library, reason=NO_EXTRA)
    seen: list[tuple[str, int, int]] = []
    rankers = open_peers(["txtai", "haystack"], TEXTS, lambda *step: seen.append(step))
    assert [ranker("electric ambulance cars")[0] for ranker in rankers.values()] == [1, 1]
    assert list(rankers) == ["txtai", "haystack"]
    assert [step[1:] for step in seen] == [(1, 2), (2, 2)]

"""Our own retrievers over plain texts: each half alone and both, as the product ranks."""

from pathlib import Path

import pytest

from answer.pipeline import Answerer
from evals.evaluate import evaluate_collection
from evals.own import Own
from evals.result import means
from index.encoder import Encoder
from index.search import MODELS

TEXTS = [
    "Four trusts run one waiting list for hip operations.",
    "The ambulance trust bought forty electric cars.",
    "Gloves and implants are bought together, which saves money.",
]
SQUAD = Path(__file__).resolve().parents[3] / "shared" / "evalsets" / "squad-paragraphs"


def quiet(what: str, done: int, total: int) -> None:
    """No progress bar."""


@pytest.fixture(scope="module")
def own() -> Own:
    return Own.build(TEXTS, Encoder.open(MODELS / "encoder"), quiet)


def test_each_ranks_the_right_row_first(own: Own) -> None:
    for row, query in enumerate(("waiting lists for operations", "electric ambulances", "buying gloves together")):
        assert own.sparse(query)[0] == own.dense(query)[0] == own.fused(query)[0] == row


def test_words_find_nothing_where_none_is_shared_and_meaning_does(own: Own) -> None:
    assert own.sparse("vehicle fleet") == []
    assert own.dense("vehicle fleet")[0] == own.fused("vehicle fleet")[0] == 1


def test_a_home_is_ranked_by_its_own_indexes(answerer: Answerer) -> None:
    own = Own.of(answerer.searcher)
    rows = own.sparse("mutual aid")
    assert "mutual aid" in answerer.searcher.snapshot.passage(rows[0]).text
    assert set(own.fused("mutual aid")) <= set(range(answerer.searcher.snapshot.manifest.passages))


@pytest.mark.slow
def test_on_public_questions_bm25_is_as_published_and_fusion_beats_it_beyond_noise() -> None:
    if not SQUAD.is_dir():
        pytest.skip("the public retrieval set is not beside this checkout")
    result = evaluate_collection(SQUAD, quiet)
    assert means(result.baselines["bm25"])["nDCG@10"] == pytest.approx(0.845, abs=0.01)
    difference = result.differences()["bm25"]["nDCG@10"]
    assert difference.value > 0 and difference.beyond_noise

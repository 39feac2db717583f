"""Whether the evidence model ranks better what was found: python -m evals.encoders.reread COLLECTION [--questions N].

The first passages of the fusion are read by the model, window by window, and ordered by fused score and logit together;
those behind them stay where they are. The served pipeline reads sentences instead (answer/weigh.py).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from answer.scoring import Scorer
from evals.beir import Collection, measure_rankings, read_collection
from evals.encoders.compare import SHOWN, told
from evals.intervals import difference, interval
from evals.own import Own
from index.encoder import Encoder
from index.search import MODELS

Ranked = Sequence[tuple[int, float]]
FIRST = 20  # passages that are read
_SEED = 7


def read(own: Own, scorer: Scorer, texts: Sequence[str], query: str) -> tuple[Ranked, list[float]]:
    """Rows with their fused scores, best first, and the best window's logit of each of the FIRST."""
    ranked = own.scored(query)
    windows = ([texts[row][a:b] for a, b in scorer.windows(texts[row])] for row, _ in ranked[:FIRST])
    return ranked, [float(max(scorer.logits(query, each))) for each in windows]


def reordered(ranked: Ranked, logits: Sequence[float], weight: float) -> list[int]:
    """Rows by fused score plus `weight` times the logit, those that were not read behind them."""
    read = [(score + weight * logit, row) for (row, score), logit in zip(ranked, logits, strict=False)]
    return [row for _, row in sorted(read, reverse=True)] + [row for row, _ in ranked[FIRST:]]


def report(collection: Collection, scorer: Scorer, weights: Sequence[float]) -> None:
    """Print the measures of fusion and of each weight with what it gains over fusion, and what reading costs."""
    own = Own.build(collection.texts, Encoder.open(MODELS / "encoder"), lambda *_: None)
    start = time.process_time()
    found = {q: read(own, scorer, collection.texts, text) for q, text in collection.queries.items()}
    spent = (time.process_time() - start) * 1000 / len(found)
    print(
        f"\n## {collection.name}: {len(collection.ids)} passages, {len(found)} questions, {spent:.0f} processor ms a question"
    )
    print(
        "\n| weight of a logit | "
        + " | ".join(f"{m} | gained" for m in SHOWN)
        + " |\n|"
        + " --- |" * (2 * len(SHOWN) + 1)
    )
    fused = measure_rankings(collection, {q: [row for row, _ in ranked] for q, (ranked, _) in found.items()})
    for weight in (0.0, *weights):
        anew = measure_rankings(collection, {q: reordered(*each, weight) for q, each in found.items()})
        gaps = {m: difference(anew[m], fused[m]) for m in SHOWN}
        cells = (f"{told(interval(list(anew[m].values())))} | {told(gap) if gap else ''}" for m, gap in gaps.items())
        print(f"| {weight:g} | {' | '.join(cells)} |")


def main() -> None:
    """Read the command line and report on the collection it names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", type=Path, help="folder in BEIR's layout")
    parser.add_argument("--questions", type=int, help="only so many, drawn with a fixed seed")
    parser.add_argument("--model", type=Path, default=MODELS / "evidence", help="folder of an evidence model")
    parser.add_argument(
        "--weights",
        nargs="+",
        type=float,
        default=[0.1, 0.2, 0.3],
        help="of a logit beside the fused score, which is 0 to 1",
    )
    options = parser.parse_args()
    collection = read_collection(options.collection)
    if options.questions:
        drawn = random.Random(_SEED).sample(sorted(collection.queries), options.questions)
        collection = replace(collection, queries={q: collection.queries[q] for q in drawn})
    report(collection, Scorer.open(options.model), options.weights)


if __name__ == "__main__":
    main()

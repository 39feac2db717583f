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

FIRST = 20  # passages that are read
_SEED = 7


def reread(own: Own, scorer: Scorer, texts: Sequence[str], query: str, weight: float) -> tuple[list[int], list[int]]:
    """Rows as fused, and as ordered by fused score plus `weight` times the best window's logit; best first."""
    ranked = own.scored(query)
    rows = [row for row, _ in ranked]
    read = {
        row: score + weight * max(scorer.logits(query, [texts[row][a:b] for a, b in scorer.windows(texts[row])]))
        for row, score in ranked[:FIRST]
    }
    return rows, [*sorted(read, key=lambda row: -read[row]), *rows[FIRST:]]


def report(collection: Collection, scorer: Scorer, weight: float) -> None:
    """Print the measures of both orders with their difference, and what reading costs."""
    own = Own.build(collection.texts, Encoder.open(MODELS / "encoder"), lambda *_: None)
    start = time.process_time()
    both = {q: reread(own, scorer, collection.texts, text, weight) for q, text in collection.queries.items()}
    spent = (time.process_time() - start) * 1000 / len(both)
    fused, anew = (measure_rankings(collection, {q: orders[n] for q, orders in both.items()}) for n in (0, 1))
    print(
        f"\n## {collection.name}: {len(collection.ids)} passages, {len(both)} questions, {spent:.0f} processor ms a question"
    )
    print("\n| | " + " | ".join(SHOWN) + " |\n| --- | --- | --- | --- |")
    for name, values in (("fused", fused), ("read again", anew)):
        print(f"| {name} | {' | '.join(told(interval(list(values[m].values()))) for m in SHOWN)} |")
    gaps = {m: difference(anew[m], fused[m]) for m in SHOWN}
    print(f"| gained | {' | '.join(told(gap) for gap in gaps.values() if gap)} |")


def main() -> None:
    """Read the command line and report on the collection it names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", type=Path, help="folder in BEIR's layout")
    parser.add_argument("--questions", type=int, help="only so many, drawn with a fixed seed")
    parser.add_argument("--model", type=Path, default=MODELS / "evidence", help="folder of an evidence model")
    parser.add_argument("--weight", type=float, default=0.15, help="of a logit beside the fused score, which is 0 to 1")
    options = parser.parse_args()
    collection = read_collection(options.collection)
    if options.questions:
        drawn = random.Random(_SEED).sample(sorted(collection.queries), options.questions)
        collection = replace(collection, queries={q: collection.queries[q] for q in drawn})
    report(collection, Scorer.open(options.model), options.weight)


if __name__ == "__main__":
    main()

"""Compare encoders as retrievers, alone and fused with BM25: python -m evals.encoders.compare --help.

Each model is a folder as index.encoder.Encoder opens it, so what is measured is what would be served.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from evals.baselines.bm25 import Bm25
from evals.beir import Collection, measure_rankings, read_collection
from evals.encoders.data import load_sources
from evals.intervals import Interval, difference, interval
from evals.own import Own
from index.encoder import Encoder
from index.words import stems

QUESTIONS = Path(__file__).with_name("questions.jsonl")
SHOWN = ("RR@10", "Success@5", "nDCG@10")
Values = Mapping[str, Mapping[str, float]]  # measure -> question -> value


def paraphrased(collection: Collection) -> set[str]:
    """The questions that share at most one content word with each passage that answers them."""
    texts = dict(zip(collection.ids, map(set, map(stems, collection.texts)), strict=True))
    return {
        q
        for q, text in collection.queries.items()
        if all(len(set(stems(text)) & texts[name]) <= 1 for name, grade in collection.qrels[q].items() if grade)
    }


def results(collection: Collection, folders: Sequence[Path], weights: Sequence[float]) -> dict[str, Values]:
    """The values of BM25, each encoder alone and fused at each weight, by name; prints milliseconds of each encoder."""
    bm25 = Bm25()
    bm25.build(collection.texts)
    found: dict[str, Values] = {"BM25": _measured(collection, lambda q: [row for row, _ in bm25.search(q, 100)])}
    print("\n| processor ms | question | passage |\n| --- | --- | --- |")
    for folder in folders:
        encoder = Encoder.open(folder)
        start = time.process_time()
        own = Own.build(collection.texts, encoder, lambda *_: None)
        passage = (time.process_time() - start) * 1000 / len(collection.texts)
        start = time.process_time()
        found[encoder.name] = _measured(collection, own.dense)
        question = (time.process_time() - start) * 1000 / len(collection.queries)
        for weight in weights:
            found[f"{encoder.name} {weight:g}, BM25"] = _measured(collection, partial(own.fused, weight=weight))
        print(f"| {encoder.name} | {question:.1f} | {passage:.1f} |")
    return found


def _measured(collection: Collection, rank: Callable[[str], Sequence[int]]) -> Values:
    return measure_rankings(collection, {q: list(rank(text)) for q, text in collection.queries.items()})


def report(collection: Collection, folders: Sequence[Path], weights: Sequence[float]) -> None:
    """Print Markdown tables of a collection: times, all questions, paraphrased ones, differences to the first encoder."""
    print(f"\n## {collection.name}: {len(collection.ids)} passages, {len(collection.queries)} questions")
    found = results(collection, folders, weights)
    subset = paraphrased(collection)
    for title, asked in (("all", set(collection.queries)), (f"paraphrased ({len(subset)})", subset)):
        if asked:
            print(f"\n| {title} | " + " | ".join(SHOWN) + " |\n| --- | --- | --- | --- |")
            for name, values in found.items():
                cells = (told(interval([values[m][q] for q in sorted(asked)])) for m in SHOWN)
                print(f"| {name} | {' | '.join(cells)} |")
    first, *others = [name for name in found if name != "BM25" and ", BM25" not in name]
    for name in others:
        if gap := difference(found[name][SHOWN[0]], found[first][SHOWN[0]]):
            print(f"\n{SHOWN[0]}, {name} minus {first}: {told(gap)}")


def told(found: Interval) -> str:
    """A mean with its 95 % bootstrap interval."""
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"


def main() -> None:
    """Read the command line and report on the collections it names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="encoder folders; differences are to the first")
    parser.add_argument("--sources", type=Path, help="folder of the source texts (.txt)")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--beir", type=Path, help="folder in BEIR's layout")
    parser.add_argument("--weights", nargs="*", type=float, default=[0.5], help="weights of dense in the fusion")
    options = parser.parse_args()
    if options.sources:
        sources = load_sources(options.sources, options.questions)
        report(sources.as_collection(), options.folders, options.weights)
    if options.beir:
        report(read_collection(options.beir), options.folders, options.weights)


if __name__ == "__main__":
    main()

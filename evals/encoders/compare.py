"""Compare encoders as retrievers, alone and fused with BM25: python -m evals.encoders.compare --help.

Each model is a folder as index.encoder.Encoder opens it, so what is measured is what would be served.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bm25s
import ir_measures
import numpy as np
import numpy.typing as npt
import Stemmer
from ir_measures import RR, Success, nDCG

from evals.encoders.data import Collection, Question, load_beir, load_sources
from index.encoder import Encoder

Array = npt.NDArray[Any]
MEASURES = (RR @ 10, Success @ 5, nDCG @ 10)
DEPTH = 100
QUESTIONS = Path(__file__).with_name("questions.jsonl")


def words(texts: Sequence[str]) -> list[list[str]]:
    """Return each text's stems without stop words."""
    stemmer = Stemmer.Stemmer("english")
    tokens = bm25s.tokenize(list(texts), stopwords="en_plus", stemmer=stemmer, return_ids=False, show_progress=False)
    return [list(of) for of in tokens]


def paraphrased(collection: Collection) -> list[Question]:
    """Return the questions that share at most one content word with each passage that answers them."""
    stems = dict(
        zip(
            (one.id for one in collection.passages),
            words([one.text for one in collection.passages]),
            strict=True,
        )
    )
    asked = words([one.text for one in collection.questions])
    return [
        question
        for question, of in zip(collection.questions, asked, strict=True)
        if all(len(set(of) & set(stems[passage])) <= 1 for passage in question.passages)
    ]


def bm25_scores(collection: Collection) -> Array:
    """Score every passage for every question with BM25: [questions, passages]."""
    retriever = bm25s.BM25()
    retriever.index(words([one.text for one in collection.passages]), show_progress=False)
    return np.stack([retriever.get_scores(of) for of in words([one.text for one in collection.questions])])


def dense_scores(collection: Collection, encoder: Encoder) -> tuple[Array, float, float]:
    """Cosines [questions, passages], and the processor's milliseconds a question and a passage took."""
    encoder.encode_queries(["warm up"])
    passages, passage_ms = timed(encoder.encode_passages, [one.text for one in collection.passages])
    queries, query_ms = timed(encoder.encode_queries, [one.text for one in collection.questions])
    return queries @ passages.T, query_ms, passage_ms


def timed(encode: Callable[[Sequence[str]], Array], texts: list[str]) -> tuple[Array, float]:
    """Return the vectors of texts and the milliseconds of processor time for one text."""
    start = time.process_time()
    vectors = encode(texts)
    return vectors, (time.process_time() - start) * 1000 / len(texts)


def fused(dense: Array, sparse: Array, weight: float) -> Array:
    """Fuse the best 100 of each: min-max scaling, convex sum, `weight` to dense (Bruch et al. 2023)."""
    return weight * scaled(dense) + (1 - weight) * scaled(sparse)


def scaled(scores: Array) -> Array:
    """Scale each row's best 100 scores to 0..1; the others are 0."""
    depth = min(DEPTH, scores.shape[1])
    least = np.sort(scores, axis=1)[:, -depth][:, None]
    reach = scores.max(axis=1, keepdims=True) - least
    return np.asarray(np.clip((scores - least) / np.where(reach == 0, 1, reach), 0, 1))


def measure(collection: Collection, scores: Array) -> dict[str, Array]:
    """Return each measure's value for each question, in the collection's order."""
    truth = [ir_measures.Qrel(one.id, passage, 1) for one in collection.questions for passage in one.passages]
    run = []
    for question, row in zip(collection.questions, scores, strict=True):
        best = np.argsort(-row, kind="stable")[:DEPTH]
        # Ranks as scores: trec_eval would order ties by passage id.
        run += [
            ir_measures.ScoredDoc(question.id, collection.passages[at].id, float(-rank)) for rank, at in enumerate(best)
        ]
    values: dict[tuple[str, str], float] = {
        (str(one.measure), one.query_id): one.value for one in ir_measures.iter_calc(MEASURES, truth, run)
    }
    return {
        str(name): np.array([values[str(name), question.id] for question in collection.questions]) for name in MEASURES
    }


def interval(values: Array) -> str:
    """Return a mean with its 95 % percentile bootstrap interval over questions (2,000 draws)."""
    draws = np.random.default_rng(0).integers(0, len(values), (2000, len(values)))
    low, high = np.percentile(values[draws].mean(axis=1), [2.5, 97.5])
    return f"{values.mean():.3f} ({low:.3f} to {high:.3f})"


def report(collection: Collection, folders: Sequence[Path], weights: Sequence[float]) -> None:
    """Print Markdown tables of a collection: all questions, paraphrased ones, differences, times."""
    subset = {one.id for one in paraphrased(collection)}
    chosen = np.array([one.id in subset for one in collection.questions])
    sparse = bm25_scores(collection)
    results = {"BM25": measure(collection, sparse)}
    times = []
    for folder in folders:
        encoder = Encoder.open(folder)
        dense, query_ms, passage_ms = dense_scores(collection, encoder)
        results[encoder.name] = measure(collection, dense)
        for weight in weights:
            results[f"{encoder.name} {weight}, BM25"] = measure(collection, fused(dense, sparse, weight))
        times.append(f"| {encoder.name} | {query_ms:.1f} | {passage_ms:.1f} |")
    print(f"\n## {collection.name}: {len(collection.passages)} passages, {len(collection.questions)} questions")
    for title, keep in (("all", np.ones_like(chosen)), (f"paraphrased ({chosen.sum()})", chosen)):
        if not keep.any():
            continue
        print(f"\n| {title} | " + " | ".join(map(str, MEASURES)) + " |\n| --- | --- | --- | --- |")
        for name, values in results.items():
            print(f"| {name} | " + " | ".join(interval(values[str(one)][keep]) for one in MEASURES) + " |")
    print()
    lead = str(MEASURES[0])
    names = [name for name in results if name != "BM25"]
    for at, name in enumerate(names[len(weights) + 1 :]):
        first = names[at % (len(weights) + 1)]
        print(f"{lead}, {name} minus {first}: {interval(results[name][lead] - results[first][lead])}")
    print("\n| ms of one processor | question | passage |\n| --- | --- | --- |\n" + "\n".join(times))


def main() -> None:
    """Read the command line and report on the collections it names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="encoder folders; differences are to the first")
    parser.add_argument("--sources", type=Path, help="folder of the source texts (.txt)")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--beir", type=Path, help="folder in BEIR's layout")
    parser.add_argument("--limit", type=int, default=300, help="questions drawn from the BEIR folder")
    parser.add_argument("--weights", nargs="*", type=float, default=[0.5], help="weights of dense in the fusion")
    options = parser.parse_args()
    if options.sources:
        report(load_sources(options.sources, options.questions), options.folders, options.weights)
    if options.beir:
        report(load_beir(options.beir, options.limit), options.folders, options.weights)


if __name__ == "__main__":
    main()

"""Compare two makings of sentence vectors: each sentence encoded alone, or pooled from its passage's token states.

python -m evals.encoders.spans FOLDER --sources DIR. Gold is the sentence that holds a question's gold fragment.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from evals.encoders.compare import MEASURES, QUESTIONS, Array, interval, measure
from evals.encoders.data import Collection, Passage, Question, load_sources
from index.encoder import Encoder


def sentences_of(collection: Collection) -> Collection:
    """Return the collection with each sentence as a passage of its own, and questions that point to sentences."""
    singles = [
        (passage.id, Passage(f"{passage.id}.{number}", passage.document, (sentence,)))
        for passage in collection.passages
        for number, sentence in enumerate(passage.sentences)
    ]
    questions = []
    for question in collection.questions:
        gold = frozenset(
            single.id
            for passage, single in singles
            if passage in question.passages and any(fragment in single.text for fragment in question.fragments)
        )
        if gold:  # a fragment across two sentences marks neither
            questions.append(Question(question.id, question.text, gold))
    return Collection("sentences", tuple(single for _, single in singles), tuple(questions))


def alone(encoder: Encoder, collection: Collection) -> Array:
    """Encode each sentence by itself: [sentences, dimension]."""
    return encoder.encode_passages([sentence for passage in collection.passages for sentence in passage.sentences])


def pooled(encoder: Encoder, collection: Collection) -> Array:
    """Pool each sentence from its passage's pass: [sentences, dimension]."""
    texts, spans = [one.text for one in collection.passages], [one.spans for one in collection.passages]
    return np.concatenate(encoder.encode_with_spans(texts, spans)[1])


def within_passage(collection: Collection, scores: Array) -> Array:
    """Reciprocal rank of the gold sentence among its own passage's, for each question and gold passage."""
    home = np.array([one.id.split(".")[0] for one in collection.passages])
    place = {one.id: at for at, one in enumerate(collection.passages)}
    ranks = []
    for question, row in zip(collection.questions, scores, strict=True):
        for passage in sorted({one.split(".")[0] for one in question.passages}):
            best = max(row[place[one]] for one in question.passages if one.split(".")[0] == passage)
            ranks.append(1 / (1 + int((row[home == passage] > best).sum())))
    return np.array(ranks)


def main() -> None:
    """Print both makings' measures and times as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="encoder folder")
    parser.add_argument("--sources", type=Path, required=True, help="folder of the source texts (.txt)")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    options = parser.parse_args()
    collection = load_sources(options.sources, options.questions)
    sentences = sentences_of(collection)
    encoder = Encoder.open(options.folder)
    queries = encoder.encode_queries([question.text for question in sentences.questions])
    makings: tuple[Callable[[Encoder, Collection], Array], ...] = (alone, pooled)
    vectors, results = [], []
    print(f"{len(sentences.passages)} sentences, {len(sentences.questions)} questions")
    print("\n| making | " + " | ".join(map(str, MEASURES)) + " | RR in passage | ms a passage |")
    print("| --- | --- | --- | --- | --- | --- |")
    for making in makings:
        start = time.process_time()
        vectors.append(making(encoder, collection))
        spent = (time.process_time() - start) * 1000 / len(collection.passages)
        scores = queries @ vectors[-1].T
        found, inside = measure(sentences, scores), within_passage(sentences, scores)
        results.append((found[str(MEASURES[0])], inside))
        cells = [interval(found[str(one)]) for one in MEASURES] + [interval(inside), f"{spent:.1f}"]
        print(f"| {making.__name__} | " + " | ".join(cells) + " |")
    (all_alone, inside_alone), (all_pooled, inside_pooled) = results
    print(f"\npooled minus alone: {MEASURES[0]} {interval(all_pooled - all_alone)}, ", end="")
    print(f"in passage {interval(inside_pooled - inside_alone)}")


if __name__ == "__main__":
    main()

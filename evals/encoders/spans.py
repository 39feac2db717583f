"""Compare two makings of sentence vectors: encoded alone, or pooled from the passage's token states.

python -m evals.encoders.spans FOLDER --sources DIR. Gold is the sentence with a question's gold fragment.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from evals.encoders.compare import MEASURES, QUESTIONS, Array, interval, measure
from evals.encoders.data import Collection, Passage, Question, load_sources
from index.encoder import Encoder


def sentences_of(collection: Collection) -> Collection:
    """Return the collection with each sentence as a passage, and questions that point to sentences."""
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
    marked = {question.id for question in sentences.questions}
    collection = replace(collection, questions=tuple(one for one in collection.questions if one.id in marked))
    encoder = Encoder.open(options.folder)
    queries = encoder.encode_queries([question.text for question in sentences.questions])
    whole = queries @ encoder.encode_passages([one.text for one in collection.passages]).T
    # What a service knows of a sentence: its own cosine, and that of the passage it stands in.
    context = np.repeat(whole, [len(one.sentences) for one in collection.passages], axis=1)
    makings: dict[str, Callable[[Encoder, Collection], Array]] = {"alone": alone, "pooled": pooled}
    found: dict[str, Array] = {}
    by_passage = {"passage's cosine": whole}
    starts = np.cumsum([0, *(len(one.sentences) for one in collection.passages)])[:-1]
    print(f"{len(sentences.passages)} sentences, {len(sentences.questions)} questions\n")
    print("| sentence vectors | " + " | ".join(map(str, MEASURES)) + " |\n| --- | --- | --- | --- |")
    for name, making in makings.items():
        start = time.process_time()
        cosines = queries @ making(encoder, collection).T
        spent = (time.process_time() - start) * 1000 / len(collection.passages)
        best = np.maximum.reduceat(cosines, starts, axis=1)
        by_passage[f"passage's cosine + best sentence's, {name}"] = whole + best
        for label, scores in ((name, cosines), (f"{name}, passage's cosine added", cosines + context)):
            values = measure(sentences, scores)
            found[label] = values[str(MEASURES[0])]
            print(f"| {label} | " + " | ".join(interval(values[str(one)]) for one in MEASURES) + " |")
        found[f"{name} in its passage"] = within_passage(sentences, cosines)
        inside = interval(found[f"{name} in its passage"])
        print(f"| {name}: RR in its own passage | {inside} | {spent:.0f} ms a passage | |")
    print()
    for suffix in ("", ", passage's cosine added", " in its passage"):
        print(f"RR, pooled minus alone{suffix}: {interval(found[f'pooled{suffix}'] - found[f'alone{suffix}'])}")
    print("\n| passages by | " + " | ".join(map(str, MEASURES)) + " |\n| --- | --- | --- | --- |")
    for name, scores in by_passage.items():
        values = measure(collection, scores)
        print(f"| {name} | " + " | ".join(interval(values[str(one)]) for one in MEASURES) + " |")


if __name__ == "__main__":
    main()

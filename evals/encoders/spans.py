"""Compare two makings of sentence vectors: encoded alone, or pooled from the passage's token states.

python -m evals.encoders.spans FOLDER --sources DIR. Gold is the sentence with a question's gold fragment.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.beir import measure_rankings
from evals.encoders.compare import QUESTIONS, SHOWN, told
from evals.encoders.data import Passage, Question, Sources, load_sources
from evals.intervals import interval
from evals.retrieval import DEPTH
from index.encoder import Encoder

Array = npt.NDArray[Any]


def sentences_of(collection: Sources) -> Sources:
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
    return Sources(tuple(single for _, single in singles), tuple(questions))


def alone(encoder: Encoder, collection: Sources) -> Array:
    """Encode each sentence by itself: [sentences, dimension]."""
    return encoder.encode_passages([sentence for passage in collection.passages for sentence in passage.sentences])


def pooled(encoder: Encoder, collection: Sources) -> Array:
    """Pool each sentence from its passage's pass: [sentences, dimension]."""
    texts, spans = [one.text for one in collection.passages], [one.spans for one in collection.passages]
    return np.concatenate(encoder.encode_with_spans(texts, spans)[1])


def within_passage(collection: Sources, scores: Array) -> list[float]:
    """Reciprocal rank of the gold sentence among its own passage's, for each question and gold passage."""
    home = np.array([one.id.split(".")[0] for one in collection.passages])
    place = {one.id: at for at, one in enumerate(collection.passages)}
    ranks = []
    for question, row in zip(collection.questions, scores, strict=True):
        for passage in sorted({one.split(".")[0] for one in question.passages}):
            best = max(row[place[one]] for one in question.passages if one.split(".")[0] == passage)
            ranks.append(1 / (1 + int((row[home == passage] > best).sum())))
    return ranks


def ranked(sources: Sources, scores: Array) -> dict[str, list[float]]:
    """Measure -> values in the order of the questions, of scores [questions, passages]."""
    collection = sources.as_collection()
    best = np.argsort(-scores, axis=1, kind="stable")[:, :DEPTH].tolist()
    rankings = dict(zip(collection.queries, best, strict=True))
    return {m: [of[q] for q in collection.queries] for m, of in measure_rankings(collection, rankings).items()}


def row(name: str, values: dict[str, list[float]]) -> str:
    """A line of a Markdown table."""
    return f"| {name} | " + " | ".join(told(interval(values[m])) for m in SHOWN) + " |"


def main() -> None:
    """Print both makings' measures and times as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="encoder folder")
    parser.add_argument("--sources", type=Path, required=True, help="folder of the source texts (.txt)")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    options = parser.parse_args()
    sources = load_sources(options.sources, options.questions)
    sentences = sentences_of(sources)
    marked = {question.id for question in sentences.questions}
    sources = replace(sources, questions=tuple(one for one in sources.questions if one.id in marked))
    compare(Encoder.open(options.folder), sources, sentences)


def compare(encoder: Encoder, sources: Sources, sentences: Sources) -> None:
    """Print how well each making finds the sentence, alone and with its passage's cosine, and the passage."""
    queries = encoder.encode_queries([question.text for question in sentences.questions])
    whole = queries @ encoder.encode_passages([one.text for one in sources.passages]).T
    # What a service knows of a sentence: its own cosine, and that of the passage it stands in.
    context = np.repeat(whole, [len(one.sentences) for one in sources.passages], axis=1)
    makings: dict[str, Callable[[Encoder, Sources], Array]] = {"alone": alone, "pooled": pooled}
    found: dict[str, list[float]] = {}
    by_passage = {"passage's cosine": whole}
    starts = np.cumsum([0, *(len(one.sentences) for one in sources.passages)])[:-1]
    print(f"{len(sentences.passages)} sentences, {len(sentences.questions)} questions\n")
    print(f"| sentence vectors | {' | '.join(SHOWN)} |\n| --- | --- | --- | --- |")
    for name, making in makings.items():
        start = time.process_time()
        cosines = queries @ making(encoder, sources).T
        spent = (time.process_time() - start) * 1000 / len(sources.passages)
        by_passage[f"passage's cosine + best sentence's, {name}"] = whole + np.maximum.reduceat(cosines, starts, axis=1)
        for label, scores in ((name, cosines), (f"{name}, passage's cosine added", cosines + context)):
            values = ranked(sentences, scores)
            found[label] = values[SHOWN[0]]
            print(row(label, values))
        found[f"{name} in its passage"] = inside = within_passage(sentences, cosines)
        print(f"| {name}: RR in its own passage | {told(interval(inside))} | {spent:.0f} ms a passage | |")
    print()
    for suffix in ("", ", passage's cosine added", " in its passage"):
        gaps = np.subtract(found[f"pooled{suffix}"], found[f"alone{suffix}"])
        print(f"RR, pooled minus alone{suffix}: {told(interval(gaps.tolist()))}")
    print(f"\n| passages by | {' | '.join(SHOWN)} |\n| --- | --- | --- | --- |")
    for name, scores in by_passage.items():
        print(row(name, ranked(sources, scores)))


if __name__ == "__main__":
    main()

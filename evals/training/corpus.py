"""The passages written for training as a corpus with its questions: python -m evals.training.corpus OUT.

OUT/corpus holds a note for each title, OUT/held-out.jsonl and OUT/trained.jsonl the questions in the form of
evals/questions/README.md: `guide ingest` the one, then fit and test on the questions that were held out.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.errors import EvaluationError
from evals.training.written import Passage, read_passages

NEAR_MISS = "unanswerable-near"
_LONGEST_ITEM = 15  # words: what is longer and ends like a sentence is no item of a list


def write_corpus(passages: Sequence[Passage], out: Path) -> int:
    """Write notes and both sets of questions; returns how many notes. EvaluationError when OUT cannot be written."""
    names: dict[str, str] = {}
    for passage in passages:
        slug = re.sub(r"[^a-z0-9]+", "-", passage.title.lower())[:50].strip("-")
        names.setdefault(passage.title, f"{len(names) + 1:03d}-{slug}.md")
    try:
        (out / "corpus").mkdir(parents=True, exist_ok=True)
        for title, name in names.items():
            note = _note(title, [passage for passage in passages if passage.title == title])
            (out / "corpus" / name).write_text(note, "utf-8")
        for file, held_out in (("held-out.jsonl", True), ("trained.jsonl", False)):
            lines = [json.dumps(line, ensure_ascii=False) for line in _questions(passages, names, held_out)]
            (out / file).write_text("\n".join([*lines, ""]), "utf-8")
    except OSError as error:
        raise EvaluationError(f"{out} cannot be written ({error.strerror}). Name another folder.") from error
    return len(names)


def _note(title: str, passages: Sequence[Passage]) -> str:
    blocks = [f"# {title}"]
    for passage in passages:
        blocks += [f"## {passage.heading}"] if passage.heading else []
        blocks += _blocks(passage.sentences)
    return "\n\n".join(blocks) + "\n"


def _blocks(sentences: Sequence[str]) -> Iterator[str]:
    """Paragraphs and lists: a sentence that ends in a colon leads in a list of the short lines after it."""
    paragraph: list[str] = []
    items: list[str] = []
    for sentence in sentences:
        leads_in = bool(paragraph) and paragraph[-1].endswith(":")
        if leads_in and (len(sentence.split()) <= _LONGEST_ITEM or not sentence.endswith(".")):
            items.append(f"- {sentence}")
            continue
        if items:
            yield from (" ".join(paragraph), "\n".join(items))
            paragraph, items = [], []
        paragraph.append(sentence)
    yield " ".join(paragraph)
    if items:
        yield "\n".join(items)


def _questions(passages: Sequence[Passage], names: dict[str, str], held_out: bool) -> Iterator[dict[str, Any]]:
    for n, passage in enumerate(passages):
        for k, asked in enumerate(passage.asked):
            if passage.is_held_out == held_out:
                yield {
                    "id": f"written-{n:03d}-{k}",
                    "question": asked.question,
                    "kind": asked.kind if asked.answers else NEAR_MISS,
                    "answerable": bool(asked.answers),
                    "document": names[passage.title],
                    "evidence": [passage.sentences[answer] for answer in asked.answers],
                }


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.corpus", description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, metavar="OUT")
    out = parser.parse_args(arguments).out
    try:
        passages = read_passages()
        notes = write_corpus(passages, out)
    except EvaluationError as error:
        print(error, file=sys.stderr)
        return 1
    held = sum(len(passage.asked) for passage in passages if passage.is_held_out)
    print(f"{notes} notes of {len(passages)} passages in {out / 'corpus'}, {held} questions held out")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A small SQuAD and SelQA of our own, in the files' own forms."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals.training.pairs import SELQA_FILES, SQUAD_FILE


def article(title: str, *paragraphs: tuple[str, list[tuple[str, str]]]) -> dict[str, Any]:
    """An article of SQuAD: paragraphs of text, each with (question, answer) pairs."""

    def asked(text: str, question: str, answer: str) -> dict[str, Any]:
        return {"question": question, "answers": [{"text": answer, "answer_start": text.index(answer)}]}

    return {
        "title": title,
        "paragraphs": [{"context": text, "qas": [asked(text, *pair) for pair in pairs]} for text, pairs in paragraphs],
    }


MILL = (
    "The mill was built by Ann Price in 1840. It ground oats for the town of Lowick. A flood closed it in 1911."
    " The wheel went to the museum of Harbour City, where it still turns on Sundays.",
    [
        ("Who built the mill?", "Ann Price"),
        ("What did the mill grind for Lowick?", "oats"),
        ("When was the mill closed?", "1911"),
        ("Where did the wheel go?", "the museum of Harbour City"),
    ],
)
BRIDGE = (
    "The bridge at Lowick has nine arches. Tolls were taken there until 1885. Bo Reed, an engineer, widened it twice.",
    [("How many arches has the bridge?", "nine"), ("Who widened the bridge?", "Bo Reed")],
)
ORCHESTRA = (
    "The orchestra has sixty players. It gives twelve concerts each winter. Its hall in Moor Street burnt down in 1952.",
    [("How many players has the orchestra?", "sixty"), ("When did the hall burn down?", "1952")],
)
HELD_OUT = (
    "Estonia lies on the Baltic Sea. Its capital is Tallinn. About half of the land is forest, much of it pine.",
    [("What is the capital of Estonia?", "Tallinn"), ("How much of Estonia is forest?", "About half")],
)
SELQA = {
    "question": "what do swifts eat",
    "article": "Swift",
    "candidates": [
        "Swifts nest in roofs.",
        "They eat insects in flight.",
        "Their legs are short.",
        "They winter far away.",
    ],
    "answers": [1],
}


@pytest.fixture
def public_data(tmp_path: Path) -> Path:
    """A folder as the one with the public data sets; one of its articles is always held out."""
    folder = tmp_path / "public"
    folder.mkdir()
    articles = [
        article("Lowick", MILL, BRIDGE),
        article("The_Harbour_Orchestra", ORCHESTRA),
        article("Estonia", HELD_OUT),
    ]
    with gzip.open(folder / SQUAD_FILE, "wt", encoding="utf-8") as file:
        json.dump({"data": articles}, file)
    for name in SELQA_FILES:
        with gzip.open(folder / name, "wt", encoding="utf-8") as file:
            json.dump([SELQA], file)
    return folder

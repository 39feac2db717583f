"""Groups of question and text pairs from SQuAD 1.1 (Rajpurkar et al. 2016) and SelQA (Jurczyk et al. 2016).

A group is one question with a text that answers it, which stands first, texts that do not, and questions changed so
that the first text no longer answers them. A text is a title and a window of one to a few whole sentences.
"""

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from evals.baselines.bm25 import Bm25
from evals.errors import EvaluationError
from evals.questions import read_lines
from evals.training.swaps import NAME, premise, reworded, swapped

SQUAD_FILE = "squad-train-v1.1.json.gz"
SELQA_FILES = ("selqa-ass-dev.json.gz", "selqa-ass-test.json.gz")
HELD_OUT = Path(__file__).with_name("held-out-articles.txt")
WINDOW = 60  # words
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”']?\s+(?=[A-Z\"“0-9])")
_PREMISED = 0.12  # share of groups with a false premise
_NEAREST = 20
_FEWEST_WORDS = 5  # of a text that does not answer

Span = tuple[int, int]
Place = tuple[int, int]  # number of a paragraph, number of its sentence


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a text.

    Attributes:
        answers: whether the text answers it.
        kind: "right", where a text that does not answer comes from, or what was changed in the question.
        start, end: the answer's characters in the text, end excluded; -1 where they are not known.
    """

    question: str
    text: str
    answers: bool
    kind: str
    start: int = -1
    end: int = -1


Group = list[Pair]  # the one that answers stands first


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of SQuAD with its answer and where that begins in the paragraph, in characters."""

    question: str
    answer: str
    at: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of an article: `sentences` are spans of its text."""

    title: str
    text: str
    sentences: tuple[Span, ...]
    asked: tuple[Asked, ...]

    def sentence_of(self, asked: Asked) -> int | None:
        """Number of the sentence that holds the whole answer; None when none does."""
        end = asked.at + len(asked.answer)
        return next((n for n, (a, b) in enumerate(self.sentences) if a <= asked.at and end <= b), None)

    def titled(self, span: Span) -> str:
        """A stretch under the article's title, as the model reads it."""
        return f"{self.title}. {self.text[slice(*span)]}"


def read_squad(folder: Path) -> list[Paragraph]:
    """All paragraphs in the order of the file; EvaluationError when it cannot be read."""
    found = []
    for article in _json(folder / SQUAD_FILE)["data"]:
        title = unquote(article["title"]).replace("_", " ")
        for p in article["paragraphs"]:
            answers = ((qa["question"].strip(), qa["answers"][0]) for qa in p["qas"])
            asked = tuple(Asked(question, a["text"], a["answer_start"]) for question, a in answers)
            found.append(Paragraph(title, p["context"], tuple(_sentences(p["context"])), asked))
    return found


def held_out(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Those of the articles that are kept for testing."""
    articles = held_out_articles()
    return [paragraph for paragraph in paragraphs if fold_title(paragraph.title) in articles]


def without(paragraphs: Sequence[Paragraph], titles: frozenset[str]) -> list[Paragraph]:
    """Those that may be trained on: neither held out nor of an article whose folded title is among these."""
    kept_out = titles | held_out_articles()
    return [paragraph for paragraph in paragraphs if fold_title(paragraph.title) not in kept_out]


def held_out_articles() -> frozenset[str]:
    """Folded titles of the articles of SQuAD that are never trained on: drawn by lot, once, and kept for testing."""
    return frozenset(map(fold_title, HELD_OUT.read_text("utf-8").splitlines()))


def titles_of(path: Path) -> frozenset[str]:
    """Folded titles of a file of JSON lines with a "title"; EvaluationError names a line without one."""
    titles = set()
    for n, record in read_lines(path):
        if not isinstance(record.get("title"), str):
            raise EvaluationError(f'{path}, line {n}: the field "title" is missing. Add it, or leave the line out.')
        titles.add(fold_title(record["title"]))
    return frozenset(titles)


def fold_title(title: str) -> str:
    """Letters and digits alone, since copies of SQuAD write titles differently."""
    return re.sub(r"[^a-z0-9]", "", unquote(title).lower())


def squad_groups(paragraphs: Sequence[Paragraph], seed: int) -> Iterator[Group]:
    """A group for each question that has one sentence for its answer, in random order."""
    rng = random.Random(seed)
    places = [(i, n) for i, p in enumerate(paragraphs) for n in range(len(p.sentences))]
    nearest = near_finder(places, [paragraphs[i].titled(paragraphs[i].sentences[n]) for i, n in places])
    names: dict[str, set[str]] = defaultdict(set)
    for p in paragraphs:
        names[p.title].update(m.group() for m in NAME.finditer(p.text))
    listed = {title: sorted(of) for title, of in names.items()}
    jobs = [(i, asked) for i, p in enumerate(paragraphs) for asked in p.asked]
    rng.shuffle(jobs)
    for i, asked in jobs:
        n = paragraphs[i].sentence_of(asked)
        if n is not None:
            yield _squad_group(paragraphs, (i, n), asked, nearest(asked.question), listed[paragraphs[i].title], rng)


def near_finder(places: Sequence[Place], texts: Sequence[str]) -> Callable[[str], list[Place]]:
    """A function from a question to the places whose texts come nearest by words, best first."""
    bm25 = Bm25()
    bm25.build(texts)
    return lambda question: [places[row] for row, _ in bm25.search(question, _NEAREST)]


def _squad_group(
    paragraphs: Sequence[Paragraph],
    place: Place,
    asked: Asked,
    near: Sequence[Place],
    names: Sequence[str],
    rng: random.Random,
) -> Group:
    paragraph = paragraphs[place[0]]
    span = grown(place[1], len(paragraph.sentences), lambda a, b: _words(paragraph, a, b), rng)
    start, end = paragraph.sentences[span[0]][0], paragraph.sentences[span[1]][1]
    right, question = paragraph.titled((start, end)), reworded(asked.question, rng)
    at = asked.at - start + len(paragraph.title) + 2
    group = [Pair(question, right, True, "right", at, at + len(asked.answer))]
    for kind, text in _others(paragraphs, place, asked.answer, near, rng):
        if all(text != pair.text for pair in group):
            group.append(Pair(question, text, False, kind))
    changes = [swapped(asked.question, right, asked.answer, names, rng)]
    if rng.random() < _PREMISED:
        here = {m.group() for m in NAME.finditer(paragraph.text[start:end])} | {paragraph.title}
        changes.append(premise(sorted(here), right, rng))
    return group + [Pair(reworded(c.question, rng), right, False, c.way) for c in changes if c]


def _others(
    paragraphs: Sequence[Paragraph], place: Place, answer: str, near: Sequence[Place], rng: random.Random
) -> Iterator[tuple[str, str]]:
    """(kind, text) of up to three texts without the answer: of the paragraph, the article and other articles."""
    i, right = place
    own = [(i, n) for n in range(len(paragraphs[i].sentences)) if n != right]
    title = paragraphs[i].title
    same = [(j, n) for j, n in near if paragraphs[j].title == title and (j, n) != place][:5]
    other = [(j, n) for j, n in near if paragraphs[j].title != title][:6]
    for kind, places, tries in (("paragraph", own, 2), ("article", same, 1), ("elsewhere", other, 1)):
        for j, n in rng.sample(places, min(tries, len(places))):
            text = _without(paragraphs[j], n, answer, rng)
            if text:
                yield kind, text
                break


def _without(paragraph: Paragraph, n: int, answer: str, rng: random.Random) -> str | None:
    """A window round sentence n that does not hold the answer; None when none was found."""
    for _ in range(3):
        low, high = grown(n, len(paragraph.sentences), lambda a, b: _words(paragraph, a, b), rng)
        span = paragraph.sentences[low][0], paragraph.sentences[high][1]
        text = paragraph.text[slice(*span)]
        if answer.lower() not in text.lower() and len(text.split()) >= _FEWEST_WORDS:
            return paragraph.titled(span)
    return None


def grown(n: int, sentences: int, words: Callable[[int, int], int], rng: random.Random) -> Span:
    """First and last sentence of a window round sentence n: it alone half of the time, else neighbours to WINDOW words.

    `words` tells how many words the sentences from one to another have, both included.
    """
    low = high = n
    if rng.random() < 0.5:
        return n, n
    while True:
        sides = [(low - 1, high), (low, high + 1)]
        sides = [(a, b) for a, b in sides if a >= 0 and b < sentences and words(a, b) <= WINDOW]
        if not sides:
            return low, high
        low, high = rng.choice(sides)


def selqa_groups(folder: Path, seed: int, titles: frozenset[str] = frozenset()) -> Iterator[Group]:
    """A group for each sentence that answers a question of SelQA, with up to four others of its section.

    Both sets are of Wikipedia: what is held out of SQuAD, or has a folded title among these, is left out here as well.
    """
    rng, kept_out = random.Random(seed), titles | held_out_articles()
    for name in SELQA_FILES:
        for record in _json(folder / name):
            if fold_title(record["article"]) in kept_out:
                continue
            texts = [f"{record['article']}. {candidate}" for candidate in record["candidates"]]
            right = set(record["answers"])
            wrong = [text for n, text in enumerate(texts) if n not in right]
            question = reworded(record["question"], rng)
            for n in sorted(right):
                others = rng.sample(wrong, min(4, len(wrong)))
                yield [Pair(question, texts[n], True, "right"), *(Pair(question, t, False, "section") for t in others)]


def _json(path: Path) -> Any:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return json.load(file)
    except (OSError, EOFError, ValueError) as error:
        raise EvaluationError(
            f"{path} cannot be read ({error}). passages/README.md says where it comes from."
        ) from error


def _sentences(text: str) -> Iterator[Span]:
    at = 0
    for piece in _SENTENCE_END.split(text):
        start = text.find(piece, at)
        yield start, start + len(piece)
        at = start + len(piece)


def _words(paragraph: Paragraph, low: int, high: int) -> int:
    return len(paragraph.text[paragraph.sentences[low][0] : paragraph.sentences[high][1]].split())

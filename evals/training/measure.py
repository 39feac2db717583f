"""Measures of the evidence model on what it was never trained on.

Choosing: of a paragraph's sentences the one that answers. Telling: questions that a paragraph answers against near
misses, the paragraph read in windows. Reliability: whether what scores 0.8 answers four times in five.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from answer.scoring import Scorer
from evals.fit import logistic
from evals.intervals import FEWEST, Interval, interval
from evals.report.sweeps import Bin
from evals.training.pairs import Paragraph
from evals.training.separation import auc, auc_interval
from evals.training.swaps import NAME, premise, swapped
from evals.training.written import Passage
from index.words import stems

_SEED = 29
_QUESTIONS = 500  # of SQuAD
_PREMISED = 4  # every so many questions one with a false premise
_BINS = 5
RIGHT = "right"

_Kind = TypeVar("_Kind")
Scores = Callable[[str, Sequence[str]], Sequence[float]]  # question, texts -> a score each


@dataclass(frozen=True, slots=True)
class Choice:
    """A question, the sentences of its paragraph under their title, and which of them hold the answer."""

    question: str
    texts: tuple[str, ...]
    right: frozenset[int]


@dataclass(frozen=True, slots=True)
class Case:
    """A question put to a text under its title; `kind` is RIGHT where the text answers, else why it does not."""

    question: str
    above: str
    text: str
    kind: str

    @property
    def answerable(self) -> bool:
        """Whether the text answers the question."""
        return self.kind == RIGHT


@dataclass(frozen=True, slots=True)
class Separation:
    """How well cases that are answered stand apart from near misses of one kind: AUC with its 95 % interval.

    Attributes:
        words: the same by the share of the question's words that the text holds.
        misses: how many near misses there are.
    """

    kind: str
    value: float
    low: float
    high: float
    words: float
    misses: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """From a logit to a chance: 1 / (1 + exp(-(scale * logit + shift))) (Platt 1999)."""

    scale: float
    shift: float

    def chances(self, logits: Sequence[float]) -> list[float]:
        """Chances, 0..1."""
        told = 1 / (1 + np.exp(-(self.scale * np.asarray(logits) + self.shift)))
        return [float(chance) for chance in told]


@dataclass(frozen=True, slots=True)
class Quality:
    """All measures, and the calibration that goes with them.

    Attributes:
        chosen: how often the sentence with the highest score holds the answer; `chosen_by_words` without the model.
        bins: scores after calibration against the share that answers, on passages that it was not fitted on.
        off: mean distance of the two, 0..1.
    """

    chosen: Interval
    chosen_by_words: Interval
    squad: tuple[Separation, ...]
    own: tuple[Separation, ...]
    calibration: Calibration
    bins: tuple[Bin, ...]
    off: float


def by_words(question: str, texts: Sequence[str]) -> list[float]:
    """The share of the question's words that each text holds: what the model has to beat."""
    wanted = set(stems(question))
    return [len(wanted & set(stems(text))) / max(1, len(wanted)) for text in texts]


def choices(paragraphs: Sequence[Paragraph]) -> list[Choice]:
    """Questions of SQuAD on paragraphs of more than one sentence, in random order."""
    found = []
    for p in paragraphs:
        texts = tuple(p.titled(span) for span in p.sentences)
        for asked in p.asked:
            right = frozenset(n for n, (a, b) in enumerate(p.sentences) if asked.answer in p.text[a:b])
            if right and len(texts) > 1 and p.sentence_of(asked) is not None:
                found.append(Choice(asked.question, texts, right))
    return _sample(found)


def squad_cases(paragraphs: Sequence[Paragraph]) -> list[Case]:
    """Questions of SQuAD on their paragraphs, and the same with one thing changed so that they have no answer there."""
    rng = random.Random(_SEED)
    names: dict[str, set[str]] = defaultdict(set)
    for p in paragraphs:
        names[p.title].update(match.group() for match in NAME.finditer(p.text))
    jobs = _sample([(p, asked) for p in paragraphs for asked in p.asked])
    cases = []
    for n, (p, asked) in enumerate(jobs):
        cases.append(Case(asked.question, p.title, p.text, RIGHT))
        changes = [swapped(asked.question, p.text, asked.answer, sorted(names[p.title]), rng)]
        if n % _PREMISED == 0:
            changes.append(premise([p.title, *sorted({m.group() for m in NAME.finditer(p.text)})], p.text, rng))
        cases += [Case(change.question, p.title, p.text, change.way) for change in changes if change]
    return cases


def own_cases(passages: Sequence[Passage]) -> list[Case]:
    """All questions on written passages."""
    return [
        Case(asked.question, passage.above, " ".join(passage.sentences), RIGHT if asked.answers else asked.kind)
        for passage in passages
        for asked in passage.asked
    ]


def logits_of(scorer: Scorer, cases: Sequence[Case]) -> list[float]:
    """The logit of each case: that of its text's best window, each window under the title."""
    return [max(scorer.logits(case.question, _windows(scorer, case)).tolist()) for case in cases]


def measure(scorer: Scorer, paragraphs: Sequence[Paragraph], passages: Sequence[Passage]) -> Quality:
    """All measures of a model, on paragraphs of SQuAD and on the passages among these that are held out."""
    asked, changed = choices(paragraphs), squad_cases(paragraphs)
    fitting = own_cases([p for p in passages if p.is_held_out and not p.is_for_testing])
    testing = own_cases([p for p in passages if p.is_for_testing])
    logits = logits_of(scorer, [*fitting, *testing])
    calibration = calibrated(fitting, logits[: len(fitting)])
    chances = calibration.chances(logits[len(fitting) :])
    bins = reliability(chances, [case.answerable for case in testing])
    return Quality(
        chosen(asked, lambda question, texts: scorer.logits(question, texts).tolist()),
        chosen(asked, by_words),
        separations(scorer, changed, logits_of(scorer, changed)),
        separations(scorer, [*fitting, *testing], logits),
        calibration,
        bins,
        sum(abs(one.confidence - one.right.value) for one in bins) / len(bins),
    )


def calibrated(cases: Sequence[Case], logits: Sequence[float]) -> Calibration:
    """Fitted on cases and their logits."""
    fitted = logistic(
        ["logit"], np.asarray(logits)[:, None], np.asarray([float(c.answerable) for c in cases]), np.ones(len(cases))
    )
    return Calibration(float(fitted.values[0]), fitted.bias)


def chosen(asked: Sequence[Choice], scores: Scores) -> Interval:
    """How often the sentence with the highest score holds the answer."""
    told = []
    for choice in asked:
        given = list(scores(choice.question, choice.texts))
        told.append(float(given.index(max(given)) in choice.right))
    return interval(told)


def separations(scorer: Scorer, cases: Sequence[Case], logits: Sequence[float]) -> tuple[Separation, ...]:
    """Of all near misses, then of each kind of which there are enough, the most frequent first."""
    words = [max(by_words(case.question, _windows(scorer, case))) for case in cases]
    by_kind: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for case, both in zip(cases, zip(logits, words, strict=True), strict=True):
        by_kind[case.kind].append(both)
    right = by_kind.pop(RIGHT)
    kinds = sorted((kind for kind in by_kind if len(by_kind[kind]) >= FEWEST), key=lambda kind: -len(by_kind[kind]))
    missed = {"all": [both for of in by_kind.values() for both in of], **{kind: by_kind[kind] for kind in kinds}}
    return tuple(_separation(kind, right, wrong) for kind, wrong in missed.items())


def _separation(kind: str, right: Sequence[tuple[float, float]], wrong: Sequence[tuple[float, float]]) -> Separation:
    (ours, words), (theirs, their_words) = zip(*right, strict=True), zip(*wrong, strict=True)
    return Separation(kind, auc(ours, theirs), *auc_interval(ours, theirs), auc(words, their_words), len(wrong))


def reliability(chances: Sequence[float], answers: Sequence[bool]) -> tuple[Bin, ...]:
    """Five bins of equally many scores: their mean and the share that answers."""
    ordered = sorted(zip(chances, answers, strict=True))
    edges = [n * len(ordered) // _BINS for n in range(_BINS + 1)]
    bins = []
    for start, end in zip(edges, edges[1:], strict=False):
        sure = [chance for chance, _ in ordered[start:end]]
        right = interval([float(answer) for _, answer in ordered[start:end]])
        bins.append(Bin(sure[0], sure[-1], sum(sure) / len(sure), right))
    return tuple(bins)


def _windows(scorer: Scorer, case: Case) -> list[str]:
    return [f"{case.above}. {case.text[start:end]}" for start, end in scorer.windows(case.text)]


def _sample(found: Sequence[_Kind]) -> list[_Kind]:
    return random.Random(_SEED).sample(found, min(_QUESTIONS, len(found)))

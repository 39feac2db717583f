"""Groups of question and text pairs from the passages written for training: half of the questions are near misses."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set

from evals.training.pairs import Group, Pair, Place, grown, near_finder
from evals.training.written import Asked, Passage

_NEAREST = 5  # of the nearest texts of other documents, one is taken; as many of the document's other passages
LONGEST = 80  # words of an answer that is read as a whole
_WHOLE = 0.6  # share of answers in several sentences next to each other that are read as a whole


def own_groups(passages: Sequence[Passage], seed: int) -> Iterator[Group]:
    """A group for each question that is answered, with near misses of its passage shared out among its groups.

    After the text that answers stand texts of the same passage, of another of the same document and of another document
    that do not, and near misses, each with the sentence that is most like it and with a window anywhere.
    """
    rng = random.Random(seed)
    places = [(i, n) for i, p in enumerate(passages) for n in range(len(p.sentences))]
    nearest = near_finder(places, [passages[i].part(n, n) for i, n in places])
    told = _answers(passages)
    for i, passage in enumerate(passages):
        answered = [asked for asked in passage.asked if asked.answers]
        missed = [asked for asked in passage.asked if not asked.answers]
        rng.shuffle(missed)
        for order, asked in enumerate(answered):
            near = nearest(asked.question)
            group = [Pair(asked.question, _answer(passage, asked, rng), True, "right")]
            group += _of_passage(passage, asked, [n for j, n in near if j == i], rng)
            group += _of_others(passages, passage, asked, near, told[asked.question], rng)
            for miss in missed[order :: len(answered)]:
                group += _misses(passage, miss, [n for j, n in nearest(miss.question) if j == i], rng)
            yield group


def _of_passage(passage: Passage, asked: Asked, near: Sequence[int], rng: random.Random) -> Iterator[Pair]:
    """Up to three windows of the passage that hold no sentence of the answer, one of them by the nearest sentence."""
    wrong = [n for n in range(len(passage.sentences)) if n not in asked.answers]
    first = [n for n in near if n in wrong][:1]
    for n in dict.fromkeys([*first, *rng.sample(wrong, min(2, len(wrong)))]):
        low, high = _span(passage, n, rng)
        if not any(low <= answer <= high for answer in asked.answers):
            yield Pair(asked.question, passage.part(low, high), False, "passage")


def _answers(passages: Sequence[Passage]) -> Mapping[str, set[str]]:
    """By question, the sentences that answer it; passages of one document are asked some questions alike."""
    told: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        for asked in passage.asked:
            told[asked.question].update(passage.sentences[n] for n in asked.answers)
    return told


def _of_others(
    passages: Sequence[Passage],
    passage: Passage,
    asked: Asked,
    near: Sequence[Place],
    told: Set[str],
    rng: random.Random,
) -> Iterator[Pair]:
    """A near text of another passage of the document, and of another document: not one that holds what is `told`."""
    others = [(j, n) for j, n in near if passages[j] is not passage]
    same = [(j, n) for j, n in others if passages[j].title == passage.title][:_NEAREST]
    other = [(j, n) for j, n in others if passages[j].title != passage.title][:_NEAREST]
    for kind, places in (("document", same), ("elsewhere", other)):
        for j, n in rng.sample(places, min(1, len(places))):
            text = _window(passages[j], n, rng)
            if not any(sentence in text for sentence in told):
                yield Pair(asked.question, text, False, kind)


def _misses(passage: Passage, miss: Asked, near: Sequence[int], rng: random.Random) -> Iterator[Pair]:
    anywhere = rng.randrange(len(passage.sentences))
    like = near[0] if near else anywhere
    yield Pair(miss.question, passage.part(like, like), False, "miss")
    yield Pair(miss.question, _window(passage, anywhere, rng), False, "miss")


def _answer(passage: Passage, asked: Asked, rng: random.Random) -> str:
    """A text that answers: the whole answer, such as a list with its lead-in, or a window round one sentence of it."""
    low, high = asked.answers[0], asked.answers[-1]
    whole = high - low + 1 == len(asked.answers) > 1
    if whole and rng.random() < _WHOLE and _counter(passage)(low, high) <= LONGEST:
        return passage.part(low, high)
    return _window(passage, rng.choice(asked.answers), rng)


def _window(passage: Passage, n: int, rng: random.Random) -> str:
    return passage.part(*_span(passage, n, rng))


def _span(passage: Passage, n: int, rng: random.Random) -> tuple[int, int]:
    return grown(n, len(passage.sentences), _counter(passage), rng)


def _counter(passage: Passage) -> Callable[[int, int], int]:
    lengths = [len(sentence.split()) for sentence in passage.sentences]
    return lambda low, high: sum(lengths[low : high + 1])

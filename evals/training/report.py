"""What was measured of an evidence model: in words for people, and as fields of its card."""

from collections.abc import Iterator, Sequence
from typing import Any

from evals.intervals import Interval
from evals.training.measure import Quality, Separation


def told(quality: Quality) -> str:
    """All measures as Markdown."""
    ours, words = quality.chosen, quality.chosen_by_words
    lines = [
        f"The sentence that answers, chosen among those of its paragraph ({ours.n} questions of SQuAD):"
        f" {_interval(ours)}; by words alone {_interval(words)}.",
        "",
        *_table("SQuAD, questions changed so that the paragraph has no answer", quality.squad),
        *_table("our own passages, questions that come near", quality.own),
        "| score | mean | share that answers | texts |",
        "| --- | --- | --- | --- |",
        *(
            f"| {one.low:.2f} to {one.high:.2f} | {one.confidence:.2f} | {_interval(one.right)} | {one.right.n} |"
            for one in quality.bins
        ),
        "",
        f"The score is off by {quality.off:.2f} on the mean.",
    ]
    return "\n".join(lines)


def card_of(quality: Quality) -> Iterator[tuple[str, Any]]:
    """(key, value) of the tables of a card, as index.export.write_card takes them."""
    yield "", "calibration"
    yield "scale", round(quality.calibration.scale, 4)
    yield "shift", round(quality.calibration.shift, 4)
    yield "", "quality"
    yield "sentence_chosen", round(quality.chosen.value, 3)
    yield "calibration_off_by", round(quality.off, 3)
    for name, of in (("squad", quality.squad), ("own", quality.own)):
        yield "", f"quality.auc_{name}"
        yield from ((one.kind, round(one.value, 3)) for one in of)


def _table(title: str, separations: Sequence[Separation]) -> list[str]:
    rows = [
        f"| {one.kind} | {one.value:.3f} ({one.low:.3f} to {one.high:.3f}) | {one.words:.3f} | {one.misses} |"
        for one in separations
    ]
    return [f"| {title} | AUC | by words alone | near misses |", "| --- | --- | --- | --- |", *rows, ""]


def _interval(found: Interval) -> str:
    return f"{found.value:.3f} ({found.low:.3f} to {found.high:.3f})"

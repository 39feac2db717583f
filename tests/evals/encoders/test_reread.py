"""Reading again: what was read is ordered by both scores, what was not stays behind it."""

from evals.encoders.reread import FIRST, reordered

RANKED = [(row, 1 - row / 100) for row in range(FIRST + 3)]


def test_without_weight_nothing_moves() -> None:
    assert reordered(RANKED, [float(-row) for row in range(FIRST)], 0.0) == [row for row, _ in RANKED]


def test_a_passage_that_answers_comes_first_and_what_was_not_read_stays_behind() -> None:
    logits = [-5.0] * FIRST
    logits[7] = 5.0
    assert reordered(RANKED, logits, 0.2) == [
        7,
        *(row for row in range(FIRST) if row != 7),
        FIRST,
        FIRST + 1,
        FIRST + 2,
    ]

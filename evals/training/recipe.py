"""The recipe: what each phase of training reads, at what rate, and what it is tested on meanwhile."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from evals.training.in_domain import own_groups
from evals.training.pairs import Group, held_out, read_squad, selqa_groups, squad_groups, without
from evals.training.train import Phase
from evals.training.written import Passage

_FIRST = 9_000  # groups of SQuAD and SelQA
_SELQA_SHARE = 0.0365  # of the groups: what SelQA has of the questions of both
_AGAIN = 1_500  # further groups of SQuAD in each later phase, so that it does not forget the first
_OWN = ((1, 1e-4),)  # seed and rate: each phase draws other windows and other wrong texts for the same questions
_SQUAD_SEED, _SELQA_SEED, _TEST_SEED, _MIX_SEED = 11, 3, 77, 97
_TESTED = 150  # groups of SQuAD


@dataclass(frozen=True, slots=True)
class Recipe:
    """The phases of training, and groups by test that none of them holds."""

    phases: tuple[Phase, ...]
    tests: Mapping[str, Sequence[Group]]


def recipe(folder: Path, passages: Sequence[Passage], left_out: frozenset[str], first: int = _FIRST) -> Recipe:
    """Groups for training and tests: general ones first, then ours.

    `folder` holds SQuAD and SelQA; articles with a folded title in `left_out` are left out, and so is all that is held
    out for testing. EvaluationError when a file cannot be read.
    """
    paragraphs = read_squad(folder)
    squad = squad_groups(without(paragraphs, left_out), _SQUAD_SEED)
    selqa = list(selqa_groups(folder, _SELQA_SEED, left_out))
    trained = [passage for passage in passages if not passage.is_held_out]
    mix = random.Random(_MIX_SEED)
    general = mix.sample(selqa, min(len(selqa), round(first * _SELQA_SHARE)))
    general += islice(squad, first - len(general))
    return Recipe(
        (
            Phase(general, rate=1.2e-4, head_rate=6e-4),
            *(
                Phase([*own_groups(trained, seed), *islice(squad, _AGAIN)], rate=rate, head_rate=3 * rate)
                for seed, rate in _OWN
            ),
        ),
        {
            "squad": list(islice(squad_groups(held_out(paragraphs), _TEST_SEED), _TESTED)),
            "own": list(own_groups([passage for passage in passages if passage.is_held_out], _TEST_SEED)),
        },
    )

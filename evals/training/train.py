"""Training in phases, each with its own groups and rates. What was done is kept, so that a stopped run goes on.

Two runs on the same data and machine give the same weights, also where one of them was stopped in between.
"""

import hashlib
import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.errors import EvaluationError
from evals.training.network import FROZEN, inputs_of, loss_of, network, precision, tokenizer
from evals.training.pairs import Group
from evals.training.separation import auc

STATE_FILE = "state.pt"  # where a run goes on
WEIGHTS_FILE = "weights.pt"  # what a run has made
SEED = 11
BATCH = 16  # groups
TOLD_EVERY = 50  # steps between two lines on the loss
_WARM_UP = 0.05  # share of a phase's steps
_LEAST_RATE = 1e-3  # share of the rate that is left in a phase's last step
_SORTED = 24  # batches whose groups are sorted by length together, so that little is padded

Log = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Phase:
    """Groups to train on once; `rate` is the highest of the backbone's layers, `head_rate` that of the new heads."""

    groups: Sequence[Group]
    rate: float
    head_rate: float


@dataclass(frozen=True, slots=True)
class Run:
    """One training: where its state is kept and after how many steps, what it is tested on and who is told."""

    out: Path
    tests: Mapping[str, Sequence[Group]]
    log: Log
    device: str = "cpu"
    kept_every: int = 250


def train(backbone: Path, phases: Sequence[Phase], run: Run) -> Path:
    """Train a backbone's network, or go on with what the run's folder holds; returns the file of its weights.

    EvaluationError when the folder holds the state of a run on other data.
    """
    import torch

    state = run.out / STATE_FILE
    kept = _kept(state, phases, run.device)
    run.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    model, tokens = network(backbone).to(run.device), tokenizer(backbone)
    for name, weights in model.bert.named_parameters():
        weights.requires_grad = not name.startswith(FROZEN)
    if kept:
        model.load_state_dict(kept["model"])
    for n, phase in enumerate(phases):
        if kept is None or n > kept["phase"]:
            _train_phase(model, tokens, phase, run, {"phase": n, "step": 0, "data": _digest(phases[: n + 1])})
        elif n == kept["phase"]:
            _train_phase(model, tokens, phase, run, kept)
    _keep({"model": model.state_dict()}, run.out / WEIGHTS_FILE)
    return run.out / WEIGHTS_FILE


def _train_phase(model: Any, tokens: Any, phase: Phase, run: Run, begun: Mapping[str, Any]) -> None:
    """Train through one phase, from its beginning or from a kept state on."""
    import torch

    todo = batches(phase.groups)
    optimiser, schedule = _optimiser(model, phase, len(todo))
    if "optimiser" in begun:
        optimiser.load_state_dict(begun["optimiser"])
        schedule.load_state_dict(begun["schedule"])
    began, losses = time.monotonic(), []
    model.train()
    for step, batch in enumerate(todo[begun["step"] :], start=begun["step"] + 1):
        torch.manual_seed(SEED + step)  # what is dropped out must not depend on where a run was stopped
        loss = loss_of(model, batch, tokens, run.device)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        losses.append(float(loss.detach()))
        told = {"phase": begun["phase"] + 1, "step": step, "of": len(todo)}
        if step % TOLD_EVERY == 0 or step == len(todo):
            seconds = round(time.monotonic() - began)
            run.log({**told, "loss": round(sum(losses) / len(losses), 4), "seconds": seconds})
            losses = []
        if step % run.kept_every == 0 or step == len(todo):
            parts = {"model": model, "optimiser": optimiser, "schedule": schedule}
            place = {"phase": begun["phase"], "step": step, "data": begun["data"]}
            _keep({**place, **{name: part.state_dict() for name, part in parts.items()}}, run.out / STATE_FILE)
            tests = run.tests.items()
            run.log({**told, "auc": {name: told_apart(model, of, tokens, run.device) for name, of in tests}})


def batches(groups: Sequence[Group]) -> list[list[Group]]:
    """Groups in batches of like length, in an order that depends on SEED alone."""
    rng = random.Random(SEED)
    shuffled = rng.sample(list(groups), len(groups))
    made: list[list[Group]] = []
    for start in range(0, len(shuffled), BATCH * _SORTED):
        block = sorted(shuffled[start : start + BATCH * _SORTED], key=_length)
        cut = [block[n : n + BATCH] for n in range(0, len(block), BATCH)]
        made += rng.sample(cut, len(cut))
    return made


def told_apart(model: Any, groups: Sequence[Group], tokens: Any, device: str) -> dict[str, float]:
    """By kind of what does not answer, the area under the curve of texts that answer against it."""
    import torch

    model.eval()
    scores: dict[str, list[float]] = {}
    with torch.no_grad():
        for start in range(0, len(groups), BATCH):
            part = groups[start : start + BATCH]
            with precision(device):
                logits, _ = model(**inputs_of(part, tokens, device)[0])
            for pair, logit in zip((pair for group in part for pair in group), logits.tolist(), strict=True):
                scores.setdefault(pair.kind, []).append(logit)
    model.train()
    right = scores.pop("right", [])
    return {kind: round(auc(right, wrong), 4) for kind, wrong in scores.items()}


def _length(group: Group) -> int:
    return max(len(pair.question) + len(pair.text) for pair in group)


def _optimiser(model: Any, phase: Phase, steps: int) -> tuple[Any, Any]:
    """AdamW, whose rates rise for a twentieth of the steps and then fall along a cosine."""
    import torch

    body = [weights for weights in model.bert.parameters() if weights.requires_grad]
    heads = [weights for name, weights in model.named_parameters() if not name.startswith("bert.")]
    rates = [{"params": body, "lr": phase.rate}, {"params": heads, "lr": phase.head_rate}]
    optimiser = torch.optim.AdamW(rates, weight_decay=0.01)

    def share(step: int) -> float:
        done = min(1.0, step / steps)
        if done < _WARM_UP:
            return max(_LEAST_RATE, done / _WARM_UP)
        return max(_LEAST_RATE, 0.5 * (1 + math.cos(math.pi * (done - _WARM_UP) / (1 - _WARM_UP))))

    return optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, share)


def _digest(phases: Sequence[Phase]) -> str:
    return hashlib.sha256(repr(phases).encode()).hexdigest()


def _kept(path: Path, phases: Sequence[Phase], device: str) -> dict[str, Any] | None:
    """What was kept; what later phases read may have changed since, what was trained on may not."""
    import torch

    if not path.exists():
        return None
    kept: dict[str, Any] = torch.load(path, weights_only=True, map_location=device)
    if kept.get("data") != _digest(phases[: kept["phase"] + 1]):
        raise EvaluationError(f"{path} is of a training on other data. Name another folder, or delete that file.")
    return kept


def _keep(state: Mapping[str, Any], path: Path) -> None:
    """Write it aside first: a run that is stopped while it writes must not lose what it had."""
    import torch

    aside = path.with_suffix(".new")
    torch.save(dict(state), aside)
    aside.replace(path)

"""The network: a small BERT that reads question and text together (a cross-encoder, Nogueira and Cho 2019).

Its main head tells whether the text answers. A second head, which only training uses, marks the answer in the text, as
readers of SQuAD 2.0 do: it makes the first look for the words that answer instead of judging by the subject.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.training.pairs import Group

MAX_TOKENS = 128  # of question and text together, in training
FROZEN = ("embeddings.",)  # what words mean is known already
# Of the head alone: each group is read once or twice, and drawing it for every layer costs half the time.
_DROPOUT = 0.1
_UNKNOWN = -100  # torch leaves such a target out


def network(backbone: Path) -> Any:
    """The backbone of a folder with new heads: (ids, mask, types) -> logits [pairs], marks [pairs, tokens, 2].

    Attention is transformers' plain one: it can be exported, and its backward pass is the fastest on processors.
    """
    import torch
    from transformers import AutoModel

    class Evidence(torch.nn.Module):  # type: ignore[misc,unused-ignore]
        def __init__(self) -> None:
            super().__init__()
            self.bert = AutoModel.from_pretrained(
                backbone,
                add_pooling_layer=False,
                attn_implementation="eager",
                hidden_dropout_prob=0.0,
                attention_probs_dropout_prob=0.0,
            )
            width = self.bert.config.hidden_size
            layers = torch.nn.Dropout(_DROPOUT), torch.nn.Linear(width, width), torch.nn.Tanh()
            self.pool = torch.nn.Sequential(*layers, torch.nn.Dropout(_DROPOUT))
            self.answers = torch.nn.Linear(width, 1)
            self.span = torch.nn.Linear(width, 2)

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> tuple[Any, Any]:
            read = self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)
            states = read.last_hidden_state
            return self.answers(self.pool(states[:, 0]))[:, 0], self.span(states)

    return Evidence()


def precision(device: str) -> Any:
    """The context to train in: bfloat16 where the machine multiplies it fast (AMX, CUDA), which takes a third of the time."""
    import torch

    fast = device != "cpu" or torch.cpu._is_amx_tile_supported()
    return torch.autocast(device.split(":")[0], dtype=torch.bfloat16, enabled=fast)


def tokenizer(backbone: Path) -> Any:
    """The backbone's tokenizer."""
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(backbone)


def inputs_of(groups: Sequence[Group], tokens: Any, device: str) -> tuple[dict[str, Any], Any]:
    """The network's inputs for all pairs of the groups in order, and what `tokens` knows of their places."""
    pairs = [pair for group in groups for pair in group]
    encoded = tokens(
        [pair.question for pair in pairs],
        [pair.text for pair in pairs],
        truncation="only_second",
        max_length=MAX_TOKENS,
        padding=True,
        return_token_type_ids=True,
        return_tensors="pt",
    )
    names = ("input_ids", "attention_mask", "token_type_ids")
    return {name: encoded[name].to(device) for name in names}, encoded


def loss_of(model: Any, groups: Sequence[Group], tokens: Any, device: str) -> Any:
    """Of a batch of groups: answers or not, where, and that the text that answers comes first in its group."""
    import torch
    from torch.nn import functional

    inputs, encoded = inputs_of(groups, tokens, device)
    labels = torch.tensor([float(pair.answers) for group in groups for pair in group], device=device)
    with precision(device):
        logits, marks = model(**inputs)
    logits, marks = logits.float(), marks.float()
    # About one pair in five answers.
    weight = torch.tensor(2.5, device=device)
    told = functional.binary_cross_entropy_with_logits(logits, labels, pos_weight=weight)
    marks = marks.masked_fill(inputs["attention_mask"][..., None] == 0, -1e4)
    targets = torch.tensor(_targets(groups, encoded), device=device)
    marked = sum(functional.cross_entropy(marks[..., n], targets[:, n], ignore_index=_UNKNOWN) for n in (0, 1))
    first = torch.zeros(1, dtype=torch.long, device=device)
    ranked = [functional.cross_entropy(one[None], first) for one in logits.split([len(group) for group in groups])]
    return told + 0.35 * marked + 0.5 * torch.stack(ranked).mean()


def _targets(groups: Sequence[Group], encoded: Any) -> list[tuple[int, int]]:
    """First and last token of the answer: the first token of all where there is none."""
    found = []
    for n, pair in enumerate(pair for group in groups for pair in group):
        if not pair.answers:
            found.append((0, 0))
            continue
        known = pair.start >= 0
        first = encoded.char_to_token(n, pair.start, 1) if known else None
        last = encoded.char_to_token(n, pair.end - 1, 1) if known else None
        found.append((_UNKNOWN, _UNKNOWN) if first is None or last is None else (first, last))
    return found

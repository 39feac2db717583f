"""The service's own words, from messages.toml."""

import tomllib
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=1)
def _messages() -> dict[str, str]:
    table = tomllib.loads((Path(__file__).parent / "messages.toml").read_text("utf-8"))
    return {name: entry["text"] for name, entry in table.items()}


def message(name: str) -> str:
    """The words for a reason, e.g. "no_evidence"."""
    return _messages()[name]


def all_messages() -> list[str]:
    """Everything the service may say in its own name, as written: "{limit}" stands for a number."""
    return list(_messages().values())

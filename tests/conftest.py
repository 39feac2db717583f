"""A small home built by the real pipeline, shared by the tests that need one."""

from pathlib import Path

import pytest

from answer.pipeline import Answerer
from index.build import build

ALLIANCE = """---
title: The Harbour Alliance
kind: case study
as_of: "2022"
sources:
  - id: harbour-report
    place: page 3
---

# The Harbour Alliance

The Harbour Alliance is a provider collaborative of four acute trusts on the east coast.[^1] It was not the first of its
kind.[^1] The Harbour Alliance was formed in 2019.[^1]

## What the alliance has saved

Shared purchasing saved the Harbour Alliance £2.4m in 2021-22.[^1]

## Which trusts belong to it

The four trusts of the Harbour Alliance are:[^1]

- Northgate Hospitals NHS Trust
- Saltmarsh NHS Foundation Trust
- Lantern Hill Hospitals NHS Trust
- Greywater NHS Foundation Trust

[^1]: harbour-report, page 3
"""

PRINCIPLES = """# Working at scale

Two or more trusts that work at scale share staff, theatres and equipment. Sharing staff in a crisis is called mutual aid.

| Model | Who decides |
| --- | --- |
| Lead provider | One trust holds the contract |
| Leadership board | Leaders of all trusts decide together |
"""

REGISTER = """
[[publication]]
id = "harbour-report"
title = "Harbour report"
publisher = "Harbour Trusts"
kind = "report"
date = "2022"
address = "https://example.org/harbour"
"""


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with two notes and a register."""
    corpus = tmp_path_factory.mktemp("corpus")
    (corpus / "alliance.md").write_text(ALLIANCE, "utf-8")
    (corpus / "principles.md").write_text(PRINCIPLES, "utf-8")
    (corpus / "register.toml").write_text(REGISTER, "utf-8")
    home = tmp_path_factory.mktemp("home")
    build(home, [corpus])
    return home


@pytest.fixture(scope="session")
def answerer(small_home: Path) -> Answerer:
    """Answers from the small home."""
    return Answerer.open(small_home)

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


LENDING = (
    "Every trust on the coast lends nurses to a neighbour that is short of them. The trust that borrows a nurse pays for"
    " the shifts at the end of each quarter."
)
COPIED = {
    "policy-2021.md": f"""---
title: Lending policy 2021
as_of: "2021"
---
# Lending policy

## How nurses are lent

{LENDING}

## How a request is made

A request for nurses goes to 50 trusts by telephone before noon.
""",
    "policy-2024.md": f"""---
title: Lending policy 2024
as_of: "2024"
supersedes: [policy-2021.md]
---
# Lending policy

## How nurses are lent

{LENDING.replace("coast lends", "coast, lends")}

## How a request is made

A request for nurses goes to 51 trusts by telephone before noon.
""",
    "notice.md": """---
title: Press notice
as_of: "2023-05"
---
# Helicopter

The coastguard and two hospitals share a helicopter that can land on the roof of the Saltmarsh infirmary.
""",
    "news.txt": "The coastguard and two hospitals share a helicopter that can land on the roof of the Saltmarsh infirmary.\n",
    "toolkit.md": f"""---
title: Northern toolkit
as_of: "2022"
---
# Northern toolkit

The north has four hospitals, one bank of temporary staff and a long coast to look after. {LENDING} Each ward keeps a list
of the people it has lent, and sends it to the matron on the first Monday of the month. Matrons meet in Greywater.
""",
}


@pytest.fixture(scope="session")
def copied_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which an old and a new policy, a notice in two files and a toolkit hold the same paragraphs."""
    corpus = tmp_path_factory.mktemp("copied")
    for name, text in COPIED.items():
        (corpus / name).write_text(text, "utf-8")
    home = tmp_path_factory.mktemp("copied-home")
    build(home, [corpus])
    return home

"""A small real home that the tests of the index share; those that harm one take a copy."""

import shutil
from pathlib import Path

import pytest

from index.build import build

HARBOUR = """---
title: The Harbour partnership
as_of: "2024-05"
---

# The Harbour partnership

The Harbour partnership joins four hospitals on the coast. Its integrated care board (ICB) pays for the beds.

## Waiting

Everybody who waits for an operation is on one list, so that nobody waits longer for living in the wrong town.
"""
MOORLAND = """---
title: The Moorland alliance
---

# The Moorland alliance

Two ambulance services make up the Moorland alliance. Their crews train together each spring.

The crews share:

- radios
- one garage
"""
SANDS = """# The Sands network

Swifts nest in the roof of the Sands clinic. The network saved £1,200 on paint in 2023.
"""
NOTES = {"harbour.md": HARBOUR, "moorland.md": MOORLAND, "sands.txt": SANDS}


def write_notes(folder: Path, notes: dict[str, str]) -> Path:
    """Make `folder` hold these notes."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in notes.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder with the three notes, to change at will."""
    return write_notes(tmp_path / "notes", NOTES)


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an index over the three notes: only to be read."""
    home = tmp_path_factory.mktemp("shared") / "home"
    build(home, [write_notes(tmp_path_factory.mktemp("notes"), NOTES)])
    return home


@pytest.fixture
def home(shared_home: Path, tmp_path: Path) -> Path:
    """A copy of that home, to change at will."""
    return Path(shutil.copytree(shared_home, tmp_path / "home"))

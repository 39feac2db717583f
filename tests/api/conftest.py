"""A small real home and the service on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import guide
from api.app import create_app

HARBOUR = """---
title: The Harbour collaborative
kind: note
as_of: "2024-05"
---

# The Harbour collaborative

The Harbour collaborative is a partnership of four hospital trusts on the coast. It was formed in May 2021. 😀

## What it does

The Harbour collaborative works on these programmes:

- shared waiting lists for planned surgery
- one bank of temporary nurses
- joint buying of scanners

## Money

The Harbour collaborative saved 3 million pounds on agency staff in 2023.
A <script>alert("x")</script> is only text.
"""

MOORLAND = """---
title: The Moorland alliance
kind: note
as_of: "2022"
---

# The Moorland alliance

The Moorland alliance joins two ambulance services. Its chair is elected each spring by the members' council.
"""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an index over two notes, one of them with an emoji and a script element."""
    folder = tmp_path_factory.mktemp("notes")
    (folder / "harbour.md").write_text(HARBOUR, encoding="utf-8")
    (folder / "moorland.md").write_text(MOORLAND, encoding="utf-8")
    made = tmp_path_factory.mktemp("home")
    assert guide.main(["ingest", str(folder), "--home", str(made)]) == 0
    return made


@pytest.fixture(scope="session")
def client(home: Path) -> Iterator[TestClient]:
    """A client of the service on that home."""
    with TestClient(create_app(home), raise_server_exceptions=False) as opened:
        yield opened

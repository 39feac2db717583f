"""Nothing outside is told anything: no library that the service loads keeps or sends reports of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

QUESTION = "When was the Harbour collaborative formed?"


@pytest.mark.parametrize(
    "command",
    [
        ["-c", "import api.app"],  # what a worker loads
        ["-m", "guide", "ask", QUESTION, "--home", "HOME"],
    ],
    ids=["serve", "ask"],
)
def test_no_library_makes_notes_about_this_computer(home: Path, tmp_path: Path, command: list[str]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "ORT_"))}
    asked = [str(home) if part == "HOME" else part for part in command]
    subprocess.run([sys.executable, *asked], env=environment | {"HOME": str(tmp_path)}, check=True, timeout=60)
    # onnxruntime's reports begin with a folder of its maker here, before they go out.
    assert list(tmp_path.rglob("*")) == []

"""Two runs on one snapshot give identical answers, whatever order Python gives to its sets in a process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from index.build import SHIPPED, build

ROOT = Path(__file__).resolve().parent.parent.parent
EVERY = 6  # of our own questions, which are many: one in six

# Each answer whole, suggestions and scores too, but for its id and times.
ASK = """
import json, sys
from dataclasses import asdict
from pathlib import Path
from answer.pipeline import Answerer
from evals.questions import read_questions
answerer = Answerer.open(Path(sys.argv[1]))
for labelled in read_questions(Path(sys.argv[2])):
    answer = asdict(answerer.ask(labelled.question))
    del answer["id"], answer["timings_ms"]
    print(json.dumps(answer))
"""


def answers(home: Path, questions: Path, seed: str) -> list[str]:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", ASK, str(home), str(questions)]
    ran = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    return ran.stdout.splitlines()


@pytest.mark.slow
def test_two_processes_give_identical_answers(tmp_path: Path) -> None:
    build(tmp_path / "home", [SHIPPED])
    own = (ROOT / "evals" / "questions" / "notes.jsonl").read_text("utf-8").splitlines()
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(own[::EVERY]) + "\n", "utf-8")
    first, second = (answers(tmp_path / "home", questions, seed) for seed in ("1", "4711"))
    assert len(first) == len(own[::EVERY])
    for one, other in zip(first, second, strict=True):
        assert json.loads(one) == json.loads(other)
    assert sum(bool(json.loads(one)["statements"]) for one in first) > len(first) / 2

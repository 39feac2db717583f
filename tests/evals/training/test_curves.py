"""Pictures of a training: every line of its log, in the order of its steps."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

from evals.report.pictures import standalone
from evals.training.curves import picture, read_log

LOG = [
    {"phase": 1, "step": 50, "of": 100, "loss": 3.0, "seconds": 9},
    {"phase": 1, "step": 50, "of": 100, "auc": {"squad": {"name": 0.6, "role": 0.8}}},
    {"phase": 1, "step": 100, "of": 100, "loss": 9.0, "seconds": 20},
    {"phase": 1, "step": 100, "of": 100, "loss": 2.0, "seconds": 9},  # the same step again, after a stop
    {"phase": 2, "step": 50, "of": 50, "loss": 1.5, "seconds": 9},
    {"phase": 2, "step": 50, "of": 50, "auc": {"squad": {"name": 0.9, "role": 0.9}}},
]


def test_steps_of_all_phases_follow_each_other(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in LOG), "utf-8")
    curves = read_log(path)
    assert curves.loss == [(50, 3.0), (100, 2.0), (150, 1.5)]
    assert curves.phases == (100,)
    assert [(step, round(value, 6)) for step, value in curves.tests["squad"]] == [(50, 0.7), (150, 0.9)]
    drawn = standalone(picture("How <it> went", curves))
    root = ET.fromstring(drawn)
    assert root.find("{*}title").text == "How <it> went"  # type: ignore[union-attr]
    assert "squad: 0.90 after 150 steps" in "".join(root.itertext())
    assert sum(element.get("class") == "curve" for element in root.iter()) == 2

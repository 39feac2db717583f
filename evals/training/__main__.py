"""Makes the evidence model again: python -m evals.training DATA BACKBONE OUT [--leave-out TITLES] [--device cuda].

OUT/model is what models/evidence holds; OUT also keeps the state and the log of the training, and goes on with it when
the command is run again. With --only-export a state that is there is exported and measured without training on.
"""

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.errors import EvaluationError
from evals.report.pictures import standalone
from evals.training.curves import picture, read_log
from evals.training.export import export
from evals.training.pairs import held_out, read_squad, titles_of
from evals.training.recipe import recipe
from evals.training.report import told
from evals.training.train import WEIGHTS_FILE as MADE_FILE
from evals.training.train import Run, train
from evals.training.written import read_passages
from index.encoder import EncoderError
from index.export import ORIGIN, need_extra, read_back

LOG_FILE, CURVES_FILE = "log.jsonl", "curves.svg"
BACKBONE = "backbone"  # its folder in OUT


def main(arguments: Sequence[str]) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, metavar="DATA", help="the folder of SQuAD's and SelQA's files")
    parser.add_argument("backbone", type=Path, metavar="BACKBONE", help=f"the folder of {ORIGIN}")
    parser.add_argument("out", type=Path, metavar="OUT", help="a folder for state, log and model")
    parser.add_argument(
        "--leave-out", type=Path, metavar="TITLES", help='JSON lines with a "title" of SQuAD not to read'
    )
    parser.add_argument("--device", default="cpu", help="where torch trains, such as cuda (default: cpu)")
    parser.add_argument("--only-export", action="store_true", help="export the state in OUT as it is")
    try:
        _make(parser.parse_args(arguments))
    except (EvaluationError, EncoderError) as error:
        print(f"evals.training: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("evals.training: stopped; the same command goes on from the state that was kept last.", file=sys.stderr)
        return 130
    return 0


def _make(options: argparse.Namespace) -> None:
    need_extra()
    out: Path = options.out
    passages = read_passages()
    if options.only_export:
        if not (out / MADE_FILE).is_file():
            raise EvaluationError(f"{out} holds no {MADE_FILE}: train first, or name the folder of a training.")
    else:
        left_out = titles_of(options.leave_out) if options.leave_out else frozenset[str]()
        planned = recipe(options.data, passages, left_out)
        read_back(options.backbone, out / BACKBONE)
        train(out / BACKBONE, planned.phases, Run(out, planned.tests, _logger(out / LOG_FILE), options.device))
        drawn = picture("How training went", read_log(out / LOG_FILE))
        (out / CURVES_FILE).write_text(standalone(drawn), "utf-8")
    tested = held_out(read_squad(options.data))
    parity, quality = export(out / MADE_FILE, out / BACKBONE, out / "model", tested, passages)
    print(f"{out / 'model'} made; logits of int8 and network: correlation {parity.correlation:.4f}\n")
    print(told(quality))


def _logger(path: Path) -> Callable[[Mapping[str, Any]], None]:
    def log(line: Mapping[str, Any]) -> None:
        written = json.dumps(line)
        print(written, flush=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(written + "\n")

    return log


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

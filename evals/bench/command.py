"""`guide bench`: time this service and its peers, and tell it as a table and a picture."""

import json
from argparse import Namespace
from dataclasses import asdict

from evals.bench.run import PARTS, bench
from evals.bench.table import picture, told
from evals.errors import EvaluationError
from evals.own import Watch


def run(arguments: Namespace, watch: Watch) -> None:
    """Run the parts asked for, all by default; EvaluationError for an unknown part or a file that cannot be written."""
    found = bench(arguments.parts or PARTS, watch)
    print(told(found))
    try:
        if arguments.json:
            arguments.json.write_text(json.dumps(asdict(found), indent=1) + "\n", "utf-8")
        if arguments.picture:
            arguments.picture.write_text(picture(found), "utf-8")
    except OSError as error:
        raise EvaluationError(f"{error.filename} cannot be written ({error.strerror}). Name another file.") from error

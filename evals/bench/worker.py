"""One task of one contender in a process of its own, so that processor time and memory are its alone.

    python -m evals.bench.worker CONTENDER TASK FOLDER [PORT]

Prints one JSON object; processor time is that of the whole process and its children, imports included, in seconds.
"""

import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evals.bench.contenders import Contender, Ours, open_contender

K = 10
_WARM = 5  # queries before the clock starts


def main(arguments: list[str]) -> int:
    """Run the task and print what it took."""
    name, task, folder, *rest = arguments
    contender = open_contender(name, Path(folder) / "weights")
    if task == "serve":
        from evals.bench.load import serve

        contender.open(Path(folder))
        serve(contender, int(rest[0]))
        return 0
    tasks: dict[str, Callable[[Contender, Path], dict[str, Any]]] = {
        "ingest": _ingest,
        "cold": _cold,
        "query": _query,
        "answer": _answer,
    }
    print(json.dumps(tasks[task](contender, Path(folder)) | _whole_process()))
    return 0


def _ingest(contender: Contender, folder: Path) -> dict[str, Any]:
    return {"passages": contender.ingest(folder)}


def _cold(contender: Contender, folder: Path) -> dict[str, Any]:
    contender.open(folder)
    first = _questions(folder)[0]
    found: object = contender.answer(first) if isinstance(contender, Ours) else list(contender.search(first, K))
    return {"first": found}


def _query(contender: Contender, folder: Path) -> dict[str, Any]:
    contender.open(folder)
    questions = _questions(folder)
    for question in questions[:_WARM]:
        contender.search(question, K)
    return _timed(lambda question: [int(row) for row in contender.search(question, K)], questions)


def _answer(contender: Contender, folder: Path) -> dict[str, Any]:
    if not isinstance(contender, Ours):
        raise SystemExit("Only this service composes an answer without a language model.")
    contender.open(folder)
    questions = _questions(folder)
    for question in questions[:_WARM]:
        contender.answer(question)
    return _timed(contender.answer, questions)


def _timed(run: Callable[[str], Any], questions: list[str]) -> dict[str, Any]:
    cpu, wall = _cpu(), time.perf_counter()
    found = [run(question) for question in questions]
    each = len(questions)
    return {"found": found, "cpu_each": (_cpu() - cpu) / each, "wall_each": (time.perf_counter() - wall) / each}


def _questions(folder: Path) -> list[str]:
    found: list[str] = json.loads((folder / "questions.json").read_text("utf-8"))
    return found


def _cpu() -> float:
    return sum(
        u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _whole_process() -> dict[str, float]:
    """Processor seconds since the process began, and the peak of its memory in MB."""
    # Of this program: what getrusage tells starts with the memory of the process that called it.
    told = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return {"cpu": _cpu(), "peak_mb": int(told[1]) / 1024 if told else 0.0}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The run: every contender on every task in turn, each in a process of its own, in the same hour on the same machine."""

import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.baselines.catalogue import open_peer
from evals.baselines.retriever import BaselineError
from evals.baselines.weights import sentence_transformers_folder
from evals.bench import load as loading
from evals.bench import scale as scaling
from evals.bench.contenders import NAMES, OURS, SAME_WORK
from evals.errors import EvaluationError
from evals.evaluate import machine
from evals.gold import GoldSpans, evidence_run
from evals.own import Watch
from evals.questions import read_questions
from evals.retrieval import measure
from evals.subjects import Home

PARTS = ("ingest", "cold", "query", "http", "scale")
ROOT = Path(__file__).resolve().parents[2]
_CORPUS = ROOT / "corpus"
_QUESTIONS = ROOT / "evals" / "questions" / "notes.jsonl"
_ROUNDS = 3  # of what is short; the median counts, and contenders take turns so that a busy minute hits all
_SECONDS = 10.0  # of load for each contender and number of clients


@dataclass(slots=True)
class Bench:
    """What a run measured: contender -> figures.

    Attributes:
        ingest: processor and wall milliseconds a passage, peak of memory in MB; "guide-passages" does what peers do,
            "guide" reads and cuts the files and encodes every sentence as well.
        cold: a new process to its first result: processor and wall seconds, peak of memory in MB.
        query: processor and wall milliseconds a search for ten passages, and RR@10 on our own questions.
        answer: ours alone: processor and wall milliseconds a whole answer.
        http: requests a second and wall milliseconds at 1, 8 and 32 clients.
        scale: flat and HNSW at growing size.
        left_out: contenders that could not run, and why.
    """

    made_at: str
    machine: str
    passages: int = 0
    questions: int = 0
    ingest: dict[str, dict[str, float]] = field(default_factory=dict)
    cold: dict[str, dict[str, float]] = field(default_factory=dict)
    query: dict[str, dict[str, float]] = field(default_factory=dict)
    answer: dict[str, float] = field(default_factory=dict)
    http: dict[str, list[loading.Load]] = field(default_factory=dict)
    scale: list[scaling.Scale] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)


def bench(parts: Sequence[str], watch: Watch) -> Bench:
    """Run the parts named; EvaluationError for an unknown one."""
    if unknown := set(parts) - set(PARTS):
        raise EvaluationError(f"There is no part named {', '.join(sorted(unknown))}: choose of {', '.join(PARTS)}.")
    found = Bench(datetime.now(UTC).isoformat(timespec="seconds"), machine())
    with tempfile.TemporaryDirectory() as work:
        run = _Run(Path(work), found, watch)
        if set(parts) - {"scale"}:
            run.prepare()
        for part in (p for p in PARTS if p in parts):
            getattr(run, part)()
    return run.found


class _Run:
    """One run in a folder of its own: corpus, passages.json, questions.json, weights/ and an index a contender."""

    def __init__(self, folder: Path, found: Bench, watch: Watch) -> None:
        self.folder = folder
        self.found = found
        self.watch = watch
        self.names: list[str] = []
        self.ingested: dict[str, dict[str, Any]] = {}

    def prepare(self) -> None:
        """The same work for all: our passages for the peers, the same weights, and indexes of every contender."""
        shutil.copytree(_CORPUS, self.folder / "corpus")
        questions = [q for q in read_questions(_QUESTIONS) if q.answerable and not q.question.history]
        (self.folder / "questions.json").write_text(json.dumps([q.question.text for q in questions]), "utf-8")
        self.ingested[OURS] = self._work(OURS, "ingest")
        self.home = Home(self.folder / OURS)
        gold = GoldSpans(self.home.texts())
        self.needs = {str(n): gold.needs(q) for n, q in enumerate(questions)}
        texts = [p.preface + p.text for p in self.home.searcher.snapshot.passages()]
        (self.folder / "passages.json").write_text(json.dumps(texts), "utf-8")
        self.names = [OURS, *self._peers()]
        others = [SAME_WORK, *self.names[1:]]
        for n, name in enumerate(others, start=1):
            self.ingested[name] = self._work(name, "ingest")
            self.watch("Ingesting", n, len(others))
        self.found.passages, self.found.questions = len(texts), len(questions)

    def _peers(self) -> Iterator[str]:
        from index.search import MODELS

        try:
            sentence_transformers_folder(MODELS / "encoder", self.folder / "weights")
        except BaselineError as error:
            self.found.left_out.update(dict.fromkeys((n for n in NAMES if n != OURS), str(error)[:300]))
            return
        for name in (n for n in NAMES if n != OURS):
            try:
                open_peer(name, self.folder / "weights")
                yield name
            except BaselineError as error:
                self.found.left_out[name] = str(error)

    def ingest(self) -> None:
        """Processor time, wall time and memory of making the index, already taken while preparing."""
        for name, took in self.ingested.items():
            each = took["passages"]
            self.found.ingest[name] = {
                "cpu_ms": took["cpu"] / each * 1000,
                "wall_ms": took["wall"] / each * 1000,
                "peak_mb": took["peak_mb"],
            }

    def cold(self) -> None:
        """A new process to its first result: our whole answer, a peer's passages."""
        for name, took in self._rounds("cold", self.names).items():
            self.found.cold[name] = {key: statistics.median(t[key] for t in took) for key in ("cpu", "wall", "peak_mb")}

    def query(self) -> None:
        """A search in a running process, and our whole answer."""
        for name, took in self._rounds("query", self.names).items():
            self.found.query[name] = {**_each(took), "RR@10": self._rank(took[0]["found"])}
        self.found.answer.update(_each(self._rounds("answer", [OURS])[OURS]))

    def _rounds(self, task: str, names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        took: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
        for n in range(_ROUNDS):
            for name in names:
                took[name].append(self._work(name, task))
            self.watch(f"Timing {task}", n + 1, _ROUNDS)
        return took

    def _rank(self, rows: Sequence[Sequence[int]]) -> float:
        """RR@10 of rankings, on the gold spans of our own questions."""
        runs = {
            str(n): evidence_run(self.needs[str(n)], [self.home.found(row) for row in of]) for n, of in enumerate(rows)
        }
        qrels = {q: {f"need {n}": 1 for n in range(len(needs))} for q, needs in self.needs.items()}
        values = measure(qrels, runs)["RR@10"]
        return sum(values.values()) / len(values)

    def http(self) -> None:
        """Requests a second behind the same application."""
        texts = json.loads((self.folder / "questions.json").read_text("utf-8"))
        for n, name in enumerate(self.names, start=1):
            command = [sys.executable, "-m", "evals.bench.worker", name, "serve", str(self.folder)]
            with _server(command) as url:
                self.found.http[name] = [loading.load(url, "/search?q=", texts, c, _SECONDS) for c in loading.CLIENTS]
            self.watch("Loading", n, len(self.names))

    def scale(self) -> None:
        """Flat and HNSW on made-up vectors."""
        for n, size in enumerate(scaling.SIZES, start=1):
            self.found.scale.extend(scaling.measure(size))
            self.watch("Growing", n, len(scaling.SIZES))

    def _work(self, name: str, task: str) -> dict[str, Any]:
        command = [sys.executable, "-m", "evals.bench.worker", name, task, str(self.folder)]
        start = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False)
        wall = time.perf_counter() - start
        if done.returncode:
            raise EvaluationError(f"{name} could not do {task}: {done.stderr.strip()[-500:]}")
        took: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return took | {"wall": wall}


def _each(took: Sequence[dict[str, Any]]) -> dict[str, float]:
    return {f"{kind}_ms": statistics.median(t[f"{kind}_each"] for t in took) * 1000 for kind in ("cpu", "wall")}


def _environment() -> dict[str, str]:
    # One thread a contender: waiting threads of torch would count as processor time of the peers, and requests that
    # come at once use both cores all the same.
    return os.environ | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


@contextmanager
def _server(command: Sequence[str]) -> Iterator[str]:
    """A server on a free port, for as long as it is needed; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*command, str(port)], cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        loading.wait_until_ready(url)
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
        time.sleep(0.5)

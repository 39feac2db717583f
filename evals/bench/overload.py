"""Overload: the service asked twice as often as it can answer, and what becomes of its answers, refusals and memory.

    python -m evals.bench.overload --seconds 600 --json overload.json --picture overload.svg

Starts `guide serve` on a copy of the home, finds by a closed loop what it can serve, then asks at `factor` times that
pace whatever comes back (an open loop: no request waits for another), and at half of it afterwards.
"""

import argparse
import asyncio
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from evals.bench.load import wait_until_ready
from evals.evaluate import machine

_HOST = "127.0.0.1"
_PATIENCE = 60.0  # seconds for a response
_CLOSED_CLIENTS = 8
_NO_RESPONSE = 0


@dataclass(frozen=True, slots=True)
class Second:
    """What came back in a second of the run: how many of each status, milliseconds of the accepted, MiB of memory.

    `own_mib` is what the processes have made themselves. The rest of `memory_mib` is files that they read, divided among
    all who have them open: it also rises when another program that shares them ends.
    """

    at: float
    statuses: dict[int, int]
    median_ms: float
    p99_ms: float
    memory_mib: float
    own_mib: float


@dataclass(frozen=True, slots=True)
class Overload:
    """The whole run; `capacity` is answers a second of the closed loop, `pace` requests a second of the overload."""

    machine: str
    workers: int
    capacity: float
    pace: float
    seconds: list[Second]
    accepted_p99_ms: float
    statuses: dict[int, int]
    after_statuses: dict[int, int]
    after_p99_ms: float


class Asker:
    """Asks one service and takes down what comes back: (end, status, milliseconds)."""

    def __init__(self, port: int, questions: Sequence[str]) -> None:
        self.port = port
        self.bodies = [json.dumps({"question": question}).encode() for question in questions]
        self.results: list[tuple[float, int, float]] = []

    async def ask(self) -> None:
        """Ask a question over a connection of its own."""
        began = time.perf_counter()
        status = _NO_RESPONSE
        with suppress(OSError, TimeoutError, ValueError, IndexError):
            async with asyncio.timeout(_PATIENCE):
                status = await self._status(random.choice(self.bodies))
        ended = time.perf_counter()
        self.results.append((ended, status, (ended - began) * 1000))

    async def _status(self, body: bytes) -> int:
        reader, writer = await asyncio.open_connection(_HOST, self.port)
        head = (
            f"POST /api/ask HTTP/1.1\r\nHost: {_HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
        )
        try:
            writer.write(f"{head}\r\nConnection: close\r\n\r\n".encode() + body)
            response = await reader.read()
            return int(response.split(b" ", 2)[1])
        finally:
            writer.close()

    async def closed_loop(self, clients: int, seconds: float) -> float:
        """Answers a second that so many clients get, each asking again as soon as it has its answer."""
        end = time.perf_counter() + seconds

        async def client() -> None:
            while time.perf_counter() < end:
                await self.ask()

        before = len(self.results)
        await asyncio.gather(*(client() for _ in range(clients)))
        return sum(status == 200 for _, status, _ in self.results[before:]) / seconds

    async def open_loop(self, pace: float, seconds: float) -> None:
        """Ask so many times a second, whatever comes back."""
        began, asked = time.perf_counter(), set[asyncio.Task[None]]()
        for n in range(int(pace * seconds)):
            await asyncio.sleep(max(0.0, began + n / pace - time.perf_counter()))
            task = asyncio.create_task(self.ask())
            asked.add(task)
            task.add_done_callback(asked.discard)
        await asyncio.gather(*asked)


@contextmanager
def served(home: Path, workers: int) -> Iterator[tuple[int, int]]:
    """`guide serve` on a copy of a home: (process id, port). No limit of an address: all clients have the same."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        copy = shutil.copytree(home, Path(folder) / "home")
        free.bind((_HOST, 0))
        port = free.getsockname()[1]
        free.close()
        settings = {"GUIDE_ADDRESS_LIMIT": "1000000/second", "GUIDE_WORKERS": str(workers), "GUIDE_LOG": "problems"}
        command = [sys.executable, "-m", "guide", "serve", "--home", str(copy), "--port", str(port)]
        process = subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.DEVNULL)
        try:
            wait_until_ready(f"http://{_HOST}:{port}")
            yield process.pid, port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def memory_mib(pid: int) -> tuple[float, float]:
    """Proportional memory (PSS) of a process and its children, MiB: all of it, and without files."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    total = own = 0
    for each in (str(pid), *children):
        with suppress(OSError):
            fields = dict(re.findall(r"(?m)^(\w+): +(\d+) kB", Path(f"/proc/{each}/smaps_rollup").read_text()))
            total += int(fields["Pss"])
            own += int(fields["Pss_Anon"])
    return total / 1024, own / 1024


async def overload(
    pid: int, port: int, questions: Sequence[str], seconds: float, factor: float, workers: int
) -> Overload:
    """Find the pace that can be served, exceed it, and come back to half of it."""
    asker = Asker(port, questions)
    await asker.closed_loop(_CLOSED_CLIENTS, 3)  # first answers fill caches
    capacity = await asker.closed_loop(_CLOSED_CLIENTS, min(15.0, seconds / 2))
    pace = max(1.0, capacity * factor)
    asker.results.clear()
    began = time.perf_counter()
    memory: list[tuple[float, float, float]] = []

    async def watch() -> None:
        while True:
            memory.append((time.perf_counter(), *await asyncio.to_thread(memory_mib, pid)))
            await asyncio.sleep(1)

    watching = asyncio.create_task(watch())
    await asker.open_loop(pace, seconds)
    watching.cancel()
    during = list(asker.results)
    asker.results.clear()
    await asyncio.sleep(1)
    await asker.open_loop(capacity / 2, min(10.0, seconds))
    return Overload(
        machine(), workers, capacity, pace, _seconds(began, during, memory),
        _p99(during), _counts(during), _counts(asker.results), _p99(asker.results),
    )  # fmt: skip


def _seconds(
    began: float, results: Sequence[tuple[float, int, float]], memory: Sequence[tuple[float, float, float]]
) -> list[Second]:
    found = []
    for n in range(int(max(end for end, _, _ in results) - began) + 1):
        of = [result for result in results if n <= result[0] - began < n + 1]
        accepted = [ms for _, status, ms in of if status == 200] or [0.0]
        _, whole, own = min(memory, key=lambda taken: abs(taken[0] - began - n))
        median, late = np.percentile(accepted, [50, 99])
        found.append(Second(n, _counts(of), float(median), float(late), whole, own))
    return found


def _counts(results: Sequence[tuple[float, int, float]]) -> dict[int, int]:
    return dict(sorted(Counter(status for _, status, _ in results).items()))


def _p99(results: Sequence[tuple[float, int, float]]) -> float:
    accepted = [ms for _, status, ms in results if status == 200]
    return float(np.percentile(accepted, 99)) if accepted else 0.0


def told(found: Overload) -> str:
    """The run in a few lines."""
    later = [second for second in found.seconds if second.at >= min(60, len(found.seconds) / 2)]
    minute, own = [second.memory_mib for second in later], [second.own_mib for second in later]
    return "\n".join(
        (
            f"{found.machine}; {found.workers} workers",
            f"can serve {found.capacity:.1f} answers a second; asked {found.pace:.1f} times a second",
            f"statuses {found.statuses}; 99 of 100 accepted within {found.accepted_p99_ms:.0f} ms",
            f"memory after the first minute {minute[0]:.0f} to {minute[-1]:.0f} MiB, at most {max(minute):.0f};"
            f" without files {own[0]:.0f} to {own[-1]:.0f}, at most {max(own):.0f}",
            f"afterwards, at half of what it can serve: {found.after_statuses}, 99 of 100 within {found.after_p99_ms:.0f} ms",
        )
    )


def main() -> None:
    """Run it and write what was found."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench.overload", description=__doc__.split("\n\n")[0])
    parser.add_argument("--home", type=Path, default=Path("var/guide"))
    parser.add_argument("--questions", type=Path, default=Path("evals/questions/notes.jsonl"), metavar="JSONL")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--factor", type=float, default=2)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--picture", type=Path)
    given = parser.parse_args()
    questions = [json.loads(line)["question"] for line in given.questions.read_text("utf-8").splitlines() if line]
    with served(given.home, given.workers) as (pid, port):
        found = asyncio.run(overload(pid, port, questions, given.seconds, given.factor, given.workers))
    print(told(found))
    if given.json:
        given.json.write_text(json.dumps(asdict(found), indent=1) + "\n", "utf-8")
    if given.picture:
        from evals.bench.overload_picture import picture

        given.picture.write_text(picture(found), "utf-8")


if __name__ == "__main__":
    main()

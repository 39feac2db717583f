"""The service as it runs, for tests: `guide serve` in a process of its own, and clients that ask it without a pause."""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

QUESTION = json.dumps({"question": "When was the Harbour collaborative formed?"})
JSON = {"content-type": "application/json"}
SETTINGS = {"GUIDE_WORKERS": "2", "GUIDE_BODY_SECONDS": "1", "GUIDE_ADDRESS_LIMIT": "100000/minute"}


class Server:
    """`guide serve` in a process of its own."""

    def __init__(self, home: Path, log: Path, **settings: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = log
        command = [sys.executable, "-m", "guide", "serve", "--home", str(home), "--port", str(self.port)]
        with log.open("w") as out:
            environment = {**os.environ, **SETTINGS, **settings}
            self.process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
        try:
            self.until(lambda: self.status("/readyz") == 200 and len(self.known()) == 2)
        except BaseException:
            self.process.kill()  # its workers follow it
            raise

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, str]:
        """Status and text over a connection of its own; OSError where there is none."""
        response, text = self.responded(method, path, body, **headers)
        return response.status, text

    def responded(
        self, method: str, path: str, body: str | bytes | None = None, **headers: str
    ) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {**(JSON if body else {}), **headers})
            response = connection.getresponse()
            return response, response.read().decode()
        finally:
            connection.close()

    def status(self, path: str) -> int:
        """The status of a GET, 0 where nobody answers."""
        with suppress(OSError, http.client.HTTPException):
            return self.request("GET", path)[0]
        return 0

    def ask(self) -> int:
        return self.answered()[0]

    def answered(self) -> tuple[int, str | None]:
        """Status of a question, and when to come back."""
        response, _ = self.responded("POST", "/api/ask", QUESTION)
        return response.status, response.getheader("retry-after")

    def workers(self) -> set[int]:
        """The process ids of the workers that listen."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {int(pid) for pid in children if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()}

    def known(self) -> set[int]:
        """The workers that the metrics know of; asking makes each tell of itself."""
        self.status("/sources")
        return {int(pid) for pid in self.metric(r'guide_worker_memory_bytes{pid="(\d+)"}')}

    def metric(self, pattern: str) -> list[str]:
        return re.findall(pattern, self.request("GET", "/metrics")[1])

    def until(self, true: Callable[[], bool], seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end and self.process.poll() is None, self.log.read_text()[-2000:]
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a question: a status or the name of an error, seconds, and when to come back."""

    status: int | str
    seconds: float
    retry_after: str | None = None


class Askers:
    """Threads that ask without a pause, and what came of it."""

    def __init__(self, server: Server, threads: int) -> None:
        self.server, self.came, self.running = server, list[Came](), True
        self.threads = [threading.Thread(target=self._ask) for _ in range(threads)]

    def _ask(self) -> None:
        while self.running:
            began, status, retry = time.monotonic(), "", None
            try:
                status, retry = self.server.answered()
            except (OSError, http.client.HTTPException) as fault:
                status = type(fault).__name__
            self.came.append(Came(status, time.monotonic() - began, retry))

    @property
    def statuses(self) -> list[int | str]:
        return [each.status for each in self.came]

    def __enter__(self) -> "Askers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.running = False
        for thread in self.threads:
            thread.join()

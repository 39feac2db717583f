"""Files are read in processes of their own: one that hangs, crashes or swells costs one file and no more."""

import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from ingest.forkserver import ANSWERED, DIED, END, TOO_MUCH, TOO_SLOW, Ended, Request, answers_json, register_json
from ingest.parsing import Parsed, Refusal
from ingest.register import Register

SECONDS = 30.0
MEMORY = 960 * 2**20  # bytes of data: with what is mapped from the files of libraries, a process stays below 1 GiB
OUTPUT = 64 * 2**20  # bytes
_GRACE = 30  # seconds beside a child's own: loading its libraries and passing on its output on a busy machine
_CHECKOUT = Path(__file__).resolve().parent.parent
_SMALLER = "Split it or leave it out"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file holds or why it was not read, with what that took.

    Attributes:
        megabytes: most memory in use at once by its process, libraries included (MiB).
    """

    found: Parsed | Refusal
    seconds: float
    megabytes: float


class Isolation:
    """Reads files, each in a process of its own; a context manager, at whose end no process is left."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._server: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def read(self, path: Path, name: str, loader: str, recognised: str = "") -> Reading:
        """Read one file with the loader of that module name; never raises for what the file does.

        `recognised` is handed to a loader that has told of scanned pages.
        """
        limits = (SECONDS, MEMORY, OUTPUT)
        request = Request(str(path.absolute()), name, loader, *limits, recognised=recognised)
        ended, answer = self._answered(request)
        return Reading(_found(ended, answer), ended.seconds, ended.megabytes)

    def ask(self, path: Path, module: str, asked: str) -> bytes | None:
        """What that module's `answer(path, asked)` gives, in a process of its own; None where it comes to nothing.

        A file may have taken that process over: the answer is to be looked at as anything from outside.
        """
        ended, answer = self._answered(Request(str(path.absolute()), path.name, module, SECONDS, MEMORY, OUTPUT, asked))
        return answer[: -len(END)] if ended.how == ANSWERED else None

    def _answered(self, request: Request) -> tuple[Ended, bytes]:
        try:
            return self._exchange(request)
        except (EOFError, OSError):
            # The process that forks was killed, or is stuck: the next file gets a new one.
            self._stop()
            return Ended(DIED, 0, 0.0, 0.0), b""

    def _exchange(self, request: Request) -> tuple[Ended, bytes]:
        connection = self._connection or self._start()
        connection.send_bytes(json.dumps(asdict(request)).encode())
        if not connection.poll(request.seconds + _GRACE):
            raise EOFError
        ended = Ended(**json.loads(connection.recv_bytes()))
        return ended, connection.recv_bytes()

    def _start(self) -> Connection:
        """Start the process that forks, in a session of its own: Ctrl-C reaches this process alone, which ends that one."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "ingest.forkserver", str(theirs.fileno())],
                cwd=_CHECKOUT,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self._connection = Connection(ours.detach())
        self._connection.send_bytes(register_json.dump_json(self._register))
        return self._connection

    def _stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._server.pid, signal.SIGKILL)
            self._server.wait()
            self._server = None


def _found(ended: Ended, answer: bytes) -> Parsed | Refusal:
    if ended.how == ANSWERED:
        try:
            return answers_json.validate_json(answer)
        except ValidationError:  # written by a child that a file has taken over
            return Refusal("makes its reader give back what is no document", "Do not trust this file")
    if ended.how == TOO_SLOW:
        return Refusal(f"takes longer than {SECONDS:g} seconds to read", _SMALLER)
    if ended.how == TOO_MUCH:
        return Refusal(f"holds more than {OUTPUT / 2**20:g} MiB of text", _SMALLER)
    if ended.signal == signal.SIGKILL:
        return Refusal("was given up: the system stopped its reader, most likely for want of memory", _SMALLER)
    how = f" ({signal.Signals(ended.signal).name})" if ended.signal else ""
    return Refusal(f"makes its reader crash{how}", "Open it in its own program and save it again, or leave it out")

"""The process that reads files for an ingest: for each one it forks a child under limits.

`ingest/isolation.py` runs it and sends one request after another over a socket. A child that hangs, crashes or swells is
ended here and takes nothing with it. It is forked from here and not from the ingest itself, because a fork is only safe
where no other thread runs, and is cheap where little is loaded.
"""

import errno
import importlib
import json
import math
import os
import resource
import select
import signal
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

from pydantic import TypeAdapter

from ingest.parsing import Parsed, Refusal, parsed_or_refused
from ingest.register import Register

ANSWERED, TOO_SLOW, TOO_MUCH, DIED = "answered", "too slow", "too much", "died"
answers_json: TypeAdapter[Parsed | Refusal] = TypeAdapter(Parsed | Refusal)
register_json = TypeAdapter(Register)
END = b"\n"  # closes a whole answer: JSON on one line holds none, and of pixels the number is known
_PIECE = 1 << 20  # bytes read from a child at once
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename")


@dataclass(frozen=True, slots=True)
class Request:
    """A file to read and what reading it may take.

    Attributes:
        name: path inside the ingested folder.
        loader: name of the module whose `load` reads it, or whose `answer` is asked for something else of it.
        seconds: of the clock and of the processor.
        memory: bytes of data, those of the libraries (about 55 MiB) included.
        output: bytes of what comes back.
        asked: what `answer` is asked, as JSON; "" where the file's document is wanted.
        recognised: text of scanned pages, for a loader that has told of them; "" without any.
    """

    path: str
    name: str
    loader: str
    seconds: float
    memory: int
    output: int
    asked: str = ""
    recognised: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended.

    Attributes:
        how: ANSWERED, TOO_SLOW, TOO_MUCH (output) or DIED.
        signal: number of the signal that it died of, or 0.
        megabytes: most memory in use at once, libraries included (MiB).
    """

    how: str
    signal: int
    seconds: float
    megabytes: float


def serve(connection: Connection) -> None:
    """Take the register, then answer requests until the other end is gone: with it goes the child at work."""
    with suppress(EOFError, ConnectionError):
        register = register_json.validate_json(connection.recv_bytes())
        while True:
            request = Request(**json.loads(connection.recv_bytes()))
            # Loaded here, once for all files of a format; what is wrong with a loader the child tells.
            with suppress(Exception):
                importlib.import_module(request.loader)
            ended, answer = _run(request, register, connection)
            connection.send_bytes(json.dumps(asdict(ended)).encode())
            connection.send_bytes(answer)


def _run(request: Request, register: Register, connection: Connection) -> tuple[Ended, bytes]:
    source, sink = os.pipe()
    began = time.monotonic()
    pid = os.fork()
    if pid == 0:
        _child(request, register, sink, (source, connection.fileno()))
    os.close(sink)
    how, answer = _collect(source, connection, began + request.seconds, request.output)
    os.close(source)
    os.kill(pid, signal.SIGKILL)  # one that has ended keeps its status
    _, status, usage = os.wait4(pid, 0)
    died_of = os.WTERMSIG(status) if os.WIFSIGNALED(status) and how == DIED else 0
    if died_of in {signal.SIGXCPU, signal.SIGALRM}:
        how = TOO_SLOW
    megabytes = usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    return Ended(how, died_of, round(time.monotonic() - began, 3), round(megabytes, 1)), answer


def _collect(source: int, connection: Connection, until: float, most: int) -> tuple[str, bytes]:
    """What a child writes, until it has ended, its time (monotonic) is up, or the ingest is gone."""
    answer, other_end = bytearray(), connection.fileno()
    while True:
        ready, _, _ = select.select([source, other_end], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return TOO_SLOW, b""
        if source not in ready:  # nothing is sent while a child is at work: this is the end of the connection
            return DIED, b""
        piece = os.read(source, _PIECE)
        answer += piece
        if len(answer) > most:
            return TOO_MUCH, b""
        if not piece:
            return (ANSWERED, bytes(answer)) if answer.endswith(END) else (DIED, b"")


def _child(request: Request, register: Register, sink: int, others: tuple[int, ...]) -> NoReturn:
    """Read the file and write what it holds; whatever happens, the process ends here."""
    try:
        for other in others:
            os.close(other)
        _confine(request)
        answer = memoryview(_answer(request, register) + END)
        while answer:
            answer = answer[os.write(sink, answer) :]
    finally:
        os._exit(0)


def _answer(request: Request, register: Register) -> bytes:
    if request.asked:  # what goes wrong ends the child without an answer, which says enough
        answered: bytes = importlib.import_module(request.loader).answer(Path(request.path), request.asked)
        return answered
    try:
        found = parsed_or_refused(Path(request.path), request.name, request.loader, register, request.recognised)
        return answers_json.dump_json(found)
    except MemoryError:
        problem = f"takes more than {request.memory // 2**20:,} MiB of memory to read"
        return answers_json.dump_json(Refusal(problem, "Split it or leave it out"))
    except ValueError:  # half a surrogate pair
        return answers_json.dump_json(Refusal("holds characters that are none", "Save it again as UTF-8"))


def _confine(request: Request) -> None:
    """Limits that the system holds this process to, and a hook that refuses what no reading of a file needs."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):  # what libraries print is not for the person at the terminal
        os.dup2(nothing, standard)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_DATA, request.memory)
    # A second more: whoever waits for it ends it first and says why.
    _lower(resource.RLIMIT_CPU, math.ceil(request.seconds) + 1)
    # Should the process that minds this one be killed, this one still ends.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, request.seconds + 1)
    sys.addaudithook(_refuse)


def _lower(limit: int, value: int) -> None:
    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(limit, (value, value))


def _refuse(event: str, given: tuple[Any, ...]) -> None:
    """Raise PermissionError (which importing takes for "no cache can be written") for connections, programs and writing."""
    writes = event == "open" and isinstance(given[2], int) and given[2] & _WRITING
    if writes or event.startswith(_REFUSED):
        raise PermissionError(errno.EPERM, f"reading it asked for {event}")


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))

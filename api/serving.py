"""`guide serve`: worker processes on a port of this computer, kept running until Ctrl-C."""

import logging
import os
import resource
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from ipaddress import ip_address
from multiprocessing import reduction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from uvicorn import Config
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors.multiprocess import Multiprocess

from api.connection import LONGEST_HEAD, PatientProtocol
from api.logs import log_config
from api.settings import Settings, StartError, read_settings
from api.tokens import FILE, TokenFault, read

if TYPE_CHECKING:
    from fastapi import FastAPI

_LOG = logging.getLogger(__name__)
_QUEUE = 1024  # connections that the system holds until a worker takes them up
_AT_A_TIME = 8  # connections that a worker takes up before others get their turn: one shall not take a whole burst
_HUNG_SECONDS = 10  # for a worker to give a sign of life
_STOP_MARGIN = 5.0  # seconds beside those for an answer


def serve(home: Path, port: int) -> None:
    """Serve a home until Ctrl-C; raises StartError for a port or a setting that cannot be used."""
    settings = read_settings()
    try:
        read(settings.tokens or home / FILE)
    except TokenFault as fault:
        raise StartError(str(fault)) from fault
    with tempfile.TemporaryDirectory(prefix="guide-") as shared, _listening(settings, port) as listener:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
        # Each thread would get a heap of its own, and each of them grow to what the longest question takes.
        os.environ.setdefault("MALLOC_ARENA_MAX", "2")
        _raise_open_files()
        config = Config(
            partial(_application, home, Path(shared), os.getpid()),
            factory=True,
            workers=settings.workers,
            http=PatientProtocol,
            ws="none",
            loop="asyncio",
            backlog=_AT_A_TIME,
            proxy_headers=False,
            server_header=False,
            log_config=log_config(settings.log == "requests"),
            access_log=False,
            timeout_keep_alive=15,
            h11_max_incomplete_event_size=LONGEST_HEAD,
            timeout_graceful_shutdown=int(settings.wait_seconds + settings.answer_seconds + _STOP_MARGIN),
            timeout_worker_healthcheck=_HUNG_SECONDS,
        )
        print(f"The Collaborative Guide on {_address(settings, port)} (stop with Ctrl-C)", flush=True)
        supervisor = Supervisor(config, [listener], Path(shared))
        supervisor.run()
    if any(process.exitcode == STARTUP_FAILURE for process in supervisor.processes):
        raise StartError("The service could not start; the lines above say why. 'guide doctor' looks for the cause.")


class Supervisor(Multiprocess):
    """uvicorn's supervisor: starts workers, and starts one anew when it has died."""

    def __init__(self, config: Config, sockets: list[socket.socket], shared: Path) -> None:
        super().__init__(config, sockets)
        self.shared = shared

    def init_processes(self) -> None:
        """Start the workers."""
        with _ctrl_c_for_us_alone():
            super().init_processes()

    def keep_subprocess_alive(self) -> None:
        """Look after the workers; called twice a second."""
        before = {process.pid for process in self.processes}
        with _ctrl_c_for_us_alone():
            super().keep_subprocess_alive()
        for pid in before - {process.pid for process in self.processes}:
            self._forget(pid)

    def _forget(self, pid: int | None) -> None:
        """Take a worker that is gone out of the figures on living ones."""
        from prometheus_client.multiprocess import mark_process_dead

        if pid is not None:
            mark_process_dead(pid, str(self.shared))  # type: ignore[no-untyped-call]


def _application(home: Path, shared: Path, parent: int) -> "FastAPI":
    """The application of a worker. It is imported here, so that the supervisor stays small and starts at once."""
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    # Answering threads hand over sooner than by default (5 ms), or connections and probes would wait behind them.
    sys.setswitchinterval(0.001)
    try:
        from api.app import create_app

        PatientProtocol.patience = read_settings().body_seconds
        return create_app(home, shared)
    except Exception as fault:  # it would go wrong again, however often it was started
        _LOG.error("the service cannot start: %s", fault, exc_info=not isinstance(fault, StartError))
        sys.exit(STARTUP_FAILURE)


def _end_with(parent: int) -> None:
    """End this worker when its supervisor is gone, so that none is left behind on the port."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


@contextmanager
def _ctrl_c_for_us_alone() -> Iterator[None]:
    """Processes started within see no Ctrl-C: they are told to stop by the supervisor, and finish what they do."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


class Listener(socket.socket):
    """A listening socket whose queue is long, though asyncio asks for no more than it takes up at a time."""

    def listen(self, backlog: int = 0, /) -> None:
        """Listen with the queue of the service."""
        super().listen(_QUEUE)


def _sent(listener: Listener) -> tuple[Any, ...]:
    return _received, (reduction.DupFd(listener.fileno()), listener.family, listener.type)


def _received(handle: Any, family: int, kind: int) -> Listener:
    return Listener(family, kind, fileno=handle.detach())


reduction.register(Listener, _sent)  # it goes to the workers as plain sockets do


def _listening(settings: Settings, port: int) -> Listener:
    version = ip_address(settings.bind).version
    listener = Listener(socket.AF_INET6 if version == 6 else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.bind, port))
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        raise StartError(
            f"Port {port} of {settings.bind} cannot be used ({reason}). Give another with --port."
        ) from error
    return listener


def _address(settings: Settings, port: int) -> str:
    return f"http://[{settings.bind}]:{port}" if ":" in settings.bind else f"http://{settings.bind}:{port}"


def _raise_open_files() -> None:
    """Let a worker hold as many connections as the system allows: idle ones cost little."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

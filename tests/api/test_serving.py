"""The service as it runs: worker processes that come back, swaps without a failed request, a stop that finishes its work."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import guide
from api.tokens import Role, add
from index.publishing import publish
from index.snapshot import Manifest, current_id

pytestmark = pytest.mark.slow
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
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {**(JSON if body else {}), **headers})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def status(self, path: str) -> int:
        """The status of a GET, 0 where nobody answers."""
        with suppress(OSError, http.client.HTTPException):
            return self.request("GET", path)[0]
        return 0

    def ask(self) -> int:
        return self.request("POST", "/api/ask", QUESTION)[0]

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


class Askers:
    """Threads that ask without a pause, and what became of it."""

    def __init__(self, server: Server, threads: int) -> None:
        self.server, self.statuses, self.running = server, list[int | str](), True
        self.threads = [threading.Thread(target=self._ask) for _ in range(threads)]

    def _ask(self) -> None:
        while self.running:
            try:
                self.statuses.append(self.server.ask())
            except (OSError, http.client.HTTPException) as fault:
                self.statuses.append(type(fault).__name__)

    def __enter__(self) -> "Askers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.running = False
        for thread in self.threads:
            thread.join()


@pytest.fixture(scope="module")
def served(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home for the server alone."""
    return Path(shutil.copytree(home, tmp_path_factory.mktemp("served") / "home"))


@pytest.fixture(scope="module")
def server(served: Path) -> Iterator[Server]:
    """The service with two workers."""
    running = Server(served, served.parent / "log")
    yield running
    running.stop()


@pytest.fixture
def start(served: Path, tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Return a starter of a service of the test's own, with settings; none outlives the test."""
    started: list[Server] = []

    def run(**settings: str) -> Server:
        started.append(Server(served, tmp_path / "log", **settings))
        return started[-1]

    yield run
    for server in started:
        if server.process.poll() is None:
            server.process.kill()  # its workers follow it
            server.process.wait()


def test_a_worker_that_is_killed_comes_back_while_others_serve(server: Server) -> None:
    before = server.workers()
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    time.sleep(0.1)  # connections that it held are gone with it; new ones find the other
    assert [server.ask() for _ in range(5)] == [200] * 5
    server.until(lambda: len(server.workers()) == 2 and victim not in server.workers())
    assert len(server.workers() & before) == 1
    server.until(lambda: len(server.known()) == 2 and victim not in server.known())


def publish_again(home: Path, name: str) -> None:
    """Publish the current content under another id, as an ingest does."""
    staged = home / "snapshots" / ".building-test"
    shutil.copytree(home / "snapshots" / str(current_id(home)), staged)
    fields = json.loads((staged / "manifest.json").read_text("utf-8"))
    publish(home, staged, Manifest(**{**fields, "id": name, "created_at": f"2099-01-01T00:00:0{name[-1]}.000+00:00"}))


def test_ten_snapshots_are_swapped_under_load_without_a_failed_request(server: Server, served: Path) -> None:
    def snapshot() -> str:
        return str(json.loads(server.request("GET", "/readyz")[1])["snapshot"])

    with Askers(server, 3) as askers:
        for swap in range(10):
            publish_again(served, f"swap{swap}")
            server.until(lambda name=f"swap{swap}": snapshot() == name)  # type: ignore[misc]
    assert set(askers.statuses) == {200}
    assert len(askers.statuses) > 20


def test_more_than_it_can_do_is_told_so_and_probes_are_answered(server: Server) -> None:
    with Askers(server, 80) as askers:
        time.sleep(0.5)
        began = time.monotonic()
        assert [server.status("/healthz"), server.status("/readyz")] == [200, 200]
        assert time.monotonic() - began < 3
        time.sleep(1.5)
    assert set(askers.statuses) == {200, 503}
    assert server.ask() == 200


def test_the_metrics_add_up_over_all_workers(server: Server) -> None:
    def asked() -> float:
        found = server.metric(r'guide_requests_total{method="GET",route="/about",status="200"} (\S+)')
        return float(found[0]) if found else 0.0

    assert asked() == 0
    for _ in range(12):
        server.status("/about")
    server.until(lambda: asked() == 12)  # a request is counted just after its end


def test_a_client_that_dawdles_is_let_go(server: Server) -> None:
    for sent in (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b""):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as slow:
            began = time.monotonic()
            with suppress(OSError):
                for _ in range(20):  # a byte now and then does not help
                    slow.sendall(sent[:1] if sent else b"")
                    time.sleep(0.1)
                slow.recv(1)
            assert time.monotonic() - began < 5
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as slow:
        slow.sendall(b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{")
        assert slow.recv(4096).startswith(b"HTTP/1.1 408")


def test_another_name_that_leads_here_finds_nothing(server: Server) -> None:
    assert server.request("GET", "/about", host="evil.example")[0] == 421
    assert server.request("GET", "/about", host=f"localhost:{server.port}")[0] == 200


def test_a_token_made_while_it_runs_opens_all_workers(server: Server, served: Path) -> None:
    token = add(served / "tokens.toml", "team", Role.ADMINISTRATION)
    headers = {"authorization": f"Bearer {token}"}
    assert {server.request("GET", "/api/admin/snapshots", None, **headers)[0] for _ in range(8)} == {200}


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_finishes_what_was_asked(start: Callable[..., Server], sign: int) -> None:
    running = start(GUIDE_AT_ONCE="1", GUIDE_WAITING="80", GUIDE_WAIT_SECONDS="20")
    workers, statuses = running.workers(), list[int]()
    asking = [threading.Thread(target=lambda: statuses.append(running.ask())) for _ in range(60)]
    for thread in asking:
        thread.start()
    # All have come in: they are answered, waiting, or one in each worker is being answered.
    running.until(lambda: len(statuses) + sum(map(float, running.metric(r"(?m)^guide_waiting (\S+)"))) >= 58)
    if sign == signal.SIGINT:
        os.killpg(running.process.pid, sign)  # as a terminal does
    else:
        running.process.send_signal(sign)
    answered = len(statuses)
    assert running.process.wait(30) == 0
    for thread in asking:
        thread.join()
    assert answered < 58 and statuses == [200] * 60
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    assert "Traceback" not in running.log.read_text()


def test_workers_do_not_outlive_their_supervisor(start: Callable[..., Server]) -> None:
    running = start()
    workers = running.workers()
    running.process.kill()
    running.process.wait()
    end = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in workers) and time.monotonic() < end:
        time.sleep(0.1)
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)


def test_a_port_or_setting_that_cannot_be_used_is_told_at_once(
    server: Server, served: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert guide.main(["serve", "--home", str(served), "--port", str(server.port)]) == 1
    assert "--port" in capsys.readouterr().err
    monkeypatch.setenv("GUIDE_PROXIES", "the proxy")
    assert guide.main(["serve", "--home", str(served)]) == 1
    assert "GUIDE_PROXIES" in capsys.readouterr().err

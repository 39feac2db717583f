"""The service as it runs: worker processes that come back, swaps without a failed request, a stop that finishes its work."""

import json
import os
import shutil
import signal
import socket
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
from tests.api.running import Askers, Server

pytestmark = pytest.mark.slow


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


def test_more_than_it_can_do_is_told_so_in_time_and_probes_are_answered(server: Server) -> None:
    probes = list[tuple[int, float]]()
    with Askers(server, 80) as askers:  # 2 workers answer 2 each and let 32 each wait
        end = time.monotonic() + 4
        while time.monotonic() < end:
            for path in ("/healthz", "/readyz"):
                began = time.monotonic()
                probes.append((server.status(path), time.monotonic() - began))
            time.sleep(0.1)
    assert {status for status, _ in probes} == {200} and len(probes) > 6
    assert max(seconds for _, seconds in probes) < 3
    assert set(askers.statuses) == {200, 503}
    refused = [each for each in askers.came if each.status == 503]
    assert all(int(each.retry_after or 0) > 0 for each in refused)
    # Who is let in has waited 5 seconds at most and is answered among two; who is refused hears it no later.
    assert max(each.seconds for each in askers.came) < 10
    assert {server.ask() for _ in range(20)} == {200}  # as soon as it is over
    server.until(lambda: sum(map(float, server.metric(r"(?m)^guide_waiting (\S+)"))) == 0, 5)


def test_the_metrics_add_up_over_all_workers(server: Server) -> None:
    def asked() -> float:
        found = server.metric(r'guide_requests_total{method="GET",route="/about",status="200"} (\S+)')
        return float(found[0]) if found else 0.0

    assert asked() == 0
    for _ in range(12):
        server.status("/about")
    server.until(lambda: asked() == 12)  # a request is counted just after its end


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", b"GET /about HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT"],
    ids=["nothing", "half a head", "half of a second head"],
)
def test_a_client_that_dawdles_with_a_head_is_let_go(server: Server, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as slow:
        slow.sendall(sent)
        began = time.monotonic()
        with suppress(ConnectionError):
            while time.monotonic() - began < 6:
                if sent:
                    slow.sendall(b"a")  # a byte now and then does not help
                slow.settimeout(0.1)
                with suppress(TimeoutError):
                    if not slow.recv(65536):
                        break
        assert 0.5 < time.monotonic() - began < 5


def test_a_client_that_dawdles_with_a_body_is_told_so(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as slow:
        slow.sendall(b"POST /api/ask HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{")
        assert slow.recv(4096).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("pause", [0.0, 4.0], ids=["reads on", "stops reading"])
def test_a_reader_who_stops_reading_is_let_go_and_another_gets_all(server: Server, pause: float) -> None:
    count, whole = 400, len(server.request("GET", "/openapi.json")[1])
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # so that what is not read stays with the service
    slow.settimeout(10)
    slow.connect(("127.0.0.1", server.port))
    asked = threading.Thread(
        target=_send, args=(slow, b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * count)
    )
    asked.start()
    time.sleep(pause)
    got = 0
    with suppress(OSError), slow:
        while got < count * whole and (came := slow.recv(1 << 20)):
            got += len(came)
    asked.join()
    assert (got >= count * whole) is (pause == 0)


def _send(connection: socket.socket, sent: bytes) -> None:
    with suppress(OSError):
        connection.sendall(sent)


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

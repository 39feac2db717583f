"""Load is counted, and a server's refusals count as failed."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from evals.bench import load as loading


class Slow:
    """A contender that takes ten milliseconds and refuses one query."""

    def ingest(self, folder: Path) -> int:
        return 0

    def open(self, folder: Path) -> None:
        """Nothing to open."""

    def search(self, query: str, k: int) -> Sequence[int]:
        time.sleep(0.01)
        if query == "bad":
            raise ValueError(query)
        return [1, 2]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    threading.Thread(target=loading.serve, args=(Slow(), port), daemon=True).start()
    loading.wait_until_ready(f"http://127.0.0.1:{port}")
    yield f"http://127.0.0.1:{port}"


def test_more_clients_get_more_done_while_a_server_waits(url: str) -> None:
    one, four = (loading.load(url, "/search?q=", ["good & new"], clients, 1.0) for clients in (1, 4))
    assert (one.clients, one.failed, four.failed) == (1, 0, 0)
    assert 10 <= one.median_ms <= one.p99_ms and one.per_second <= 100
    assert four.per_second > one.per_second


def test_refusals_are_counted(url: str) -> None:
    assert loading.load(url, "/search?q=", ["good", "bad"], 1, 0.5).failed > 0


def test_a_server_that_does_not_come_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "_READY_SECONDS", 0.5)
    with pytest.raises(TimeoutError, match="127.0.0.1:9/readyz"):
        loading.wait_until_ready("http://127.0.0.1:9")

"""Requests per second: every contender behind the same small FastAPI application, asked by 1, 8 and 32 clients."""

import http.client
import threading
import time
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import numpy as np

from evals.bench.contenders import Contender

CLIENTS = (1, 8, 32)
K = 10
_READY_SECONDS = 180.0
_NO_RESPONSE = 599


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load: requests a second, wall milliseconds at the median and the 99th percentile."""

    clients: int
    per_second: float
    median_ms: float
    p99_ms: float
    failed: int


def serve(contender: Contender, port: int) -> None:
    """Serve GET /search?q= until killed; one process, its routes in FastAPI's thread pool."""
    import uvicorn
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/search")
    def search(q: str) -> dict[str, list[int]]:
        return {"rows": [int(row) for row in contender.search(q, K)]}

    @app.get("/readyz")
    def ready() -> dict[str, bool]:
        contender.search("Is it ready?", K)
        return {"ready": True}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="error")


def wait_until_ready(url: str) -> None:
    """Return when /readyz answers; TimeoutError after three minutes."""
    end = time.monotonic() + _READY_SECONDS
    while time.monotonic() < end:
        if _get(http.client.HTTPConnection(_address(url), timeout=60), "/readyz") < 400:
            return
        time.sleep(0.2)
    raise TimeoutError(f"{url}/readyz did not answer within {_READY_SECONDS:.0f} seconds.")


def load(url: str, path: str, texts: list[str], clients: int, seconds: float) -> Load:
    """Ask GET {path}{text} from so many clients at once, each on one connection, for so many seconds."""
    spent: list[list[float]] = [[] for _ in range(clients)]
    failed = [0] * clients
    start = time.perf_counter()

    def ask(client: int) -> None:
        connection = http.client.HTTPConnection(_address(url), timeout=60)
        at = client
        while time.perf_counter() - start < seconds:
            began = time.perf_counter()
            failed[client] += _get(connection, path + quote(texts[at % len(texts)])) >= 400
            spent[client].append(time.perf_counter() - began)
            at += clients

    threads = [threading.Thread(target=ask, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - start
    every = np.concatenate([np.asarray(of) for of in spent]) * 1000
    median, late = np.percentile(every, [50, 99])
    return Load(clients, len(every) / whole, float(median), float(late), sum(failed))


def _get(connection: http.client.HTTPConnection, path: str) -> int:
    """The status of a response; 599 for none, and the next request opens the connection anew."""
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status
    except (OSError, http.client.HTTPException):
        connection.close()
        return _NO_RESPONSE


def _address(url: str) -> str:
    return urlsplit(url).netloc

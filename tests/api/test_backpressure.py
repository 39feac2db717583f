"""Too much at once: a short queue, then a 503 that says when to come back; what is slow is given up."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from api.backpressure import Backpressure, Places
from api.body_limit import BodyLimit
from api.settings import Settings

Responses = list[tuple[int, dict[str, str], bytes]]
SETTINGS = Settings(at_once=1, waiting=1, wait_seconds=0.2, answer_seconds=0.3)


class Slow:
    """An app whose answers come when they are let go; counts how many it makes at once."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.now = self.most = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.go.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"answer"})
        finally:
            self.now -= 1


async def never() -> Any:
    await asyncio.Event().wait()


async def request(
    app: Any, method: str = "POST", path: str = "/api/ask", receive: Callable[[], Awaitable[Any]] = never
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of what an app sends."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": []}
    await app(scope, receive, send)
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


def test_one_waits_and_the_next_is_told_when_to_come_back() -> None:
    async def scene() -> None:
        slow = Slow()
        app = Backpressure(slow, SETTINGS)
        first, second = asyncio.create_task(request(app)), asyncio.create_task(request(app))
        await asyncio.sleep(0.01)
        status, headers, body = await request(app)  # at once, while the others go on
        assert status == 503
        assert headers["content-type"] == "application/problem+json"
        assert int(headers["retry-after"]) > 0
        assert "try again" in json.loads(body)["detail"]
        probe = asyncio.create_task(request(app, "GET", "/healthz"))  # never waits
        await asyncio.sleep(0.01)
        assert slow.now == 2
        slow.go.set()
        assert [(await each)[0] for each in (first, second, probe)] == [200, 200, 200]
        assert (await request(app))[0] == 200  # everything is as before

    asyncio.run(scene())


def test_nobody_waits_longer_than_the_setting() -> None:
    async def scene() -> None:
        places = Places(1, 5, 0.05)
        assert await places.enter()
        assert not await places.enter()
        places.leave()
        assert await places.enter()

    asyncio.run(scene())


def test_what_takes_too_long_is_given_up_and_keeps_its_place_to_its_end() -> None:
    async def scene() -> None:
        slow = Slow()
        app = Backpressure(slow, SETTINGS)
        status, headers, body = await request(app)
        assert (status, "retry-after" in headers) == (503, True)
        assert "too long" in json.loads(body)["detail"]
        assert (await request(app))[0] == 503  # a thread still works on the first one
        assert slow.most == 1
        slow.go.set()
        await asyncio.sleep(0.01)
        assert (await request(app))[0] == 200

    asyncio.run(scene())


def test_a_failure_gives_the_place_back() -> None:
    async def broken(*_: Any) -> None:
        raise ZeroDivisionError

    async def scene() -> None:
        app = Backpressure(broken, SETTINGS)
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await request(app)

    asyncio.run(scene())


def test_a_body_that_trickles_in_is_refused() -> None:
    async def trickle() -> Any:
        await asyncio.sleep(0.03)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def scene() -> None:
        status, headers, body = await request(BodyLimit(Slow(), 0.1), receive=trickle)
        assert (status, headers["connection"]) == (408, "close")
        assert "Send it again" in json.loads(body)["detail"]

    asyncio.run(scene())

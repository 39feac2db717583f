"""What is taken down of each request: a line in the log and a count."""

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import metrics
from api.errors import REFUSED
from api.logs import FIELDS, REQUESTS
from api.work import Work, work_of

_LOG = logging.getLogger(REQUESTS)
_MEMORY_SECONDS = 5.0
_GONE = 499  # the client went away before the response began


class Record:
    """Logs and counts each request by its route: a path may hold the secret of a link, a query a question."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._memory_noted = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and take down how it ended; 499 is a client that went away."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status, began = _GONE, time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except BaseException:
            status = 500
            raise
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "")
        refused = scope.get(REFUSED, "")
        metrics.REQUESTS.labels(route, scope["method"], str(status)).inc()
        metrics.SECONDS.labels(route).observe(seconds)
        if refused:
            metrics.REFUSED.labels(refused).inc()
        if (now := time.monotonic()) - self._memory_noted > _MEMORY_SECONDS:
            self._memory_noted = now
            metrics.note_memory()
        if work_of(scope) is Work.FREE and status < 400:
            return  # probes come every few seconds, and a page has a dozen static files
        fields = {"method": scope["method"], "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        if refused:
            fields["refused"] = refused
        _LOG.info("request", extra={FIELDS: fields})

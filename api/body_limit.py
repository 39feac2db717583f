"""The limits on request bodies: a larger or slower one is refused before it is parsed."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BODY_READ, problem, refuse
from api.security import MAX_BODY

_CLOSE = {"Connection": "close"}  # what is left of the body is not read
# Of a larger body so many bytes are read and dropped: a client that is cut off while it sends never sees the refusal.
_DROPPED = 4 * 1024 * 1024


class BodyLimit:
    """Passes on a body of at most MAX_BODY bytes that arrives in time; answers others with too-large or too-slow."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the bytes that arrive, whatever Content-Length says, and the seconds."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self.seconds):
                messages = await _body(receive)
        except TimeoutError:
            detail = f"The body did not arrive within {self.seconds:g} seconds. Send it again over a better connection."
            await refuse(scope, receive, send, problem("too-slow", detail, "body"), _CLOSE)
            return
        if messages is None:
            detail = f"The body has more than {MAX_BODY // 1024} KiB. Send a shorter question or text, or less history."
            await refuse(scope, receive, send, problem("too-large", detail, "body"), _CLOSE)
            return
        if messages[-1]["type"] == "http.disconnect":
            return  # nobody is left to answer
        waiting = iter(messages)

        async def replay() -> Message:
            return next(waiting, None) or await receive()

        scope[BODY_READ] = True
        await self.app(scope, replay, send)


async def _body(receive: Receive) -> list[Message] | None:
    """The messages of a body, or None for one that is too large."""
    messages: list[Message] = []
    size, more = 0, True
    while more and size <= _DROPPED:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
        if size <= MAX_BODY:
            messages.append(message)
    return messages if size <= MAX_BODY else None

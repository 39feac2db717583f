"""The limit on request bodies: a larger one is refused before it is parsed."""

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import problem, respond
from api.security import MAX_BODY


class BodyLimit:
    """Passes on a body of at most MAX_BODY bytes; answers a larger one with the problem too-large."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the bytes that arrive, whatever Content-Length says."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        messages: list[Message] = []
        size = 0
        while not messages or messages[-1].get("more_body", False):
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > MAX_BODY:
                detail = (
                    f"The body has more than {MAX_BODY // 1024} KiB. Send a shorter question or text, or less history."
                )
                refused = respond(Request(scope), problem("too-large", detail, "body"))
                await refused(scope, receive, send)
                return
        waiting = iter(messages)

        async def replay() -> Message:
            return next(waiting, None) or await receive()

        await self.app(scope, replay, send)

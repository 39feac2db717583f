"""Back-pressure: as much at once as the machine can do, a short queue, and a 503 for the rest instead of collapse."""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import metrics
from api.errors import RETRY_SECONDS, problem, refuse
from api.settings import Settings
from api.work import Work, work_of

_READING_AT_ONCE, _READING_WAITING = 8, 200  # pages and documents: milliseconds each


class Places:
    """So many at once, so many waiting in turn, and no longer than so many seconds."""

    def __init__(self, at_once: int, waiting: int, wait_seconds: float) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._room = waiting
        self._wait_seconds = wait_seconds
        self._waiting = 0

    async def enter(self) -> bool:
        """Take a place, at once or after a wait; False where that would take too long."""
        if not self._free.locked():
            await self._free.acquire()
            return True
        if self._waiting >= self._room:
            return False
        self._waiting += 1
        try:
            with metrics.WAITING.track_inprogress():
                async with asyncio.timeout(self._wait_seconds):
                    return await self._free.acquire()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1

    def leave(self) -> None:
        """Give the place back."""
        self._free.release()


class Backpressure:
    """Lets requests in by their work; what cannot be done soon is told so at once."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.answer_seconds = settings.answer_seconds
        self.places = {
            Work.ASKING: Places(settings.at_once, settings.waiting, settings.wait_seconds),
            Work.READING: Places(_READING_AT_ONCE, _READING_WAITING, settings.wait_seconds),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait for a place, pass the request on, and give the place back when its work is done."""
        places = self.places.get(work_of(scope)) if scope["type"] == "http" else None
        if places is None:
            await self.app(scope, receive, send)
        elif await places.enter():
            await self._within(places, scope, receive, send)
        else:
            detail = f"More is asked at the moment than can be answered. Please try again in {RETRY_SECONDS} seconds."
            await refuse(scope, receive, send, problem("busy", detail))

    async def _within(self, places: Places, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer within the time; what takes longer keeps its place to its end, or there would be more than fit."""
        begun = given_up = False

        async def watched(message: Message) -> None:
            nonlocal begun
            if not given_up:
                begun = True
                await send(message)

        def done(task: "asyncio.Task[None]") -> None:
            places.leave()
            if given_up and not task.cancelled():
                task.exception()  # taken note of: nobody waits for it any more

        work = asyncio.ensure_future(self.app(scope, receive, watched))
        work.add_done_callback(done)
        await asyncio.wait({work}, timeout=self.answer_seconds)
        if work.done() or begun:
            await work
            return
        given_up = True
        detail = "This took too long and was given up. Please ask a shorter question, or try again later."
        await refuse(scope, receive, send, problem("gave-up", detail))

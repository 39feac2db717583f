"""Rate limits: so many questions for a session, and a generous ceiling for an address, of questions and of pages."""

import hashlib
import ipaddress
import logging
import re
import sqlite3
import time
from pathlib import Path

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access import role_of, token_of
from api.counts import SharedCounts
from api.errors import problem, refuse
from api.settings import Settings
from api.tokens import Role
from api.work import Work, work_of

SESSION_HEADER = "guide-session"
_SESSION = re.compile(r"[A-Za-z0-9_-]{8,64}")
_HOUSEHOLD = 64  # bits of an IPv6 address that a network has to itself
_PAGES_FOR_A_QUESTION = 10  # an answer takes 80 ms, a page a few; its pictures are pages too
_LOG = logging.getLogger(__name__)


class RateLimit:
    """Counts what is asked and what is read; the counts are shared by the workers through a file in `shared`, or kept in memory.

    A page's script names its session with the header Guide-Session. Who leaves it out, or makes a new one up each time,
    has the ceiling of the address. Pages and documents have a ceiling of their own, ten times as high, so that nobody who
    only reads uses up the questions of a neighbour. A token of the role evaluation or administration lifts all of them.
    """

    def __init__(self, app: ASGIApp, settings: Settings, shared: Path | None) -> None:
        self.app = app
        self.session_limit = parse(settings.session_limit)
        self.address_limit = asked = parse(settings.address_limit)
        self.reading_limit = type(asked)(asked.amount * _PAGES_FOR_A_QUESTION, asked.multiples)
        self.limiter = FixedWindowRateLimiter(SharedCounts(shared) if shared else MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say when to come back."""
        work = work_of(scope) if scope["type"] == "http" else Work.FREE
        counts = work is not Work.FREE and role_of(scope) < Role.EVALUATION
        seconds = self._seconds_to_wait(scope, work) if counts else None
        if seconds is None:
            await self.app(scope, receive, send)
            return
        what = "questions" if work is Work.ASKING else "requests for pages"
        detail = (
            f"So many {what} came from here that others would have to wait. Please try again in {seconds} seconds. "
            "A program that asks for much can get a token from whoever runs the service."
        )
        await refuse(scope, receive, send, problem("too-many", detail), {"Retry-After": str(seconds)})

    def _seconds_to_wait(self, scope: Scope, work: Work) -> int | None:
        """Whole seconds until such work may come in again; None when this may."""
        for limit, who in self._limits(scope, work):
            try:
                if not self.limiter.hit(limit, who):
                    ends = self.limiter.get_window_stats(limit, who).reset_time
                    return max(1, round(ends - time.time() + 0.5))
            except sqlite3.Error as fault:  # to count is no reason not to answer
                _LOG.warning("Requests could not be counted: %s", type(fault).__name__)
        return None

    def _limits(self, scope: Scope, work: Work) -> list[tuple[RateLimitItem, str]]:
        token, address = token_of(scope), _network(scope)
        who = f"token {token.name}" if token else f"address {address}"
        limits = [(self.address_limit, who) if work is Work.ASKING else (self.reading_limit, f"reading {who}")]
        session = Headers(scope=scope).get(SESSION_HEADER, "")
        if work is Work.ASKING and _SESSION.fullmatch(session):
            limits.insert(0, (self.session_limit, f"session {session} {address}"))
        return [(limit, hashlib.blake2b(who.encode(), digest_size=16).hexdigest()) for limit, who in limits]


def _network(scope: Scope) -> str:
    """The address of a client; of IPv6 the part that stands for its network."""
    client = scope.get("client")
    name = client[0] if client else ""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name
    return str(ipaddress.ip_network(f"{address}/{_HOUSEHOLD}", strict=False)) if address.version == 6 else name

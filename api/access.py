"""The door: by which name, from which site and with which token a request may come in."""

import base64
import binascii
import ipaddress
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import problem, refuse
from api.settings import Settings
from api.tokens import Role, Token, Tokens
from api.work import ABOUT_US, PROBES, administrative

_SAFE = ("GET", "HEAD", "OPTIONS")
_SAME_SITE = ("same-origin", "none")  # none: the reader typed the address
_FORWARDED = ("x-forwarded-for", "x-forwarded-host", "forwarded", "via")
_TOKEN = "guide.token"


def token_of(scope: Scope) -> Token | None:
    """The token that came with a request and is one of ours."""
    found: Token | None = scope.get(_TOKEN)
    return found


def role_of(scope: Scope) -> Role:
    """What the request's token allows."""
    token = token_of(scope)
    return token.role if token else Role.NOBODY


class Door:
    """Lets in what comes under one of our names, from our own pages and, where one is needed, with a token."""

    def __init__(self, app: ASGIApp, settings: Settings, tokens: Tokens, hosts: frozenset[str]) -> None:
        self.app = app
        self.settings = settings
        self.tokens = tokens
        self.hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say what to do."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope[_TOKEN] = self.tokens.of(presented) if (presented := _presented(headers)) else None
        refused = self._wrong(scope, headers)
        if refused is None:
            await self.app(scope, receive, send)
            return
        kind, detail = refused
        asks = {"WWW-Authenticate": _challenge(scope["path"])} if kind == "no-token" else {}
        await refuse(scope, receive, send, problem(kind, detail), asks)

    def _wrong(self, scope: Scope, headers: Headers) -> tuple[str, str] | None:
        """The kind of problem and what to do about it, or None."""
        path: str = scope["path"]
        if path in PROBES[:2]:
            return None
        name = _host_name(headers.get("host", ""))
        if self.hosts and name not in self.hosts:
            told = "This service does not answer to the host name of this address. Use its usual address. "
            return "unknown-host", told + "Whoever runs it can add a name with GUIDE_HOSTS."
        if path == PROBES[2]:
            return self._metrics(scope, headers)
        if administrative(path):
            needed, told = Role.ADMINISTRATION, "This address is for those who run the service."
        elif self.settings.asking == "token" and path not in ABOUT_US and not path.startswith("/static/"):
            needed, told = Role.ASK, "This service is open to holders of a token."
        else:
            needed, told = Role.NOBODY, ""
        if role_of(scope) < needed:
            return _token_wanted(scope, headers, told)
        if scope["method"] not in _SAFE and self._foreign(headers, strict=administrative(path)):
            told = "This was sent from a page of another site. Open this service's own page and send it from there."
            return "cross-site", told
        return None

    def _metrics(self, scope: Scope, headers: Headers) -> tuple[str, str] | None:
        allowed = self.settings.metrics == "open" or role_of(scope) is Role.ADMINISTRATION
        if allowed or (self.settings.metrics == "local" and _local(scope, headers)):
            return None
        return _token_wanted(scope, headers, "The metrics are for those who run the service (GUIDE_METRICS).")

    def _foreign(self, headers: Headers, *, strict: bool) -> bool:
        """Whether a browser says that a form or script of another site sent this; programs say nothing.

        Our own forms send `Origin: null`, because pages here send no referrer: then Sec-Fetch-Site decides. Where a
        browser sends neither (plain http to another computer), `strict` refuses.
        """
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None:
            return site not in _SAME_SITE
        if origin is None:
            return False
        if origin == "null":
            return strict
        name = _host_name(origin.partition("://")[2])
        return name != _host_name(headers.get("host", "")) and name not in self.hosts


def allowed_hosts(names: list[str], *, only_here: bool) -> frozenset[str]:
    """The names that the service answers to; none stands for any.

    Where only this computer can reach it and no names are set, they are its own: another site's name that is made to lead
    here (DNS rebinding) finds nothing.
    """
    own = ["localhost", "127.0.0.1", "::1"] if only_here else []
    return frozenset(name.lower() for name in (names and [*names, *own]) or own)


def _presented(headers: Headers) -> str:
    """The token of an Authorization header: Bearer for programs, the password of Basic for browsers."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode("utf-8").partition(":")[2]
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return ""
    return ""


def _token_wanted(scope: Scope, headers: Headers, told: str) -> tuple[str, str]:
    token = token_of(scope)
    if token is not None:
        return "wrong-role", f"{told} The token {token.name} is for something else. Send one made for this."
    if "authorization" in headers:
        return "no-token", f"{told} The token sent is not known, or no longer. Ask whoever runs the service for one."
    return "no-token", f"{told} Send a token with the header 'Authorization: Bearer TOKEN', or as the password."


def _challenge(path: str) -> str:
    """How to send a token: programs are not asked by a browser's dialogue."""
    return "Bearer" if path.startswith("/api/") else 'Basic realm="Token as the password", charset="UTF-8"'


def _local(scope: Scope, headers: Headers) -> bool:
    """Whether a request was made on this computer, and not handed on by a proxy on it."""
    if any(name in headers for name in _FORWARDED):
        return False
    client = scope.get("client")
    try:
        return client is None or ipaddress.ip_address(client[0]).is_loopback
    except ValueError:  # a socket without an address
        return True


def _host_name(netloc: str) -> str:
    """The name of a Host header or an origin, without its port."""
    try:
        return (urlsplit(f"//{netloc}").hostname or "").rstrip(".")
    except ValueError:
        return ""

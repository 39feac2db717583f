"""What a request asks of the service: nothing to speak of, reading, or answering."""

from enum import StrEnum
from urllib.parse import parse_qs

from starlette.types import Scope

PROBES = ("/healthz", "/readyz", "/metrics")
ABOUT_US = ("/about", "/limits", "/privacy", "/accessibility", "/team")  # what people may know before they ask
_STATIC = "/static/"
_QUESTIONS = ("q", "question")  # a link that carries one is answered


class Work(StrEnum):
    """How much work a request is; FREE is never made to wait and never counted."""

    FREE = "free"
    READING = "reading"
    ASKING = "asking"


def work_of(scope: Scope) -> Work:
    """The work of an HTTP request, by its method, path and query: what is sent here is to be answered."""
    path: str = scope["path"]
    if path in PROBES or path.startswith(_STATIC):
        return Work.FREE
    if administrative(path):
        return Work.READING
    if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
        return Work.ASKING
    query = parse_qs(scope["query_string"].decode("latin1"))
    return Work.ASKING if any(name in query for name in _QUESTIONS) else Work.READING


def administrative(path: str) -> bool:
    """Whether a path is for those who run the service."""
    return path.startswith(("/admin/", "/api/admin/")) or path in ("/admin", "/api/admin")

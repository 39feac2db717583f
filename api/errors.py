"""Errors as HTTP: the one place that knows which failure is which status. problem+json as in RFC 9457."""

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from answer.guard import MAX_QUESTION
from api.security import HEADERS
from index.errors import IndexFault
from web.content import state_page
from web.kiosk import fault_page
from web.states import state

PROBLEM_TYPE = "application/problem+json"
BODY_READ = "guide.body_read"  # in the scope of a request whose body has arrived
REFUSED = "guide.refused"  # the kind of problem, in the scope of a request that reached no route
_LOG = logging.getLogger(__name__)
_EXAMPLE = (
    'Send a JSON object such as {"question": "What is CMAST?"}, or for /api/verify {"text": "CMAST was formed in 2021."}, '
    "with Content-Type: application/json."
)
_TITLES = {
    "invalid-request": (422, "The request cannot be used"),
    "unreadable-body": (400, "The request body cannot be read"),
    "too-large": (413, "The request is too large"),
    "no-such-document": (404, "There is no such document"),
    "no-such-answer": (404, "There is no such answer"),
    "no-such-snapshot": (404, "There is no such snapshot"),
    "at-work": (409, "An ingest is at work"),
    "nothing-to-keep": (422, "There is no answer to keep"),
    "no-such-page": (404, "Page not found"),
    "wrong-method": (405, "The address does not take this method"),
    "no-token": (401, "A token is needed"),
    "wrong-role": (403, "The token does not allow this"),
    "cross-site": (403, "This came from another site"),
    "too-slow": (408, "The request took too long to arrive"),
    "unknown-host": (421, "The service does not have this name"),
    "too-many": (429, "Too many requests for now"),
    "busy": (503, "The service is busy"),
    "gave-up": (503, "The answer took too long"),
    "switched-off": (503, "The service is switched off"),
    "no-index": (503, "There is no index to answer from"),
    "cannot-keep": (503, "It could not be kept"),
    "no-report": (503, "There is no report just now"),
    "unexpected": (500, "Something went wrong"),
}
RETRY_SECONDS = 10  # for what mends itself
_BY_STATUS = {400: "unreadable-body", 404: "no-such-page", 405: "wrong-method", 413: "too-large"}
_MESSAGES = {
    "missing": "This field is missing",
    "string_type": "This must be text (a JSON string)",
    "string_unicode": "This must be valid Unicode text",
    "string_too_long": "This must have at most {max_length} characters",
    "list_type": "This must be a list",
    "too_long": "This must have at most {max_length} entries",
    "enum": "This must be {expected}",
    "int_parsing": "This must be a whole number",
    "greater_than_equal": "This must be at least {ge}",
    "less_than_equal": "This must be at most {le}",
    "question": "{reason}",
}


class FieldProblem(BaseModel):
    """A wrong field and what to do about it."""

    field: str
    detail: str


class Problem(BaseModel):
    """What went wrong and what to do."""

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    errors: list[FieldProblem] | None = None


class ApiFault(Exception):
    """A request that cannot be served: `kind` is a name of the table above, the message says what to do."""

    def __init__(self, kind: str, detail: str, field: str | None = None, link: tuple[str, str] | None = None):
        super().__init__(detail)
        self.kind, self.field, self.link = kind, field, link


def described(*kinds: str) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of these problems, for a route's `responses`."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    # The model puts the schema among the components; the content type is problem+json all the same.
    return {
        _TITLES[kind][0]: {
            "description": _TITLES[kind][1],
            "model": Problem,
            "content": {PROBLEM_TYPE: schema},
        }
        for kind in kinds
    }


def problem(kind: str, detail: str, field: str | None = None, errors: Sequence[FieldProblem] | None = None) -> Problem:
    """Return the problem of this kind."""
    status, title = _TITLES[kind]
    return Problem(
        type=f"urn:guide:problem:{kind}",
        title=title,
        status=status,
        detail=detail,
        field=field,
        errors=list(errors) if errors else None,
    )


def respond(
    request: Request,
    found: Problem,
    link: tuple[str, str] | None = None,
    more: Mapping[str, str] | None = None,
    typed: str = "",
) -> Response:
    """Return a problem as a page to a browser on one of our pages, as problem+json to all others.

    `typed` is the question of a form, which the page offers again.
    """
    headers = dict(HEADERS)
    if found.status == 503:
        headers["Retry-After"] = str(RETRY_SECONDS)
    headers.update(more or {})
    machine = request.url.path.startswith(("/api", "/healthz", "/readyz", "/openapi", "/metrics"))
    if not machine and "text/html" in request.headers.get("accept", ""):
        kind = found.type.rpartition(":")[2]
        if request.url.path.startswith("/kiosk"):
            page = fault_page(kind, found.title, found.detail)
        else:
            page = state_page(kind, found.title, found.detail, link, limit=MAX_QUESTION, question=typed)
        return HTMLResponse(page, found.status, headers)
    if not machine and "text/event-stream" in request.headers.get("accept", ""):  # the script of a page reads it out
        told = state(found.type.rpartition(":")[2], found.title, found.detail)
        found = found.model_copy(update={"title": told.heading, "detail": " ".join(told.texts)})
    content = found.model_dump(exclude_none=True)
    return JSONResponse(content, found.status, headers, media_type=PROBLEM_TYPE)


async def refuse(
    scope: Scope, receive: Receive, send: Send, found: Problem, more: Mapping[str, str] | None = None
) -> None:
    """Answer a request with a problem before it reaches a route."""
    scope[REFUSED] = found.type.rpartition(":")[2]
    typed = ""
    if scope.get(BODY_READ):
        with suppress(HTTPException):  # a form that cannot be read is the smaller problem
            typed = await _typed(Request(scope, receive))
    await respond(Request(scope), found, more=more, typed=typed)(scope, receive, send)


def install(app: FastAPI) -> None:
    """Make every failure of the app a problem."""

    async def on_fault(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, ApiFault)
        found = problem(fault.kind, str(fault), fault.field)
        return respond(request, found, fault.link, typed=await _typed(request))

    async def on_index(request: Request, fault: Exception) -> Response:
        return respond(request, no_index(fault), typed=await _typed(request))

    app.add_exception_handler(ApiFault, on_fault)
    app.add_exception_handler(IndexFault, on_index)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unexpected)


async def _typed(request: Request) -> str:
    """The question of the chat's form, which was read before the failure, so that nobody has to type it again."""
    if (request.method, request.url.path) != ("POST", "/"):
        return ""
    found = (await request.form()).get("question")
    return found if isinstance(found, str) else ""


def no_index(fault: Exception) -> Problem:
    """Return the problem of a home without a usable snapshot."""
    detail = str(fault).rstrip(".")
    remedy = "" if "guide ingest" in detail else " Make an index with 'guide ingest', then try again."
    return problem("no-index", f"{detail}.{remedy}")


def _on_validation(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    found = [_field_problem(error) for error in fault.errors()]
    first = found[0]
    detail = first.detail if first.field == "body" else f"{first.field}: {first.detail}."
    return respond(request, problem("invalid-request", detail, first.field, found))


def _field_problem(error: dict[str, Any]) -> FieldProblem:
    """Name the field as a client wrote it; the value itself is not repeated, it may be personal."""
    kind = error["type"]
    place = [str(part) for part in error["loc"][1:]]
    if kind in ("json_invalid", "model_attributes_type", "dict_type") or not place:
        missing = "There is no body. " if kind == "missing" else "The body is not a JSON object. "
        return FieldProblem(field="body", detail=missing + _EXAMPLE)
    template = _MESSAGES.get(kind, "{msg}")
    values = {"msg": error["msg"], **error.get("ctx", {})}
    return FieldProblem(field=".".join(place), detail=template.format_map(values))


def _on_http(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    kind, path = _BY_STATUS.get(fault.status_code, "unexpected"), request.url.path
    details = {
        "unreadable-body": f"The body could not be parsed. {_EXAMPLE}",
        "no-such-page": f"There is nothing at {path}. The addresses of the API are listed at /docs.",
        "wrong-method": f"{path} does not take {request.method}. /docs lists what each address takes.",
    }
    found = problem(kind, details.get(kind, str(fault.detail)), "body" if kind == "unreadable-body" else None)
    found = found.model_copy(update={"status": fault.status_code})
    response = respond(request, found)
    for name, value in (fault.headers or {}).items():
        response.headers[name] = value
    return response


def _on_unexpected(request: Request, fault: Exception) -> Response:
    # The trace goes to the log and nowhere else: a reader can do nothing with it.
    route = getattr(request.scope.get("route"), "path", "")  # the path itself may hold the secret of a link
    _LOG.error("%s %s failed: %s", request.method, route, type(fault).__name__)
    return respond(request, problem("unexpected", "The service failed on this request. Please try again."))

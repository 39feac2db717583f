"""The API's description: what any address may answer besides what its route says."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.errors import described
from api.work import PROBES, administrative

_EVERYWHERE = ("cross-site", "unknown-host", "too-many", "busy", "unexpected", "no-token", "wrong-role")
_WITH_BODY = ("too-slow", "too-large", "unreadable-body")
_BEARER = {"type": "http", "scheme": "bearer", "description": "A token made with 'guide token add'."}


def install(app: FastAPI) -> None:
    """Let the app describe what stands around its routes as well."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as FastAPI's documentation has it


def _described(app: FastAPI) -> dict[str, Any]:
    schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schema["components"].setdefault("securitySchemes", {})["token"] = _BEARER
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            for kind in _kinds(path, method):
                for status, response in described(kind).items():
                    told = {name: response[name] for name in ("description", "content")}
                    operation["responses"].setdefault(str(status), told)
            operation["security"] = [{"token": []}] if administrative(path) else [{}, {"token": []}]
    return schema


def _kinds(path: str, method: str) -> tuple[str, ...]:
    if path in PROBES:
        return ("no-token", "wrong-role", "unknown-host") if path == "/metrics" else ()
    return (*_EVERYWHERE, *(_WITH_BODY if method != "get" else ()))

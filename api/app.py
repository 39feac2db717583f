"""The application: routes, errors and headers put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from api import ask, errors, health, library, pages
from api.body_limit import BodyLimit
from api.security import HeadAsGet, SecurityHeaders
from api.service import Service
from index.errors import IndexFault
from web.pages import SERVICE, STATIC

_DESCRIPTION = (
    "Answers about NHS provider collaboratives. Every statement is bound to a span of a document version: "
    "`start` and `end` are Unicode code points of the stored text, end excluded. "
    "Errors are problem+json (RFC 9457) with the name of the wrong field and what to do."
)


def create_app(home: Path) -> FastAPI:
    """Return the service for a home. It starts without an index too, and then says how to make one."""
    app = FastAPI(
        title=SERVICE,
        description=_DESCRIPTION,
        version="1",
        docs_url=None,  # the framework's own page loads its files from another site
        redoc_url=None,
        lifespan=_opened,
    )
    app.state.service = Service(home)
    errors.install(app)
    for module in (ask, library, health, pages):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for middleware in (BodyLimit, HeadAsGet, SecurityHeaders):  # the last one is the outermost
        app.add_middleware(middleware)
    return app


@asynccontextmanager
async def _opened(app: FastAPI) -> AsyncIterator[None]:
    """Open the answerer before the first question, so that nobody waits for it."""
    with suppress(IndexFault):  # said by /readyz and to everyone who asks
        await run_in_threadpool(app.state.service.answerer)
    yield

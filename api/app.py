"""The application: routes, errors and headers put together."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from api import answers, ask, errors, health, library, pages, verify
from api.body_limit import BodyLimit
from api.frozen import FrozenAnswers
from api.security import HeadAsGet, SecurityHeaders
from api.service import Service
from api.settings import read_settings
from index.errors import IndexFault
from web.pages import SERVICE, STATIC

_DESCRIPTION = (
    "Answers about NHS provider collaboratives. Every statement is bound to a span of a document version: "
    "`start` and `end` are Unicode code points of the stored text, end excluded. "
    "Errors are problem+json (RFC 9457) with the name of the wrong field and what to do."
)


def create_app(home: Path) -> FastAPI:
    """Return the service for a home. It starts without an index too, and then says how to make one.

    Raises StartError for a setting in the environment that cannot be used.
    """
    settings = read_settings()
    app = FastAPI(
        title=SERVICE,
        description=_DESCRIPTION,
        version="1",
        docs_url=None,  # the framework's own page loads its files from another site
        redoc_url=None,
        lifespan=_opened,
    )
    app.state.service = Service(home)
    app.state.settings = settings
    app.state.frozen = FrozenAnswers(home, settings.answer_days)
    errors.install(app)
    for module in (ask, answers, verify, library, health, pages):
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
    with suppress(sqlite3.Error):  # tried again whenever a link is made or read
        await run_in_threadpool(app.state.frozen.remove_expired)
    yield

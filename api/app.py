"""The application: routes, errors and headers put together."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from answer.pipeline import Answerer
from api import (
    admin,
    answers,
    ask,
    browse,
    chat,
    content,
    errors,
    feedback,
    feedback_pages,
    gaps,
    health,
    kiosk,
    library,
    metrics,
    openapi,
    pages,
    verify,
)  # fmt: skip
from api.access import Door, allowed_hosts
from api.backpressure import Backpressure
from api.body_limit import BodyLimit
from api.frozen import FrozenAnswers
from api.limits import RateLimit
from api.off_switch import OffSwitch
from api.off_switch import message as off_message
from api.record import Record
from api.security import HeadAsGet, SecurityHeaders
from api.service import Service
from api.settings import Settings, listed, read_settings
from api.tokens import FILE as TOKENS
from api.tokens import Tokens
from asked.errors import AskedFault
from index.errors import IndexFault
from web.pages import SERVICE, STATIC
from web.shelf import shelf_of
from web.themes import themes

_TIDY_SECONDS = 3600.0

_DESCRIPTION = (
    "Answers about NHS provider collaboratives. Every statement is bound to a span of a document version: "
    "`start` and `end` are Unicode code points of the stored text, end excluded. "
    "Errors are problem+json (RFC 9457) with the name of the wrong field and what to do."
)


def create_app(home: Path, shared: Path | None = None) -> FastAPI:
    """Return the service for a home. It starts without an index too, and then says how to make one.

    `shared` is a folder that the workers of one service have in common; an app by itself keeps its counts in memory and
    answers to any host name that the settings do not rule out.
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
    app.state.service = Service(home, _prepared)
    app.state.settings = settings
    app.state.frozen = FrozenAnswers(home, settings.answer_days)
    app.state.tokens = Tokens(settings.tokens or home / TOKENS)
    app.state.feedback = feedback.opened(home)
    app.state.kiosk = kiosk.opened(home)
    errors.install(app)
    openapi.install(app)
    routed = (
        ask, answers, feedback, verify, library, health, metrics, admin, gaps, chat, content, feedback_pages, kiosk, browse, pages,
    )  # fmt: skip
    for module in routed:
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    _surround(app, settings, shared)
    return app


def _surround(app: FastAPI, settings: Settings, shared: Path | None) -> None:
    """Put around the app what every request passes through; the last one is the outermost."""
    hosts = allowed_hosts(listed(settings.hosts), only_here=shared is not None and settings.only_here)
    app.add_middleware(Backpressure, settings=settings)
    app.add_middleware(RateLimit, settings=settings, shared=shared)
    app.add_middleware(BodyLimit, seconds=settings.body_seconds)
    if off := off_message(settings.off):
        app.add_middleware(OffSwitch, message=off)
    app.add_middleware(Door, settings=settings, tokens=app.state.tokens, hosts=hosts)
    app.add_middleware(Record)
    app.add_middleware(HeadAsGet)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)  # leaves events alone
    if proxies := listed(settings.proxies):
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=proxies)


def _prepared(answerer: Answerer) -> None:
    """Work out what the library, the glossary, the timeline and the touch screen show."""
    shelf_of(answerer.searcher.snapshot, answerer.searcher.acronyms)
    themes(answerer)


@asynccontextmanager
async def _opened(app: FastAPI) -> AsyncIterator[None]:
    """Open the answerer before the first question, so that nobody waits for it; delete what expires for as long as it runs."""
    with suppress(IndexFault):  # said by /readyz and to everyone who asks
        await run_in_threadpool(app.state.service.answerer)
    await _remove_expired(app)
    tidying = asyncio.create_task(_tidied(app))
    yield
    tidying.cancel()


async def _tidied(app: FastAPI) -> None:
    while True:
        await asyncio.sleep(_TIDY_SECONDS)
        await _remove_expired(app)


async def _remove_expired(app: FastAPI) -> None:
    with suppress(sqlite3.Error):  # tried again whenever a link is made or read
        await run_in_threadpool(app.state.frozen.remove_expired)
    with suppress(AskedFault):
        await run_in_threadpool(app.state.feedback.remove_expired)

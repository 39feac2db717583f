"""What browser tests and screenshots share: a service on a free port, the Chromium on PATH, axe, a look at the page."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright

WEB = Path(__file__).resolve().parents[2] / "web"
AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def needed(found: object, what: str) -> None:
    """Skip by name where something is absent; in CI that is a failure."""
    if not found:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"browser tests need {what}")


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """The address of an app that runs on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", log_config=None))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 30
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=10)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The Chromium on PATH."""
    path = shutil.which("chromium")
    needed(path, "a chromium on PATH")
    needed((WEB / "static" / "vendor" / "nhsuk-frontend.css").is_file(), "the front-end files of 'make setup'")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@contextmanager
def watched(page: Page, origin: str) -> Iterator[Page]:
    """A page that fails on a request to anyone else, a violation of the content policy or an error of its script."""
    outside: list[str] = []
    refused: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(origin) else outside.append(request.url))
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    page.on("pageerror", lambda error: refused.append(str(error)))
    yield page
    assert outside == []
    assert refused == []


def violations(page: Page) -> list[str]:
    """What axe finds wrong with the page as it stands."""
    needed(AXE.is_file(), "axe-core from 'npm ci' in web/")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    report = page.evaluate("axe.run(document, {resultTypes: ['violations', 'passes']})")
    assert len(report["passes"]) > 5  # it really looked at the page
    found = report["violations"]
    return [f"{each['id']}: {node['html'][:120]}" for each in found for node in each["nodes"]]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    measured: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return measured

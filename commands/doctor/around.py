"""What a service has around it: the corpus that it is made from, and its port."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from commands.doctor.finding import Finding, fail, ok, warn
from ingest.check import check_corpus
from ingest.errors import IngestError

_HERE = "127.0.0.1"
_SECONDS = 3.0


def check_around(corpus: Path, register: Path, port: int) -> Iterator[Finding]:
    """The corpus and its register, and the port."""
    yield _corpus(corpus, register)
    yield _port(port)


def _corpus(folder: Path, register: Path) -> Finding:
    try:
        found = check_corpus(folder, register, date.today())
    except IngestError as error:
        return warn("corpus", str(error), "Name the folder of your documents with --corpus.")
    broken = sum(finding.broken for finding in found.findings)
    told = f"{len(found.notes)} notes, {found.others} other files, {found.publications} publications"
    if broken:
        return warn("corpus", f"{told}: {broken} broken", f"'guide check corpus {folder}' says what.")
    return ok("corpus", told)


def _port(port: int) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HERE, port))
        except (OSError, OverflowError) as error:
            return _taken(port, str(getattr(error, "strerror", None) or error))
    return ok("port", f"{port} is free")


def _taken(port: int, why: str) -> Finding:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{_HERE}:{port}/readyz", timeout=_SECONDS) as response:
            state = json.load(response)
    except urllib.error.HTTPError as error:
        return fail("service", f"the service on port {port} cannot answer ({error.code})", "Its log says why.")
    except (OSError, ValueError):
        told = f"{port} cannot be used ({why}), and what is there is not the guide"
        return fail("port", told, "Stop that program, or give another with --port.")
    if warning := state.get("warning"):
        return warn("service", f"it runs on port {port}, with a warning: {warning}", "Do as it says.")
    return ok("service", f"it runs on port {port} and answers from snapshot {state.get('snapshot')}")

"""The answerer that all requests share, opened once and as soon as there is something to open."""

from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from answer.pipeline import Answerer


class Service:
    """Holds the answerer of a home. A home that is empty at the start is tried again at each request."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = Lock()
        self._answerer: Answerer | None = None

    def answerer(self) -> Answerer:
        """Return the answerer, opening it on first use; raises IndexFault when the home has no usable snapshot."""
        with self._lock:
            if self._answerer is None:
                self._answerer = Answerer.open(self.home)
            return self._answerer


def current_answerer(request: Request) -> Answerer:
    """Return the app's answerer, for routes; a plain function, so that opening runs in the thread pool."""
    service: Service = request.app.state.service
    return service.answerer()


Answering = Annotated[Answerer, Depends(current_answerer)]

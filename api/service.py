"""The answerer that all requests share: opened once, and again when the home gets another snapshot."""

from pathlib import Path
from threading import Lock
from typing import Annotated

from fastapi import Depends, Request

from answer.pipeline import Answerer
from index.errors import IndexFault
from index.snapshot import current_id


class Service:
    """Holds the answerer of a home; tries an empty home again at each request, takes up a new snapshot."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lock = Lock()
        self._answerer: Answerer | None = None
        self._pointer: str | None = None  # what the home named when we last opened it

    def answerer(self) -> Answerer:
        """Return the answerer; raises IndexFault when none is open and the home has no usable snapshot."""
        with self._lock:
            pointer = current_id(self.home)
            if self._answerer is None or (pointer is not None and pointer != self._pointer):
                self._answerer = self._opened(self._answerer)
                self._pointer = pointer
            return self._answerer

    def _opened(self, before: Answerer | None) -> Answerer:
        try:
            return Answerer.open(self.home)
        except IndexFault:
            if before is None:
                raise
            return before  # a damaged new snapshot does not stop the one that serves


def current_answerer(request: Request) -> Answerer:
    """Return the app's answerer, for routes; a plain function, so that opening runs in the thread pool."""
    service: Service = request.app.state.service
    return service.answerer()


Answering = Annotated[Answerer, Depends(current_answerer)]

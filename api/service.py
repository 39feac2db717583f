"""The answerer that all requests share: opened once, and again when the home gets another snapshot."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Lock, Thread
from typing import Annotated

from fastapi import Depends, Request

from answer.answer import Answer, Question
from answer.pipeline import Answerer
from answer.suggest import NONE, load
from api import metrics
from index.snapshot import pointer_stamp

_LOG = logging.getLogger(__name__)


class CountedAnswerer(Answerer):
    """An answerer whose answers are counted for the metrics."""

    def ask(self, question: Question) -> Answer:
        """Answer one question."""
        answer = super().ask(question)
        metrics.answered(answer, question.audience.value)
        return answer


class Service:
    """Holds the answerer of a home; tries an empty home again at each request, takes up a new snapshot.

    `prepare` works out what pages need of a snapshot, behind what answers, so that no reader waits for it.
    """

    def __init__(self, home: Path, prepare: Callable[[Answerer], None] = lambda answerer: None) -> None:
        self.home = home
        self._prepare = prepare
        self._lock, self._preparing = Lock(), Lock()
        # The answerer, and the state of the home's pointer when we opened it.
        self._open: tuple[Answerer, tuple[int, int] | None] | None = None
        self._fault = ""

    def answerer(self) -> Answerer:
        """Return the answerer; raises IndexFault when none is open and the home has no usable snapshot.

        While one request opens a new snapshot, the others are answered from the one before.
        """
        pointer = pointer_stamp(self.home)
        opened = self._open
        if opened is not None and pointer in (None, opened[1]):
            return _with_suggestions(opened[0])
        if not self._lock.acquire(blocking=opened is None):
            assert opened is not None
            return opened[0]
        try:
            before = self._open
            if before is not None and before[1] == pointer:
                return before[0]
            answerer = self._opened(before)
            self._open = (answerer, pointer)
            if before is None or answerer is not before[0]:
                Thread(target=self._prepared, args=(answerer,)).start()
            return answerer
        finally:
            self._lock.release()

    @property
    def warning(self) -> str:
        """Why the snapshot that the home names is not the one that serves, and what to do; "" where it is."""
        return self._fault or (self._open[0].searcher.snapshot.stands_in if self._open else "")

    def _opened(self, before: tuple[Answerer, tuple[int, int] | None] | None) -> Answerer:
        try:
            answerer = CountedAnswerer.open(self.home)
        except Exception as fault:  # whatever is wrong with a new snapshot does not stop the one that serves
            if before is None:
                raise
            serving = before[0].searcher.snapshot
            self._fault = f"{fault} Until then snapshot {serving.id} of {serving.manifest.created_at[:10]} serves."
            _LOG.error("the new snapshot was not taken up: %s", self._fault)
            return before[0]
        self._fault = ""
        metrics.SWAPS.inc()
        return answerer

    def _prepared(self, answerer: Answerer) -> None:
        with self._preparing:
            if self._open is None or self._open[0] is not answerer:  # swapped again meanwhile
                return
            try:
                self._prepare(answerer)
            except Exception as fault:  # the page itself tries again, and says what is wrong
                _LOG.warning("pages could not be prepared: %s", type(fault).__name__)


def _with_suggestions(answerer: Answerer) -> Answerer:
    """An answerer with the questions that an ingest prepares once its snapshot serves already."""
    if answerer.suggestions is NONE:
        answerer.suggestions = load(answerer.searcher.snapshot, answerer.settings) or NONE
    return answerer


def current_answerer(request: Request) -> Answerer:
    """Return the app's answerer, for routes; a plain function, so that opening runs in the thread pool."""
    service: Service = request.app.state.service
    return service.answerer()


Answering = Annotated[Answerer, Depends(current_answerer)]

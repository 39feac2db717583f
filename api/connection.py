"""Connections: a client that sends or takes up too slowly is let go, so that it holds nothing for long."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

LONGEST_HEAD = 64 * 1024  # bytes: a link may hold the longest question, each letter as twelve bytes


class PatientProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol with an end to patience: for a request's head, and for a reader who stops reading."""

    patience = 15.0  # seconds
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a head."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Take in what came; a head that is not whole yet has until the end of patience, however often a byte comes."""
        super().data_received(data)
        if self._in_request():
            self._stop_waiting()
        elif self._timer is None and not self.transport.is_closing():
            self._wait()

    def send_400_response(self, msg: str) -> None:
        """What could not be read as a request: say what to do."""
        super().send_400_response(
            "This is no HTTP request that can be read, or its address and headers are longer than 64 KiB. "
            "Send long questions in the body of a POST request, at most 2,000 characters."
        )

    def on_response_complete(self) -> None:
        """Between requests uvicorn's own limit holds; the rest of a pipelined head is waited for again."""
        super().on_response_complete()
        if not self.flow.write_paused:
            self._stop_waiting()

    def pause_writing(self) -> None:
        """The reader has not taken up what was sent."""
        super().pause_writing()
        self._stop_waiting()
        self._wait()

    def resume_writing(self) -> None:
        """The reader goes on."""
        super().resume_writing()
        self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _in_request(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self) -> None:
        self._timer = self.loop.call_later(self.patience, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

"""Connections to the public web only: every address of a name is checked, and a checked one is connected to.

A name is resolved once, here, and the connection goes to the address that was looked at; so a name server that gives
another answer the second time (DNS rebinding) gains nothing. All reading and writing ends at one deadline.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

_STEP_S = 20.0  # seconds for one connection, read or write
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_FAULTS = (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol)


class AddressRefused(Exception):
    """A name leads to an address that is not public; says which."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, looking also at an IPv4 address inside an IPv6 one."""
    ip = ipaddress.ip_address(address)
    inside: list[ipaddress.IPv4Address | None] = []
    if isinstance(ip, ipaddress.IPv6Address):
        teredo = ip.teredo[1] if ip.teredo else None
        nat64 = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
        inside = [ip.ipv4_mapped, ip.sixtofour, teredo, nat64]
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
    return ip.is_global and not ip.is_multicast and all(is_public(str(other)) for other in inside if other)


def public_addresses(host: str, port: int, allow_loopback: bool = False) -> list[str]:
    """The addresses of a name; raises AddressRefused when any of them is not public, httpcore.ConnectError for none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"no address is known for {host}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
    for address in addresses:
        if not is_public(address) and not (allow_loopback and ipaddress.ip_address(address).is_loopback):
            raise AddressRefused(f"{host} leads to {address}, which is not on the public internet")
    return addresses


class _Checked(httpcore.NetworkBackend):
    """Connects to checked addresses, and gives up at the deadline (seconds of time.monotonic)."""

    def __init__(self, deadline: float, allow_loopback: bool) -> None:
        self._deadline = deadline
        self._allow_loopback = allow_loopback
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        fault: Exception = httpcore.ConnectError(f"no address is known for {host}")
        for address in public_addresses(host, port, self._allow_loopback):
            try:
                step = _step(self._deadline)
                stream = self._plain.connect_tcp(address, port, step, local_address, socket_options)
                return _Timed(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
        raise fault


class _Timed(httpcore.NetworkStream):
    """A connection on which no step goes past the deadline, however slowly the other side sends."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _step(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _step(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _step(self._deadline))
        return _Timed(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _step(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for one publication is over")
    return min(left, _STEP_S)


class PublicTransport(httpx.BaseTransport):
    """An httpx transport over checked connections; raises AddressRefused, or httpx.TransportError for other faults.

    `deadline` is in seconds of time.monotonic. `allow_loopback` is for tests, which have no public server.
    """

    def __init__(self, deadline: float, allow_loopback: bool = False) -> None:
        backend = _Checked(deadline, allow_loopback)
        self._pool = httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        with _as_httpx():
            answer = self._pool.handle_request(
                httpcore.Request(request.method, target, headers=request.headers.raw, extensions=request.extensions)
            )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx():
            yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


@contextmanager
def _as_httpx() -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        told = str(error) or type(error).__name__
        if isinstance(error, httpcore.TimeoutException):
            raise httpx.TimeoutException(told) from error
        raise (httpx.ConnectError if isinstance(error, httpcore.ConnectError) else httpx.TransportError)(
            told
        ) from error

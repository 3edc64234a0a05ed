"""Bytes over HTTP without surprises: no redirect unseen, a deadline, a limit on every answer."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from bot.slack.addresses import Address
from bot.slack.client import proxy_for

_CHUNK = 65_536
_CONNECT_SECONDS = 10.0


class TransferError(Exception):
    """The connection failed, or the deadline passed; trying again may help."""


class TooLargeError(Exception):
    """There are more bytes than the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is sent to an address."""

    verb: str
    """``GET`` or ``POST``."""
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Empty for any status but 200."""


class Deadline:
    """A moment after which nothing is waited for.

    Args:
        seconds: From now; > 0.
        clock: Seconds that never go back.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at = clock() + seconds

    @property
    def left(self) -> float:
        """Seconds; 0 when it has passed."""
        return max(0.0, self._at - self._clock())


def send(address: Address, request: Request, *, deadline: Deadline, limit: int) -> Answer:
    """Send one request and read the answer; a redirect is returned, never followed.

    Args:
        address: A checked one.
        request: What to send.
        deadline: For all of it.
        limit: Bytes of the body that are read.

    Raises:
        TransferError: The connection failed, or the deadline passed.
        TooLargeError: The body is longer than the limit; what was read is dropped.
    """
    try:
        with _connected(address, deadline) as connection:
            # one request for each connection, so that the server need not wait for another
            headers = {"Connection": "close", **request.headers}
            connection.request(request.verb, address.path, body=request.body, headers=headers)
            with connection.getresponse() as response:
                return _answer(response, limit, deadline)
    except (OSError, HTTPException, ValueError):  # ValueError: a length or header out of range
        pass
    raise TransferError


@contextmanager
def _connected(address: Address, deadline: Deadline) -> Iterator[HTTPConnection]:
    """Connect, and cut the connection when the deadline passes, whatever it waits for."""
    connection = _connection(address, min(_CONNECT_SECONDS, deadline.left) or 0.001)
    try:
        connection.connect()
        # held here, since a connection forgets its socket once it has an answer
        timer = threading.Timer(deadline.left, _cut, [connection.sock])
        timer.daemon = True
        timer.start()
        try:
            yield connection
        finally:
            timer.cancel()
    finally:
        connection.close()


def _connection(address: Address, timeout: float) -> HTTPConnection:
    if not address.is_secure:
        return HTTPConnection(address.host, address.port, timeout=timeout)
    context = ssl.create_default_context()
    proxy = urlsplit(proxy_for(address.url) or "")
    if proxy.hostname is None:
        return HTTPSConnection(address.host, address.port, timeout=timeout, context=context)
    connection = HTTPSConnection(
        proxy.hostname, proxy.port or 8080, timeout=timeout, context=context
    )
    connection.set_tunnel(address.host, address.port)
    return connection


def _cut(open_socket: socket.socket) -> None:
    with suppress(OSError):  # closed already
        # of the plain socket: the one with TLS would first tear its state from under the reader
        socket.socket.shutdown(open_socket, socket.SHUT_RDWR)


def _answer(response: HTTPResponse, limit: int, deadline: Deadline) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    body = _read(response, headers, limit, deadline) if response.status == 200 else b""
    return Answer(status=response.status, headers=headers, body=body)


def _read(
    response: HTTPResponse, headers: Mapping[str, str], limit: int, deadline: Deadline
) -> bytes:
    if headers.get("content-encoding", "identity") != "identity":
        raise TransferError  # never asked for; unpacking is where bombs go off
    length = response.length
    if length is not None and length > limit:
        raise TooLargeError
    parts = bytearray()
    while chunk := response.read1(_CHUNK):
        parts += chunk
        if len(parts) > limit:
            raise TooLargeError
    if not deadline.left or (length is not None and len(parts) < length):
        raise TransferError
    return bytes(parts)

"""Faults of the way: what becomes of an answer between the model and its client."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

from werkzeug.wrappers import Request, Response

from bot.sandbox.model.faults import Fault
from bot.sandbox.web import _reset

PAGE = "<!DOCTYPE html><html><head><title>Gateway</title></head><body>Try later.</body></html>"
"""What a proxy puts in the place of an answer."""
CHUNK = 1 << 16
BEFORE = frozenset({"disconnect_before", "timeout", "bad_gateway"})
"""Faults in which the model never hears of the question."""


def lose(fault: Fault, request: Request, closing: threading.Event) -> Response:
    """Act out one of the faults in BEFORE.

    Raises:
        ConnectionResetError: The connection was reset.
    """
    if fault.kind == "bad_gateway":
        return Response(PAGE, status=502, mimetype="text/html")
    if fault.kind == "timeout":
        closing.wait(fault.seconds)
    raise _cut_off(request)


def deliver(
    fault: Fault | None, response: Response, request: Request, closing: threading.Event
) -> Response:
    """Send an answer the way that a fault wants.

    Args:
        fault: What struck; None or a fault of another kind changes nothing.
        response: The whole answer.
        request: To know the connection.
        closing: Set when the server ends, so that nobody waits on.

    Raises:
        ConnectionResetError: The connection was reset.
    """
    kind = fault.kind if fault else ""
    body = response.get_data()
    if kind == "disconnect_after":
        raise _cut_off(request)
    if kind == "empty_body":
        response.set_data(b"")
    elif kind == "html":
        return Response(PAGE, mimetype="text/html")
    elif kind == "cut_body":
        return _in_parts(response, iter([body[: len(body) // 2]]), len(body))
    elif kind == "drip" and fault:
        return _in_parts(response, _drops(body, fault.seconds, closing), len(body))
    elif kind == "flood" and fault:
        size = fault.megabytes << 20
        return _in_parts(response, _flood(size, body), size + len(body))
    return response


def _cut_off(request: Request) -> ConnectionResetError:
    """Have the connection reset as soon as its thread is told of the error."""
    connection: socket.socket = request.environ["werkzeug.socket"]
    _reset(connection)
    # One that is kept alive would wait for the next request instead, and its client for an answer.
    with suppress(OSError):  # the client has left already
        connection.shutdown(socket.SHUT_RD)
    return ConnectionResetError("fault: there is no answer")


def _in_parts(response: Response, parts: Iterator[bytes], length: int) -> Response:
    headers = response.headers.copy()
    headers["Content-Length"] = str(length)
    return Response(parts, headers=headers, direct_passthrough=True)


def _drops(body: bytes, seconds: float, closing: threading.Event) -> Iterator[bytes]:
    for byte in body:
        yield bytes([byte])
        if closing.wait(seconds):
            return


def _flood(size: int, body: bytes) -> Iterator[bytes]:
    blank = b" " * CHUNK
    for _ in range(size // CHUNK):
        yield blank
    yield body

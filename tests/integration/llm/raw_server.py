"""A server of bytes, for what no server of models would ever send."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class RawServer:
    """Sends the same bytes to everybody."""

    address: str
    heard: list[bytes] = field(default_factory=list)
    """Of each connection, what came first: at least the head of the request."""


@contextmanager
def raw_server(
    pieces: Iterable[bytes], gap: float = 0.0, tls: ssl.SSLContext | None = None
) -> Iterator[RawServer]:
    """Answer every connection with some bytes, then close it.

    Args:
        pieces: What is sent.
        gap: Seconds between them.
        tls: To speak it; None for plain bytes.
    """
    said = list(pieces)
    closing = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.02)
    scheme = "https" if tls else "http"
    server = RawServer(address=f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/v1")

    def answer(plain: socket.socket) -> None:
        plain.settimeout(5)
        with suppress(OSError), plain:
            connection = tls.wrap_socket(plain, server_side=True) if tls else plain
            with connection:
                server.heard.append(connection.recv(65_536))
                for piece in said:
                    connection.sendall(piece)
                    if closing.wait(gap):
                        return

    def listen() -> None:
        threads = []
        while not closing.is_set():
            with suppress(TimeoutError):
                threads.append(threading.Thread(target=answer, args=[listener.accept()[0]]))
                threads[-1].start()
        for thread in threads:
            thread.join()

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield server
    finally:
        closing.set()
        thread.join()
        listener.close()

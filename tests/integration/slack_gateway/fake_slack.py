"""A loopback server that answers as a script says, and remembers what it was asked."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One scripted answer."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    does: str = "answer"
    """``answer``, ``reset`` the connection, ``close`` it, ``hang``; or, in the body, ``drip`` bytes
    one by one, ``cut`` it short, ``stall`` after 10 bytes, or be ``endless``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request."""

    verb: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes
    arguments: dict[str, Any]


def ok(**fields: Any) -> Reply:
    return says({"ok": True, **fields})


def refuses(code: str, **fields: Any) -> Reply:
    return says({"ok": False, "error": code, **fields})


def says(data: Any, status: int = 200, **headers: str) -> Reply:
    body = json.dumps(data).encode()
    return Reply(status=status, headers={"Content-Type": "application/json", **headers}, body=body)


def raw(body: bytes, kind: str = "application/octet-stream", status: int = 200) -> Reply:
    return Reply(status=status, headers={"Content-Type": kind}, body=body)


def moves(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": to})


HTML = raw(b"<!DOCTYPE html><html><title>Slack</title></html>", "text/html; charset=utf-8")


class FakeSlack:
    """Answers by path; the last answer to a path stays."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._replies: dict[str, deque[Reply]] = defaultdict(deque)
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def on(self, path: str, *replies: Reply) -> None:
        """Script a path, or a method of the Web API by its name."""
        self._replies[path if path.startswith("/") else f"/api/{path}"] = deque(replies)

    def calls(self, method: str) -> list[Asked]:
        return [each for each in self.asked if each.path == f"/api/{method}"]

    def hits(self, path: str) -> list[Asked]:
        return [each for each in self.asked if each.path == path]

    def close(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def take(self, path: str) -> Reply:
        script = self._replies.get(path)
        if not script:
            return refuses("unknown_method")
        return script.popleft() if len(script) > 1 else script[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                parts = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                fake.asked.append(
                    Asked(
                        verb=self.command,
                        path=parts.path,
                        query=parts.query,
                        headers=headers,
                        body=body,
                        arguments=_arguments(headers, body),
                    )
                )
                _give(self, fake.take(parts.path), fake._over)

            do_GET = do_POST  # noqa: N815  # the name that the library calls

            def log_message(self, *_arguments: Any) -> None:
                return

        return Handler


@contextmanager
def fake_slack() -> Iterator[FakeSlack]:
    fake = FakeSlack()
    try:
        yield fake
    finally:
        fake.close()


def _arguments(headers: dict[str, str], body: bytes) -> dict[str, Any]:
    kind = headers.get("content-type", "") if body else ""
    if kind.startswith("application/json"):
        return dict(json.loads(body))
    if kind.startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(body.decode()))
    return {}


def _give(handler: BaseHTTPRequestHandler, reply: Reply, over: threading.Event) -> None:
    handler.close_connection = True
    if reply.does == "reset":
        linger = struct.pack("ii", 1, 0)  # no goodbye: the next read of the client fails
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.connection.close()
        return
    if reply.does == "close":
        return
    if reply.does == "hang":
        over.wait(20)
        return
    handler.send_response(reply.status)
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    if "Content-Length" not in reply.headers and reply.does != "endless":
        handler.send_header("Content-Length", str(len(reply.body)))
    handler.end_headers()
    try:
        _give_body(handler, reply, over)
    except OSError:
        return  # the client had enough


def _give_body(handler: BaseHTTPRequestHandler, reply: Reply, over: threading.Event) -> None:
    if reply.does == "stall":
        handler.wfile.write(reply.body[:10])
        over.wait(20)
    elif reply.does == "cut":
        handler.wfile.write(reply.body[: len(reply.body) // 2])
    elif reply.does == "drip":
        for byte in reply.body:
            handler.wfile.write(bytes([byte]))
            if over.wait(0.05):
                return
    elif reply.does == "endless":
        while not over.is_set():
            handler.wfile.write(reply.body)
    else:
        handler.wfile.write(reply.body)

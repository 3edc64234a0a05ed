"""Files travel only over connections whose other end proved its name, by a proxy or without."""

from __future__ import annotations

import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection, socket

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bot.slack.addresses import Address
from bot.slack.transfer import Deadline, Request, TransferError, send

GET = Request(verb="GET", headers={"Authorization": "Bearer xoxb-secret"})


class Hello(BaseHTTPRequestHandler):
    """Says hello to whoever trusts it."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_arguments: object) -> None:
        return


class Proxy(BaseHTTPRequestHandler):
    """Passes bytes on, and remembers what it was asked for."""

    asked: list[str] = []  # noqa: RUF012  # shared by all connections on purpose

    def do_CONNECT(self) -> None:
        self.asked.append(self.path)
        host, _, port = self.path.rpartition(":")
        with create_connection((host, int(port))) as onward:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=pass_on, args=(onward, self.connection))
            back.start()
            pass_on(self.connection, onward)
            back.join()
        self.close_connection = True

    def log_message(self, *_arguments: object) -> None:
        return


def pass_on(source: socket, target: socket) -> None:
    try:
        while data := source.recv(4096):
            target.sendall(data)
        target.shutdown(1)
    except OSError:
        return


@contextmanager
def serving(
    handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None = None
) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # refused handshakes
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate that this machine is 127.0.0.1, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(Hello, context) as port:
        yield port


def fetch(port: int, host: str = "127.0.0.1") -> bytes:
    address = Address(is_secure=True, host=host, port=port, path="/")
    return send(address, GET, deadline=Deadline(10), limit=100).body


def test_a_server_that_nobody_vouches_for_gets_nothing(port: int) -> None:
    with pytest.raises(TransferError):
        fetch(port)


def test_a_server_that_is_vouched_for_is_asked(
    port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert fetch(port) == b"hello"


def test_a_server_that_is_vouched_for_under_another_name_gets_nothing(
    port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(TransferError):
        fetch(port, "localhost")


def test_a_proxy_passes_on_what_it_cannot_read(
    port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    Proxy.asked.clear()
    with serving(Proxy) as proxy_port:
        proxy = f"http://127.0.0.1:{proxy_port}"
        # this machine is never asked by a proxy, so the test says which one there is
        monkeypatch.setattr("bot.slack.transfer.proxy_for", lambda _: proxy)
        assert fetch(port) == b"hello"
    assert Proxy.asked == [f"127.0.0.1:{port}"]

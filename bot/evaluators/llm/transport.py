"""One request over the wire: bytes back or a failure that passes, before a moment that is kept."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from bot.errors import ModelOutcome
from bot.evaluators.llm.memory import Wire
from bot.evaluators.llm.outcomes import Answer, PassingError
from bot.settings import ModelSettings

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

Act: TypeAlias = "Callable[[OpenAI, httpx2.Timeout], AbstractContextManager[Any]]"
"""Sends one request and opens its answer as a stream of bytes."""
BODY_BYTES = 4 * 1024 * 1024
"""Most of an answer that is read; 128 samples of a long reading stay below."""
_CONNECT_SECONDS = 5.0
_LIBRARIES = frozenset({"openai", "httpx2", "httpcore2"})
_NO_KEY = "none"


class _Cut:
    """The connection of one request, shut when its time is over, whatever it waits for.

    Args:
        most_bytes: Of the answer.
    """

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self.is_over = False

    def watch(self, name: str, info: Mapping[str, Any]) -> None:
        """Take note of a connection; called with each step that a request makes."""
        if name.endswith(("connect_tcp.complete", "start_tls.complete")):
            with self._lock:
                self._socket = info["return_value"].get_extra_info("socket")
            if self.is_over:
                self.shut()

    def shut(self) -> None:
        """Have every read and write on the connection end at once."""
        with self._lock:
            self.is_over = True
            if self._socket is not None:
                with suppress(OSError):  # closed already
                    # of the plain socket: the one with TLS would tear its state from a reader
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


_cut: ContextVar[_Cut] = ContextVar("_cut")


class Transport:
    """The way to one server; safe from several threads. Connects anew for each request.

    A connection left open is often shut by the server at the moment it is used again, and then
    nobody knows whether the request was read, and billed.

    Args:
        settings: Address and key.
        clock: Seconds that never go back.
    """

    def __init__(self, settings: ModelSettings, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._client: OpenAI | None = None
        self._under_way: set[_Cut] = set()
        self._is_closed = False

    def send(self, wire: Wire, body: Mapping[str, Any], seconds: float) -> Answer:
        """Send one request and read the answer, of whatever status.

        Args:
            wire: Where to.
            body: JSON.
            seconds: Wall time for all of it; > 0.

        Raises:
            PassingError: OUTAGE: no connection, no whole answer in time, or more than BODY_BYTES.
        """
        return self.exchange(partial(_asked, wire, body), seconds)

    def exchange(self, act: Act, seconds: float, most_bytes: int = BODY_BYTES) -> Answer:
        """Do one thing with the server and read the answer, of whatever status.

        Args:
            act: Sends the one request.
            seconds: Wall time for all of it; > 0.
            most_bytes: Most of the answer that is read.

        Raises:
            PassingError: OUTAGE: no connection, no whole answer in time, or more than that.
        """
        import httpx2  # noqa: PLC0415  # 0.4 s for it and openai
        import openai  # noqa: PLC0415

        client = self._connected()
        began = self._clock()
        answer: tuple[int, Mapping[str, str], bytes] | None = None
        try:
            with self._time_of(seconds, most_bytes):
                answer = _exchange(client, act, seconds)
        except openai.APIStatusError as error:
            answer = error.status_code, error.response.headers, error.response.content
        except (openai.OpenAIError, httpx2.HTTPError, httpx2.StreamError, OSError, ValueError):
            pass  # raised below, without the request that these hold
        if answer is None:
            raise PassingError(ModelOutcome.OUTAGE)
        status, headers, content = answer
        return Answer(
            status=status,
            headers={name.lower(): value for name, value in headers.items()},
            body=content,
            seconds=self._clock() - began,
        )

    def close(self) -> None:
        """End what is under way, as if nothing came; no request goes out any more."""
        with self._lock:
            self._is_closed = True
            client, self._client = self._client, None
            under_way = tuple(self._under_way)
        for cut in under_way:
            cut.shut()
        if client is not None:
            client.close()

    @contextmanager
    def _time_of(self, seconds: float, most_bytes: int) -> Iterator[None]:
        """Shut the connection of the request that is sent inside when the time is over."""
        cut = _Cut(most_bytes)
        with self._lock:
            self._under_way.add(cut)
        token = _cut.set(cut)
        timer = threading.Timer(seconds, cut.shut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            _cut.reset(token)
            with self._lock:
                self._under_way.discard(cut)
        if cut.is_over:  # what was read until then may look like a whole answer
            raise TimeoutError

    def _connected(self) -> OpenAI:
        with self._lock:
            if self._is_closed:
                raise PassingError(ModelOutcome.OUTAGE)
            if self._client is None:
                self._client = _client(self._settings)
            return self._client


def _client(settings: ModelSettings) -> OpenAI:
    import httpx2  # noqa: PLC0415
    import openai  # noqa: PLC0415

    is_here = settings.base_url.startswith("http:")
    client = openai.OpenAI(
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value() or _NO_KEY,
        max_retries=0,
        http_client=openai.DefaultHttpxClient(
            # A redirect would take the document elsewhere; a proxy is not on the way to here.
            follow_redirects=False,
            trust_env=not is_here,
            verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if is_here else True,  # trusts nobody
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
            # Unpacking is where bombs go off.
            headers={"Accept-Encoding": "identity", "Connection": "close"},
            event_hooks={"request": [_watch], "response": [_bound]},
        ),
    )
    _hush(client)
    return client


def _hush(client: OpenAI) -> None:
    """Have libraries log nothing of our requests below a warning; others may use them too."""
    _ = (
        client.responses,
        client.chat.completions,
        client.files,
        client.batches,
    )  # their loggers come with them
    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in _LIBRARIES:
            logging.getLogger(name).addFilter(_is_of_others_or_grave)


def _is_of_others_or_grave(record: logging.LogRecord) -> bool:
    # Below it they write bodies, headers and addresses, whoever set up logging, and at what level.
    return record.levelno >= logging.WARNING or _cut.get(None) is None


def _exchange(client: OpenAI, act: Act, seconds: float) -> tuple[int, Mapping[str, str], bytes]:
    import httpx2  # noqa: PLC0415

    timeout = httpx2.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds))
    with act(client, timeout) as response:
        return response.status_code, response.headers, b"".join(response.iter_bytes())


def _asked(
    wire: Wire, body: Mapping[str, Any], client: OpenAI, timeout: httpx2.Timeout
) -> AbstractContextManager[Any]:
    create = (
        client.responses.with_streaming_response.create
        if wire is Wire.RESPONSES
        else client.chat.completions.with_streaming_response.create
    )
    return create(**body, timeout=timeout)


def _watch(request: httpx2.Request) -> None:
    request.extensions["trace"] = _cut.get().watch


def _bound(response: httpx2.Response) -> None:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ValueError("packed, though that was never asked for")
    response.stream = _bounded(response.stream, _cut.get().most_bytes)


def _bounded(stream: Any, most_bytes: int) -> httpx2.SyncByteStream:  # noqa: ANN401  # sync or not, says httpx2
    import httpx2  # noqa: PLC0415

    class Bounded(httpx2.SyncByteStream):
        """An answer of which no more is read than makes sense."""

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in stream:
                size += len(chunk)
                if size > most_bytes:
                    raise ValueError("longer than any answer")
                yield chunk

        def close(self) -> None:
            stream.close()

    return Bounded()

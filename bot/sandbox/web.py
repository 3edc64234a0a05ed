"""The HTTP side: Web API, files, response addresses, control API and page."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from werkzeug.exceptions import Forbidden, HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from bot.sandbox.api import files
from bot.sandbox.api.dispatch import RateLimitedError
from bot.sandbox.control import Control
from bot.sandbox.core import Core
from bot.sandbox.faults import API_EFFECTS, Fault
from bot.sandbox.shapes import Json

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SIGN_IN = (
    '<!DOCTYPE html><html lang="en-US"><head><title>Sign in | Slack</title></head>'
    "<body><h1>Sign in to your workspace</h1></body></html>"
)
"""What Slack answers, with status 200, to a download without a good token."""
BEFORE = {"status_before", "rate_limited", "error", "html"}
AFTER = {"status_after", "timeout_after", "reset_after", "no_ts"}

ROUTES = Map(
    [
        Rule("/api/<name>", endpoint="api"),
        Rule("/upload/v1/<key>", endpoint="upload", methods=["POST", "PUT"]),
        Rule("/files-pri/<path:path>", endpoint="download", methods=["GET"]),
        Rule("/files/<user>/<key>/<name>", endpoint="permalink", methods=["GET"]),
        Rule("/response/<key>", endpoint="response_url", methods=["POST"]),
        Rule("/", endpoint="page", methods=["GET"]),
        Rule("/page/<path:path>", endpoint="page", methods=["GET"]),
        Rule("/sandbox/<name>", endpoint="control"),
        Rule("/sandbox/files/<key>", endpoint="person_file", methods=["GET"]),
    ]
)


class Web:
    """The WSGI application.

    It is strict about the Web API and free towards the page, which is on loopback only.

    Args:
        core: The running sandbox.
        control: What the page uses.
    """

    def __init__(self, core: Core, control: Control) -> None:
        self.core = core
        self._doors: dict[str, Callable[..., Response]] = {
            "api": self._api,
            "upload": self._upload,
            "download": self._download,
            "response_url": self._response_url,
            "page": control.page,
            "control": control.answer,
            "person_file": control.file,
            "permalink": control.opened,
        }

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        try:
            _refuse_foreign(request)
            endpoint, values = ROUTES.bind_to_environ(environ).match()
            response = self._doors[endpoint](request, **values)
        except HTTPException as error:
            return error(environ, start_response)
        return response(environ, start_response)

    # Doors ------------------------------------------------------------------------------------

    def _api(self, request: Request, name: str) -> Response:
        args = _arguments(request)
        token = _bearer(request) or args.pop("token", None)
        channel = str(args["channel"]) if "channel" in args else None

        def act() -> Response:
            try:
                answer = self.core.api.call(name, token, args)
            except RateLimitedError as limited:
                return _too_many(str(limited.seconds))
            return _json(answer)

        response = self._with_faults(request, (name, channel), act)
        response.headers["x-oauth-scopes"] = ",".join(sorted(self.core.manifest.scopes))
        return response

    def _upload(self, request: Request, key: str) -> Response:
        def act() -> Response:
            is_form = request.mimetype == "multipart/form-data"
            parts = [part.read() for part in request.files.values()] if is_form else []
            content = b"".join(parts) if is_form else request.get_data(parse_form_data=False)
            if files.receive(self.core.workspace, key, content):
                return Response(f"OK - {len(content)}")
            return Response("bad upload", status=400)

        return self._with_faults(request, ("upload", None), act)

    def _download(self, request: Request, path: str) -> Response:
        def act() -> Response:
            workspace = self.core.workspace
            file_id = path.split("/", maxsplit=1)[0].partition("-")[2]
            with workspace.lock:
                file = workspace.files.get(file_id)
                if file is None:
                    raise NotFound
                is_allowed = (
                    _bearer(request) == self.core.api.tokens.bot
                    and workspace.is_installed
                    and "files:read" in self.core.manifest.scopes
                    and files.is_readable_by_bot(workspace, file)
                )
                if not is_allowed:
                    return Response(SIGN_IN, mimetype="text/html")
                return Response(file.content, mimetype=file.mimetype)

        return self._with_faults(request, ("download", None), act)

    def _response_url(self, request: Request, key: str) -> Response:
        def act() -> Response:
            body = request.get_json(silent=True)
            status, answer = self.core.responses.use(key, body)
            return _json(answer, status)

        return self._with_faults(request, ("response_url", None), act)

    # Faults -----------------------------------------------------------------------------------

    def _with_faults(
        self, request: Request, about: tuple[str, str | None], act: Callable[[], Response]
    ) -> Response:
        struck = self.core.faults.strike(API_EFFECTS, *about)
        for rule in struck:
            if rule.effect == "slow":
                self._wait(rule.seconds)
            elif rule.effect in BEFORE:
                return _before(rule)
        response = act()
        for rule in struck:
            if rule.effect in AFTER:
                return self._after(rule, request, response)
        return response

    def _after(self, rule: Fault, request: Request, response: Response) -> Response:
        if rule.effect == "status_after":
            return Response("upstream trouble", status=rule.status)
        if rule.effect == "no_ts":
            answer: Json = json.loads(response.get_data())
            for key in ("ts", "message_ts", "message"):
                answer.pop(key, None)
            return _json(answer)
        if rule.effect == "timeout_after":
            self._wait(rule.seconds)
        _reset(request.environ["werkzeug.socket"])
        raise ConnectionResetError("fault: the answer is lost")

    def _wait(self, seconds: float) -> None:
        workspace = self.core.workspace
        with workspace.lock:
            workspace.changed.wait_for(lambda: workspace.is_closed, timeout=seconds)


def _refuse_foreign(request: Request) -> None:
    # A page of another site must neither act here nor look, in a browser that reaches us.
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        raise Forbidden("another site")


def _before(rule: Fault) -> Response:
    if rule.effect == "rate_limited":
        return _too_many(rule.retry_after)
    if rule.effect == "error":
        return _json({"ok": False, "error": rule.error})
    if rule.effect == "html":
        return Response(SIGN_IN, mimetype="text/html")
    return Response("upstream trouble", status=rule.status)


def _reset(connection: socket.socket) -> None:
    # Without lingering, the kernel answers the peer with RST instead of FIN when it closes.
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _too_many(retry_after: str | None) -> Response:
    response = _json({"ok": False, "error": "ratelimited"}, 429)
    if retry_after is not None:
        response.headers["Retry-After"] = retry_after
    return response


def _json(answer: Json, status: int = 200) -> Response:
    return Response(json.dumps(answer), status=status, mimetype="application/json")


def _bearer(request: Request) -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "bearer" else None


def _arguments(request: Request) -> Json:
    args: Json = dict(request.args.items())
    if request.mimetype == "application/json":
        body = request.get_json(silent=True)
        return args | (body if isinstance(body, dict) else {})
    return args | dict(request.form.items())

"""The HTTP side: routes, keys, strictness, and the order in which things go wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Request, Response

from bot.sandbox.model import chat, responses
from bot.sandbox.model.batches import Batches
from bot.sandbox.model.calls import Call
from bot.sandbox.model.desk import Desk
from bot.sandbox.model.doors import Doors
from bot.sandbox.model.exchange import Answer, Asked
from bot.sandbox.model.faults import DOORS, LINE, Fault, FaultQueue
from bot.sandbox.model.parameters import check_parameters
from bot.sandbox.model.refusals import REFUSALS, ApiRefusalError, retry_headers
from bot.sandbox.model.shelf import Shelf
from bot.sandbox.model.transport import BEFORE, deliver, lose
from bot.sandbox.shapes import Json
from bot.sandbox.web import _bearer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MODEL = "plumbline-local"
"""The one model in the list; any other name is taken too."""
BAD_KEY = "bad"
"""The key that is refused; any other opens the server."""
ROUTES = Map(
    [
        Rule("/v1/responses", endpoint="responses", methods=["POST"]),
        Rule("/v1/chat/completions", endpoint="chat", methods=["POST"]),
        Rule("/v1/models", endpoint="models", methods=["GET"]),
        Rule("/v1/files", endpoint="upload", methods=["POST"]),
        Rule("/v1/files", endpoint="files", methods=["GET"]),
        Rule("/v1/files/<file_id>", endpoint="file", methods=["GET"]),
        Rule("/v1/files/<file_id>", endpoint="delete", methods=["DELETE"]),
        Rule("/v1/files/<file_id>/content", endpoint="content", methods=["GET"]),
        Rule("/v1/batches", endpoint="create", methods=["POST"]),
        Rule("/v1/batches", endpoint="batches", methods=["GET"]),
        Rule("/v1/batches/<batch_id>", endpoint="batch", methods=["GET"]),
        Rule("/v1/batches/<batch_id>/cancel", endpoint="cancel", methods=["POST"]),
    ]
)
READ: dict[str, Callable[[Json], Asked]] = {"responses": responses.read, "chat": chat.read}
WRITE: dict[str, Callable[[Answer], Json]] = {"responses": responses.write, "chat": chat.write}


class Web:
    """The WSGI application.

    Args:
        desk: Who answers.
        faults: What goes wrong.
        note: Told of each call on its arrival.
        closing: Set when the server ends.
        seconds_per_call: How long the model takes now.
    """

    def __init__(
        self,
        desk: Desk,
        faults: FaultQueue,
        note: Callable[[Call], None],
        closing: threading.Event,
        seconds_per_call: Callable[[], float],
    ) -> None:
        self._desk = desk
        self._faults = faults
        self._note = note
        self._closing = closing
        self._seconds_per_call = seconds_per_call
        self._in_flight = 0
        self._lock = threading.Lock()
        self.most_at_once = 0
        """The most calls that were being answered at one moment."""
        self.shelf = Shelf(desk.clock)
        """Files."""
        self.batches = Batches(self.shelf, self._answer_line, desk.clock)
        """Batches."""
        self._doors = Doors(self.shelf, self.batches)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = Request(environ)
        with self._lock:
            self._in_flight += 1
            self.most_at_once = max(self.most_at_once, self._in_flight)
        try:
            response = self._respond(request)
        except ApiRefusalError as refusal:
            response = _json(refusal.body, refusal.status)
            response.headers.update(refusal.headers)
            response.headers["x-request-id"] = f"req_{next(self._desk.numbers):08x}"
        finally:
            with self._lock:
                self._in_flight -= 1
        return response(environ, start_response)

    def _respond(self, request: Request) -> Response:
        try:
            wire, values = ROUTES.bind_to_environ(request.environ).match()
        except HTTPException as error:
            message = f"Invalid URL ({request.method} {request.path})."
            raise ApiRefusalError(error.code or 404, message) from None
        if wire == "models":
            _authorise(request)
            model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "plumbline"}
            return _json({"object": "list", "data": [model]})
        if wire in DOORS:
            return self._use(wire, request, values)
        return self._answer(request, wire)

    def _answer(self, request: Request, wire: str) -> Response:
        sent = request.get_json(silent=True, force=True)
        body: Json = sent if isinstance(sent, dict) else {}
        call = Call(path=request.path, body=body, at=self._desk.clock())
        self._note(call)
        _authorise(request)
        if body is not sent:
            raise ApiRefusalError(400, "We could not parse the JSON body of your request.")
        # Strictness first: no fault may hide a request that the API would refuse.
        check_parameters(wire, body)
        asked = READ[wire](body)
        self._desk.check(asked)
        fault = self._faults.strike(wire, body)
        call.fault = fault.kind if fault else None
        if fault and fault.kind in BEFORE:
            return lose(fault, request, self._closing)
        if fault:
            self._refuse(fault, asked, request.path, _bearer(request))
        self._closing.wait(self._seconds_per_call())
        answer = self._desk.answer(asked, fault)
        _count(call, answer)
        response = _json(WRITE[wire](answer))
        response.headers["x-request-id"] = f"req_{answer.id}"
        return deliver(fault, response, request, self._closing)

    def _use(self, door: str, request: Request, values: Mapping[str, Any]) -> Response:
        if request.method == "POST":
            self._note(Call(path=request.path, body={}, at=self._desk.clock()))
        _authorise(request)
        fault = self._faults.strike(door, {})
        if fault and fault.kind in BEFORE:
            return lose(fault, request, self._closing)
        if fault and fault.kind in REFUSALS:
            raise _refusal(fault, self._desk.clock(), path=request.path)
        with request:  # an upload waits in a file of its own
            done = self._doors.use(door, request, **values)
        response = done if isinstance(done, Response) else _json(done)
        response.headers["x-request-id"] = f"req_{next(self._desk.numbers):08x}"
        return deliver(fault, response, request, self._closing)

    def _answer_line(self, path: str, body: Json) -> tuple[int, Json]:
        """Answer a line of a batch as strictly as a request of its own."""
        wire = next(rule.endpoint for rule in ROUTES.iter_rules() if rule.rule == path)
        call = Call(path=path, body=body, at=self._desk.clock(), is_line=True)
        self._note(call)
        try:
            check_parameters(wire, body)
            asked = READ[wire](body)
            self._desk.check(asked)
            fault = self._faults.strike(LINE, body)
            call.fault = fault.kind if fault else None
            if fault:
                self._refuse(fault, asked, path)
            answer = self._desk.answer(asked, fault)
        except ApiRefusalError as refusal:
            return refusal.status, refusal.body
        _count(call, answer)
        return 200, WRITE[wire](answer)

    def _refuse(self, fault: Fault, asked: Asked, path: str, key: str | None = None) -> None:
        if fault.kind == "bad_parameter":
            message = f"Unsupported parameter: '{fault.parameter}' is not supported here."
            param, code = fault.parameter, "unsupported_parameter"
            if not fault.is_named:
                raise ApiRefusalError(400, message, kind="BadRequestError")
            raise ApiRefusalError(400, message, param=param, code=code)
        if fault.kind in REFUSALS:
            # An API may repeat what it was sent; a client must not.
            said = {"end": asked.content[-60:], "key": key, "model": asked.model}
            raise _refusal(fault, self._desk.clock(), path=path, **said)


def _refusal(fault: Fault, now: float, **said: str | None) -> ApiRefusalError:
    refusal = REFUSALS[fault.kind]
    words = {"end": "", "key": "", "model": "", "path": "", **said}
    headers = retry_headers(fault.form, fault.seconds, now) if refusal.is_temporary else {}
    return ApiRefusalError(
        refusal.status,
        refusal.message.format(**words),
        code=refusal.code,
        kind=refusal.kind,
        headers=headers,
    )


def _count(call: Call, answer: Answer) -> None:
    call.prompt_tokens = answer.prompt_tokens
    call.cached_tokens = answer.cached_tokens
    call.output_tokens = answer.output_tokens


def _authorise(request: Request) -> None:
    key = _bearer(request)
    if key is None:
        raise ApiRefusalError(401, "You didn't provide an API key.")
    if key == BAD_KEY:
        message = f"Incorrect API key provided: {key}."
        raise ApiRefusalError(401, message, code="invalid_api_key")


def _json(answer: Any, status: int = 200) -> Response:  # noqa: ANN401  any JSON
    return Response(json.dumps(answer), status=status, mimetype="application/json")

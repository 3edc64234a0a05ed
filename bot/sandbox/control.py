"""The control API and the page's files: how a browser acts as one of the five people."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib.resources import files as resources
from typing import Any

from werkzeug.exceptions import BadRequest, Forbidden, MethodNotAllowed, NotFound
from werkzeug.wrappers import Request, Response

from bot.sandbox.actor import Person
from bot.sandbox.core import Core, Outcome
from bot.sandbox.faults import fault_from_json
from bot.sandbox.people import ACTORS
from bot.sandbox.pressing import Place
from bot.sandbox.records import StoredFile
from bot.sandbox.seen import can_see_file, screen
from bot.sandbox.shapes import Json

TYPES = {
    "html": "text/html",
    "js": "text/javascript",
    "css": "text/css",
    "svg": "image/svg+xml",
    "json": "application/json",
    "png": "image/png",
}
"""What the page may consist of."""
PDF = "application/pdf"
NOT_FOR_YOU = (
    "This file is gone, or you cannot see it. Open it from the page of the local Slack, which says "
    "who you are."
)
HEARTBEAT_SECONDS = 15.0
"""A comment line this often tells a stream whose reader has gone."""


@dataclass(frozen=True, slots=True)
class Control:
    """Answers the page."""

    core: Core
    """The running sandbox."""

    def page(self, _request: Request, path: str = "index.html") -> Response:
        """Return a file of the page.

        Raises:
            NotFound: There is no such file.
        """
        kind = TYPES.get(path.rpartition(".")[2])
        parts = path.split("/")
        file = resources("bot.sandbox").joinpath("page", *parts)
        if kind is None or ".." in parts or not file.is_file():
            raise NotFound
        return Response(file.read_bytes(), mimetype=kind, headers={"Cache-Control": "no-store"})

    def answer(self, request: Request, name: str) -> Response:
        """Answer /sandbox/<name>.

        Raises:
            NotFound: Of another name.
            MethodNotAllowed: GET where POST is due, or the other way round.
        """
        doors: dict[str, tuple[str, Callable[[Request], Response]]] = {
            "state": ("GET", self._state),
            "changes": ("GET", self._changes),
            "act": ("POST", self._act),
            "faults": ("POST", self._faults),
        }
        if name not in doors:
            raise NotFound
        method, door = doors[name]
        if request.method != method:
            raise MethodNotAllowed([method])
        return door(request)

    def file(self, request: Request, key: str) -> Response:
        """Return the bytes of a file to a person who may see it.

        Raises:
            NotFound: There is no such file for them.
        """
        file = self._seen_by(_actor(request.args.get("as")), key)
        # Shown as text or a download, never as a page of this origin.
        safe = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        return Response(file.content, mimetype=file.mimetype, headers=safe)

    def opened(self, request: Request, user: str, key: str, name: str) -> Response:
        """Return what a permalink of a file opens, to a person who may see it.

        Args:
            request: With `as`, which the page adds: all people share one browser.
            user: Who uploaded it, and
            name: what it is called; both are for the eye alone, as in Slack.
            key: Id of the file.

        Raises:
            NotFound: There is no such file for them.
        """
        del user, name
        try:
            file = self._seen_by(_actor(request.args.get("as")), key)
        except (Forbidden, NotFound):
            raise NotFound(NOT_FOR_YOU) from None
        headers = {"X-Content-Type-Options": "nosniff"}
        if file.mimetype != PDF:  # a browser shows no PDF in a sandbox, and runs nothing in one
            headers["Content-Security-Policy"] = "sandbox"
        return Response(file.content, mimetype=file.mimetype, headers=headers)

    def _seen_by(self, user_id: str, key: str) -> StoredFile:
        workspace = self.core.workspace
        with workspace.lock:
            file = workspace.files.get(key)
            if file is None or not can_see_file(workspace, user_id, file):
                raise NotFound
            return file

    def _state(self, request: Request) -> Response:
        return _json(screen(self.core, _actor(request.args.get("as"))))

    def _changes(self, request: Request) -> Response:
        lines = self._revisions(_actor(request.args.get("as")))
        return Response(lines, mimetype="text/event-stream", headers={"Cache-Control": "no-store"})

    def _revisions(self, user_id: str) -> Iterator[str]:
        workspace = self.core.workspace
        last = 0
        while True:
            with workspace.lock:
                sights = workspace.sights[user_id]
                workspace.changed.wait_for(
                    lambda: workspace.is_closed or sights.revision != last,  # noqa: B023  same turn
                    timeout=HEARTBEAT_SECONDS,
                )
                if workspace.is_closed:
                    return
                is_new, last = sights.revision != last, sights.revision
            yield f'data: {{"revision": {last}}}\n\n' if is_new else ": still here\n\n"

    def _faults(self, request: Request) -> Response:
        body = _object(request)
        try:
            if body.get("clear"):
                self.core.faults.clear()
            if "add" in body:
                self.core.faults.add(fault_from_json(body["add"]))
        except (TypeError, ValueError) as error:
            raise BadRequest(str(error)) from None
        self.core.workspace.touch()
        return _json({"ok": True, "faults": self.core.faults.as_json()})

    def _act(self, request: Request) -> Response:
        body = _object(request)
        person = Person(self.core, _actor(body.get("as")))
        try:
            outcome = act(person, body)
        except (KeyError, TypeError, binascii.Error) as error:
            raise BadRequest(f"{type(error).__name__} in the act") from None
        shown = asdict(outcome)
        del shown["response"]
        return _json(shown)


def act(person: Person, body: Json) -> Outcome:
    """Do what the page asks in somebody's name.

    Args:
        person: Who acts.
        body: `do` and its fields.

    Raises:
        KeyError: An unknown `do`, or a field is missing.
    """
    return ACTS[body["do"]](person, body)


def _message(person: Person, body: Json) -> Outcome:
    given = [(item["name"], _bytes(item)) for item in body.get("files") or ()]
    thread = body.get("thread_ts")
    return person.message(body["channel"], body.get("text", ""), thread_ts=thread, files=given)


def _press(person: Person, body: Json) -> Outcome:
    container = body["container"]
    if container.get("home"):
        place = Place.home()
    elif "view_id" in container:
        place = Place.view(container["view_id"])
    else:
        place = Place.message(container["channel"], container["message_ts"])
    return person.press(
        place, body["block_id"], body["action_id"], body.get("value"), fields=_fields(body)
    )


def _submit(person: Person, body: Json) -> Outcome:
    return person.submit(body["view_id"], _fields(body))


def _fields(body: Json) -> Json:
    """Return what stands in the fields, with the bytes of files."""
    return {
        block_id: {action_id: _raw(raw) for action_id, raw in fields.items()}
        for block_id, fields in (body.get("values") or {}).items()
    }


def _raw(raw: Any) -> Any:  # noqa: ANN401  depends on the element
    if not isinstance(raw, list):
        return raw
    return [
        {"name": item["name"], "content": _bytes(item)} if isinstance(item, dict) else item
        for item in raw
    ]


def _bytes(item: Json) -> bytes:
    return base64.b64decode(item["base64"], validate=True)


ACTS: dict[str, Callable[[Person, Json], Outcome]] = {
    "message": _message,
    "command": lambda person, body: person.command(body["channel"], body["text"]),
    "shortcut": lambda person, body: person.shortcut(body["callback_id"]),
    "message_shortcut": lambda person, body: person.message_shortcut(
        body["callback_id"], body["channel"], body["ts"]
    ),
    "open_home": lambda person, _body: person.open_home(),
    "press": _press,
    "submit": _submit,
    "close": lambda person, body: person.close(body["view_id"]),
    "delete_message": lambda person, body: person.delete_message(body["channel"], body["ts"]),
    "invite_bot": lambda person, body: person.invite_bot(body["channel"]),
    "leave_bot": lambda person, body: person.leave_bot(body["channel"]),
    "read": lambda person, body: person.read(body["channel"]),
}
"""What the page can ask for."""


def _actor(user_id: str | None) -> str:
    if user_id not in ACTORS:
        raise Forbidden("as: one of the five people")
    return user_id


def _object(request: Request) -> Json:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise BadRequest("a JSON object")
    return body


def _json(answer: Json) -> Response:
    return Response(
        json.dumps(answer), mimetype="application/json", headers={"Cache-Control": "no-store"}
    )

"""Serves the page with a made-up workspace, and keeps what the page asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from werkzeug.serving import make_server
from werkzeug.utils import send_from_directory
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

from .state import seen_by, ts

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "bot" / "sandbox" / "page"


class FixtureServer:
    """A werkzeug application; `acts` holds what the page did, in order."""

    def __init__(self) -> None:
        self.acts: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.faults: list[dict[str, Any]] = []
        self.url = ""

    @property
    def revision(self) -> int:
        """Grows with everything that changes the state."""
        return 1 + len(self.acts) + len(self.faults)

    def state(self, person: str, *, with_modals: bool) -> dict[str, Any]:
        """What `person` sees, with the messages that the page sent."""
        state = seen_by(person, with_modals=with_modals)
        state |= {"revision": self.revision, "faults": self.faults}
        for message in self.sent:
            state["messages"].get(message["channel"], []).append(message)
        return state

    def act(self, what: dict[str, Any]) -> dict[str, Any]:
        """Keep the act; a message is shown from then on, a press of `questions` fails."""
        if what["do"] == "message":
            made = {"ts": ts(100 + len(self.sent)), "user": what["as"]}
            kept = {key: what[key] for key in ("channel", "text", "thread_ts") if key in what}
            self.sent.append(made | kept)
        self.acts.append(what)
        failed = what.get("action_id") == "questions"
        error = "The app did not answer in 3 seconds." if failed else None
        return {"ok": not failed, "seconds": 0.1, "error": error}

    def add_fault(self, change: dict[str, Any]) -> dict[str, Any]:
        """Keep the rule of a fault."""
        self.faults.append(change["add"] | {"fired": 0})
        return {"ok": True}

    def change(self) -> str:
        """One event of the stream; it ends at once, since an open one stops virtual time."""
        return f"retry: 200\ndata: {json.dumps({'revision': self.revision})}\n\n"

    def answer(self, request: Request) -> Any:
        """The JSON answer of a control call; None where there is no such call."""
        match request.path:
            case "/sandbox/state":
                shown = "modal" in (request.referrer or "")
                return self.state(request.args["as"], with_modals=shown)
            case "/sandbox/act":
                return self.act(request.get_json())
            case "/sandbox/faults":
                return self.add_fault(request.get_json())
            case "/acts":
                return self.acts
        return None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answer one request, as WSGI asks."""
        return self.respond(Request(environ))(environ, start)

    def respond(self, request: Request) -> Response:
        """The answer to one request."""
        path = request.path
        if path == "/":
            return send_from_directory(PAGE, "index.html", request.environ)
        if path.startswith("/page/"):
            return send_from_directory(PAGE, path.removeprefix("/page/"), request.environ)
        if path.startswith("/check/"):
            return send_from_directory(HERE, path.removeprefix("/check/"), request.environ)
        if path == "/sandbox/changes":
            return Response(self.change(), mimetype="text/event-stream")
        found = self.answer(request)
        if found is None:
            return Response("not found", status=404)
        return Response(json.dumps(found), mimetype="application/json")


@contextmanager
def serving() -> Iterator[FixtureServer]:
    """Serve on a free port of this computer for the length of a `with`."""
    app = FixtureServer()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield app
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""Serves the page with a made-up workspace, and keeps what the page asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server
from werkzeug.utils import send_from_directory
from werkzeug.wrappers import Request, Response

from .state import seen_by, ts

HERE = Path(__file__).parent
PAGE = HERE.parents[2] / "bot" / "sandbox" / "page"


class FixtureServer:
    """A werkzeug application; `acts` holds what the page did, in order."""

    def __init__(self) -> None:
        self.acts: list[dict[str, Any]] = []
        self.sent: list[dict[str, Any]] = []
        self.url = ""

    def state(self, person: str, *, with_modals: bool) -> dict[str, Any]:
        """What `person` sees, with the messages that the page sent."""
        state = seen_by(person, with_modals=with_modals)
        state["revision"] += len(self.acts)
        for message in self.sent:
            state["messages"].get(message["channel"], []).append(message)
        return state

    def act(self, what: dict[str, Any]) -> dict[str, Any]:
        """Keeps the act; a message is shown from then on, a press of `questions` fails."""
        self.acts.append(what)
        if what["do"] == "message":
            made = {"ts": ts(100 + len(self.sent)), "user": what["as"]}
            kept = {key: what[key] for key in ("channel", "text", "thread_ts") if key in what}
            self.sent.append(made | kept)
        failed = what.get("action_id") == "questions"
        error = "The app did not answer in 3 seconds." if failed else None
        return {"ok": not failed, "seconds": 0.1, "error": error}

    @Request.application
    def __call__(self, request: Request) -> Response:
        """Answers one request."""
        path = request.path
        if path == "/":
            return send_from_directory(PAGE, "index.html", request.environ)
        if path.startswith("/page/"):
            return send_from_directory(PAGE, path.removeprefix("/page/"), request.environ)
        if path.startswith("/check/"):
            return send_from_directory(HERE, path.removeprefix("/check/"), request.environ)
        if path == "/sandbox/changes":
            news = f"data: {json.dumps({'revision': 1})}\n\n"
            return Response(news, mimetype="text/event-stream")
        if path == "/sandbox/state":
            person = request.args["as"]
            shown = "modal" in (request.referrer or "")
            answer: Any = self.state(person, with_modals=shown)
        elif path == "/sandbox/act":
            answer = self.act(request.get_json())
        else:
            return Response("not found", status=404)
        return Response(json.dumps(answer), mimetype="application/json")


@contextmanager
def serving() -> Iterator[FixtureServer]:
    """Serves on a free port of this computer for the length of a `with`."""
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

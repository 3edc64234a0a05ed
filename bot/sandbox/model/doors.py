"""The doors of /v1/files and /v1/batches: what may be sent there, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.wrappers import Request, Response

from bot.sandbox.model.batches import Batches
from bot.sandbox.model.parameters import check_parameters
from bot.sandbox.model.refusals import ApiRefusalError
from bot.sandbox.model.shelf import Shelf, read_upload
from bot.sandbox.shapes import Json

_PAGE, _LONGEST_PAGE = 20, 100
_FILES_PAGE = 10_000


class Doors:
    """All of them, by name.

    Args:
        shelf: Where files are.
        batches: The batches.
    """

    def __init__(self, shelf: Shelf, batches: Batches) -> None:
        self._shelf = shelf
        self._batches = batches
        self._open: dict[str, Callable[..., Json | Response]] = {
            "upload": self._upload,
            "files": self._files,
            "file": lambda _, file_id: shelf.find(file_id).written(),
            "content": self._content,
            "delete": lambda _, file_id: shelf.remove(file_id),
            "create": self._create,
            "batches": self._list,
            "batch": lambda _, batch_id: batches.look(batch_id),
            "cancel": lambda _, batch_id: batches.cancel(batch_id),
        }

    def use(self, name: str, request: Request, **values: str) -> Json | Response:
        """Do what is asked at a door.

        Args:
            name: One of DOORS.
            request: What was sent.
            values: From the path.

        Raises:
            ApiRefusalError: The API would not do it.
        """
        return self._open[name](request, **values)

    def _upload(self, request: Request) -> Json:
        return self._shelf.add(read_upload(request)).written()

    def _files(self, request: Request) -> Json:
        query = _query(request, "purpose", "limit", "after", "order")
        found = self._shelf.files(query.get("purpose"))[: _number(query, _FILES_PAGE, _FILES_PAGE)]
        data = [kept.written() for kept in found]
        return {"object": "list", "data": data, "has_more": False}

    def _content(self, _request: Request, file_id: str) -> Response:
        content = self._shelf.find(file_id).content
        return Response(content, mimetype="application/octet-stream")

    def _create(self, request: Request) -> Json:
        sent = request.get_json(silent=True, force=True)
        if not isinstance(sent, dict):
            raise ApiRefusalError(400, "We could not parse the JSON body of your request.")
        check_parameters("batches", sent)
        return self._batches.create(sent)

    def _list(self, request: Request) -> Json:
        query = _query(request, "limit", "after")
        return self._batches.list(query.get("after"), _number(query, _PAGE, _LONGEST_PAGE))


def _query(request: Request, *known: str) -> dict[str, Any]:
    unknown = min(set(request.args) - set(known), default=None)
    if unknown is not None:
        message = f"Unknown parameter: '{unknown}'."
        raise ApiRefusalError(400, message, param=unknown, code="unknown_parameter")
    return dict(request.args.items())


def _number(query: dict[str, Any], usual: int, most: int) -> int:
    said = query.get("limit", str(usual))
    if not said.isdigit() or not 1 <= int(said) <= most:
        message = f"Invalid 'limit': between 1 and {most}."
        raise ApiRefusalError(400, message, param="limit", code="invalid_value")
    return int(said)

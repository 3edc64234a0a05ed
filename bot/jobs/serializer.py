"""How arguments and results of durable work are kept: JSON under AES-GCM, never pickle."""

from __future__ import annotations

import base64
import json
from typing import Any

from dbos import Serializer

from bot.store.keys import KeyRing

_OF = "job.data"
_PLAIN = (bool, int, float, str, type(None))


class StepFailedError(Exception):
    """What is left of an error that ended a step: the name of its class, without its text."""


class SealedJson(Serializer):
    """Keeps plain JSON values, tuples as lists; of an error it keeps the class's name alone.

    Args:
        keys: The first key seals, all open.
    """

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def name(self) -> str:
        """Name of the format, kept beside every value."""
        return "plumbline_sealed_json"

    def serialize(self, data: Any) -> str:  # noqa: ANN401  # the engine hands over anything
        """Seal a value.

        Raises:
            TypeError: The value is not plain JSON, so it does not belong in a job.
        """
        text = json.dumps(_plain(data), separators=(",", ":"))
        return base64.b64encode(self._keys.seal(text.encode(), of=_OF)).decode()

    def deserialize(self, serialized_data: str) -> Any:  # noqa: ANN401  # as above
        """Open a value.

        Raises:
            StoreError: It was sealed with another key, or changed since.
        """
        sealed = base64.b64decode(serialized_data)
        return _restored(json.loads(self._keys.open(sealed, of=_OF)))


def _plain(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, BaseException):
        return {"__error__": type(value).__name__}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    message = f"{type(value).__name__} does not belong in a job"
    raise TypeError(message)


def _restored(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, dict):
        if value.keys() == {"__error__"}:
            return StepFailedError(value["__error__"])
        return {key: _restored(item) for key, item in value.items()}
    return [_restored(item) for item in value] if isinstance(value, list) else value

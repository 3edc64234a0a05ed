"""The words that all rooms of the sandbox share: JSON objects and Slack's refusals."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
"""A JSON object, as it goes over the wire."""


class RefusalError(Exception):
    """Slack says no.

    Args:
        error: Slack's own code, such as `channel_not_found`.
        extra: Further fields of the answer, such as `needed` and `provided`.
    """

    def __init__(self, error: str, extra: Json | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.extra = extra or {}

    def answer(self) -> Json:
        """Return the answer of the Web API: `{"ok": false, "error": ...}`."""
        return {"ok": False, "error": self.error, **self.extra}

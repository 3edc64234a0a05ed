"""Logging that holds no text of a document, and no secret."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from types import TracebackType

_OURS = "plumbline"
_Info = tuple[type[BaseException], BaseException, TracebackType | None]


def _is_ours_or_grave(record: logging.LogRecord) -> bool:
    """Keep of libraries warnings alone: below that they write what they send.

    A library may set the levels of its own loggers at any time, so the handler decides.
    """
    return record.levelno >= logging.WARNING or record.name.split(".")[0] == _OURS


class PlainFormatter(logging.Formatter):
    """Writes one line a record; of an error its class and place, never its text.

    Args:
        secrets: Values that are blotted out wherever they turn up.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(secret for secret in secrets if secret)

    def formatException(self, ei: _Info | tuple[None, None, None]) -> str:  # noqa: N802  # logging's name
        """Name the class of an error and the line where it was raised."""
        kind, _, trace = ei
        place = ""
        while trace is not None:
            place = f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
            trace = trace.tb_next
        return f"{kind.__name__ if kind else 'error'} at {place}"

    def format(self, record: logging.LogRecord) -> str:
        """Write a record as one line."""
        record.exc_text = None  # another handler may have kept the whole text there
        line = super().format(record).replace("\r", " ").replace("\n", " ")
        for secret in self._secrets:
            line = line.replace(secret, "…")
        return line


def set_up_logging(level: str, secrets: Iterable[str] = ()) -> None:
    """Write to stderr from a level on; libraries from WARNING on, whatever the level.

    Args:
        level: Name of a level of the standard library.
        secrets: Values that never appear.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainFormatter(secrets))
    handler.addFilter(_is_ours_or_grave)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_OURS).setLevel(level)

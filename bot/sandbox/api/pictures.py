"""Pictures in blocks that are files of the workspace: whether Slack would show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.people import BOT_USER
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.workspace import Workspace

KINDS = frozenset({"png", "jpg", "jpeg", "gif"})
"""Source: docs.slack.dev/reference/block-kit/composition-objects/slack-file-object."""
_ID = re.compile(r"/(?:T[A-Z0-9]+-)?(F[A-Z0-9]+)/")


def refuse_in_message(workspace: Workspace, blocks: list[Json]) -> None:
    """Check the pictures of a message.

    Raises:
        RefusalError: invalid_blocks, with a JSON pointer for each file that is no picture, or
            is shared nowhere that the bot is.
    """
    lines = list(_lines(workspace, blocks, "/blocks"))
    if lines:
        extra = {"errors": lines, "response_metadata": {"messages": lines}}
        raise RefusalError("invalid_blocks", extra)


def refuse_in_view(workspace: Workspace, view: Json) -> None:
    """Check the pictures of a modal or Home tab.

    Raises:
        RefusalError: invalid_arguments, as for a message.
    """
    lines = list(_lines(workspace, view["blocks"], "/view/blocks"))
    if lines:
        raise RefusalError("invalid_arguments", {"response_metadata": {"messages": lines}})


def _lines(workspace: Workspace, part: Any, pointer: str) -> Iterator[str]:  # noqa: ANN401  any JSON
    if isinstance(part, list):
        for index, item in enumerate(part):
            yield from _lines(workspace, item, f"{pointer}/{index}")
    elif isinstance(part, dict):
        if "slack_file" in part and not _is_shown(workspace, part["slack_file"]):
            yield f"[ERROR] invalid slack file [json-pointer:{pointer}/slack_file]"
        for key, item in part.items():
            yield from _lines(workspace, item, f"{pointer}/{key}")


def _is_shown(workspace: Workspace, named: Json) -> bool:
    """Tell whether a file is a picture, and shared where the bot is."""
    in_address = _ID.search(named.get("url", ""))
    file = workspace.files.get(named.get("id") or (in_address[1] if in_address else ""))
    if file is None or file.filetype not in KINDS:
        return False
    return any(BOT_USER in workspace.channels[channel].members for channel in file.channels)

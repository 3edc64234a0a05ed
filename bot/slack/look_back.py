"""Finding a message of ours again, after an answer was lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.errors import RefusedError, UnsureError
from bot.slack.client import Api
from bot.slack.directory import next_cursor
from bot.slack.metadata import has_mark
from bot.slack.methods import HISTORY, REPLIES

BEFORE_SECONDS = 120.0
"""How far the clocks of Slack and of this machine may be apart. Source: issue 3, gateway."""
PAGE = 100
"""Messages that are asked for at once."""
PAGES = 5
"""Pages that are looked through."""


def find_message(
    api: Api, *, channel: str, thread_ts: str, posting_id: str, since: datetime
) -> str | None:
    """Return the ts of the message that carries a posting's mark, or None when there is none.

    For a shared file it is the file's id, as the ledger keeps it.

    Args:
        api: To ask with.
        channel: Where.
        thread_ts: Thread; "" for messages outside of threads.
        posting_id: The mark.
        since: Aware; when it was first tried to be posted.

    Raises:
        RefusedError: Code ``missing_scope`` when the history may not be read;
            ``look_back_too_long`` when too much was written since to say that it is not there.
        SlackError: Slack did not answer, or said no.
    """
    oldest = f"{(since - timedelta(seconds=BEFORE_SECONDS)).timestamp():.6f}"
    cursor = None
    for _ in range(PAGES):
        try:
            answer = api.call(
                REPLIES if thread_ts else HISTORY,
                channel=channel,
                ts=thread_ts or None,
                oldest=oldest,
                include_all_metadata=True,
                limit=PAGE,
                cursor=cursor,
            )
        except RefusedError as refused:
            if refused.code == "thread_not_found":
                return None
            raise
        found = _marked(answer, posting_id)
        if found is not None:
            return _id_of(found)
        cursor = next_cursor(answer)
        if cursor is None:
            return None
    raise RefusedError(
        "look_back_too_long",
        "Too much was written since to say whether the message is there already.",
        "Look for it in Slack; if it is not there, post it again.",
    )


def _marked(answer: Mapping[str, Any], posting_id: str) -> Mapping[str, Any] | None:
    messages = answer.get("messages")
    if not isinstance(messages, list):
        raise UnsureError("unreadable_answer")
    return next((each for each in messages if has_mark(each, posting_id)), None)


def _id_of(message: Mapping[str, Any]) -> str:
    files = message.get("files")
    if isinstance(files, list) and files:
        return str(files[0]["id"])
    return str(message["ts"])

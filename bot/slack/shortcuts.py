"""The two shortcuts: they work in threads, where commands do not."""

from __future__ import annotations

from bot.errors import UsageError
from bot.slack import forms
from bot.slack.ids import NONE, ActionId, ShortcutId
from bot.slack.parse import Shortcut
from bot.slack.speaking import Retry, Speaker, Tools


def on_shortcut(tools: Tools, shortcut: Shortcut) -> None:
    """Open the form for a candidate, with the files of the message if it was used on one.

    Raises:
        UsageError: The message has no file.
        BotError: The form could not be opened.
    """
    speaker = Speaker(tools=tools, actor=shortcut.actor, place=shortcut.place)
    if shortcut.id is ShortcutId.NEW_CANDIDATE:
        retry = Retry(action=ActionId.ADD_CANDIDATE, value=NONE)
        forms.add_candidate(speaker, retry)
        return
    if not shortcut.file_ids:
        raise UsageError(
            "There is no file in this message.",
            "Use it on a message with a CV, or add a candidate with /hire cv and paste the text.",
        )
    forms.add_candidate(speaker, None, file_ids=shortcut.file_ids)

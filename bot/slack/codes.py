"""Slack's error codes: what each means for a person, and whether trying again can help."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Outcome(Enum):
    """What an error code says about what was asked."""

    REFUSED = auto()
    """It was not done, and will not be until a person changes something."""
    UNSURE = auto()
    """It may have been done."""
    LATER = auto()
    """It was not done; the same may work later."""
    DISCONNECTED = auto()
    """The token no longer works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One error code of Slack."""

    outcome: Outcome
    problem: str = ""
    """"" where the outcome's error composes its own words."""
    fix: str = ""


def _refused(problem: str, fix: str) -> Code:
    return Code(outcome=Outcome.REFUSED, problem=problem, fix=fix)


_UNSURE = Code(outcome=Outcome.UNSURE)
_LATER = Code(outcome=Outcome.LATER)
_DISCONNECTED = Code(outcome=Outcome.DISCONNECTED)

_ASK_ADMIN = "Ask an administrator of your Slack workspace to allow it for Plumbline."
_REPORT = "Please report it: it is a fault of Plumbline."
_AGAIN = "Do it again from the message or from App Home."
_TEAM_ACCESS = _refused(
    "The organisation has not granted Plumbline access to this workspace.", _ASK_ADMIN
)
_NO_POSTING = _refused("The workspace does not let apps post there.", _ASK_ADMIN)
_NO_MESSAGE = _refused("The message is no longer there.", "Post it again if you still need it.")
_NO_CHANGE = _refused(
    "The message can no longer be changed.",
    "Ask an administrator to let messages be edited at any time, or post it again.",
)
_TOO_LONG = _refused("The message is too long for Slack.", _REPORT)
_BAD_BLOCKS = _refused("Slack does not accept the layout of the message.", _REPORT)
_BAD_REQUEST = _refused("Slack does not understand the request.", _REPORT)
_NO_FILE = _refused("The file is no longer there.", "Share the file again.")
_EXPIRED = _refused("The button was pressed too long ago for a form to open.", _AGAIN)
_NOT_IN_CHANNEL = _refused(
    "Plumbline is not in the channel.", "Type `/invite @Plumbline` there, then try again."
)
_NO_USER = _refused("Slack knows no such person here.", "Choose somebody of this workspace.")
_NO_DIRECT = _refused(
    "Slack does not let Plumbline write to this person.", "Choose another person, or a channel."
)
_NO_THREAD = _refused("The thread is no longer there.", "Post its first message again.")
_STALE = _refused(
    "The form has changed since it was opened, perhaps in another window.",
    "Close it and open it again.",
)
_MISSING_SCOPE = _refused(
    "Slack has not granted the bot everything that this needs.",
    "Compare the scopes with manifest.yml, add what is missing and install the app again.",
)
_WRONG_TOKEN = _refused(
    "The token is of a kind that cannot do this.",
    "Set SLACK_BOT_TOKEN to the bot's token, which begins with xoxb-.",
)

CODES: dict[str, Code] = {
    # the token and the workspace
    "invalid_auth": _DISCONNECTED,
    "not_authed": _DISCONNECTED,
    "token_revoked": _DISCONNECTED,
    "token_expired": _DISCONNECTED,
    "account_inactive": _DISCONNECTED,
    "missing_scope": _MISSING_SCOPE,
    "not_allowed_token_type": _WRONG_TOKEN,
    "team_access_not_granted": _TEAM_ACCESS,
    "org_login_required": _TEAM_ACCESS,
    "access_denied": _refused("Slack does not give Plumbline access to it.", _ASK_ADMIN),
    "no_permission": _refused("Slack does not let Plumbline do this.", _ASK_ADMIN),
    "ekm_access_denied": _refused(
        "The workspace's own encryption keys do not let Plumbline do this.", _ASK_ADMIN
    ),
    "accesslimited": _refused("Slack limits the access to this method.", _ASK_ADMIN),
    # passing trouble
    "ratelimited": _LATER,
    "rate_limited": _LATER,
    "message_limit_exceeded": _LATER,
    "fatal_error": _UNSURE,
    "internal_error": _UNSURE,
    "request_timeout": _UNSURE,
    "service_unavailable": _UNSURE,
    "team_added_to_org": _UNSURE,
    # where it goes
    "not_in_channel": _NOT_IN_CHANNEL,
    "channel_not_found": _refused(
        "Slack knows no such channel, or Plumbline is not in it.",
        "Type `/invite @Plumbline` in the channel, or choose another one.",
    ),
    "is_archived": _refused("The channel is archived.", "Choose another private channel."),
    "channel_type_not_supported": _NO_POSTING,
    "method_not_supported_for_channel_type": _NO_POSTING,
    "restricted_action": _NO_POSTING,
    "restricted_action_read_only_channel": _NO_POSTING,
    "restricted_action_thread_only_channel": _NO_POSTING,
    "restricted_action_non_threadable_channel": _NO_POSTING,
    "posting_to_channel_denied": _NO_POSTING,
    "thread_not_found": _NO_THREAD,
    "cannot_reply_to_message": _NO_THREAD,
    # whom it reaches
    "user_not_found": _NO_USER,
    "users_not_found": _NO_USER,
    "user_not_visible": _NO_USER,
    "user_disabled": _NO_USER,
    "no_such_subteam": _refused(
        "Slack knows no such user group.", "Correct PLUMBLINE_RECRUITERS in the settings."
    ),
    "cannot_dm_bot": _NO_DIRECT,
    "messages_tab_disabled": _NO_DIRECT,
    "user_not_in_channel": _refused(
        "The person is not in the channel.", "Invite them to it, then try again."
    ),
    # what is sent
    "msg_too_long": _TOO_LONG,
    "msg_blocks_too_long": _TOO_LONG,
    "msg_blocks_too_many": _TOO_LONG,
    "too_many_blocks": _TOO_LONG,
    "too_long": _TOO_LONG,
    "metadata_too_large": _TOO_LONG,
    "view_too_large": _TOO_LONG,
    "no_text": _BAD_BLOCKS,
    "invalid_blocks": _BAD_BLOCKS,
    "invalid_blocks_format": _BAD_BLOCKS,
    "invalid_metadata_format": _BAD_BLOCKS,
    "invalid_arguments": _BAD_REQUEST,
    "invalid_array_arg": _BAD_REQUEST,
    "invalid_form_data": _BAD_REQUEST,
    "invalid_json": _BAD_REQUEST,
    "unknown_method": _BAD_REQUEST,
    # what is changed
    "message_not_found": _NO_MESSAGE,
    "cant_update_message": _NO_CHANGE,
    "cant_delete_message": _NO_CHANGE,
    "edit_window_closed": _NO_CHANGE,
    "is_inactive": _NO_CHANGE,
    "compliance_exports_prevent_deletion": _NO_CHANGE,
    # files
    "file_not_found": _NO_FILE,
    "file_deleted": _NO_FILE,
    "file_uploads_disabled": _refused("The workspace does not allow files.", _ASK_ADMIN),
    "storage_limit_reached": _refused(
        "The workspace has no room for more files.", "Delete old files in Slack, then try again."
    ),
    # forms
    "expired_trigger_id": _EXPIRED,
    "exchanged_trigger_id": _EXPIRED,
    "invalid_trigger_id": _EXPIRED,
    "hash_conflict": _STALE,
    "view_not_found": _STALE,
    "not_found": _STALE,
    "push_limit_reached": _refused(
        "Too many forms are open on top of each other.", "Close one, then try again."
    ),
}
"""Every code that the bot is known to meet; Source: Slack's method reference."""


def unknown(code: str) -> Code:
    """Compose words for a code that is not in the table."""
    return _refused(
        f"Slack refused it with the code {code}.",
        "Ask whoever runs Plumbline to look the code up in Slack's reference.",
    )

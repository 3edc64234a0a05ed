"""What to do about a Slack that does not take a token, or does not answer: for each its own."""

from __future__ import annotations

from bot.errors import DisconnectedError, RateLimitedError, SlackError, UnsureError
from bot.services.doctor import Check, failure

_BOT, _APP = "bot token", "app token"
_UNREACHED = frozenset({"not_reached", "timeout", "connection_lost"})
"""Codes of a question that did not arrive, or whose answer did not."""
_WRONG_KIND = frozenset({"missing_scope", "not_allowed_token_type"})
_NETWORK = (
    "Look at this machine's network, at its proxy (HTTPS_PROXY), and at SLACK_API_URL if it is "
    "set; then run this again."
)
_MAKE_IT = (
    "Make a token with the scope connections:write under Basic Information, App-Level Tokens, "
    "and set SLACK_APP_TOKEN."
)


def of_slack(name: str, error: SlackError) -> Check:
    """Say what came of a question to Slack; it was asked once, so nothing goes on by itself.

    Args:
        name: Of the check.
        error: What came instead of an answer.
    """
    return failure(name, error.problem, _remedy(error))


def bot_refused(error: SlackError) -> Check:
    """Say why the bot's token cannot be used."""
    if isinstance(error, DisconnectedError):
        return failure(
            _BOT,
            f"Slack does not accept SLACK_BOT_TOKEN ({error.code}).",
            "Copy the Bot User OAuth Token anew from OAuth & Permissions of the app's settings; "
            "if the app was removed, install it again there first.",
        )
    return of_slack(_BOT, error)


def app_refused(error: SlackError) -> Check:
    """Say why no socket opens with the app's token."""
    if isinstance(error, DisconnectedError):
        what = f"Slack does not accept SLACK_APP_TOKEN ({error.code})."
        return failure(_APP, what, _MAKE_IT)
    if error.code in _WRONG_KIND:
        what = f"No socket may be opened with SLACK_APP_TOKEN ({error.code})."
        return failure(_APP, what, _MAKE_IT)
    if error.code == "no_hello":
        return failure(
            _APP,
            "Slack accepts it and gave an address, but no socket opens there.",
            "Let WebSockets to slack.com (wss, port 443) through the firewall and the proxy.",
        )
    return of_slack(_APP, error)


def _remedy(error: SlackError) -> str:
    if error.code in _UNREACHED:
        return _NETWORK
    if isinstance(error, RateLimitedError):
        return f"Wait {error.retry_after:.0f} seconds, then run this again."
    if error.code.startswith("http_5"):
        return "Slack has trouble of its own: see slack-status.com, and run this again later."
    if isinstance(error, UnsureError):
        return "Something else than Slack may have answered: check SLACK_API_URL and the proxy."
    return error.fix

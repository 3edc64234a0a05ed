"""One Web API call: token, arguments, scopes and rate limits checked, then the method."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.api import chat, conversations, files, people, views
from bot.sandbox.api.table import CHANNEL_SCOPES, JSON_ARGUMENTS, METHODS, Method
from bot.sandbox.app_manifest import AppManifest
from bot.sandbox.limits import RateLimits
from bot.sandbox.shapes import Json, RefusalError
from bot.sandbox.workspace import Workspace

Handler = Callable[[Workspace, Json], Json]
HANDLERS: dict[str, Handler] = {
    "auth.test": people.auth_test,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update,
    "chat.delete": chat.delete,
    "chat.postEphemeral": chat.post_ephemeral,
    "chat.getPermalink": chat.get_permalink,
    "conversations.info": conversations.info,
    "conversations.open": conversations.open_direct,
    "conversations.history": conversations.history,
    "conversations.replies": conversations.replies,
    "conversations.members": conversations.members,
    "users.info": people.user_info,
    "usergroups.list": people.groups,
    "usergroups.users.list": people.group_members,
    "views.open": views.open_view,
    "views.push": views.push_view,
    "views.update": views.update_view,
    "views.publish": views.publish_view,
    "files.info": files.info,
    "files.delete": files.delete,
    "files.getUploadURLExternal": files.get_upload_url,
    "files.completeUploadExternal": files.complete_upload,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The secrets of the installed app, invented."""

    bot: str
    """xoxb-…"""
    app: str
    """xapp-…"""
    signing_secret: str
    """For HTTP mode."""


class RateLimitedError(Exception):
    """Too many calls.

    Args:
        seconds: Whole seconds to wait.
    """

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Answers Web API calls."""

    workspace: Workspace
    """What is read and changed."""
    manifest: AppManifest
    """Scopes granted."""
    tokens: Tokens
    """Who is who."""
    limits: RateLimits
    """How often."""
    open_connection: Callable[[], str]
    """Gives the address of apps.connections.open."""

    def call(self, name: str, token: str | None, args: Json) -> Json:
        """Do what is asked and return the answer, `ok` included.

        Args:
            name: Such as chat.postMessage.
            token: The bearer token, if any.
            args: As sent; JSON in text form is read here.

        Raises:
            RateLimitedError: Too many calls.
        """
        with self.workspace.lock:
            try:
                return {"ok": True, **self._do(name, token, args)}
            except RefusalError as refusal:
                return refusal.answer()

    def _do(self, name: str, token: str | None, args: Json) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise RefusalError("unknown_method", {"req_method": name})
        self._check_token(method, token)
        checked = _arguments(method, args)
        self._check_scope(method, checked)
        self._check_rate(name, method, checked)
        if method.token == "app":  # noqa: S105  a kind of token
            return {"url": self.open_connection()}
        return HANDLERS[name](self.workspace, checked)

    def _check_token(self, method: Method, token: str | None) -> None:
        if not token:
            raise RefusalError("not_authed")
        if token not in {self.tokens.bot, self.tokens.app}:
            raise RefusalError("invalid_auth")
        if not self.workspace.is_installed:
            raise RefusalError("account_inactive")
        if token != (self.tokens.app if method.token == "app" else self.tokens.bot):  # noqa: S105
            raise RefusalError("not_allowed_token_type")

    def _check_scope(self, method: Method, args: Json) -> None:
        needed = method.scopes
        if method.by_channel:
            kind = self.workspace.bot_channel(args["channel"]).kind
            needed = (CHANNEL_SCOPES[method.by_channel][kind],)
        if needed and not self.manifest.scopes.intersection(needed):
            provided = ",".join(sorted(self.manifest.scopes))
            raise RefusalError("missing_scope", {"needed": ",".join(needed), "provided": provided})

    def _check_rate(self, name: str, method: Method, args: Json) -> None:
        seconds = self.limits.wait_for_method(name, method.tier)
        if name == "chat.postMessage":
            seconds = self.limits.wait_for_post(str(args["channel"]))
        if seconds:
            raise RateLimitedError(seconds)


def _arguments(method: Method, args: Json) -> Json:
    given = {key: value for key, value in args.items() if key not in {"token", "team_id"}}
    lines = [
        f"[ERROR] unknown argument [json-pointer:/{key}]"
        for key in given
        if key not in method.required and key not in method.optional
    ]
    lines += [
        f"[ERROR] missing required field: {key}"
        for key in method.required
        if given.get(key) in (None, "")
    ]
    if lines:
        raise RefusalError("invalid_arguments", {"response_metadata": {"messages": lines}})
    return {key: _read(key, value) for key, value in given.items()}


def _read(key: str, value: object) -> object:
    if key in JSON_ARGUMENTS and isinstance(value, str):
        try:
            return json.loads(value) if value else None
        except ValueError:
            raise RefusalError(
                "invalid_blocks_format" if key == "blocks" else "invalid_arguments"
            ) from None
    if isinstance(value, str) and key in FLAGS:
        return value in {"1", "true"}
    return value


FLAGS = frozenset(
    {
        "reply_broadcast",
        "inclusive",
        "include_all_metadata",
        "include_users",
        "include_num_members",
        "return_im",
        "unfurl_links",
        "unfurl_media",
    }
)
"""Arguments that are yes or no; forms carry them as 1 and 0."""

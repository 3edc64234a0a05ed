"""The only way to Slack: what the services' port promises, over the Web API."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from slack_sdk import WebClient

from bot.domain.audience import AudienceRules, ChannelFacts
from bot.domain.people import PersonFacts
from bot.errors import RefusedError, SlackError, UnsureError
from bot.services.bot_deps import FileFacts, Post
from bot.services.messages import RankingFile
from bot.services.screens import HomeScreen
from bot.slack.addresses import addresses_for
from bot.slack.builders import message
from bot.slack.builders.home import home_view
from bot.slack.builders.payload import Payload
from bot.slack.client import Api
from bot.slack.directory import Directory, is_direct
from bot.slack.download import Downloader
from bot.slack.errors import refusal
from bot.slack.guards import Guard
from bot.slack.limits import POST_CHARACTERS, UPDATE_CHARACTERS, check_payload
from bot.slack.look_back import find_message
from bot.slack.metadata import mark
from bot.slack.methods import (
    AUTH_TEST,
    DELETE,
    OPEN_VIEW,
    PERMALINK,
    POST,
    POST_EPHEMERAL,
    PUBLISH_VIEW,
    PUSH_VIEW,
    UPDATE,
    UPDATE_VIEW,
    Method,
)
from bot.slack.uploads import Uploader


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenView:
    """A form that is open on somebody's screen."""

    view_id: str
    hash: str
    """Of what it shows, so that a change from elsewhere is not overwritten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whom Slack takes the token for."""

    team_id: str
    user_id: str
    """Of the bot."""
    team: str
    """Name of the workspace."""


def identify(client: WebClient) -> Identity:
    """Say whom Slack takes a client's token for.

    Raises:
        SlackError: It takes it for nobody.
    """
    answer = Api(client).call(AUTH_TEST)
    team_id, user_id, team = (str(answer.get(k) or "") for k in ("team_id", "user_id", "team"))
    return Identity(team_id=team_id, user_id=user_id, team=team)


class SlackGateway:
    """The services' ``Slack`` port, and the views that only listeners open.

    Args:
        client: From ``make_client``.
        team_id: The workspace that is served.
        rules: What the operator allowed beyond private channels.
        clock: Seconds that never go back.
        sleep: Waits between tries of what may be repeated, in seconds.
    """

    def __init__(
        self,
        client: WebClient,
        *,
        team_id: str,
        rules: AudienceRules,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        addresses = addresses_for(client.base_url)
        self._api = Api(client, sleep=sleep)
        self._sending = Api(client, sleep=sleep, waits=0.0)  # the ledger waits, and no thread does
        self._directory = Directory(self._api, clock=clock)
        self._guard = Guard(self._directory, rules=rules, team_id=team_id)
        senders = self._directory.through(self._sending)
        self._senders_guard = Guard(senders, rules=rules, team_id=team_id)
        self._uploader = Uploader(self._sending, addresses=addresses)
        self._downloader = Downloader(
            self._api, token=client.token or "", addresses=addresses, clock=clock, sleep=sleep
        )

    def channel(self, channel_id: str) -> ChannelFacts | None:
        """Say what a channel is, at most 60 s old; None when Slack cannot say."""
        try:
            return self._directory.channel(channel_id)
        except SlackError:
            return None

    def person(self, user_id: str) -> PersonFacts | None:
        """Say whose account it is, at most 60 s old; None when Slack cannot say."""
        try:
            return self._directory.person(user_id)
        except SlackError:
            return None

    def is_in_channel(self, user_id: str, channel_id: str) -> bool:
        """Say whether a person is a member, at most 60 s old; False when Slack cannot say."""
        try:
            return user_id in self._directory.members(channel_id)
        except SlackError:
            return False

    def group_members(self, group_id: str) -> frozenset[str]:
        """List the user ids of a user group, at most 5 minutes old; empty when it cannot be had."""
        try:
            return self._directory.group(group_id)
        except SlackError:
            return frozenset()

    def forget(self, channel_or_user_id: str) -> None:
        """Have a channel or a person asked for anew, because an event says that they changed."""
        self._directory.forget(channel_or_user_id)

    def file(self, file_id: str) -> FileFacts:
        """Describe a file.

        Raises:
            DownloadError: The bot cannot see it, or it was deleted.
            SlackError: RateLimitedError or DisconnectedError.
        """
        return self._downloader.facts(file_id)

    def download(self, file_id: str, limit: int) -> bytes:
        """Fetch a file of at most ``limit`` bytes.

        Raises:
            DownloadError: It cannot be had; says whether trying again can help.
            SlackError: RateLimitedError or DisconnectedError.
        """
        return self._downloader.fetch(file_id, limit)

    def direct_channel(self, user_id: str) -> str:
        """Open the direct conversation with a person and return its id.

        Raises:
            SlackError: It could not be opened.
        """
        return self._directory.through(self._sending).open_direct(user_id)

    def post(self, post: Post) -> str:
        """Show a message, and return its ts ("" for one that only its recipient sees).

        Raises:
            AudienceError: Our own guard; nothing was sent.
            RefusedError: Slack said no, or ``too_long``: it would.
            SlackError: Any other.
        """
        self._senders_guard.check(post)
        payload = message(post.message)
        check_payload(payload, most_characters=POST_CHARACTERS)
        shown = _shown(post, payload)
        post.before_sending()
        if post.recipient and not is_direct(post.channel):
            self._call(POST_EPHEMERAL, post.channel, **shown, user=post.recipient)
            return ""
        answer = self._call(
            POST,
            post.channel,
            **shown,
            metadata=mark(post.posting_id),
            unfurl_links=False,
            unfurl_media=False,
            mrkdwn=not payload.blocks,
        )
        ts = answer.get("ts")
        if not isinstance(ts, str) or not ts:
            raise UnsureError("no_ts")
        return ts

    def update(self, post: Post, ts: str) -> None:
        """Change a message that is shown; a file that is shared stays as it is.

        Raises:
            AudienceError: Our own guard; nothing was sent.
            RefusedError: Slack said no, or ``too_long``: it would.
            SlackError: Any other.
        """
        if isinstance(post.message, RankingFile):
            return
        self._senders_guard.check(post)
        payload = message(post.message)
        check_payload(payload, most_characters=UPDATE_CHARACTERS)
        post.before_sending()
        # without blocks the old ones would go, so they are always sent
        self._call(
            UPDATE,
            post.channel,
            ts=ts,
            text=payload.text,
            blocks=payload.blocks,
            link_names=False,
            parse="none",
        )

    def delete(self, channel: str, ts: str) -> None:
        """Remove a message; one that is gone already is no error.

        Raises:
            SlackError: It could not be removed.
        """
        try:
            self._sending.call(DELETE, channel=channel, ts=ts)
        except RefusedError as refused:
            if refused.code != "message_not_found":
                raise

    def upload(self, post: Post) -> str:
        """Share a RankingFile in a thread, and return the file's id.

        Raises:
            AudienceError: Our own guard; nothing was sent.
            RefusedError: Slack said no.
            SlackError: Any other.
        """
        file = post.message
        if not isinstance(file, RankingFile):
            raise refusal("invalid_arguments")
        self._senders_guard.check(post)
        return self._uploader.share(
            file,
            text=unescape(message(file).text),
            channel=post.channel,
            thread_ts=post.thread_ts,
            posting_id=post.posting_id,
            before_sending=post.before_sending,
        )

    def delete_file(self, file_id: str) -> None:
        """Remove a file; one that is gone already is no error.

        Raises:
            SlackError: It could not be removed.
        """
        self._uploader.remove(file_id)

    def find(self, channel: str, thread_ts: str, posting_id: str, since: datetime) -> str | None:
        """Look back for a message of ours by its mark, and return its ts, or None.

        For a shared file it is the file's id.

        Raises:
            RefusedError: Code ``missing_scope`` when the history may not be read, and
                ``look_back_too_long`` when too much was written since.
            SlackError: Any other.
        """
        return find_message(
            self._sending, channel=channel, thread_ts=thread_ts, posting_id=posting_id, since=since
        )

    def permalink(self, channel: str, ts: str) -> str:
        """Return the address of a message; "" when it cannot be had."""
        try:
            address = self._api.call(PERMALINK, channel=channel, message_ts=ts).get("permalink")
        except SlackError:
            return ""
        return address if isinstance(address, str) else ""

    def publish_home(self, user_id: str, screen: HomeScreen) -> None:
        """Show App Home to one person.

        Raises:
            AudienceError: It holds more than the words for outsiders, and they are one.
            SlackError: It could not be shown.
        """
        if not screen.is_outsider:
            self._guard.check_person(user_id)
        self._api.call(PUBLISH_VIEW, user_id=user_id, view=home_view(screen))

    def open_view(self, trigger_id: str, view: dict[str, Any]) -> OpenView:
        """Open a form, within 3 s of what a person did.

        Raises:
            SlackError: It could not be opened.
        """
        return _open_view(self._api.call(OPEN_VIEW, trigger_id=trigger_id, view=view))

    def push_view(self, trigger_id: str, view: dict[str, Any]) -> OpenView:
        """Open a form on top of another, within 3 s of what a person did.

        Raises:
            SlackError: It could not be opened.
        """
        return _open_view(self._api.call(PUSH_VIEW, trigger_id=trigger_id, view=view))

    def update_view(self, shown: OpenView, view: dict[str, Any]) -> OpenView:
        """Change an open form, unless it changed meanwhile.

        Raises:
            SlackError: It could not be changed; code ``hash_conflict`` when it changed meanwhile,
                ``not_found`` when it was closed.
        """
        answer = self._api.call(
            UPDATE_VIEW, view_id=shown.view_id, hash=shown.hash or None, view=view
        )
        return _open_view(answer)

    def _call(self, method: Method, channel: str, **arguments: object) -> dict[str, Any]:
        """Send something to a channel; a refusal has the channel asked for anew."""
        try:
            return self._sending.call(method, channel=channel, **arguments)
        except RefusedError:
            self._directory.forget(channel)
            raise


def _shown(post: Post, payload: Payload) -> dict[str, object]:
    return {
        "text": payload.text,
        "blocks": payload.blocks or None,
        "thread_ts": post.thread_ts or None,
        "link_names": False,
        "parse": "none",
    }


def _open_view(answer: dict[str, Any]) -> OpenView:
    view = answer.get("view")
    if not isinstance(view, dict) or not isinstance(view.get("id"), str):
        raise UnsureError("unreadable_answer")
    return OpenView(view_id=view["id"], hash=str(view.get("hash") or ""))

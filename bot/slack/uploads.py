"""Sharing a file in a thread: announced, sent and completed, or taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.errors import DownloadError, RefusedError, SlackError, UnsureError
from bot.services.messages import RankingFile
from bot.slack.addresses import Addresses
from bot.slack.client import Api
from bot.slack.errors import UnreachedError
from bot.slack.metadata import marked_block
from bot.slack.methods import COMPLETE_UPLOAD, DELETE_FILE, FILE, UPLOAD_URL
from bot.slack.transfer import Deadline, Request, TooLargeError, TransferError, send

UPLOAD_SECONDS = 30.0
"""For sending the bytes of one file."""
_ANSWER_BYTES = 65_536
_LISTS = ("channels", "groups", "ims")
"""Where Slack lists the conversations that a file is shared in."""


class Uploader:
    """Files on their way into Slack.

    Args:
        api: To announce and complete with.
        addresses: Where bytes may be sent.
    """

    def __init__(self, api: Api, *, addresses: Addresses) -> None:
        self._api = api
        self._addresses = addresses

    def share(  # noqa: PLR0913  # the parts of what is shared
        self,
        file: RankingFile,
        *,
        text: str,
        channel: str,
        thread_ts: str,
        posting_id: str,
        before_sending: Callable[[], None],
    ) -> str:
        """Share a file, and return its id.

        Args:
            file: Its bytes, name and title.
            text: The words beside it, shown literally.
            channel: Where.
            thread_ts: Thread; "" for none.
            posting_id: By which the message is found again.
            before_sending: Called when the bytes are there and nobody sees them; what it raises
                keeps them from being shared.

        Raises:
            RateLimitedError: Nothing was shared; it may work later.
            UnsureError: It may have been shared.
            RefusedError: Slack said no.
            DisconnectedError: The token no longer works.
        """
        file_id = self._send(file)
        before_sending()
        try:
            self._api.call(
                COMPLETE_UPLOAD,
                files=[{"id": file_id, "title": file.title}],
                channel_id=channel,
                thread_ts=thread_ts or None,
                blocks=[marked_block(posting_id, text)],
            )
        except UnsureError as unsure:
            if not self._is_shared(file_id, channel):
                raise self._taken_back(file_id, unsure) from None
        return file_id

    def remove(self, file_id: str) -> None:
        """Take a file away; one that is gone already is no error.

        Raises:
            SlackError: It could not be taken away.
        """
        try:
            self._api.call(DELETE_FILE, file=file_id)
        except RefusedError as refused:
            if refused.code not in ("file_not_found", "file_deleted"):
                raise

    def _taken_back(self, file_id: str, unsure: UnsureError) -> SlackError:
        """Say what is sure after an attempt to take back what may have been shared."""
        try:
            self.remove(file_id)
        except SlackError:
            return unsure
        return UnreachedError()  # what is deleted cannot show up late: trying again shows one

    def _send(self, file: RankingFile) -> str:
        answer = self._announce(file)
        file_id, url = answer.get("file_id"), answer.get("upload_url")
        if not isinstance(file_id, str) or not file_id:
            raise UnreachedError
        headers = {"Content-Type": "application/octet-stream"}
        request = Request(verb="POST", headers=headers, body=file.data)
        try:
            address = self._addresses.check(url)
            sent = send(address, request, deadline=Deadline(UPLOAD_SECONDS), limit=_ANSWER_BYTES)
        except DownloadError as distrusted:
            raise RefusedError("upload_address", distrusted.problem, distrusted.fix) from None
        except (TransferError, TooLargeError):
            raise UnreachedError from None
        if sent.status != 200:
            raise UnreachedError
        return file_id

    def _announce(self, file: RankingFile) -> Mapping[str, Any]:
        try:
            return self._api.call(UPLOAD_URL, filename=file.file_name, length=len(file.data))
        except UnsureError:
            raise UnreachedError from None

    def _is_shared(self, file_id: str, channel: str) -> bool:
        try:
            found = self._api.call(FILE, file=file_id).get("file")
        except SlackError:
            return False
        if not isinstance(found, Mapping):
            return False
        listed = [found.get(kind) for kind in _LISTS]
        return any(isinstance(each, list) and channel in each for each in listed)

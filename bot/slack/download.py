"""Fetching a file that was shared in Slack: asked about first, then fetched within limits."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from bot.errors import DownloadError, RateLimitedError, RefusedError, UnsureError
from bot.services.bot_deps import FileFacts
from bot.slack.addresses import Addresses
from bot.slack.client import ATTEMPTS, Api
from bot.slack.errors import retry_after_seconds
from bot.slack.methods import FILE
from bot.slack.transfer import Answer, Deadline, Request, TooLargeError, TransferError, send

DEADLINE_SECONDS = 30.0
"""For one download with all its tries. Source: issue 3, gateway."""
HOPS = 3
"""Redirects that are followed."""
_ENDINGS = frozenset({".pdf", ".docx", ".txt", ".text", ".md", ".markdown", ".mdown"})
_TYPES = frozenset({"pdf", "docx", "text", "markdown"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype|html)", re.IGNORECASE | re.DOTALL
)
_PDF_WITHIN = 1024
"""Bytes in which a PDF header may stand. Source: ISO 32000-1, implementation note 13."""
_NAMED: tuple[tuple[tuple[bytes, ...], str, str], ...] = (
    (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",),
        "It is an old Word file, or one with a password.",
        "Save it as DOCX or PDF without a password and share that.",
    ),
    (
        (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*"),
        "It is a picture.",
        "Share a PDF with text in it, or read this one yourself.",
    ),
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Downloader:
    """Files of Slack.

    Args:
        api: To ask about files with.
        token: The bot's; goes to trusted addresses alone.
        addresses: Those.
        clock: Seconds that never go back.
        sleep: Waits between tries, in seconds.
        seconds: For one download with all its tries; > 0.
    """

    def __init__(  # noqa: PLR0913  # each is a seam of the tests
        self,
        api: Api,
        *,
        token: str,
        addresses: Addresses,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        seconds: float = DEADLINE_SECONDS,
    ) -> None:
        self._api = api
        self._token = token
        self._addresses = addresses
        self._clock = clock
        self._sleep = sleep
        self._seconds = seconds

    def facts(self, file_id: str) -> FileFacts:
        """Describe a file.

        Raises:
            DownloadError: It cannot be had.
            RateLimitedError: Slack asks to wait.
            DisconnectedError: The token no longer works.
        """
        found = self._ask(file_id)
        name, filetype = str(found.get("name") or ""), str(found.get("filetype") or "")
        return FileFacts(
            file_id=file_id,
            name=name,
            size=_size(found),
            shared_by=str(found.get("user") or ""),
            permalink=str(found.get("permalink") or ""),
            is_readable=is_readable(name, filetype),
        )

    def fetch(self, file_id: str, limit: int) -> bytes:
        """Fetch a file of at most ``limit`` bytes; nothing is fetched when it is larger.

        Raises:
            DownloadError: It cannot be had; says whether trying again can help.
            RateLimitedError: Slack asks to wait.
            DisconnectedError: The token no longer works.
        """
        deadline = Deadline(self._seconds, self._clock)
        found = self._ask(file_id)
        if _size(found) > limit:
            raise _too_large()
        url = found.get("url_private_download") or found.get("url_private")
        if not url:
            raise DownloadError(
                "Slack does not have the file ready yet.", "It is tried again.", is_final=False
            )
        retrying = Retrying(
            retry=retry_if_exception_type(TransferError),
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.1, max=0.8),
            sleep=self._sleep,
            reraise=True,
        )
        try:
            data = retrying(self._follow, url, limit, deadline, _size(found))
        except TransferError:
            problem = "The file did not arrive from Slack."
            failure = DownloadError(problem, "It is tried again.", is_final=False)
        except TooLargeError:
            failure = _too_large()
        else:
            check_kind(data)
            return data
        raise failure

    def _ask(self, file_id: str) -> Mapping[str, Any]:
        try:
            found = self._api.call(FILE, file=file_id).get("file")
        except RefusedError as refused:
            failure = _refused(refused)
        except UnsureError:
            problem = "Slack did not say where the file is."
            failure = DownloadError(problem, "It is tried again.", is_final=False)
        else:
            return _usable(found)
        raise failure

    def _follow(self, url: object, limit: int, deadline: Deadline, size: int) -> bytes:
        address = self._addresses.check(url)
        request = Request(verb="GET", headers={"Authorization": f"Bearer {self._token}"})
        for _ in range(HOPS + 1):
            answer = send(address, request, deadline=deadline, limit=limit)
            if answer.status not in _REDIRECTS:
                return _body(answer, size)
            location = answer.headers.get("location")
            if _is_sign_in(location):
                raise _not_shared()
            address = self._addresses.check(location, address.url)
        problem = "Slack sent the download from one address to the next."
        raise DownloadError(problem, "Share the file again.", is_final=True)


def is_readable(name: str, filetype: str) -> bool:
    """Say whether a file is of a kind that is read, by its name and what Slack takes it for."""
    return PurePath(name).suffix.lower() in _ENDINGS or filetype in _TYPES


def check_kind(data: bytes) -> None:
    """Let bytes pass that may be a PDF, a DOCX or text.

    Raises:
        DownloadError: They are something else, with its name where that is known; final.
    """
    if data.startswith(b"PK\x03\x04") or b"%PDF-" in data[:_PDF_WITHIN]:
        return
    for magics, problem, fix in _NAMED:
        if data.startswith(magics):
            raise DownloadError(problem, fix, is_final=True)
    if not data:
        problem, fix = "There is nothing in it.", "Check that the right file was shared."
        raise DownloadError(problem, fix, is_final=True)
    if b"\x00" in data and not data.startswith(_UTF_16):
        raise DownloadError(
            "It is not a PDF, DOCX, plain text or Markdown file.",
            "Save it as PDF or DOCX and share that.",
            is_final=True,
        )


def _usable(found: object) -> Mapping[str, Any]:
    if not isinstance(found, Mapping):
        problem = "Slack did not say where the file is."
        raise DownloadError(problem, "It is tried again.", is_final=False)
    if found.get("mode") == "tombstone" or found.get("file_access") == "file_deleted":
        raise _gone()
    if found.get("file_access", "visible") not in ("visible", ""):
        raise _not_shared()  # check_file_info too: this was that check, and it gave nothing
    if found.get("is_external") is True:
        problem = "It is a link to another service, not a file."
        raise DownloadError(problem, "Share the file itself in Slack.", is_final=True)
    return found


def _is_sign_in(location: object) -> bool:
    """Whether a redirect leads to where a workspace asks a person to sign in; nobody goes there.

    Source: Slack answers a file that is not for the token with
    ``302 https://<workspace>.slack.com/?redir=…``.
    """
    try:
        parts = urlsplit(str(location))
    except ValueError:
        return False
    host = parts.hostname or ""
    asks = "redir" in parse_qs(parts.query) or parts.path.startswith("/signin")
    return asks and (host == "slack.com" or host.endswith(".slack.com"))


def _body(answer: Answer, size: int) -> bytes:
    status = answer.status
    if status == 429:
        raise RateLimitedError(retry_after_seconds(answer.headers, lambda: datetime.now(UTC)))
    if status >= 500:
        raise TransferError
    if status in (404, 410):
        raise _gone()
    if status != 200 or _is_page_of_slack(answer, size):
        raise _not_shared()
    if _HTML.match(answer.body):
        problem = "It is a web page, whatever its name says."
        raise DownloadError(problem, "Save it as PDF or DOCX and share that.", is_final=True)
    return answer.body


def _is_page_of_slack(answer: Answer, size: int) -> bool:
    """Whether Slack shows a page of its own: as HTML, and with nothing that says it is the file.

    Args:
        answer: With status 200, as Slack's sign-in page has.
        size: Bytes of the file, as Slack gave them; 0 when it did not.
    """
    if not answer.headers.get("content-type", "").lower().startswith("text/html"):
        return False
    is_attached = answer.headers.get("content-disposition", "").lower().startswith("attachment")
    return not is_attached and len(answer.body) != size


def _size(found: Mapping[str, Any]) -> int:
    size = found.get("size")
    return size if isinstance(size, int) and size > 0 else 0


def _refused(refused: RefusedError) -> DownloadError:
    if refused.code in ("file_not_found", "file_deleted"):
        return _gone()
    if refused.code == "missing_scope":
        return _not_shared()
    return DownloadError(refused.problem, refused.fix, is_final=True)


def _gone() -> DownloadError:
    problem = "The file is no longer there, or Plumbline cannot see it."
    fix = "Share it again where Plumbline is a member."
    return DownloadError(problem, fix, is_final=True)


def _not_shared() -> DownloadError:
    return DownloadError(
        "Slack keeps it back: it is not shared with Plumbline, or files:read is missing.",
        "Share the file where Plumbline is a member, or grant files:read and install it again.",
        is_final=True,
    )


def _too_large() -> DownloadError:
    return DownloadError(
        "The file is larger than the limit.",
        "Share a smaller copy: text pages, without large pictures.",
        is_final=True,
    )

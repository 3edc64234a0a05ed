"""Which addresses files are fetched from: an exact list of hosts, checked before every hop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from bot.errors import DownloadError
from bot.slack.client import is_loopback

FILE_HOSTS = frozenset({"files.slack.com", "slack-files.com"})
"""Where Slack keeps files, and where it redirects some of them to.

Source: Slack's file object reference for the first; redirects of PDFs seen in the wild for the
second. A host goes in here only after it was seen to serve bytes: the token travels to all of them.
"""
_PLAIN = re.compile(r"[!-\[\]-~]{1,4096}")
"""Printable ASCII without a blank and a backslash, which parsers disagree about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A place that may be asked."""

    is_secure: bool
    host: str
    port: int
    path: str
    """With the query; begins with ``/``."""

    @property
    def url(self) -> str:
        """The whole address; holds a secret for some uploads, so it is never logged."""
        scheme, usual = ("https", 443) if self.is_secure else ("http", 80)
        port = "" if self.port == usual else f":{self.port}"
        return f"{scheme}://{self.host}{port}{self.path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The addresses that are trusted."""

    netlocs: frozenset[tuple[str, str]]
    """Pairs of scheme and network location, compared letter by letter."""

    def check(self, url: object, base: str = "") -> Address:
        """Take an address apart, if it is trusted.

        Args:
            url: As Slack gave it.
            base: Address that a relative one is relative to.

        Raises:
            DownloadError: It is not; final.
        """
        if not isinstance(url, str) or not _PLAIN.fullmatch(url):
            raise _distrusted()
        try:
            parts = urlsplit(urljoin(base, url))
            port = parts.port
        except ValueError:
            raise _distrusted() from None
        if (parts.scheme, parts.netloc.lower()) not in self.netlocs or parts.hostname is None:
            raise _distrusted()
        is_secure = parts.scheme == "https"
        query = f"?{parts.query}" if parts.query else ""
        return Address(
            is_secure=is_secure,
            host=parts.hostname,
            port=port or (443 if is_secure else 80),
            path=f"{parts.path or '/'}{query}",
        )


def addresses_for(base_url: str) -> Addresses:
    """List what is trusted beside a Web API.

    Args:
        base_url: Of the Web API. One on this machine, a sandbox, serves its files itself; any
            other changes nothing.
    """
    netlocs = {("https", form) for host in FILE_HOSTS for form in (host, f"{host}:443")}
    parts = urlsplit(base_url)
    if parts.scheme == "http" and is_loopback(parts.hostname or ""):
        netlocs.add(("http", parts.netloc.lower()))
    return Addresses(netlocs=frozenset(netlocs))


def _distrusted() -> DownloadError:
    return DownloadError(
        "Slack pointed to an address that is not one of Slack's file servers.",
        "Share the file itself in Slack, not a link to another service.",
        is_final=True,
    )

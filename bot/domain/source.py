"""What is to be read, and what came of reading it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.document import Document, DocumentKind, Finding
from bot.errors import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One file to read, or one pasted text."""

    path: str
    """As the person gave it; for pasted text a name such as ``-``."""
    kind: DocumentKind
    data: bytes | None = None
    """The bytes of pasted text; None to read the file at ``path``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """A document, or the reason why there is none."""

    source: Source
    sha256: str
    """Of the bytes, in hex; "" when the bytes could not be had."""
    document: Document | None
    reason: Reason | None
    """None exactly when ``document`` is there."""
    findings: tuple[Finding, ...] = ()
    """What a file without a document holds that a person does not see; else the document's."""

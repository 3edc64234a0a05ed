"""How the readers word what they noticed."""

from __future__ import annotations

import re

from bot.domain.document import Finding, FindingKind, Severity

TEXT_CUT = 300
"""Characters of a finding's text that are kept. Source: bot/domain/document.py."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_PROSE_WORDS = 6
"""Fewer words than this are a name, a label or a remark, not a message to the reader.

Source: measured on public CV templates; icon alt texts and document titles stay below it.
"""


def hidden(kind: FindingKind, text: str, *, page: int = 1) -> Finding:
    """Report text that a reader cannot see and that was left out."""
    return _finding(kind, Severity.HIDDEN, text, page)


def note(kind: FindingKind, text: str, *, page: int = 1) -> Finding:
    """Report something that changed nothing."""
    return _finding(kind, Severity.NOTE, text, page)


def _finding(kind: FindingKind, severity: Severity, text: str, page: int) -> Finding:
    return Finding(kind=kind, severity=severity, page=page, text=" ".join(text.split())[:TEXT_CUT])


def is_prose(text: str) -> bool:
    """Whether text off the page is long enough to be a message, rather than a label."""
    return len(_WORD.findall(text)) >= _PROSE_WORDS

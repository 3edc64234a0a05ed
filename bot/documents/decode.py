"""Bytes of a text file to text, with a note where the encoding had to be guessed."""

from __future__ import annotations

import codecs
import re

from bot.documents.findings import note
from bot.domain.document import Finding, FindingKind
from bot.errors import DocumentError, Reason

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_SHARE = 0.05
"""More control characters than this share is a binary file: random bytes have about 0.11."""
_SAMPLE = 65_536
"""Bytes that are looked at to guess an encoding."""
_ZEROS_OF_UTF16 = 0.02
"""Least share of zero bytes on one side of the pairs: even Chinese text has spaces, newlines
and digits, which are written with a zero byte."""
_BAD_SHARE = 0.1
"""Broken sequences per multi-byte character up to which text still counts as UTF-8."""
_MOJIBAKE = re.compile("[\u00c3\u00c2\u00d0\u00d1][\u0080-\u00bf\u0152-\u2122]|\u00e2\u20ac")
_MOJIBAKE_LEAST = 3
"""Pairs that read as UTF-8 taken for Windows-1252, below which it is chance."""


def decode(data: bytes) -> tuple[str, list[Finding]]:
    """Decode a text file: marked or plain UTF-8, UTF-16 or UTF-32, else Windows-1252.

    Returns:
        The text, and ENCODING notes where something was guessed, replaced or looks garbled.

    Raises:
        DocumentError: UNSUPPORTED when the bytes are no text.
    """
    text, remark = _decode(data)
    if len(_CONTROL.findall(text)) > _CONTROL_SHARE * max(len(text), 1):
        raise DocumentError(Reason.UNSUPPORTED)
    remarks = [remark] if remark else []
    if len(_MOJIBAKE.findall(text)) >= _MOJIBAKE_LEAST:
        remarks.append("characters look garbled: UTF-8 read as Windows-1252")
    return text, [note(FindingKind.ENCODING, remark, page=0) for remark in remarks]


def _decode(data: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _replacing(data[len(bom) :], encoding)
    encoding = _guess_utf16(data)
    if encoding:
        text, _ = _replacing(data, encoding)
        return text, f"encoding guessed: {encoding}"
    try:
        return data.decode("utf-8"), ""
    except UnicodeDecodeError:
        return _legacy(data)


def _replacing(data: bytes, encoding: str) -> tuple[str, str]:
    text = data.decode(encoding, errors="replace")
    return text, "broken characters replaced" if "\ufffd" in text else ""


def _guess_utf16(data: bytes) -> str:
    sample = data[:_SAMPLE]
    pairs = len(sample) // 2
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    least = max(_ZEROS_OF_UTF16 * pairs, 1)
    encoding = "utf-16-le" if odd >= even else "utf-16-be"
    few, many = sorted((even, odd))
    if many < least or few > many / 20:
        return ""
    # NULs sprinkled into ASCII fall on one side by chance when they are few; UTF-16 read right
    # has no NUL left and its characters are letters, read wrong it has unassigned ones.
    text = sample[: pairs * 2].decode(encoding, errors="replace")
    good = sum(char.isalnum() or char.isspace() or char.isascii() for char in text)
    is_utf16 = "\x00" not in text and good >= 0.9 * len(text)
    return encoding if is_utf16 else ""


def _legacy(data: bytes) -> tuple[str, str]:
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    whole = sum(not char.isascii() for char in text) - broken
    if broken <= 1 + _BAD_SHARE * whole and whole:
        return text, "broken characters replaced"
    return data.decode("cp1252", errors="replace"), "encoding guessed: windows-1252"

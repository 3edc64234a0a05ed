"""Which format bytes are, told by the bytes themselves."""

from __future__ import annotations

import io
import re
import zipfile
from enum import Enum, auto
from pathlib import PurePath

from bot.errors import DocumentError, Reason


class Format(Enum):
    """A format that can be read."""

    PDF = auto()
    DOCX = auto()
    MARKDOWN = auto()
    TEXT = auto()


_PDF_HEADER_WITHIN = 1024
"""Bytes in which a PDF header may stand. Source: ISO 32000-1, implementation note 13."""
_PDF = re.compile(rb"%PDF-\d")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MARKUP = re.compile(rb"\s*(?:<!doctype\s+html|<html|<\?xml|<svg|\{\\rtf)", re.IGNORECASE)
_OTHERS = (
    b"\xff\xd8\xff",  # JPEG
    b"\x89PNG",
    b"GIF8",
    b"II*\x00",  # TIFF
    b"MM\x00*",
    b"%!PS",
    b"\x1f\x8b",  # gzip
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x7fELF",
)
_BINARY_ENDINGS = {".pdf", ".docx"}
_MARKDOWN_ENDINGS = {".md", ".markdown", ".mdown"}
_TEXT_ENDINGS = _MARKDOWN_ENDINGS | {".txt", ".text"}


def sniff(data: bytes, name: str) -> Format:
    """Tell the format of a file.

    Args:
        data: The whole file.
        name: Its name; only tells Markdown from plain text, and either from a broken file.

    Raises:
        DocumentError: EMPTY without bytes; ENCRYPTED for a DOCX with a password; CORRUPT for a
            broken zip, and for other bytes in a file named PDF or DOCX; UNSUPPORTED
            for a format that cannot be read.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise DocumentError(Reason.EMPTY)
    if data.startswith(b"PK"):
        return _sniff_zip(data)
    if data.startswith(_OLE):
        raise DocumentError(Reason.ENCRYPTED if _OLE_ENCRYPTED in data else Reason.UNSUPPORTED)
    if data.startswith(_OTHERS):
        raise DocumentError(Reason.UNSUPPORTED)
    if _is_pdf(data, name):
        return Format.PDF
    if _MARKUP.match(data):
        raise DocumentError(Reason.UNSUPPORTED)
    ending = PurePath(name).suffix.lower()
    if ending in _BINARY_ENDINGS:
        raise DocumentError(Reason.CORRUPT)
    return Format.MARKDOWN if ending in _MARKDOWN_ENDINGS else Format.TEXT


def _is_pdf(data: bytes, name: str) -> bool:
    """Whether a PDF header stands near the start; in a text file it may be words about one."""
    found = _PDF.search(data, 0, _PDF_HEADER_WITHIN)
    is_text = PurePath(name).suffix.lower() in _TEXT_ENDINGS
    return found is not None and (found.start() == 0 or not is_text)


def _sniff_zip(data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DocumentError(Reason.CORRUPT) from error
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return Format.DOCX
    raise DocumentError(Reason.UNSUPPORTED)

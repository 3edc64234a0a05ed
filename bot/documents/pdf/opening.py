"""Bytes to an open PDF within the limits, or the reason why not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from bot.documents.pdf.handles import Document
from bot.documents.raw import Limits
from bot.errors import DocumentError, Reason

_MOST_DEFLATE = 1032
"""Bytes that one deflated byte can become at most. Source: zlib technical details, zlib.net."""

_STREAM = re.compile(rb"stream\r?\n")
_CHUNK = 1 << 18


@contextmanager
def open_pdf(data: bytes, limits: Limits) -> Iterator[Document]:
    """Open a PDF and close it again.

    Args:
        data: The whole file.
        limits: Bounds on pages and unpacked bytes.

    Yields:
        The pypdfium2 document.

    Raises:
        DocumentError: EMPTY, TOO_LARGE, ENCRYPTED, CORRUPT or TOO_MANY_PAGES; CORRUPT also for a
            page that cannot be loaded while the document is in use.
    """
    if not data:
        raise DocumentError(Reason.EMPTY)
    check_unpacked(data, limits.unpacked_bytes)
    document = _opened(data)
    try:
        if len(document) > limits.pages:
            raise DocumentError(Reason.TOO_MANY_PAGES)
        yield document
    except pypdfium2.PdfiumError as error:
        raise DocumentError(Reason.CORRUPT) from error
    finally:
        document.close()


def _opened(data: bytes) -> Document:
    # pdfium keeps its last error through some failures, so that one locked file would make the
    # next broken one look locked; a load that is sure to fail as broken sets it afresh.
    pdfium.FPDF_LoadMemDocument(b"\0", 1, None)
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code == pdfium.FPDF_ERR_PASSWORD
        raise DocumentError(Reason.ENCRYPTED if is_locked else Reason.CORRUPT) from error


def check_unpacked(data: bytes, most: int) -> None:
    """Refuse a file whose deflated streams unpack to more than the limit.

    Nothing is kept: streams are unpacked a chunk at a time. Files too small to reach the limit
    are not looked at.

    Args:
        data: The whole file.
        most: Bytes that all streams together may unpack to.

    Raises:
        DocumentError: TOO_LARGE.
    """
    if len(data) * _MOST_DEFLATE <= most:
        return
    left = most
    for match in _STREAM.finditer(data):
        left -= _unpacked(data, match.end(), left)
        if left < 0:
            raise DocumentError(Reason.TOO_LARGE)


def _unpacked(data: bytes, start: int, most: int) -> int:
    """Size of the deflated stream at ``start``, counted to just over ``most``; 0 if it is none."""
    # A zlib header names method 8 and is a multiple of 31 (RFC 1950), which sorts out pictures.
    if data[start : start + 1] != b"\x78" or int.from_bytes(data[start : start + 2]) % 31:
        return 0
    inflate = zlib.decompressobj()
    view = memoryview(data)
    size, at = 0, start
    pending: bytes | memoryview = b""
    try:
        while size <= most and not inflate.eof:
            if not pending:
                pending = view[at : at + _CHUNK]
                at += len(pending)
                if not pending:
                    break
            size += len(inflate.decompress(pending, _CHUNK))
            pending = inflate.unconsumed_tail
    except zlib.error:
        return size
    return size

"""Text that a PDF carries and no page shows: properties, notes, form fields, attachments."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from bot.documents.findings import hidden
from bot.documents.pdf.handles import Document, Page, Raw
from bot.domain.document import Finding, FindingKind

_PROSE_WORDS = 8
"""Words without a comma, bar or line break between them that make a message, not a label.

Source: chosen above the longest document title and subject of public CV templates.
"""

_PARTS = re.compile(r"[,;|\n\r]+")
_WORD = re.compile(r"[^\W\d_]{2,}")

_PROPERTIES = ("Title", "Author", "Subject", "Keywords")
"""Those that people fill in; the others name programs, at length."""

_KEYS = (b"Contents", b"RC", b"V", b"DV", b"TU")
"""Annotation entries that hold text: a note, its rich form, a field's values, its hint."""

_MOST_NOTES = 500
"""Annotations of a page that are read."""

_TYPED = {pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT}
"""Annotations whose text a reader sees on the page like any other."""

_MOST_FILES = 20
_MOST_FILE_BYTES = 1 << 20
_SHOWN_BYTES = 4096
"""Bytes of an attachment that are looked at for prose."""


def is_message(text: str) -> bool:
    """Whether text off the page holds a run of words long enough to be a message."""
    return any(len(_WORD.findall(part)) >= _PROSE_WORDS for part in _PARTS.split(text))


def document_findings(document: Document) -> list[Finding]:
    """Report messages in the properties and attachments of a document.

    Args:
        document: An open pypdfium2 document.
    """
    texts = [document.get_metadata_value(key) for key in _PROPERTIES]
    texts += _attached(document)
    return [hidden(FindingKind.NOT_ON_PAGE, text, page=0) for text in texts if is_message(text)]


def _attached(document: Document) -> Iterator[str]:
    for index in range(min(_MOST_FILES, document.count_attachments())):
        attachment = document.get_attachment(index)
        yield attachment.get_name()
        size = ctypes.c_ulong()
        pdfium.FPDFAttachment_GetFile(attachment, None, 0, size)
        if not 0 < size.value <= _MOST_FILE_BYTES:
            continue
        try:
            content = bytes(attachment.get_data())[:_SHOWN_BYTES]
        except pypdfium2.PdfiumError:
            continue
        if b"\0" not in content:
            yield content.decode("utf-8", "replace")


def page_findings(page: Page, number: int) -> list[Finding]:
    """Report messages in the notes and form fields of a page.

    Args:
        page: An open pypdfium2 page.
        number: Of the page, from 1.
    """
    found: dict[str, None] = {}
    for index in range(min(_MOST_NOTES, max(0, pdfium.FPDFPage_GetAnnotCount(page)))):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        for key in _KEYS:
            text = _entry(note, key)
            if is_message(text):
                found.setdefault(text)
        pdfium.FPDFPage_CloseAnnot(note)
    return [hidden(FindingKind.NOT_ON_PAGE, text, page=number) for text in found]


def draw_fields(page: Page) -> bool:
    """Make form fields and typed notes that a page shows a part of what it draws.

    Args:
        page: An open pypdfium2 page; to be closed and opened anew where this returns True.
    """
    count = min(_MOST_NOTES, max(0, pdfium.FPDFPage_GetAnnotCount(page)))
    if not any(_kind(page, index) in _TYPED for index in range(count)):
        return False
    return bool(pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY) == pdfium.FLATTEN_SUCCESS)


def _kind(page: Page, index: int) -> int:
    note = pdfium.FPDFPage_GetAnnot(page, index)
    if not note:
        return 0  # pdfium's number for an unknown kind
    kind: int = pdfium.FPDFAnnot_GetSubtype(note)
    pdfium.FPDFPage_CloseAnnot(note)
    return kind


def is_shown(text: str, page_text: str) -> bool:
    """Whether a page shows this text too, line ends and spaces aside.

    Args:
        text: Of a note or a field.
        page_text: The visible lines of the page.
    """
    return _letters(text) in _letters(page_text)


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _entry(note: Raw, key: bytes) -> str:
    size = pdfium.FPDFAnnot_GetStringValue(note, key, None, 0)
    if size <= 2:
        return ""
    buffer = (ctypes.c_ushort * (size // 2))()
    pdfium.FPDFAnnot_GetStringValue(note, key, buffer, size)
    return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")

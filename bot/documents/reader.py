"""Bytes of one file to a Document: the one place where a format's reader is chosen."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from bot.documents.characters import clean
from bot.documents.instructions import instruction_notes
from bot.documents.language import detect_language
from bot.documents.long_lines import split_long
from bot.documents.raw import Limits, RawDocument, RawLine
from bot.documents.sections import tell_sections
from bot.documents.sniff import Format, sniff
from bot.documents.text import PAGE_CHARACTERS, read_text
from bot.domain.document import Document, DocumentKind, Finding
from bot.errors import DocumentError, Reason

FINDINGS_OF_A_KIND = 20
"""Findings of one kind that are kept for one document; more tell a person nothing new."""

_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_](?:[^\W_]|['\u2019.+#-](?=[^\W_]))*"
)
"""A run of letters and digits; in Chinese and Japanese each character is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A file without a word that a person sees."""

    reason: Reason
    findings: tuple[Finding, ...]
    """What it holds that a person does not see."""


def parse(data: bytes, *, name: str, kind: DocumentKind, limits: Limits) -> Document:
    """Read one file as a person would see it, or raise; see ``read_visible``.

    Args:
        data: The whole file.
        name: Its name; only its ending is used.
        kind: What it is read as.
        limits: What it may cost.

    Raises:
        DocumentError: Any reason that lies in the bytes.
    """
    read = read_visible(data, name=name, kind=kind, limits=limits)
    if isinstance(read, Unreadable):
        raise DocumentError(read.reason)
    return read


def read_visible(
    data: bytes, *, name: str, kind: DocumentKind, limits: Limits
) -> Document | Unreadable:
    """Read one file as a person would see it.

    Deterministic: equal bytes, kind and ending of the name give an equal document. Native
    parsers may crash or hang on hostile files, so call it in a child process (see pool.py).

    Args:
        data: The whole file.
        name: Its name; only its ending is used, to tell Markdown from text, and text from a
            PDF or DOCX that is not one.
        kind: What it is read as.
        limits: What it may cost.

    Raises:
        DocumentError: Any reason that lies in the bytes.
    """
    if len(data) > limits.file_bytes:
        raise DocumentError(Reason.TOO_LARGE)
    raw = _parse_raw(data, name, limits)
    if sum(len(line.text) for line in raw.lines) > limits.pages * PAGE_CHARACTERS:
        raise DocumentError(Reason.TOO_LARGE)
    raw_lines, findings = _clean_lines(raw)
    lines = tell_sections(raw_lines)
    text = "\n".join(line.text for line in lines)
    words = len(_WORD.findall(text))
    if not words:
        return Unreadable(reason=raw.reason or Reason.EMPTY, findings=_bounded(findings))
    findings += instruction_notes(lines)
    return Document(
        sha256=hashlib.sha256(data).hexdigest(),
        kind=kind,
        pages=raw.pages,
        words=words,
        language=detect_language(text),
        lines=lines,
        findings=_bounded(findings),
    )


def _parse_raw(data: bytes, name: str, limits: Limits) -> RawDocument:
    # Here, because each reader's libraries take a while to import and most runs need one.
    match sniff(data, name):
        case Format.PDF:
            from bot.documents.pdf import read_pdf  # noqa: PLC0415

            return read_pdf(data, limits)
        case Format.DOCX:
            from bot.documents.docx import read_docx  # noqa: PLC0415

            return read_docx(data, limits)
        case Format.MARKDOWN:
            return read_text(data, is_markdown=True, limits=limits)
        case Format.TEXT:
            return read_text(data, is_markdown=False, limits=limits)


def _clean_lines(raw: RawDocument) -> tuple[list[RawLine], list[Finding]]:
    findings = list(raw.findings)
    lines: list[RawLine] = []
    for line in raw.lines:
        text, found = clean(line.text, page=line.page)
        findings += found
        lines += [
            RawLine(page=line.page, text=part, is_heading=line.is_heading)
            for part in split_long(text)
        ]
    return lines, findings


def _bounded(findings: list[Finding]) -> tuple[Finding, ...]:
    """Drop repeated findings, and those of a kind beyond the first few."""
    kept: list[Finding] = []
    for finding in dict.fromkeys(findings):
        if sum(other.kind is finding.kind for other in kept) < FINDINGS_OF_A_KIND:
            kept.append(finding)
    return tuple(kept)

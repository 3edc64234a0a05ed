"""A PDF to its visible lines and findings."""

from __future__ import annotations

from bot.documents.findings import note
from bot.documents.pdf.fonts import font_facts
from bot.documents.pdf.lines import headings
from bot.documents.pdf.opening import open_pdf
from bot.documents.pdf.outside import document_findings
from bot.documents.pdf.pages import ReadPage, read_page
from bot.documents.pdf.second import Look, second_look
from bot.documents.raw import Limits, RawDocument, RawLine
from bot.domain.document import Finding, FindingKind
from bot.errors import DocumentError, Reason


def read_pdf(data: bytes, limits: Limits) -> RawDocument:
    """Read the text of a PDF that a reader sees, and report the text that a reader does not.

    Args:
        data: The whole file.
        limits: Bounds on pages, pixels and unpacked bytes; time and memory are bounded by the
            process that this runs in.

    Returns:
        Without lines, its reason says why: SCANNED when pages show something and none has text,
        else EMPTY.

    Raises:
        DocumentError: EMPTY without bytes or pages, TOO_LARGE, TOO_MANY_PAGES, ENCRYPTED, CORRUPT.
    """
    try:
        pages, findings = _read_pages(data, limits)
    except DocumentError as error:
        # Text that cannot be drawn is never passed on; a file without any is only empty.
        if data and error.reason is Reason.CORRUPT and second_look(data) is Look.BLANK:
            raise DocumentError(Reason.EMPTY) from error
        raise
    lines = [(number, line) for number, page in enumerate(pages, start=1) for line in page.lines]
    for number, page in enumerate(pages, start=1):
        findings += page.findings
        if lines and page.has_ink and not page.lines:  # without any line the reason says it
            findings.append(note(FindingKind.UNREADABLE_PAGE, "", page=number))
    if not lines and not findings and not any(page.has_ink for page in pages):
        _check_blank(data)
    marks = headings([line for _, line in lines])
    return RawDocument(
        pages=len(pages),
        lines=[
            RawLine(page=number, text=line.text, is_heading=is_heading)
            for (number, line), is_heading in zip(lines, marks, strict=True)
        ],
        findings=findings,
        reason=None if lines else _reason(pages),
    )


def _read_pages(data: bytes, limits: Limits) -> tuple[list[ReadPage], list[Finding]]:
    with open_pdf(data, limits) as document:
        facts = font_facts(data)
        pages = [read_page(document, index, limits, facts) for index in range(len(document))]
        return pages, document_findings(document)


def _reason(pages: list[ReadPage]) -> Reason:
    return Reason.SCANNED if any(page.has_ink for page in pages) else Reason.EMPTY


def _check_blank(data: bytes) -> None:
    """Tell blank pages from pages that pdfium could not draw, which look the same to it."""
    if second_look(data) is not Look.BLANK:
        raise DocumentError(Reason.CORRUPT)

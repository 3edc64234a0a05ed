"""A PDF to its visible lines and findings."""

from __future__ import annotations

from bot.documents.findings import note
from bot.documents.pdf.fonts import font_facts
from bot.documents.pdf.lines import headings
from bot.documents.pdf.opening import open_pdf
from bot.documents.pdf.outside import document_findings
from bot.documents.pdf.pages import ReadPage, read_page
from bot.documents.raw import Limits, RawDocument, RawLine
from bot.domain.document import FindingKind
from bot.errors import DocumentError, Reason


def read_pdf(data: bytes, limits: Limits) -> RawDocument:
    """Read the text of a PDF that a reader sees, and report the text that a reader does not.

    Args:
        data: The whole file.
        limits: Bounds on pages, pixels and unpacked bytes; time and memory are bounded by the
            process that this runs in.

    Raises:
        DocumentError: EMPTY, TOO_LARGE, TOO_MANY_PAGES, ENCRYPTED, CORRUPT; SCANNED when pages
            show something and none has text.
    """
    with open_pdf(data, limits) as document:
        facts = font_facts(data)
        pages = [read_page(document, index, limits, facts) for index in range(len(document))]
        findings = document_findings(document)
    _check_text(pages)
    for number, page in enumerate(pages, start=1):
        findings += page.findings
        if page.has_ink and not page.lines:
            findings.append(note(FindingKind.UNREADABLE_PAGE, "", page=number))
    lines = [(number, line) for number, page in enumerate(pages, start=1) for line in page.lines]
    marks = headings([line for _, line in lines])
    return RawDocument(
        pages=len(pages),
        lines=[
            RawLine(page=number, text=line.text, is_heading=is_heading)
            for (number, line), is_heading in zip(lines, marks, strict=True)
        ],
        findings=findings,
    )


def _check_text(pages: list[ReadPage]) -> None:
    if any(page.lines for page in pages):
        return
    raise DocumentError(Reason.SCANNED if any(page.has_ink for page in pages) else Reason.EMPTY)

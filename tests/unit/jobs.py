"""Job descriptions and CVs for the tests, all invented."""

from __future__ import annotations

from bot.domain.document import Document, DocumentKind, Line


def document(text: str, *, kind: str = "job_description", language: str = "en") -> Document:
    """Return a text as a document; a line ``## skills`` begins a section of that name."""
    lines: list[Line] = []
    section = ""
    for raw in text.strip().splitlines():
        line = raw.strip()
        if not line:
            continue
        is_heading = line.startswith("## ")
        shown = line.removeprefix("## ")
        section = shown.lower() if is_heading else section
        number = len(lines) + 1
        lines.append(
            Line(page=1, number=number, text=shown, section=section, is_heading=is_heading)
        )
    return Document(
        sha256="0" * 64,
        kind=DocumentKind(kind),
        pages=1,
        words=len(text.split()),
        language=language,
        lines=tuple(lines),
        findings=(),
    )

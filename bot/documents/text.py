"""Plain text files to raw lines."""

from __future__ import annotations

from bot.documents.decode import decode
from bot.documents.markdown import markdown_lines
from bot.documents.raw import Limits, RawDocument, RawLine
from bot.errors import DocumentError, Reason

PAGE_CHARACTERS = 10_000
"""Characters that count as one page where a format has none; dense print has about 5,000."""


def read_text(data: bytes, *, is_markdown: bool, limits: Limits) -> RawDocument:
    """Read a text or Markdown file; all of it is one page.

    Raises:
        DocumentError: UNSUPPORTED when the bytes are no text; TOO_LARGE when there is more
            text than ``limits.pages`` dense pages hold.
    """
    text, findings = decode(data)
    if len(text) > limits.pages * PAGE_CHARACTERS:
        raise DocumentError(Reason.TOO_LARGE)
    if not is_markdown:
        lines = [RawLine(page=1, text=line) for line in text.splitlines()]
        return RawDocument(pages=1, lines=lines, findings=findings)
    lines, hidden = markdown_lines(text)
    return RawDocument(pages=1, lines=lines, findings=findings + hidden)

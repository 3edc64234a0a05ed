"""A second reader's look at a file in which the first one found nothing."""

from __future__ import annotations

import io
import logging
from enum import Enum, auto

_MOST_PAGES = 50
"""Pages that are looked at; a file whose first fifty are blank is called blank."""

_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the second reader lets through on broken files. Source: seen on public broken files."""


class Look(Enum):
    """What the second reader makes of a file."""

    BROKEN = auto()
    BLANK = auto()
    """It can be read, and has no page, or no page with a word."""
    HAS_TEXT = auto()


def pypdf_errors() -> tuple[type[Exception], ...]:
    """Everything that pypdf raises on broken files."""
    import pypdf  # noqa: PLC0415  # heavy, and only PDFs come this far

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    # An absent filter's library and a filter's short name raise what is outside pypdf's own tree.
    others = (pypdf.errors.DependencyError, pypdf.errors.DeprecationError)
    return (pypdf.errors.PyPdfError, *others, *_BROKEN)


def second_look(data: bytes) -> Look:
    """Read a file with pypdf, only to tell whether it can be read and holds a word.

    Args:
        data: The whole file.
    """
    import pypdf  # noqa: PLC0415  # see above

    errors = pypdf_errors()
    try:
        pages = pypdf.PdfReader(io.BytesIO(data), strict=False).pages
        texts = [page.extract_text() for page in pages[:_MOST_PAGES]]
    except errors:
        return Look.BROKEN
    return Look.HAS_TEXT if any(text.strip() for text in texts) else Look.BLANK

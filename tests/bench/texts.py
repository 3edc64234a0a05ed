"""Texts of the material as documents, without a file in between."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from bot.domain.document import Document, DocumentKind, Line


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def as_document(
    text: str, kind: DocumentKind = DocumentKind.JOB_DESCRIPTION, language: str = "en"
) -> Document:
    """Return the lines of a text as a document without sections."""
    stripped = [line.strip() for line in text.splitlines()]
    lines = tuple(
        Line(page=1, number=number, text=line, section="", is_heading=False)
        for number, line in enumerate((line for line in stripped if line), start=1)
    )
    return Document(
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        kind=kind,
        pages=1,
        words=len(text.split()),
        language=language,
        lines=lines,
        findings=(),
    )

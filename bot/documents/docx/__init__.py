"""DOCX files to visible lines and findings."""

from __future__ import annotations

from bot.documents.docx.reader import read_docx

__all__ = ["read_docx"]

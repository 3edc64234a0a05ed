"""The PDF reader: what a reader sees of the pages, and what was kept from view."""

from bot.documents.pdf.reader import read_pdf

__all__ = ["read_pdf"]

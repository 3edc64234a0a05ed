"""Bytes to a Document: visible text, sections, findings."""

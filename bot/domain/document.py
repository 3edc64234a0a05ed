"""A document as a reader sees it: numbered lines, sections, findings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document is used as."""

    CV = "cv"
    JOB_DESCRIPTION = "job_description"


class Severity(StrEnum):
    """How a finding bears on the reading."""

    HIDDEN = "hidden"
    """Text that a reader cannot see; it was left out of the reading."""
    NOTE = "note"
    """Something a person may want to know; it changed nothing."""


class FindingKind(StrEnum):
    """What was noticed about a document; the values are part of the JSON output."""

    HIDDEN_TEXT = "hidden_text"
    """Not visible on the page: colour, cover, clip, transparency, layer, render mode, style."""
    TINY_TEXT = "tiny_text"
    """Too small to be read."""
    OFF_PAGE = "off_page"
    """Outside the visible page."""
    REPLACED_TEXT = "replaced_text"
    """The text a program reads differs from the glyphs a person sees."""
    INVISIBLE_CHARACTERS = "invisible_characters"
    """Zero-width, tag or direction-changing characters."""
    MIXED_ALPHABETS = "mixed_alphabets"
    """Look-alike letters of another alphabet inside one word."""
    NOT_ON_PAGE = "not_on_page"
    """Text kept in properties, comments, annotations, forms, attachments or deletions."""
    FALSE_TEXT_LAYER = "false_text_layer"
    """A text layer over a scan that does not lie on the ink."""
    INSTRUCTION = "instruction"
    """Visible text that reads like an instruction to a program."""
    UNREADABLE_PAGE = "unreadable_page"
    """A page without text, beside pages with text."""
    ENCODING = "encoding"
    """The file's characters had to be guessed or replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was noticed while reading, in neutral words."""

    kind: FindingKind
    severity: Severity
    page: int
    """1-based; 0 when it belongs to no page."""
    text: str
    """The text concerned, cut to 300 characters; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One visible line."""

    page: int
    """1-based page it stands on; 1 for formats without pages."""
    number: int
    """1-based, counted over the whole document, so that it names the line alone."""
    text: str
    """NFC text without surrounding space; never empty."""
    section: str
    """Slug of the section it stands in, such as ``skills`` or ``experience``; "" when unknown."""
    is_heading: bool
    """Whether the line is the heading of its section."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a reader sees of one file."""

    sha256: str
    """Of the file's bytes, in hex."""
    kind: DocumentKind
    pages: int
    words: int
    language: str
    """ISO 639-1 code, or "" when the text is too short to tell."""
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]

    @property
    def text(self) -> str:
        """The visible text, a line per line."""
        return "\n".join(line.text for line in self.lines)

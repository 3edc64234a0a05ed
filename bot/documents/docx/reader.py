"""A DOCX package to a RawDocument."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from bot.documents.docx.colours import WHITE, parse_hex, read_theme
from bot.documents.docx.outside import alternative_texts, comments, properties, variables
from bot.documents.docx.package import Package
from bot.documents.docx.shapes import backdrops, read_page
from bot.documents.docx.story import Story
from bot.documents.docx.styles import read_styles
from bot.documents.docx.visibility import Surroundings
from bot.documents.docx.xml import attribute, child, descendants, is_on
from bot.documents.findings import hidden, note
from bot.documents.instructions import is_message
from bot.documents.raw import Limits, RawDocument, RawLine
from bot.domain.document import FindingKind
from bot.errors import DocumentError, Reason

_Parts = dict[str, tuple[str, str]]


def read_docx(data: bytes, limits: Limits) -> RawDocument:
    """Read headers, body, notes and footers of a DOCX; all of it is one page.

    Raises:
        DocumentError: CORRUPT, ENCRYPTED, TOO_LARGE; SCANNED when it holds pictures alone.
    """
    with Package(data, limits) as package:
        main = package.main_part()
        root = package.xml(main)
        body = child(root, "body")
        if root is None or body is None:
            raise DocumentError(Reason.CORRUPT)
        parts = package.related(main)
        raw = _read(package, root, body, parts)
        if not raw.lines and not raw.findings and any("/media/" in name for name in package.names):
            raise DocumentError(Reason.SCANNED)
        return raw


def _read(
    package: Package, root: etree._Element, body: etree._Element, parts: _Parts
) -> RawDocument:
    theme = read_theme(_first(package, parts, "theme"))
    settings = _first(package, parts, "settings")
    styles = read_styles(_first(package, parts, "styles"), theme)
    around = Surroundings(
        background=_page_background(root, settings), backdrops=tuple(set(backdrops(root, theme)))
    )
    story = Story(styles, read_page(body))
    heads = _margins(package, body, settings, parts, "header")
    feet = _margins(package, body, settings, parts, "footer")
    margins = [*heads, *feet]
    for head in heads:
        _walk_once(story, head, around)
    story.walk(body, around)
    for text in _notes(package, parts, story.notes):
        story.walk(text, around)
    for foot in feet:
        _walk_once(story, foot, around)
    outside = [*comments(package, parts), *properties(package), *variables(settings)]
    outside += [text for part in (root, *margins) for text in alternative_texts(part)]
    outside.append("".join(story.removed))
    findings = [hidden(FindingKind.NOT_ON_PAGE, t, page=0) for t in outside if is_message(t)]
    if story.uncertain:
        findings.append(note(FindingKind.HIDDEN_TEXT, " ".join(story.uncertain)))
    return RawDocument(pages=1, lines=story.lines, findings=story.findings + findings)


def _first(package: Package, parts: _Parts, kind: str) -> etree._Element | None:
    return next((package.xml(name) for what, name in parts.values() if what == kind), None)


def _page_background(root: etree._Element, settings: etree._Element | None) -> tuple[int, int, int]:
    is_shown = is_on(child(settings, "displayBackgroundShape"))
    colour = parse_hex(attribute(child(root, "background"), "color"))
    return colour if is_shown and colour else WHITE


def _margins(
    package: Package,
    body: etree._Element,
    settings: etree._Element | None,
    parts: _Parts,
    kind: str,
) -> list[etree._Element]:
    """Headers or footers that some page shows, each once."""
    names: dict[str, None] = {}
    has_even = bool(is_on(child(settings, "evenAndOddHeaders")))
    for section in descendants(body, "sectPr"):
        has_first = bool(is_on(child(section, "titlePg")))
        shown = {"default": True, "first": has_first, "even": has_even}
        for reference in descendants(section, f"{kind}Reference"):
            what, name = parts.get(attribute(reference, "id") or "", ("", ""))
            if what == kind and shown.get(attribute(reference, "type") or "default", False):
                names[name] = None
    roots = [package.xml(name) for name in names]
    return [root for root in roots if root is not None]


def _walk_once(story: Story, part: etree._Element, around: Surroundings) -> None:
    """Add the lines of a header or footer that no other one had."""
    apart = replace(story, lines=[])
    apart.walk(part, around)
    known = {line.text for line in story.lines}
    story.lines += [
        RawLine(page=line.page, text=line.text) for line in apart.lines if line.text not in known
    ]


def _notes(package: Package, parts: _Parts, wanted: list[str]) -> Iterator[etree._Element]:
    """Footnotes and endnotes that the body refers to, in that order."""
    notes: dict[str, etree._Element] = {}
    for kind in ("footnote", "endnote"):
        root = _first(package, parts, f"{kind}s")
        for element in root if root is not None else ():
            notes[f"{kind} {attribute(element, 'id')}"] = element
    for name in dict.fromkeys(wanted):
        if name in notes:
            yield notes[name]

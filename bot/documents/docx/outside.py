"""Text that a DOCX keeps off its pages: comments, deletions, properties, picture texts."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bot.documents.docx.package import Package
from bot.documents.docx.xml import attribute, descendants

_PROPERTIES = ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml")
_ALTERNATIVE_TEXTS = ("descr", "title", "alt")


def comments(package: Package, parts: dict[str, tuple[str, str]]) -> Iterator[str]:
    """Texts of the comments."""
    for kind, name in parts.values():
        root = package.xml(name) if kind == "comments" else None
        for comment in descendants(root, "comment") if root is not None else ():
            yield "".join(e.text or "" for e in descendants(comment, "t"))


def properties(package: Package) -> Iterator[str]:
    """Texts of the document's properties."""
    for name in _PROPERTIES:
        root = package.xml(name)
        for element in root.iter() if root is not None else ():
            if isinstance(element.tag, str) and element.text:
                yield element.text


def alternative_texts(root: etree._Element) -> Iterator[str]:
    """Titles and descriptions of pictures and shapes."""
    for element in descendants(root, "docPr", "cNvPr", "shape", "rect", "roundrect", "image"):
        for name in _ALTERNATIVE_TEXTS:
            yield attribute(element, name) or ""


def variables(settings: etree._Element | None) -> Iterator[str]:
    """Values of document variables."""
    for element in descendants(settings, "docVar") if settings is not None else ():
        yield attribute(element, "val") or ""

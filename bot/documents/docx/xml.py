"""Small helpers to look into WordprocessingML, transitional and strict alike."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

_WORD = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)


def local(element: etree._Element) -> str:
    """Name of an element without its namespace; "" for comments and the like."""
    tag: object = element.tag  # a function for comments and processing instructions
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def word(element: etree._Element) -> str:
    """Local name of a WordprocessingML element; "" for any other, which shows no text itself."""
    tag: object = element.tag
    if not isinstance(tag, str):
        return ""
    namespace, _, name = tag[1:].rpartition("}")
    return name if namespace in _WORD else ""


def attribute(element: etree._Element | None, name: str) -> str | None:
    """Value of an attribute by its local name, in any namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def number(element: etree._Element | None, name: str) -> float | None:
    """Value of an attribute as a number; None when it is absent or none."""
    try:
        return float(attribute(element, name) or "")
    except ValueError:
        return None


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """First descendant along a path of local names."""
    for name in path:
        if element is None:
            return None
        element = next((e for e in element if local(e) == name), None)
    return element


def descendants(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """All elements below with one of these local names, in order."""
    return (e for e in element.iter() if local(e) in names)


def is_on(element: etree._Element | None) -> bool | None:
    """Value of a toggle such as w:b; None when it is absent."""
    if element is None:
        return None
    return attribute(element, "val") not in {"0", "false", "off"}

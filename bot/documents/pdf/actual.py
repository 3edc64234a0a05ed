"""Replacement texts (ActualText) that a page gives for what it draws."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from bot.documents.findings import is_prose
from bot.documents.pdf.characters import Characters, TextObject, read_characters, text_objects
from bot.documents.pdf.handles import Document, Raw

_KEY = b"ActualText"

_ALIKE = 0.6
"""Share of letters that a replacement must have in common with the drawn ones."""

_FEW = 3
"""Characters a drawn sign may stand for when it has no letters of its own (a ligature, a dash)."""


_ICON = 2
"""Glyphs without letters up to this number are an icon, which its replacement names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What a page gives instead of what it draws."""

    text: str
    """What a program reads."""
    drawn: str
    """What the glyphs say by their own encoding."""
    objects: range
    """Indices of the text objects replaced."""


def replacements(
    document: Document, index: int, objects: list[TextObject], characters: Characters
) -> list[Replacement]:
    """Find the replacement texts of a page, neighbours with the same text taken together.

    Args:
        document: An open pypdfium2 document.
        index: Of the page, from 0; a second copy of it is opened to read the glyphs.
        objects: The page's text objects.
        characters: The page's characters, replacements applied.
    """
    groups = _groups(objects)
    if not groups:
        return []
    drawn = _drawn(document, index, groups)
    return [
        Replacement(text=text, drawn=glyphs, objects=group)
        for group, text, glyphs in zip(
            groups, _texts(characters, groups, len(objects)), drawn, strict=True
        )
    ]


def _groups(objects: list[TextObject]) -> list[range]:
    found: list[range] = []
    last: bytes | None = None
    for number, item in enumerate(objects):
        value = next((value for _, value in _marks(item.handle)), None)
        if value is not None and value == last:
            found[-1] = range(found[-1].start, number + 1)
        elif value is not None:
            found.append(range(number, number + 1))
        last = value
    return found


def _drawn(document: Document, index: int, groups: list[range]) -> list[str]:
    page = document[index]
    try:
        page.set_rotation(0)
        objects = text_objects(page)
        for group in groups:
            strip(objects, group)
        textpage = page.get_textpage()
        texts = _texts(read_characters(textpage, objects), groups, len(objects))
        textpage.close()
        return texts
    finally:
        page.close()


def _texts(characters: Characters, groups: list[range], count: int) -> list[str]:
    parts: list[list[str]] = [[] for _ in range(count)]
    for code, owner in zip(characters.codes, characters.owners.tolist(), strict=True):
        if owner >= 0:
            parts[owner].append(chr(code))
    return ["".join("".join(parts[number]) for number in group) for group in groups]


def strip(objects: list[TextObject], group: range) -> None:
    """Take a replacement off its text objects, so that the glyphs speak for themselves."""
    for number in group:
        handle = objects[number].handle
        for mark, _ in list(_marks(handle)):
            pdfium.FPDFPageObj_RemoveMark(handle, mark)


def is_faithful(replacement: str, drawn: str) -> bool:
    """Whether a replacement says what the glyphs say, as far as glyphs without letters allow.

    Args:
        replacement: What a program reads.
        drawn: What the glyphs say by their own encoding.
    """
    want, have = _letters(replacement), _letters(drawn)
    if not have:
        return len(replacement) <= _FEW * max(1, len(drawn))
    if len(drawn) <= _FEW and len(replacement) <= _FEW:
        return True
    return (want & have).total() >= _ALIKE * max(want.total(), have.total())


def is_icon(drawn: str) -> bool:
    """Whether what is drawn is a sign or two, which read as letters only by accident."""
    return len("".join(drawn.split())) <= _ICON


def is_accused(replacement: str) -> bool:
    """Whether a replacement is prose, addresses left aside, rather than a label or a link."""
    words = (word for word in replacement.split() if not any(sign in word for sign in "/@"))
    return is_prose(" ".join(words))


def _letters(text: str) -> Counter[str]:
    return Counter(letter for letter in text.casefold() if letter.isalnum())


def _marks(handle: Raw) -> Iterator[tuple[Raw, bytes]]:
    """The marks that carry a replacement, each with its text as pdfium encodes it."""
    for number in range(max(0, pdfium.FPDFPageObj_CountMarks(handle))):
        mark = pdfium.FPDFPageObj_GetMark(handle, number)
        size = ctypes.c_ulong()
        has_text = pdfium.FPDFPageObjMark_GetParamStringValue(mark, _KEY, None, 0, size)
        if not has_text or not size.value:
            continue
        buffer = (ctypes.c_ushort * (size.value // 2 + 1))()
        pdfium.FPDFPageObjMark_GetParamStringValue(mark, _KEY, buffer, size.value, size)
        yield mark, bytes(buffer)

"""Replacement texts (ActualText) that a page gives for what it draws."""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from bot.documents.pdf.characters import TextObject, read_characters, text_objects

_KEY = b"ActualText"

_ALIKE = 0.6
"""Share of letters that a replacement must have in common with the drawn ones."""

_FEW = 3
"""Characters a drawn sign may stand for when it has no letters of its own (a ligature, a dash)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """One replacement text and the text objects that it stands for."""

    text: str
    objects: range
    """Indices into the page's text objects."""


def replacements(objects: list[TextObject]) -> list[Replacement]:
    """Find the replacement texts of a page, neighbours with the same text taken together."""
    found: list[Replacement] = []
    for number, item in enumerate(objects):
        text = next((value for _, value in _marks(item.handle)), None)
        if text is None:
            continue
        last = found[-1] if found else None
        if last and last.text == text and last.objects.stop == number:
            found[-1] = Replacement(text=text, objects=range(last.objects.start, number + 1))
        else:
            found.append(Replacement(text=text, objects=range(number, number + 1)))
    return found


def drawn_texts(document: Any, index: int, found: list[Replacement]) -> list[str]:
    """Read what the glyphs under each replacement say by themselves.

    Args:
        document: An open pypdfium2 document.
        index: Of the page, from 0; a second copy of it is opened for the purpose.
        found: The page's replacements.
    """
    page = document[index]
    try:
        objects = text_objects(page)
        for replacement in found:
            strip(objects, replacement)
        textpage = page.get_textpage()
        characters = read_characters(textpage, objects)
        textpage.close()
    finally:
        page.close()
    parts: list[list[str]] = [[] for _ in objects]
    for code, owner in zip(characters.codes, characters.owners.tolist(), strict=True):
        if owner >= 0:
            parts[owner].append(chr(code))
    return ["".join("".join(parts[number]) for number in item.objects) for item in found]


def strip(objects: list[TextObject], replacement: Replacement) -> None:
    """Take a replacement off its text objects, so that the glyphs speak for themselves."""
    for number in replacement.objects:
        handle = objects[number].handle
        for mark, _ in list(_marks(handle)):
            pdfium.FPDFPageObj_RemoveMark(handle, mark)


def is_faithful(replacement: str, drawn: str) -> bool:
    """Whether a replacement says what the glyphs say, as far as glyphs without letters allow.

    Args:
        replacement: What the page gives instead.
        drawn: What the glyphs say by their own encoding.
    """
    want, have = _letters(replacement), _letters(drawn)
    if not have:
        return len(replacement) <= _FEW * max(1, len(drawn))
    if len(replacement) <= _FEW and len(drawn) <= _FEW and not have.total() > want.total():
        return want.total() == 0 or bool(want & have) or want.total() <= have.total() + 1
    return (want & have).total() >= _ALIKE * max(want.total(), have.total())


def _letters(text: str) -> Counter[str]:
    return Counter(letter for letter in text.casefold() if letter.isalnum())


def _marks(handle: Any) -> Iterator[tuple[Any, str]]:
    for number in range(max(0, pdfium.FPDFPageObj_CountMarks(handle))):
        mark = pdfium.FPDFPageObj_GetMark(handle, number)
        size = ctypes.c_ulong()
        has_text = pdfium.FPDFPageObjMark_GetParamStringValue(mark, _KEY, None, 0, size)
        if not has_text or not size.value:
            continue
        buffer = (ctypes.c_ushort * (size.value // 2))()
        pdfium.FPDFPageObjMark_GetParamStringValue(mark, _KEY, buffer, size.value, size)
        yield mark, bytes(buffer).decode("utf-16-le", "replace").rstrip("\0")

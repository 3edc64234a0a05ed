"""The characters of one page, as pdfium found them, in arrays."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from bot.documents.pdf.handles import Page, Raw, TextPage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_DEEPEST_FORM = 12
"""Forms nested deeper than this are not searched for text objects."""

_GAP = 0.14
"""Gap between the advances of neighbours, in type sizes, from which a reader sees two words.

Source: measured on public CV templates: spaced letters reach 0.11, missed spaces are 0.19.
"""

_BOLD = 600
"""Font weight from which type counts as bold. Source: CSS Fonts 4, semi-bold."""


def _plain(function: Raw, result: Raw, *arguments: Raw) -> Raw:
    """The same C function with addresses as numbers, which spares two objects for each call."""
    return ctypes.CFUNCTYPE(result, *arguments)(ctypes.cast(function, ctypes.c_void_p).value or 0)


_ADDRESS = ctypes.c_void_p
_UNICODE = _plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, ctypes.c_int)
_TEXT_OBJECT = _plain(pdfium.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, ctypes.c_int)
_CHAR_BOX = _plain(
    pdfium.FPDFText_GetCharBox, ctypes.c_int, _ADDRESS, ctypes.c_int, *[_ADDRESS] * 4
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextObject:
    """One run of text as the page draws it."""

    handle: Raw
    """pdfium's pointer, valid while the page is open."""
    address: int
    mode: int
    """Text render mode of the PDF standard: 0 fill, 3 invisible, 7 clip only."""
    fill: tuple[int, int, int, int] | None
    """Red, green, blue, alpha, 0 to 255; None for a pattern."""
    font: int
    """Address of the font, the same for all runs in that font."""
    size: float
    """Type size in points as the font states it, before the matrix of its characters."""
    font_name: str
    """Base name of the font, subset mark included."""
    is_bold: bool
    is_embedded: bool = True
    """Whether the file brings the font's glyphs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Characters:
    """All characters of a page in pdfium's reading order; every array has one row for each."""

    codes: list[int]
    """Unicode code points."""
    boxes: Floats
    """Left, bottom, right, top in page points, y upwards; zeros where pdfium made it up."""
    owners: Ints
    """Index of the text object; -1 where pdfium made the character up (spaces, line ends)."""
    sizes: Floats
    """Effective type size in points, after all matrices."""
    apart: Bools
    """Whether a gap as wide as a space stands before the character, and no space does."""

    def __len__(self) -> int:
        return len(self.codes)

    def text(self, chosen: Bools | Ints) -> str:
        """The chosen characters as one string."""
        numbers = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return "".join(chr(self.codes[n]) for n in numbers)


def text_objects(page: Page) -> list[TextObject]:
    """Collect every text object of a page, those inside forms too, in painting order.

    Args:
        page: An open pypdfium2 page.
    """
    found: list[Raw] = []
    raw = page.raw
    for index in range(pdfium.FPDFPage_CountObjects(raw)):
        _collect(pdfium.FPDFPage_GetObject(raw, index), found, 0)
    describer = _Describer()
    return [describer.described(handle) for handle in found]


def _collect(handle: Raw, found: list[Raw], depth: int) -> None:
    kind = pdfium.FPDFPageObj_GetType(handle)
    if kind == pdfium.FPDF_PAGEOBJ_TEXT:
        found.append(handle)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
        for index in range(pdfium.FPDFFormObj_CountObjects(handle)):
            _collect(pdfium.FPDFFormObj_GetObject(handle, index), found, depth + 1)


class _Describer:
    """Describes text objects with one set of buffers and each font looked up once."""

    def __init__(self) -> None:
        self._parts = [ctypes.c_uint() for _ in range(4)]
        self._references = [ctypes.byref(part) for part in self._parts]
        self._size = ctypes.c_float()
        self._fonts: dict[int, tuple[str, bool, bool]] = {}

    def described(self, handle: Raw) -> TextObject:
        """Read what is needed of one text object."""
        is_plain = pdfium.FPDFPageObj_GetFillColor(handle, *self._references)
        pdfium.FPDFTextObj_GetFontSize(handle, ctypes.byref(self._size))
        font = pdfium.FPDFTextObj_GetFont(handle)
        address = ctypes.addressof(font.contents) if font else 0
        if address not in self._fonts:
            self._fonts[address] = _named(font) if font else ("", False, True)
        name, is_bold, is_embedded = self._fonts[address]
        red, green, blue, alpha = self._parts
        return TextObject(
            handle=handle,
            address=ctypes.addressof(handle.contents),
            mode=pdfium.FPDFTextObj_GetTextRenderMode(handle),
            fill=(red.value, green.value, blue.value, alpha.value) if is_plain else None,
            font=address,
            size=self._size.value,
            font_name=name,
            is_bold=is_bold,
            is_embedded=is_embedded,
        )


def _named(font: Raw) -> tuple[str, bool, bool]:
    """Base name of a font, whether it is bold by weight or name, and whether it is embedded."""
    buffer = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
    name = buffer.value.decode("utf-8", "replace")
    is_bold = pdfium.FPDFFont_GetWeight(font) >= _BOLD or "bold" in name.lower()
    return name, is_bold, pdfium.FPDFFont_GetIsEmbedded(font) != 0


def read_characters(textpage: TextPage, objects: list[TextObject]) -> Characters:
    """Read all characters of an open text page.

    Args:
        textpage: An open pypdfium2 text page.
        objects: The text objects of the same page.
    """
    raw = textpage.raw
    count = max(0, pdfium.FPDFText_CountChars(raw))
    index_of = {item.address: number for number, item in enumerate(objects)}
    page = ctypes.addressof(raw.contents)
    codes = [_UNICODE(page, number) for number in range(count)]
    owner_of, size_of = [-1] * count, [0.0] * count
    boxes = np.zeros((count, 4))
    start = boxes.ctypes.data
    last_address, owner, size = -1, -1, 0.0
    for number in range(count):
        address = _TEXT_OBJECT(page, number)
        if address is None:
            continue
        if address != last_address:
            last_address, owner = address, index_of.get(address, -1)
            size = _effective_size(raw, number, objects[owner].size) if owner >= 0 else 0.0
        left = start + 32 * number  # pdfium writes left, right, bottom, top into the row
        _CHAR_BOX(page, number, left, left + 16, left + 8, left + 24)
        owner_of[number] = owner
        size_of[number] = size
    owners, sizes = np.array(owner_of, dtype=np.int64), np.array(size_of)
    boxes = np.nan_to_num(boxes)
    return Characters(
        codes=codes,
        boxes=boxes,
        owners=owners,
        sizes=sizes,
        apart=_apart(raw, boxes, owners, sizes),
    )


def _apart(raw: Raw, boxes: Floats, owners: Ints, sizes: Floats) -> Bools:
    """Find gaps between neighbours by their advance, where their ink leaves one wide enough."""
    result = np.zeros(len(owners), dtype=np.bool_)
    if len(owners) < 2:
        return result
    gaps = boxes[1:, 0] - boxes[:-1, 2]
    both = (owners[1:] >= 0) & (owners[:-1] >= 0)
    for number in (np.flatnonzero(both & (gaps > _GAP * sizes[1:])) + 1).tolist():
        left, right = pdfium.FS_RECTF(), pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(raw, number - 1, left)
        pdfium.FPDFText_GetLooseCharBox(raw, number, right)
        result[number] = right.left - left.right > _GAP * sizes[number]
    return result


def _effective_size(raw: Raw, number: int, size: float) -> float:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(raw, number, matrix):
        return size
    return abs(size) * math.hypot(matrix.c, matrix.d)

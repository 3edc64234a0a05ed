"""Fonts whose table of characters contradicts the names of their glyphs."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping

from bot.documents.pdf.handles import Value

_LEAST = 3
"""Contradicted letters and digits from which a font is not believed; one may be a slip."""

_DEEPEST_FORM = 4
"""Forms nested deeper than this are not searched for fonts."""


_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the second reader lets through on broken files. Source: seen on public broken files."""


def contradictions(names: Mapping[int, str], table: Mapping[int, str]) -> int:
    """Count codes whose glyph is named for one letter or digit and read as another.

    Args:
        names: What each code's glyph shows, by the name of the glyph.
        table: What a program reads for each code (ToUnicode).
    """
    return sum(
        1
        for code, shown in names.items()
        if len(shown) == 1
        and shown.isascii()
        and shown.isalnum()
        and code in table
        and table[code].casefold() != shown.casefold()
    )


def contradicted_fonts(data: bytes) -> set[str]:
    """Name the fonts of a file whose characters cannot be believed.

    Args:
        data: The whole file, which pdfium could open.

    Returns:
        Base font names; empty also where the second reader cannot read the file.
    """
    import pypdf  # noqa: PLC0415  # a third of a second, only for files that have fonts

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    return set(_search(pypdf, data))


def _search(pypdf: Value, data: bytes) -> Iterator[str]:
    broken = (pypdf.errors.PyPdfError, *_BROKEN)
    seen: set[int] = set()
    try:
        pages = list(pypdf.PdfReader(io.BytesIO(data), strict=False).pages)
    except broken:
        return
    for page in pages:
        try:
            fonts = list(_fonts(page.get("/Resources"), seen, 0))
        except broken:
            continue
        for font in fonts:
            try:
                if contradictions(_named(font), _table(font)) >= _LEAST:
                    yield str(font.get("/BaseFont", "")).lstrip("/")
            except broken:
                continue


def _fonts(resources: Value, seen: set[int], depth: int) -> Iterator[Value]:
    resources = _solid(resources)
    if not resources:
        return
    for reference in _solid(resources.get("/Font") or {}).values():
        number = getattr(reference, "idnum", 0)
        if number and number in seen:
            continue
        seen.add(number)
        yield _solid(reference)
    if depth >= _DEEPEST_FORM:
        return
    for reference in _solid(resources.get("/XObject") or {}).values():
        number = getattr(reference, "idnum", 0)
        if number in seen:
            continue
        seen.add(number)
        form = _solid(reference)
        if form.get("/Subtype") == "/Form":
            yield from _fonts(form.get("/Resources"), seen, depth + 1)


def _solid(value: Value) -> Value:
    return value.get_object() if hasattr(value, "get_object") else value


def _named(font: Value) -> dict[int, str]:
    """What the glyph of each code shows: the base encoding, changed by the differences."""
    from pypdf._codecs import adobe_glyphs, charset_encoding  # noqa: PLC0415  # see above

    encoding = _solid(font.get("/Encoding"))
    if encoding is None or font.get("/Subtype") == "/Type0":
        return {}
    base = encoding if isinstance(encoding, str) else _solid(encoding.get("/BaseEncoding"))
    names = dict(enumerate(charset_encoding.get(str(base), [])))
    code = 0
    differences = [] if isinstance(encoding, str) else _solid(encoding.get("/Differences")) or []
    for item in differences:
        if isinstance(item, str):
            names[code] = adobe_glyphs.get(str(item), "")
            code += 1
        else:
            code = int(item)
    return names


def _table(font: Value) -> dict[int, str]:
    """The font's ToUnicode table, as code to text."""
    stream = _solid(font.get("/ToUnicode"))
    if stream is None or not hasattr(stream, "get_data"):
        return {}
    return parse_table(stream.get_data().decode("latin-1"))


def parse_table(text: str) -> dict[int, str]:
    """Read the character and range lines of a ToUnicode table.

    Args:
        text: The table as PostScript source.

    Returns:
        Code to text; entries that cannot be read are left out.
    """
    table: dict[int, str] = {}
    for section in text.split("beginbfchar")[1:]:
        entries = _hexes(section.split("endbfchar")[0])
        for code, value in zip(entries[::2], entries[1::2], strict=False):
            table[int(code, 16)] = _utf16(value)
    for section in text.split("beginbfrange")[1:]:
        for line in section.split("endbfrange")[0].splitlines():
            table |= _range(line)
    return table


def _range(line: str) -> dict[int, str]:
    entries = _hexes(line)
    if len(entries) < 3:
        return {}
    first, last = int(entries[0], 16), min(int(entries[1], 16), int(entries[0], 16) + 255)
    codes = range(first, last + 1)
    if "[" in line:
        return {code: _utf16(value) for code, value in zip(codes, entries[2:], strict=False)}
    start = _utf16(entries[2])
    if not start or ord(start[-1]) + len(codes) > 0x10FFFF:
        return {}
    return {code: start[:-1] + chr(ord(start[-1]) + code - first) for code in codes}


def _hexes(text: str) -> list[str]:
    parts = (part.split(">")[0].strip() for part in text.split("<")[1:])
    return [
        part for part in parts if part and all(sign in "0123456789abcdefABCDEF" for sign in part)
    ]


def _utf16(value: str) -> str:
    return bytes.fromhex(value if len(value) % 2 == 0 else value + "0").decode(
        "utf-16-be", "replace"
    )

"""Fonts whose table of characters contradicts the names of their glyphs."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

import yaml

from bot.documents.pdf.handles import Value
from bot.documents.pdf.second import pypdf_errors

_LEAST = 3
"""Contradicted letters and digits from which a font is not believed; one may be a slip."""

_DEEPEST_FORM = 4
"""Forms nested deeper than this are not searched for fonts."""


_SUBSET = re.compile(r"^[A-Z]{6}\+")
_ICON_NAME = re.compile(r"[a-z]{2,}[0-9]*(-[a-z0-9]+)*")

_ICON_SHARE = 0.8
"""Share of a font's own glyph names that must be words, not letters, for a font of icons."""


@dataclass(slots=True)
class FontFacts:
    """What a file's fonts say about themselves."""

    doubted: set[str] = field(default_factory=set)
    """Base names of fonts whose characters cannot be believed."""
    believed: set[str] = field(default_factory=set)
    """Base names of the other fonts; a name can be in both."""
    doubted_text: str = ""
    """Letters and digits that the pages draw in doubted fonts, in the order drawn."""
    icons: dict[str, dict[int, str]] = field(default_factory=dict)
    """For each font of icons, by base name: what its codes show, "" for nothing worth a word."""

    def is_doubted(self, font_name: str, text: str) -> bool:
        """Whether a run of text cannot be believed.

        Args:
            font_name: Base name of its font.
            text: Its letters and digits; decides where fonts share one name.
        """
        name = plain_name(font_name)
        if name not in self.doubted:
            return False
        return name not in self.believed or bool(text and text in self.doubted_text)


def plain_name(name: str) -> str:
    """A base font name without its subset mark."""
    return _SUBSET.sub("", name.lstrip("/"))


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


def icon_names(differences: Mapping[int, str], known: Container[str]) -> dict[int, str]:
    """What the codes of a font of icons show; empty for fonts of letters.

    Args:
        differences: The font's own glyph names by code, without the slash.
        known: Glyph names of letters and signs.
    """
    names = [name for name in differences.values() if name != ".notdef"]
    words = [
        name for name in names if _ICON_NAME.fullmatch(name) and len(name) > 3 and name not in known
    ]
    if not words or len(words) < _ICON_SHARE * len(names):
        return {}
    listed = _listed_icons()
    return {
        code: name.replace("-", " ") if name in listed else "" for code, name in differences.items()
    }


@cache
def _listed_icons() -> frozenset[str]:
    text = resources.files("bot.documents.pdf.data").joinpath("icons.yml").read_text("utf-8")
    return frozenset(yaml.safe_load(text))


def font_facts(data: bytes) -> FontFacts:
    """Look at the fonts of a file with the second reader.

    Args:
        data: The whole file, which pdfium could open.

    Returns:
        What could be told; nothing where the second reader cannot read the file.
    """
    import pypdf  # noqa: PLC0415  # heavy, and only files that pdfium opened come this far

    broken = pypdf_errors()
    facts = FontFacts()
    seen: set[int] = set()
    try:
        reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
        pages = list(reader.pages)
    except broken:
        return facts
    for page in pages:
        with suppress(*broken):
            for font in _fonts(page.get("/Resources"), seen, 0):
                with suppress(*broken):
                    _note(font, facts)
    if facts.doubted & facts.believed:
        for page in pages:
            with suppress(*broken):
                facts.doubted_text += _doubted_text(page, reader)
    return facts


def _note(font: Value, facts: FontFacts) -> None:
    name = plain_name(str(font.get("/BaseFont", "")))
    is_wrong = contradictions(_named(font), _table(font)) >= _LEAST
    (facts.doubted if is_wrong else facts.believed).add(name)
    icons = icon_names(_differences(font), _letter_names())
    known = facts.icons.setdefault(name, {}) if icons else {}
    for code, word in icons.items():
        known[code] = word if known.get(code, word) == word else ""


@cache
def _letter_names() -> frozenset[str]:
    from pypdf._codecs import adobe_glyphs  # noqa: PLC0415  # see above

    # The list names symbols too, such as envelope, which are icons here.
    return frozenset(
        glyph.lstrip("/")
        for glyph, sign in adobe_glyphs.items()
        if unicodedata.category(sign[0]) != "So"
    )


def _doubted_text(page: Value, reader: Value) -> str:
    """Letters and digits that a page draws in its doubted fonts."""
    import pypdf  # noqa: PLC0415  # see above

    fonts = _solid(_solid(page.get("/Resources")).get("/Font") or {})
    tables = {
        name: _table(_solid(font))
        for name, font in fonts.items()
        if contradictions(_named(_solid(font)), _table(_solid(font))) >= _LEAST
    }
    table: dict[int, str] | None = None
    parts: list[str] = []
    for operands, operator in pypdf.generic.ContentStream(page.get_contents(), reader).operations:
        if operator == b"Tf":
            table = tables.get(operands[0])
        elif operator in {b"Tj", b"TJ", b"'", b'"'} and table is not None:
            last = operands[-1]
            for piece in last if isinstance(last, list) else [last]:
                codes = getattr(piece, "original_bytes", piece)
                if isinstance(codes, bytes):
                    parts += [table.get(code, "") for code in codes]
    return letters_of("".join(parts))


def letters_of(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(sign for sign in text if sign.isalnum())


def _fonts(holder: Value, seen: set[int], depth: int) -> Iterator[Value]:
    holder = _solid(holder)
    if not holder:
        return
    for reference in _solid(holder.get("/Font") or {}).values():
        number = getattr(reference, "idnum", 0)
        if number and number in seen:
            continue
        seen.add(number)
        yield _solid(reference)
    if depth >= _DEEPEST_FORM:
        return
    for reference in _solid(holder.get("/XObject") or {}).values():
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
    for code, glyph in _differences(font).items():
        names[code] = adobe_glyphs.get("/" + glyph, "")
    return names


def _differences(font: Value) -> dict[int, str]:
    """The glyph names that a font gives itself, by code, without the slash."""
    encoding = _solid(font.get("/Encoding"))
    if encoding is None or isinstance(encoding, str):
        return {}
    names: dict[int, str] = {}
    code = 0
    for item in _solid(encoding.get("/Differences")) or []:
        if isinstance(item, str):
            names[code] = str(item).lstrip("/")
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

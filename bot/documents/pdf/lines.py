"""Visible characters to lines of text, with the spaces that a reader sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from statistics import median
from typing import TypeAlias

import numpy as np

from bot.documents.pdf.characters import Bools, Characters, TextObject
from bot.documents.pdf.fonts import plain_name

Icons: TypeAlias = Mapping[str, Mapping[int, str]]

_BREAK = 0.6
"""Step up or down between neighbours, in type sizes, from which they stand on two lines."""

_HYPHEN = 2
"""What pdfium gives for a hyphen that divides a word at the end of a line."""

_LARGER = 1.15
"""Type this much larger than the body marks a heading."""

_HEADING_WORDS = 8
"""Longer lines are sentences, whatever their type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLine:
    """A line and the type that it is set in."""

    text: str
    size: float
    """Median effective type size in points."""
    is_bold: bool
    letters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signs:
    """Characters as plain lists, which Python reads much faster than single array cells."""

    codes: list[int]
    boxes: list[list[float]]
    owners: list[int]
    sizes: list[float]
    apart: list[bool]


def typed_lines(
    characters: Characters, objects: list[TextObject], seen: Bools, icons: Icons
) -> list[TypedLine]:
    """Build the lines of a page from its visible characters, in pdfium's order.

    Args:
        characters: Of the page.
        objects: Its text objects.
        seen: Which characters a reader sees; spaces included.
        icons: For each font of icons, by base name, what its codes show.
    """
    lines: list[list[int]] = [[]]
    for number in np.flatnonzero(seen).tolist():
        if characters.codes[number] in (10, 13):
            if lines[-1]:
                lines.append([])
        else:
            lines[-1].append(number)
    signs = _Signs(
        codes=characters.codes,
        boxes=characters.boxes.tolist(),
        owners=characters.owners.tolist(),
        sizes=characters.sizes.tolist(),
        apart=characters.apart.tolist(),
    )
    found = [_typed(signs, objects, line, icons) for line in lines]
    return _rejoined([line for line in found if line.text.strip()])


def _typed(signs: _Signs, objects: list[TextObject], line: list[int], icons: Icons) -> TypedLine:
    parts: list[str] = []
    previous = -1
    for number in line:
        code, owner = signs.codes[number], signs.owners[number]
        names = icons.get(plain_name(objects[owner].font_name)) if icons and owner >= 0 else None
        if names is not None:
            parts.append(f" {names.get(code, '')} ")
            continue
        if owner >= 0 and code != 32:
            if previous >= 0 and not parts[-1].endswith(" "):
                parts.append(_between(signs, previous, number))
            previous = number
        parts.append(_sign(code))
    drawn = [number for number in line if signs.owners[number] >= 0]
    own = [objects[signs.owners[number]] for number in drawn]
    return TypedLine(
        text=_whole(" ".join("".join(parts).split())),
        size=median(signs.sizes[number] for number in drawn) if drawn else 0.0,
        is_bold=sum(item.is_bold for item in own) * 2 > len(own),
        letters=len(own),
    )


def _between(signs: _Signs, left: int, right: int) -> str:
    """A space where two neighbours stand so far apart that a reader sees one."""
    if signs.apart[right]:
        return " "
    size = max(signs.sizes[left], signs.sizes[right], 1.0)
    before, after = signs.boxes[left], signs.boxes[right]
    middle = (after[1] + after[3]) / 2
    is_elsewhere = after[0] < before[0] - size or not (
        before[1] - _BREAK * size <= middle <= before[3] + _BREAK * size
    )
    return " " if is_elsewhere else ""


def _sign(code: int) -> str:
    """A code point as text: unmapped glyphs are left out, icons are spaces."""
    if (code < 32 and code not in {_HYPHEN, 9}) or code in {0xFFFE, 0xFFFF}:
        return ""
    is_private = 0xE000 <= code <= 0xF8FF or code >= 0xF0000
    return " " if is_private else chr(code)


def _whole(text: str) -> str:
    """Put characters together that pdfium gave in two halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _rejoined(lines: list[TypedLine]) -> list[TypedLine]:
    """Give words that a line's end divides back to the line that they begin on."""
    result: list[TypedLine] = []
    for line in lines:
        text = line.text
        if result and result[-1].text.endswith(chr(_HYPHEN)):
            first, _, text = text.partition(" ")
            result[-1] = replace(result[-1], text=result[-1].text[:-1] + first)
        if text:
            result.append(replace(line, text=text))
    return [replace(line, text=_hyphenated(line.text)) for line in result]


def _hyphenated(text: str) -> str:
    """Show a dividing hyphen that nothing followed; elsewhere the sign is an unmapped glyph."""
    mark = chr(_HYPHEN)
    return text.removesuffix(mark).replace(mark, "") + ("-" if text.endswith(mark) else "")


def headings(lines: list[TypedLine]) -> list[bool]:
    """Tell which lines of a whole document are set as headings.

    A heading is short and larger than the body, or bold where the body is not.

    Args:
        lines: All lines, in order.
    """
    letters = sum(line.letters for line in lines)
    if not letters:
        return [False] * len(lines)
    body = _body_size(lines, letters)
    is_bold_rare = sum(line.letters for line in lines if line.is_bold) * 3 < letters
    return [
        len(line.text.split()) <= _HEADING_WORDS
        and any(sign.isalpha() for sign in line.text)
        and (line.size >= _LARGER * body or (line.is_bold and is_bold_rare and line.size >= body))
        for line in lines
    ]


def _body_size(lines: list[TypedLine], letters: int) -> float:
    """The size that half of all letters do not exceed."""
    passed = 0
    for line in sorted(lines, key=lambda line: line.size):
        passed += line.letters
        if passed * 2 >= letters:
            return line.size
    return 0.0

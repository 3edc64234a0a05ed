"""Finds a word, or a part of it, in bytes: as it stands, cut, encoded or escaped."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_LETTERS = "bcdfghjklmnpqrstvwxz"
"""No vowels: such a word stands in no text, and in no id."""
WORD_LETTERS, PART_LETTERS, STEP = 14, 8, 3
"""Looked for are three parts of a word; any 10 letters of it in a row hold one of them."""
SEALED_BYTES = 24


def new_word() -> str:
    """Make up a word that is nowhere else; JSON, URLs and markup leave its letters as they are."""
    return "".join(secrets.choice(_LETTERS) for _ in range(WORD_LETTERS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """Words to look for, each under the name of the field that it was put into."""

    words: Mapping[str, str]
    _needles: dict[str, tuple[bytes, ...]] = field(init=False)

    def __post_init__(self) -> None:
        needles = {name: tuple(_needles(word)) for name, word in self.words.items()}
        object.__setattr__(self, "_needles", needles)

    def found_in(self, data: bytes) -> set[str]:
        """Name the fields of which something stands in these bytes, in small or large letters."""
        lowered = data.lower()
        return {
            name
            for name, needles in self._needles.items()
            if any(needle in data or needle in lowered for needle in needles)
        }

    def only(self, names: Iterable[str]) -> Traces:
        """Return those of some fields."""
        wanted = frozenset(names)
        return Traces(words={name: word for name, word in self.words.items() if name in wanted})


def _needles(word: str) -> Iterator[bytes]:
    """Write each part of a word in all the ways in which it could stand somewhere."""
    for begin in range(0, WORD_LETTERS - PART_LETTERS + 1, STEP):
        part = word[begin : begin + PART_LETTERS]
        yield part.encode()
        yield part.encode("utf-16-le")
        yield part[::-1].encode()
        yield part.encode().hex().encode()
        yield "".join(f"\\u{ord(letter):04x}" for letter in part).encode()
        yield "".join(f"%{ord(letter):02x}" for letter in part).encode()
        yield from _base64(part.encode())
        yield from _base64(part.encode("utf-16-le"))


def _base64(data: bytes) -> Iterator[bytes]:
    """Encode for each of the three places within a group of three bytes, without the edges."""
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + data)
        first = -(-before * 4 // 3)  # the signs until there tell of the bytes before as well
        yield encoded[first : (before + len(data)) * 4 // 3]  # and those behind, of what follows


def pieces(sealed: Iterable[bytes]) -> set[bytes]:
    """Cut sealed values into what tells that one of them, or a part, is still there."""
    found: set[bytes] = set()
    for value in sealed:
        middle = len(value) // 2
        found |= {value[:SEALED_BYTES], value[-SEALED_BYTES:], value[middle:][:SEALED_BYTES]}
    return {piece for piece in found if len(piece) == SEALED_BYTES}


def files_below(folder: Path) -> dict[str, bytes]:
    """Read every file in a folder and below it, by its path there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }

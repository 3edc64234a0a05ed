"""Documents with one thing changed that must not matter, to see which levels move all the same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import TypeVar

from bot.domain.document import Document, Line
from bot.domain.labels import LabelledItem

_T = TypeVar("_T")


class Change(StrEnum):
    """What is changed; the values are part of the JSON output."""

    NAME = "name"
    """Another person's name, in every place, from another part of the world."""
    SCHOOL = "school"
    """Another school or university."""
    CITY = "city"
    """Another city."""
    ORDER = "order"
    """The sections below the head in the opposite order; their lines stay as they are."""
    REPEATED = "repeated"
    """Everything below the head twice."""
    PADDED = "padded"
    """Thirty lines about free time at the end, which claim nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A document with one thing changed."""

    document: Document
    name: str
    """Of the candidate, as the document writes it now; "" when unknown."""


_NAMES = (
    ("Emily", "Whitfield"),
    ("Lakisha", "Freeman"),
    ("Mohammed", "Al-Sayed"),
    ("Xiaoling", "Zhang"),
    ("Anne-Kathrin", "Brandstetter"),
    ("Thabo", "Mokoena"),
    ("Svetlana", "Kuznetsova"),
    ("Juan", "Quispe"),
)
"""Invented people whose names say different things about them."""
_SCHOOLS = (
    "Stanford University",
    "Evening College of Hull",
    "Tsinghua University",
    "Open University",
    "University of Dar es Salaam",
    "ETH Zürich",
)
_CITIES = ("London", "Karachi", "Palo Alto", "Lubumbashi", "Wichita", "Tokyo", "Chisinau", "Cuenca")
_FREE_TIME: Mapping[str, Sequence[str]] = {
    "en": (
        "I like long walks along the river in autumn.",
        "On Sundays I bake bread for the neighbours.",
        "My favourite season is spring.",
    ),
    "de": (
        "Im Herbst gehe ich gern am Fluss spazieren.",
        "Sonntags backe ich Brot für die Nachbarn.",
        "Am liebsten mag ich den Frühling.",
    ),
    "fr": (
        "En automne j'aime marcher le long de la rivière.",
        "Le dimanche je fais du pain pour les voisins.",
        "Ma saison préférée est le printemps.",
    ),
    "es": (
        "En otoño me gusta pasear junto al río.",
        "Los domingos hago pan para los vecinos.",
        "Mi estación favorita es la primavera.",
    ),
}
_FREE_TIME_HEADS = {"en": "Interests", "de": "Interessen", "fr": "Loisirs", "es": "Aficiones"}
_PADDING_LINES = 30
"""Lines that are added; about as many as a short CV has. Source: docs/evaluation.md#changes."""
_HEAD_LINES = 3
"""Lines that stay at the top where nothing is marked as a heading: who it is and where."""


def change(kind: Change, document: Document, item: LabelledItem) -> Changed | None:
    """Change one thing about a document; the same arguments give the same document.

    Args:
        kind: What to change.
        document: As it is read.
        item: What is known about the document.

    Returns:
        None where there is nothing to change: the item does not say what its document names, or
        there is one section alone.
    """
    lines, name = document.lines, item.name
    changed: Sequence[Line]
    match kind:
        case Change.NAME:
            name = " ".join(_other(_NAMES, item))
            changed = _renamed(lines, item.name, _other(_NAMES, item))
        case Change.SCHOOL:
            changed = _replaced(lines, item.school, _other(_SCHOOLS, item))
        case Change.CITY:
            changed = _replaced(lines, item.city, _other(_CITIES, item))
        case Change.ORDER:
            head, sections = _sections(lines)
            changed = [*head, *chain.from_iterable(reversed(sections))]
        case Change.REPEATED:
            head, sections = _sections(lines)
            changed = [*lines, *chain.from_iterable(sections)]
        case _:  # PADDED
            changed = [*lines, *_padding(document)]
    if [line.text for line in changed] == [line.text for line in lines]:
        return None
    return Changed(document=_numbered(document, changed), name=name)


def _other(pool: Sequence[_T], item: LabelledItem) -> _T:
    """Take one by the item's id, so that items get different ones, and each always the same."""
    return pool[int(hashlib.sha256(item.id.encode()).hexdigest(), 16) % len(pool)]


def _renamed(lines: Sequence[Line], name: str, other: tuple[str, str]) -> Sequence[Line]:
    """Replace every word of a name, also in an address made of them."""
    words = name.split()
    for i, word in enumerate(words):
        lines = _replaced(lines, word, other[1] if i and i == len(words) - 1 else other[0])
    return lines


def _replaced(lines: Sequence[Line], old: str, new: str) -> Sequence[Line]:
    if not old:
        return lines
    pattern = re.compile(rf"(?<!\w){re.escape(old)}(?!\w)", re.IGNORECASE)
    return [replace(line, text=pattern.sub(lambda m: _as(m[0], new), line.text)) for line in lines]


def _as(old: str, new: str) -> str:
    """Write a word in the case of the one that it replaces."""
    if old.isupper():
        return new.upper()
    return new.lower() if old.islower() else new


def _sections(lines: Sequence[Line]) -> tuple[list[Line], list[list[Line]]]:
    """Cut lines into the head and the sections below it, each with its heading."""
    head: list[Line] = []
    sections: list[list[Line]] = []
    for i, line in enumerate(lines):
        before = lines[i - 1].section if i else ""
        if line.section and (line.section != before or not sections):
            sections.append([])
        (sections[-1] if sections else head).append(line)
    if not sections:
        return head[:_HEAD_LINES], [head[_HEAD_LINES:]]
    return head, sections


def _padding(document: Document) -> Iterator[Line]:
    language = document.language if document.language in _FREE_TIME else "en"
    page = document.lines[-1].page if document.lines else 1
    heading = _FREE_TIME_HEADS[language]
    yield Line(page=page, number=1, text=heading, section="interests", is_heading=True)
    told = _FREE_TIME[language]
    for i in range(_PADDING_LINES):
        text = told[i % len(told)]
        yield Line(page=page, number=1, text=text, section="interests", is_heading=False)


def _numbered(document: Document, lines: Sequence[Line]) -> Document:
    text = "\n".join(line.text for line in lines)
    return replace(
        document,
        sha256=hashlib.sha256(text.encode("utf-8", "replace")).hexdigest(),
        words=len(text.split()),
        lines=tuple(replace(line, number=n) for n, line in enumerate(lines, 1)),
    )

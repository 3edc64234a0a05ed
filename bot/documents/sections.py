"""Lines to the sections they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from bot.documents.data import load_data
from bot.documents.raw import RawLine
from bot.domain.document import Line

_LONGEST_HEADING = 60
"""Characters; a heading that names two things, in German, has about 50."""
_EDGES = re.compile(r"^[\W\d_]+|[\W_]+$")
_INLINE = re.compile(r"^([^\W\d_][^:•*|]{1,40}?)\s*([:•*|])\s*\S")
_GLUED = re.compile(r"(?<=[a-zß-ÿ.)])(?=[A-ZÀ-Þ][^\W\d_]+ [^\W\d_]+$)")
"""Where two last words begin that some exports glue to the end of the text before them."""
_JOINER = re.compile(r"\s*[&+/,|]\s*|\s+(?:and|und|et|y|e|en|i|och|og|a)\s+")
_WORK = frozenset({"experience", "projects", "education"})
"""Sections whose entries carry labels of their own, such as "Skills:" under a job."""


def tell_sections(lines: Iterable[RawLine]) -> tuple[Line, ...]:
    """Number lines, and give each the slug of the section it stands in.

    A line that is nothing but a known heading opens a section. A line that begins with one and
    a colon or bullet ("Skills: …") opens it too, but inside a job, project or course it is a
    label and names itself alone. A heading that only the format marks keeps the section, since
    titles of jobs and projects are often marked. A heading of two words that is glued to the end
    of a line ("… 24 monthsCompany Details") becomes a line of its own.

    Returns:
        Lines numbered from 1 in the order given.
    """
    told: list[Line] = []
    section = ""
    for raw in (part for line in lines for part in _parted(line)):
        heading = heading_slug(raw.text)
        label = "" if heading else _label_slug(raw.text)
        if heading or (label and section not in _WORK):
            section = heading or label
        told.append(
            Line(
                page=raw.page,
                number=len(told) + 1,
                text=raw.text,
                section=label or section,
                is_heading=bool(heading) or raw.is_heading,
            )
        )
    return tuple(told)


def _parted(line: RawLine) -> Iterator[RawLine]:
    seam = _GLUED.search(line.text)
    if seam and heading_slug(line.text[seam.start() :]):
        yield RawLine(page=line.page, text=line.text[: seam.start()], is_heading=False)
        yield RawLine(page=line.page, text=line.text[seam.start() :], is_heading=True)
    else:
        yield line


def heading_slug(text: str) -> str:
    """Name the section that a line opens when it is nothing but a known heading, else ""."""
    if len(text) > _LONGEST_HEADING:
        return ""
    bare = _bare(text)
    known = _headings()
    slug = known.get(bare) or known.get(bare.replace(" ", "")) or ""
    if slug:
        return slug
    parts = [known.get(part.strip(), "") for part in _JOINER.split(bare)]
    return parts[0] if parts and all(parts) else ""


def _label_slug(text: str) -> str:
    match = _INLINE.match(text)
    return heading_slug(match[1]) if match else ""


def _bare(text: str) -> str:
    """Lower-case words of a heading; letters set apart ("S K I L L S") are joined."""
    bare = _EDGES.sub("", " ".join(text.split())).casefold()
    return bare.replace(" ", "") if re.fullmatch(r"(?:\w )+\w", bare) else bare


@cache
def _headings() -> dict[str, str]:
    headings = load_data("headings")
    return {heading: slug for slug, known in headings.items() for heading in known}

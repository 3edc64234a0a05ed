"""A job description cut into units of meaning: bullets and sentences, each with its part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.domain.document import Document, Line
from bot.evaluators.data import load_data
from bot.evaluators.jobs.skills import find_skills

HEADING_WORDS = 8
"""A line of more words is never taken for a heading."""
_WHOLE = 0.6
"""Share of a line that phrases of headings must make up for it to be one."""
_ENDING = 0.4
"""The same for a line that ends with such a phrase: "Technical requirements"."""
_NARROWEST, _WIDEST = 40, 130
"""Texts of shorter or longer lines, in characters, are taken for unwrapped."""
_SHARE_FULL = 0.3
"""Least share of nearly full lines in a wrapped text."""
_FULL = 0.88
"""Share of the text's width from which a line, with the next word, counts as full."""
_HALF_FULL = 0.6
"""The same where the next line goes on in lower case."""

_BULLET = re.compile(
    r"^(?:[•·▪◦‣●○■*+\u2013\u2014✓✔➢►-]|\(?\d{1,2}[.)]|[a-z][.)])\s+", re.IGNORECASE
)
_INNER_BULLET = re.compile(r"\s+[•·▪●■✓✔➢►]\s*")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÄÖÜÉ(„\"])|\s*;\s+")
_ABBREVIATION = re.compile(r"\b(?:e\.g|i\.e|etc|z\.B|bzw|ca|inkl|bspw|d\.h|u\.a|evtl|ggf|vgl)\.$")
_ENDED = re.compile(r"[.:;!?)]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A bullet or sentence, with the part of the text that it stands in."""

    text: str
    line: int
    """Number of the line where it begins."""
    part: str
    """``must``, ``nice``, ``tasks``, ``skip``, ``title``, or "" outside any known part."""


def phrases(words: Iterable[str]) -> re.Pattern[str]:
    """Compile phrases of a data file to one pattern for lower-case text.

    Args:
        words: Phrases; ``~`` stands for any ending. At least one.
    """
    longest_first = sorted(words, key=lambda w: (-len(w), w))
    alternatives = (re.escape(w).replace(r"\~", r"\w*").replace("~", r"\w*") for w in longest_first)
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")


@lru_cache(maxsize=4)  # a review looks at the units of its document from several sides
def cut(document: Document) -> tuple[Unit, ...]:
    """Cut a job description into its units, in the order of the text.

    A heading opens a part, which lasts until the next heading, or until prose follows its bullets.
    A label before a colon, such as ``Nice to have: Rust``, counts to the end of its own block.
    """
    units: list[Unit] = []
    part, has_bullets = "", False
    for block in _blocks(document.lines):
        opened = _opened(block)
        if opened is not None:
            is_inner = opened == "" and _subheadings().search(block.text.casefold()) is not None
            part, has_bullets = part if is_inner else opened, False
            continue
        if has_bullets and not block.is_bullet and not block.text.endswith(":"):
            part, has_bullets = "", False
        has_bullets = has_bullets or block.is_bullet
        units.extend(_units(block, part))
    return tuple(units)


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or bullet: lines that the format wrapped, joined again."""

    text: str
    line: int
    is_bullet: bool
    is_heading: bool


def _width(lines: Sequence[Line]) -> int:
    """Return the length in characters at which a text was wrapped; 0 when it was not.

    Wrapped are texts in which a good share of the lines is nearly as long as the longest.
    """
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[int(0.95 * (len(lengths) - 1))] if lengths else 0
    full = sum(1 for length in lengths if length > _FULL * width)
    is_wrapped = _NARROWEST <= width <= _WIDEST and full >= _SHARE_FULL * len(lengths)
    return width if is_wrapped else 0


def _blocks(lines: Sequence[Line]) -> Iterator[_Block]:
    width = _width(lines)
    held: _Block | None = None
    last = ""
    for line in lines:
        text = _BULLET.sub("", line.text)
        is_bullet = text != line.text
        is_new = is_bullet or line.is_heading
        if held and not is_new and _runs_on(last, text, width):
            joiner = "" if re.search(r"\w-$", last) else " "
            held = _Block(held.text + joiner + text, held.line, held.is_bullet, is_heading=False)
        else:
            if held:
                yield from _inner(held)
            held = _Block(text, line.number, is_bullet, line.is_heading)
        last = line.text
    if held:
        yield from _inner(held)


def _inner(block: _Block) -> Iterator[_Block]:
    """Cut a block at the bullets inside it, as left by a format that lost its line breaks."""
    first, *rest = _INNER_BULLET.split(block.text)
    yield _Block(first, block.line, block.is_bullet, block.is_heading)
    for piece in rest:
        yield _Block(piece, block.line, is_bullet=True, is_heading=False)


def _runs_on(last: str, text: str, width: int) -> bool:
    """Whether a line goes on in the next: its end is open, or the next word had no room."""
    if _heading(last) is not None or _heading(text) is not None:
        return False
    if last.endswith((",", "-")) or last.rsplit(maxsplit=1)[-1].casefold() in _open_ends():
        return True
    if not width:
        return False
    needed = len(last) + 1 + len(text.split(maxsplit=1)[0])
    if text[:1].islower() and not _ENDED.search(last):
        return needed > _HALF_FULL * width
    return needed > _FULL * width and not _ENDED.search(last)


def _opened(block: _Block) -> str | None:
    """Return the part that a block opens; None when it opens none."""
    if block.is_bullet:
        return None
    part = _heading(block.text)
    is_shouted = block.text.isupper() and len(block.text.split()) > 1
    return "" if part is None and (block.is_heading or is_shouted) else part


@lru_cache(maxsize=4096)  # each line is looked at up to three times
def _heading(text: str) -> str | None:
    """Return the part that a line opens when it is a heading of a known kind."""
    label = text.casefold().strip("#*_: \t")
    if len(label.split()) > HEADING_WORDS or text.endswith((".", ",", ";", "!")):
        return None
    found = {p: list(pattern.finditer(label)) for p, pattern in _headings().items()}
    longest = {p: max(len(m.group()) for m in matches) for p, matches in found.items() if matches}
    part = max(longest, key=lambda p: longest[p], default=None)  # "about the role", not "about"
    if part is None or text.endswith(":"):
        return part
    if any(skill.group == "technology" for skill in find_skills(text)):
        return None  # "Kubernetes preferred" asks for something
    places = {i for matches in found.values() for m in matches for i in range(*m.span())}
    share = len(places) / len(label)
    is_whole = share >= _WHOLE or (share >= _ENDING and len(label) - 1 in places)
    return part if is_whole else None


def _units(block: _Block, part: str) -> Iterator[Unit]:
    if block.text.startswith("#"):
        return  # a tag of a job board
    for sentence in _sentences(block.text):
        label, _, rest = sentence.partition(":")
        own = _heading(label + ":") if rest.strip() else None
        part = part if own is None else own
        text = (sentence if own is None else rest).strip(" \t\u2013-")
        if text and not sentence.endswith(":"):
            yield Unit(text=text, line=block.line, part=part)


def _sentences(text: str) -> Iterator[str]:
    held = ""
    for piece in _SENTENCE.split(text):
        held = f"{held} {piece}" if held else piece
        if not _ABBREVIATION.search(held):
            yield held.strip()
            held = ""
    if held:
        yield held.strip()


@lru_cache(maxsize=1)
def _open_ends() -> frozenset[str]:
    data: dict[str, list[str]] = load_data("requirements")
    return frozenset(data["joining"]) - frozenset(data["particles"])


@lru_cache(maxsize=1)
def _subheadings() -> re.Pattern[str]:
    return phrases(load_data("requirements")["subheadings"])


@lru_cache(maxsize=1)
def _headings() -> dict[str, re.Pattern[str]]:
    data: dict[str, Any] = load_data("requirements")["headings"]
    order = ("nice", "skip", "must", "tasks", "title")
    return {part: phrases(data[part]) for part in order}

"""What a job description asks of a person, as must or nice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bot.domain.document import Document
from bot.domain.job import Requirement, RequirementKind
from bot.evaluators.data import load_data
from bot.evaluators.jobs.parts import Unit, cut, phrases
from bot.evaluators.jobs.skills import Skill, find_skills
from bot.evaluators.terms import tokenize

FEW = 4
"""Below this many stated requirements, tasks that name a skill are read as nice to have."""
_KEYWORDS = 2
"""Least skills that a line without a sentence in it must name to be cut into one for each."""
_LONG = 400
"""Outside the requirements, a unit of more characters is prose about the company."""
_LETTERS = re.compile(r"[^\W\d_]")


def extract_requirements(document: Document) -> tuple[Requirement, ...]:
    """Return what a job description asks for, in its order.

    Under a heading for requirements every unit counts, elsewhere only one that asks in so many
    words. A cue in the unit ("ideally", "zwingend") outweighs the heading. Company, benefits and
    equal-opportunity text never counts. A line of keywords gives one requirement for each skill.
    Where an ad states fewer than ``FEW`` requirements, its tasks and its title that name a skill
    follow as nice to have: what the work involves is all that such an ad says.

    Returns:
        Without duplicates (same text and kind); empty when nothing is asked.
    """
    units = cut(document)
    stated = [r for unit in units for r in _stated(unit)]
    if len(stated) < FEW:
        asked = {r.line for r in stated}
        stated += [r for unit in units if unit.line not in asked for r in _implied(unit)]
    unique: dict[tuple[str, RequirementKind], Requirement] = {}
    for requirement in sorted(stated, key=lambda r: r.line):
        unique.setdefault((requirement.text.casefold(), requirement.kind), requirement)
    return tuple(unique.values())


def asking_units(document: Document) -> tuple[Unit, ...]:
    """Return the units that ask something of the person, though they name no skill."""
    return tuple(unit for unit in cut(document) if _is_asking(unit))


def _is_asking(unit: Unit) -> bool:
    if unit.part == "skip" or _says("never", unit.text):
        return False
    cues = ("must", "nice", "ask", "mild", "person")
    return unit.part in {"must", "nice"} or any(_says(cue, unit.text) for cue in cues)


def _stated(unit: Unit) -> Iterator[Requirement]:
    if unit.part in {"skip", "title"}:
        return
    for text in _keywords(unit.text) or [unit.text]:
        kind = _kind(text, unit.part)
        if kind is not None:
            yield Requirement(text=text, kind=kind, line=unit.line)


def _implied(unit: Unit) -> Iterator[Requirement]:
    if unit.part not in {"tasks", "title", ""} or _says("never", unit.text):
        return
    for text in _keywords(unit.text) or [unit.text]:
        if find_skills(without_unneeded(text)):
            yield Requirement(text=text, kind=RequirementKind.NICE, line=unit.line)


def _kind(text: str, part: str) -> RequirementKind | None:
    text = without_unneeded(text)
    if _says("never", text) or not _LETTERS.search(text):
        return None
    has_skill = bool(find_skills(text))
    is_ask = _says("ask", text) or (has_skill and _says("mild", text))
    if part not in {"must", "nice"} and (len(text) > _LONG or not (is_ask or has_skill)):
        return None
    if part == "nice" or _says("nice", text):
        return RequirementKind.NICE
    if part == "must" or _says("must", text) or (part == "" and is_ask):
        return RequirementKind.MUST
    return None


def without_unneeded(text: str) -> str:
    """Return a text without what it says is not needed: "no degree required", "Java not needed".

    What is a plus stays one though it is not required: "Rust is a plus but not required".
    """
    before, after = _unneeded()
    left = before.sub(" ", text)
    return left if _says("nice", left) else after.sub(" ", left)


def _keywords(text: str) -> list[str]:
    """Cut a line of keywords into its skills; empty when the text is no such line.

    A piece begins where a skill begins and runs to the next, so that "Oracle Oracle Datenbank"
    gives "Oracle" and "Oracle Datenbank"; words before the first skill are their own piece.
    """
    if re.search(r"[,;/]\s|\.$", text):
        pieces = [piece.strip() for piece in re.split(r"[,;]\s", text.rstrip("."))]
        is_list = len(pieces) > 1 and all(len(p.split()) <= 3 for p in pieces)
        return pieces if is_list and not _joins(text) else []
    tokens = tokenize(text)
    skills = find_skills(text)
    if len(skills) < _KEYWORDS or _joins(text):
        return []
    covered = sum(1 for t in tokens if any(s.start <= t.start < s.end for s in skills))
    if 2 * covered < len(tokens):
        return []
    return _pieces(text, skills)


def _pieces(text: str, skills: Iterable[Skill]) -> list[str]:
    cuts, end = {0}, 0
    for skill in skills:
        if skill.start >= end and skill.group != "trade" and text[: skill.start].endswith(" "):
            cuts.add(skill.start)
        end = max(end, skill.end)
    cuts.update(match.end() for match in re.finditer(r"\)\s+", text))
    starts = sorted(cuts)
    ends = [*starts[1:], len(text)]
    return [text[a:b].strip() for a, b in zip(starts, ends, strict=True) if text[a:b].strip()]


def _joins(text: str) -> bool:
    joining = _joining()
    return any(token.text.casefold() in joining for token in tokenize(text))


def _says(cue: str, text: str) -> bool:
    return _cues()[cue].search(text.casefold()) is not None


@lru_cache(maxsize=1)
def _cues() -> dict[str, re.Pattern[str]]:
    data = load_data("requirements")
    return {
        **{cue: phrases(words) for cue, words in data["cues"].items()},
        "never": phrases(data["never"]),
    }


@lru_cache(maxsize=1)
def _unneeded() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Compile "no ... needed", and "... not needed" back to where its clause begins."""
    words: dict[str, list[str]] = load_data("requirements")["unneeded"]
    none, negation, needed = (phrases(words[key]).pattern for key in ("none", "negation", "needed"))
    before = re.compile(rf"{none}[^,.;:()]{{1,60}}?{needed}", re.IGNORECASE)
    after = re.compile(rf"[^,.;:()]*{negation}(?:\s+\w+){{0,2}}?\s+{needed}", re.IGNORECASE)
    return before, after


@lru_cache(maxsize=1)
def _joining() -> frozenset[str]:
    return frozenset(str(word) for word in load_data("requirements")["joining"])

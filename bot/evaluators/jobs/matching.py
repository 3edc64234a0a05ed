"""A CV against the requirements of a job description, in any language the two share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt

from bot.domain.assessment import Evidence
from bot.domain.document import Document
from bot.domain.job import Requirement, RequirementKind, RequirementMatch, RequirementReading
from bot.evaluators.data import load_data
from bot.evaluators.jobs.claims import Claim, claimed_lines, read_claims
from bot.evaluators.jobs.clarity import years_asked
from bot.evaluators.jobs.parts import phrases
from bot.evaluators.jobs.quotes import quote
from bot.evaluators.jobs.skills import LANGUAGE, Skill, find_skills
from bot.evaluators.terms import Token, tokenize

KIND_WEIGHTS = {RequirementKind.MUST: 2.0, RequirementKind.NICE: 1.0}
"""How much a requirement counts by its kind. Source: docs/scoring.md#match."""
TERM_WEIGHTS = {"technology": 3.0, "shape": 2.0, "trade": 2.0, "method": 1.5, "word": 0.5}
"""How telling a key term is. A product name says more than a way of working, which many hold, and
that more than a plain word; ``shape`` is a term that only its capitals or digits mark as technical.

Source: docs/scoring.md#match.
"""
MET_COVERAGE = 2 / 3
"""Share of a requirement's key terms, by weight, from which it is met.

Source: docs/scoring.md#match.
"""
FULL_SHARE = 0.05
"""Share of a CV's skill mentions from which a skill counts in full.

Source: docs/scoring.md#match.
"""
LEAST_DEPTH = 0.5
"""What a skill counts that a CV hardly mentions. Source: docs/scoring.md#match."""
QUOTES = 2
"""Most quotes for one requirement."""

_SHAPED = re.compile(r"[a-z]+[A-Z0-9]|[A-Z]{2,}|[A-Z]\w*\d")
_LONG_WORD = 4
"""Shorter words are left out of the plain words, in characters."""


@dataclass(frozen=True, slots=True)
class KeyTerm:
    """What a requirement turns on."""

    keys: frozenset[str]
    """``skill`` or ``word`` and its name; a CV that names one of them names the term."""
    weight: float
    """One of ``TERM_WEIGHTS``."""


@dataclass(frozen=True, slots=True)
class _Profile:
    """Where the key terms of a CV stand."""

    places: Mapping[str, Sequence[int]]
    """Indices of the lines that name a key, once for each mention."""
    mentions: int
    """Number of skill mentions in the whole CV."""

    def named(self, term: KeyTerm) -> bool:
        return not term.keys.isdisjoint(self.places)

    def lines(self, term: KeyTerm) -> set[int]:
        return {index for key in term.keys for index in self.places.get(key, ())}

    def depth(self, term: KeyTerm) -> float:
        """Return how much a named term counts by how much of the CV is about it, 0.5..1."""
        counted = [len(self.places.get(k, ())) for k in term.keys if k.startswith("skill ")]
        if not counted:
            return 1.0
        share = sum(counted) / self.mentions
        return LEAST_DEPTH + (1 - LEAST_DEPTH) * min(1.0, share / FULL_SHARE)


def match_requirements(requirements: Iterable[Requirement], document: Document) -> RequirementMatch:
    """Read a CV against requirements.

    The key terms of a requirement are the skills it names (data/skills.yml, the same skill in every
    language) and words of technical shape; where it has neither, its plain words without those of
    data/matching.yml. Skills with "or" between them are one key term. With ``w`` for
    ``TERM_WEIGHTS``::

        coverage = sum of w over the key terms that the CV names / sum of w over all
        is_met   = True from MET_COVERAGE on, False at 0, else None
        depth    = 0.5 + 0.5 x min(1, share / FULL_SHARE) for a skill, where share is its part of
                   all skill mentions of the CV; 1 for a word
        credit   = sum of w x depth over the key terms that the CV names / sum of w over all
        weight   = (2 for must, 1 for nice) x square root of the sum of w over all
        match    = sum of weight x credit / sum of weight

    A requirement without any key term, such as "you are a good colleague", is unclear, and not
    part of ``match``: words cannot show it. Years asked for are not checked: they are no evidence,
    and each reading says so. What a CV denies or wishes for ("never used Java") is not named.

    Args:
        requirements: From ``extract_requirements``.
        document: The CV.

    Source:
        docs/scoring.md#match.
    """
    counted = count_requirements(requirements, document)
    return RequirementMatch(readings=tuple(c.reading for c in counted), match=share_of(counted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a requirement comes to in a match."""

    reading: RequirementReading
    weight: float
    """0 for a requirement without any key term."""
    credit: float
    """0..1."""


def count_requirements(
    requirements: Iterable[Requirement], document: Document
) -> tuple[Counted, ...]:
    """Read a CV against requirements by rule, each with its weight and credit.

    Args:
        requirements: In the job description's order.
        document: The CV.
    """
    asked = [(r, key_terms(r.text)) for r in requirements]
    claims = read_claims(document)
    wanted = {key for _, terms in asked for term in terms for key in term.keys}
    profile = _profile(claimed_lines(document.lines, claims), wanted)
    counted: list[Counted] = []
    for requirement, terms in asked:
        named = [term for term in terms if profile.named(term)]
        full = sum(term.weight for term in terms)
        coverage = sum(term.weight for term in named) / full if terms else 0.0
        earned = sum(term.weight * profile.depth(term) for term in named)
        reading = RequirementReading(
            requirement=requirement,
            is_met=_is_met(terms, coverage),
            evidence=_evidence(named, profile, document, claims),
            years=years_asked(requirement.text),
        )
        weight = KIND_WEIGHTS[requirement.kind] * sqrt(full)
        credit = earned / full if terms else 0.0
        counted.append(Counted(reading=reading, weight=weight, credit=credit))
    return tuple(counted)


def share_of(counted: Iterable[Counted]) -> float | None:
    """Return the share 0..1 of what is asked that is evidenced; None when nothing has weight."""
    counted = list(counted)
    total = sum(each.weight for each in counted)
    return sum(each.weight * each.credit for each in counted) / total if total else None


@lru_cache(maxsize=2048)  # the requirements of one ad are read against many CVs
def key_terms(text: str) -> tuple[KeyTerm, ...]:
    """Return the key terms of a requirement; empty when it has none."""
    skills = find_skills(text)
    terms = [_skill_term(group) for group in _choices(text, skills)]
    tokens = [t for t in _words(text) if not any(s.start <= t.start < s.end for s in skills)]
    if not text.isupper():
        terms += [_word_term(t, "shape") for t in tokens if _SHAPED.search(t.text)]
    if not terms:
        terms = [_word_term(t, "word") for t in tokens if len(t.text) >= _LONG_WORD]
    return tuple(dict.fromkeys(terms))


def named_terms(text: str, terms: Iterable[KeyTerm]) -> frozenset[KeyTerm]:
    """Return those of some key terms that a text names, denied or not."""
    terms = list(terms)
    profile = _profile([text], {key for term in terms for key in term.keys})
    return frozenset(term for term in terms if profile.named(term))


def _skill_term(skills: Sequence[Skill]) -> KeyTerm:
    keys = frozenset(f"skill {skill.key}" for skill in skills)
    return KeyTerm(keys, max(TERM_WEIGHTS[skill.group] for skill in skills))


def _word_term(token: Token, group: str) -> KeyTerm:
    return KeyTerm(frozenset({f"word {token.stem}"}), TERM_WEIGHTS[group])


def _choices(text: str, skills: Sequence[Skill]) -> Iterator[list[Skill]]:
    """Group skills of which one is enough: a chain with "or" in it, as in "Java, Go or Rust"."""
    chain: list[Skill] = []
    is_choice = False
    for skill in skills:
        gap = text[chain[-1].end : skill.start].casefold() if chain else ""
        is_or = _alternatives().fullmatch(gap.strip(" ,")) is not None
        if chain and not is_or and gap.strip(" ") != ",":
            yield from [chain] if is_choice else ([one] for one in chain)
            chain, is_choice = [], False
        chain.append(skill)
        is_choice = is_choice or is_or
    if chain:
        yield from [chain] if is_choice else ([one] for one in chain)


def _words(text: str) -> list[Token]:
    general = _general()
    tokens = tokenize(text, LANGUAGE)
    return [t for t in tokens if len(t.text) > 1 and t.text.casefold() not in general]


def _profile(lines: Sequence[str], wanted: AbstractSet[str]) -> _Profile:
    words = {key for key in wanted if key.startswith("word ")}
    places: dict[str, list[int]] = {}
    mentions = 0
    for index, line in enumerate(lines):
        for skill in find_skills(line):
            mentions += 1
            places.setdefault(f"skill {skill.key}", []).append(index)
        if words:
            for token in tokenize(line, LANGUAGE):
                if f"word {token.stem}" in words:
                    places.setdefault(f"word {token.stem}", []).append(index)
    return _Profile(places, mentions)


def _is_met(terms: Sequence[KeyTerm], coverage: float) -> bool | None:
    if not terms:
        return None
    if coverage >= MET_COVERAGE:
        return True
    return None if coverage else False


def _evidence(
    named: Sequence[KeyTerm], profile: _Profile, document: Document, claims: Sequence[Claim]
) -> tuple[Evidence, ...]:
    """Quote the lines that name most of the terms, each adding a term the others lack."""
    weights: dict[int, float] = {}
    for term in named:
        for index in profile.lines(term):
            weights[index] = weights.get(index, 0.0) + term.weight
    left = set(named)
    chosen: list[int] = []
    for index in sorted(weights, key=lambda i: (-weights[i], -_length(document, i), i)):
        adds = {term for term in left if index in profile.lines(term)}
        if adds and len(chosen) < QUOTES:
            chosen.append(index)
            left -= adds
    stems = {key.partition(" ")[2] for term in named for key in term.keys}
    quotes = [quote(claims, document.lines[index], stems) for index in chosen]
    return tuple(dict.fromkeys(quotes))


def _length(document: Document, index: int) -> int:
    """Return the words of a line, up to 30: a sentence shows more than an entry of a list."""
    return min(30, len(document.lines[index].text.split()))


@lru_cache(maxsize=1)
def _general() -> frozenset[str]:
    words = load_data("matching")["general"] + load_data("requirements")["joining"]
    return frozenset(str(word).casefold() for word in words)


@lru_cache(maxsize=1)
def _alternatives() -> re.Pattern[str]:
    return phrases(load_data("matching")["alternatives"])

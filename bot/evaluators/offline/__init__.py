"""The offline evaluator: reads stated strength by rule, the same way every time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from bot.domain.assessment import Assessment, Pattern, Provenance
from bot.domain.document import Document
from bot.domain.patterns import Profile, patterns
from bot.domain.rubric import Rubric
from bot.evaluators.data import load_data
from bot.evaluators.offline.claims import count_claims
from bot.evaluators.offline.ladder import Piece, grade, read_statements, telling
from bot.evaluators.offline.lexicon import lexicon
from bot.evaluators.offline.readings import read_criterion
from bot.evaluators.offline.statements import statements

__all__ = ["CANNOT_SEE", "PROVENANCE", "WHAT_IT_IS", "OfflineReading", "assess", "read"]

PROVENANCE = Provenance(name="offline", version="1", model=None)
"""Who reads; the version goes up with every change that can change a level."""

WHAT_IT_IS: str = load_data("limits")["what_it_is"]
"""What this reading is, for people."""

CANNOT_SEE: tuple[str, ...] = tuple(load_data("limits")["cannot_see"])
"""What this reading cannot see, a sentence each, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineReading:
    """What the rules found in a document."""

    assessment: Assessment
    profile: Profile
    """What its patterns are told from."""

    def patterns_at(self, levels: Mapping[str, int | None]) -> tuple[Pattern, ...]:
        """Return the patterns that hold where somebody else gave the levels.

        Args:
            levels: Of every criterion.
        """
        return patterns(replace(self.profile, levels=levels))


def assess(document: Document, rubric: Rubric) -> Assessment:
    """Read a document against a rubric.

    The same document and rubric give the same assessment, whatever was read before.

    Args:
        document: What a reader sees; hidden text is not in it.
        rubric: Resolved rubric.

    Returns:
        One reading for each criterion. Every quote stands in the line that it names.
    """
    return read(document, rubric).assessment


def read(document: Document, rubric: Rubric) -> OfflineReading:
    """Read a document as ``assess`` does, and keep what else it tells."""
    language = document.language or "en"
    readers = read_statements(statements(document), lexicon(rubric, language), language)
    stated = grade(readers)
    counted = telling(stated)
    readings = tuple(
        read_criterion(c.key, _about(c.key, counted), _about(c.key, stated))
        for c in rubric.criteria
    )
    claims, empty = count_claims(readers)
    profile = Profile(
        levels={reading.key: reading.level for reading in readings},
        stated=_best(stated, lambda piece: piece.mention.criterion),
        indicators=_best(counted, lambda p: f"{p.mention.criterion}/{p.mention.indicator.key}"),
        claims=claims,
        empty_claims=empty,
    )
    assessment = Assessment(
        document_sha256=document.sha256,
        rubric_hash=rubric.hash,
        provenance=PROVENANCE,
        readings=readings,
        patterns=patterns(profile),
        buzzword_share=empty / claims if claims else None,
    )
    return OfflineReading(assessment=assessment, profile=profile)


def _about(key: str, pieces: Iterable[Piece]) -> list[Piece]:
    return [piece for piece in pieces if piece.mention.criterion == key]


def _best(pieces: Iterable[Piece], key: Callable[[Piece], str]) -> dict[str, int]:
    best: dict[str, int] = {}
    for piece in pieces:
        best[key(piece)] = max(best.get(key(piece), 0), piece.level)
    return best

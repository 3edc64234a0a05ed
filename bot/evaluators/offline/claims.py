"""How much of what is claimed stands without an action, artefact or outcome."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evaluators.offline.ladder import Reader


def count_claims(readers: Sequence[Reader]) -> tuple[int, int]:
    """Return how many claims there are, and how many of them are empty.

    A claim is a statement in prose that speaks to the rubric, or any that uses one of its
    buzzwords; plain lists of skills claim nothing. A claim is empty when it names nothing that
    the person did and no outcome.

    Source:
        docs/scoring.md#patterns.
    """
    claims = [reader for reader in readers if _is_claim(reader)]
    empty = sum(not (reader.cues.own or reader.cues.outcome) for reader in claims)
    return len(claims), empty


def _is_claim(reader: Reader) -> bool:
    if reader.statement.is_header or reader.cues.is_not_stated:
        return False
    is_prose = bool(reader.mentions) and not reader.cues.is_list
    return reader.has_buzzword or is_prose

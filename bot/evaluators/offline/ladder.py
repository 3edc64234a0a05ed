"""How strong a piece of evidence each mention is, from its statement and the one after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.evaluators.offline.cues import Cues, read_cues
from bot.evaluators.offline.lexicon import Lexicon, Mention
from bot.evaluators.offline.statements import Statement

NAMED, PRACTISED, DELIVERED, OWNED = 1, 2, 3, 4

_NEAR = 3
"""Statements of one block so far apart still speak of one piece of work.
Source: docs/scoring.md#generic-words."""
_AT_HOME_SHARE = 0.3
"""Share of specific mentions among all from which a document is about AI as a whole.
Source: docs/scoring.md#generic-words."""
_AT_HOME_KINDS = 4
"""Different specific indicators, used and not listed, that such a document must hold.
Source: docs/scoring.md#generic-words."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One statement with everything that was read from it."""

    statement: Statement
    cues: Cues
    mentions: tuple[Mention, ...]
    has_buzzword: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A mention with its level and the wording that carries it."""

    level: int
    mention: Mention
    reader: Reader
    people: str
    production: str
    outcome: str


def read_statements(
    found: Sequence[Statement], index: Lexicon, language: str
) -> tuple[Reader, ...]:
    """Read mentions and wording of every statement."""
    readers = []
    for statement in found:
        hits = index.find(statement.tokens)
        readers.append(
            Reader(statement, read_cues(statement, language), hits.mentions, hits.has_buzzword)
        )
    return tuple(readers)


def pieces(readers: Sequence[Reader]) -> tuple[Piece, ...]:
    """Give every mention its level; those that are evidence of nothing are left out.

    Source:
        docs/scoring.md#levels and docs/scoring.md#generic-words.
    """
    raised = [piece for i in range(len(readers)) for piece in _pieces_of(readers, i)]
    anchors = [p for p in raised if p.mention.is_specific and p.level >= PRACTISED]
    is_at_home = _is_at_home(raised, anchors)
    places = [(p.reader.statement.block, p.reader.statement.index) for p in anchors]
    return tuple(
        piece
        if piece.mention.is_specific or is_at_home or _is_near(piece.reader.statement, places)
        else _named(piece)
        for piece in raised
    )


def _pieces_of(readers: Sequence[Reader], i: int) -> list[Piece]:
    reader = readers[i]
    cues = reader.cues
    if cues.is_not_stated or reader.statement.is_header:
        return []
    after = _continuation(readers, i)
    people = cues.people or (after.people if after else "")
    production = cues.production or (after.production if after else "")
    outcome = cues.outcome or (after.outcome if after else "")
    level = _level(reader, people=people, production=production, outcome=outcome)
    return [
        Piece(level, mention, reader, people, production, outcome)
        for mention in reader.mentions
        if cues.denied_from is None or mention.first < cues.denied_from
    ]


def _continuation(readers: Sequence[Reader], i: int) -> Cues | None:
    """Return the next statement's wording when it goes on about the same piece of work."""
    if i + 1 == len(readers) or readers[i].statement.context == "listed":
        return None
    after = readers[i + 1]
    is_same = after.statement.block == readers[i].statement.block
    is_telling = not (after.cues.is_list or after.cues.is_not_stated or after.cues.is_claim)
    is_plain = after.cues.denied_from is None
    return after.cues if is_same and is_telling and is_plain and after.cues.refers_back else None


def _level(reader: Reader, *, people: str, production: str, outcome: str) -> int:
    cues, context = reader.cues, reader.statement.context
    if cues.is_list or cues.is_claim or not cues.is_described:
        return NAMED
    if not cues.own or cues.is_supporting or cues.is_study or context in ("study", "summary"):
        return PRACTISED
    if context == "project" or cues.is_practice:
        return DELIVERED if people and production else PRACTISED
    if not (people or production):
        return PRACTISED
    return OWNED if production and outcome else DELIVERED


def _is_at_home(raised: Sequence[Piece], anchors: Sequence[Piece]) -> bool:
    """Whether the document is about AI and data as a whole, so that general words count."""
    kinds = {(p.mention.criterion, p.mention.indicator.key) for p in anchors}
    specific = sum(p.mention.is_specific for p in raised)
    return len(kinds) >= _AT_HOME_KINDS and specific >= _AT_HOME_SHARE * len(raised)


def _is_near(statement: Statement, places: Sequence[tuple[int, int]]) -> bool:
    return any(
        block == statement.block and abs(index - statement.index) <= _NEAR
        for block, index in places
    )


def _named(piece: Piece) -> Piece:
    return replace(piece, level=NAMED)

"""How strong a piece of evidence each mention is, from its statement and the one after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from bot.evaluators.offline.cues import Cues, read_cues
from bot.evaluators.offline.lexicon import Lexicon, Mention
from bot.evaluators.offline.statements import Statement

NAMED, PRACTISED, DELIVERED, OWNED = 1, 2, 3, 4

_AT_HOME_SHARE = 0.2
"""Share of specific mentions among all from which a document is about AI as a whole.
Source: docs/scoring.md#generic-words."""
_AT_HOME_KINDS = 2
"""Different specific indicators that such a document must hold.
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
    lenders: tuple[Statement, ...] = ()
    """Other statements, from which some of that wording may be."""


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


def grade(readers: Sequence[Reader]) -> tuple[Piece, ...]:
    """Give every mention its level; those that are evidence of nothing are left out.

    Source:
        docs/scoring.md#levels.
    """
    live = {reader.statement.block: reader for reader in readers if _runs_ai(reader)}
    return tuple(piece for i in range(len(readers)) for piece in _pieces_of(readers, i, live))


def _runs_ai(reader: Reader) -> bool:
    """Say whether a statement of a role says that such work runs for others.

    They stand for the whole role: a statement of it with a part of the person's own and an
    outcome is then delivered too, since a role is seldom told in one sentence.
    """
    cues = reader.cues
    if reader.statement.context != "role" or cues.is_not_stated or cues.denied_from is not None:
        return False
    level = _level(reader, people="", production=cues.production, outcome="")
    return bool(cues.production and reader.mentions) and level == DELIVERED


def telling(graded: Sequence[Piece]) -> tuple[Piece, ...]:
    """Keep the mentions that tell of AI work, and of the craft of one criterion.

    A word that other trades use too ("Docker", "SQL", "stakeholder") counts in a statement that
    also names something specific, and anywhere in a document that is about AI and data as a
    whole: in full where that shows as work, as "named" where it is only said.

    Source:
        docs/scoring.md#generic-words.
    """
    specific = [piece for piece in graded if piece.mention.is_specific]
    places = {piece.reader.statement.index for piece in specific}
    beside = tuple(p for p in graded if _tells(p, places))
    if len(specific) < _AT_HOME_SHARE * len(graded):
        return beside
    if _kinds(p for p in specific if p.level >= PRACTISED) >= _AT_HOME_KINDS:
        return tuple(graded)
    if _kinds(specific) < _AT_HOME_KINDS:
        return beside
    away = (piece for piece in graded if not _tells(piece, places))
    return beside + tuple(replace(piece, level=NAMED) for piece in away)


def _tells(piece: Piece, places: AbstractSet[int]) -> bool:
    return not piece.mention.is_general or piece.reader.statement.index in places


def _kinds(found: Iterable[Piece]) -> int:
    return len({(piece.mention.criterion, piece.mention.indicator.key) for piece in found})


def _pieces_of(readers: Sequence[Reader], i: int, live: Mapping[int, Reader]) -> list[Piece]:
    reader = readers[i]
    cues = reader.cues
    if cues.is_not_stated or (reader.statement.is_header and not cues.own):
        return []
    after = _continuation(readers, i)
    lenders = (readers[i + 1].statement,) if after else ()
    people = cues.people or (after.people if after else "")
    production = cues.production or (after.production if after else "")
    outcome = cues.outcome or (after.outcome if after else "")
    level = _level(reader, people=people, production=production, outcome=outcome)
    if not (people or production or cues.is_practice) and cues.outcome:
        lender = live.get(reader.statement.block)
        people = lender.cues.production if lender else ""
        lenders = (lender.statement,) if lender else ()
        level = _level(reader, people=people, production="", outcome="")
    return [
        Piece(level, mention, reader, people, production, outcome, lenders)
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

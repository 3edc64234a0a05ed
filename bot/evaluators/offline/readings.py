"""From graded mentions to a criterion's level, its quotes and one line of reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.assessment import Evidence, Reading
from bot.domain.rubric import LEVEL_NAMES, Stage
from bot.evaluators.offline.ladder import DELIVERED, NAMED, OWNED, PRACTISED, Piece
from bot.evaluators.offline.quotes import quote

MOST_EVIDENCE = 3
"""Quotes kept for one criterion."""
_SHOWN = 2
"""Of these, the ones that sheets and messages show below a level."""
_SECOND = PRACTISED
"""Least level of the second, different statement that the top level needs.
Source: docs/scoring.md#levels."""
_NOTHING = "Nothing in the text speaks to it."
_GENERAL = "Only general words (“{word}”), away from AI and data work."


def read_criterion(key: str, found: Iterable[Piece], aside: Sequence[Piece]) -> Reading:
    """Read one criterion from its mentions.

    The level is that of the strongest statement; "owned in production" also needs a second,
    different statement that is at least "practised", since one sentence alone is easily said.

    Args:
        key: The criterion's.
        found: Its mentions that count, in any order.
        aside: Its mentions that do not, for the reason given.
    """
    pieces = sorted(found, key=_strength)
    if not pieces:
        why = _GENERAL.format(word=_words(aside[0])) if aside else _NOTHING
        return Reading(key=key, level=None, evidence=(), stages=(), rationale=why)
    distinct = _distinct(pieces)
    best = distinct[0]
    is_alone = best.level == OWNED and (len(distinct) == 1 or distinct[1].level < _SECOND)
    level = DELIVERED if is_alone else best.level
    shown = {piece.mention.indicator.stage for piece in pieces if piece.level >= PRACTISED}
    quoted = [piece for piece in distinct if piece.level >= min(level, PRACTISED)]
    evidence = tuple(
        quote(piece.reader.statement, piece.mention.first) for piece in quoted[:MOST_EVIDENCE]
    )
    reason = _reason(best, level, evidence, is_alone=is_alone)
    return Reading(
        key=key,
        level=level,
        evidence=evidence,
        stages=tuple(stage for stage in Stage if stage in shown),
        rationale=f"{LEVEL_NAMES[level].capitalize()}: {reason}",
    )


def _strength(piece: Piece) -> tuple[int, bool, int, int, str]:
    return (
        -piece.level,
        not piece.mention.is_specific,
        piece.reader.statement.index,
        piece.mention.first,
        piece.mention.indicator.key,
    )


def _words(piece: Piece) -> str:
    statement, mention = piece.reader.statement, piece.mention
    start, end = statement.tokens[mention.first].start, statement.tokens[mention.last].end
    return statement.text[start:end]


def _distinct(pieces: Sequence[Piece]) -> list[Piece]:
    """Keep the first piece of each wording, so that saying a thing twice adds nothing."""
    by_words: dict[tuple[str, ...], Piece] = {}
    for piece in pieces:
        by_words.setdefault(tuple(t.stem for t in piece.reader.statement.tokens), piece)
    return list(by_words.values())


def _reason(best: Piece, level: int, evidence: Sequence[Evidence], *, is_alone: bool) -> str:
    cues = best.reader.cues
    done = f"“{cues.own}”" if cues.own else "work is described"
    used = best.people or best.production
    if level == NAMED:
        why = _why_named(best)
        return f"{why}; a 2 would need a piece of work in which it was used."
    if level == PRACTISED:
        return f"{done}, {_why_practised(best)}."
    if level == DELIVERED:
        missing = (
            "a 4 would need a second piece of work that shows it"
            if is_alone
            else "a 4 would need operation over time with an outcome"
        )
        return f"{done}, relied on ({_cited(used, best, evidence)}); {missing}."
    run, outcome = (_cited(words, best, evidence) for words in (best.production, best.outcome))
    return f"{done}, run for others ({run}), with an outcome ({outcome})."


def _cited(words: str, best: Piece, evidence: Sequence[Evidence]) -> str:
    """Cite words of the document, with their place where no quote that is shown holds them."""
    if any(words in shown.quote for shown in evidence[:_SHOWN]):
        return f"“{words}”"
    statements = (best.reader.statement, *best.lenders)
    statement = next(each for each in statements if words in each.text)
    line = statement.piece_at(statement.text.index(words)).line
    return f"“{words}”, page {line.page}, line {line.number}"


def _why_named(best: Piece) -> str:
    if best.reader.cues.is_claim:
        return "claimed, without a piece of work"
    if best.reader.cues.is_list or not best.reader.cues.is_described:
        return "listed, without a piece of work"
    return "a general word, away from AI and data work that was done"


def _why_practised(best: Piece) -> str:
    cues, context = best.reader.cues, best.reader.statement.context
    if cues.is_supporting:
        return "in a supporting part; a 3 would need a part of the person's own"
    if not cues.own:
        return "without the person's own part; a 3 would need to say who did what"
    if cues.is_study or context == "study":
        return "for study; a 3 would need a role in which others relied on it"
    if cues.is_practice or context == "project":
        return "as a project or prototype; a 3 would need others to rely on it"
    if context == "summary":
        return "in a summary; a 3 would need to stand in a role"
    return "with nobody said to rely on it; a 3 would need users or production"

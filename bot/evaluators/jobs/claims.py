"""What a CV claims: its statements, each up to where it denies or wishes for something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.document import Document, Line
from bot.evaluators.offline.cues import read_cues
from bot.evaluators.offline.statements import Statement, statements


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, and how far it claims anything."""

    statement: Statement
    end: int
    """Offset in the statement's text from which things are denied or wished for."""

    @property
    def text(self) -> str:
        """The part that claims something; "" when all is denied."""
        return self.statement.text[: self.end]


def read_claims(document: Document) -> tuple[Claim, ...]:
    """Return every statement of a document with its denied part told apart.

    Reads denials as the offline evaluator does: from "never used" to the end of the statement.
    """
    language = document.language or "en"
    return tuple(_claim(statement, language) for statement in statements(document))


def claimed_lines(lines: Iterable[Line], claims: Sequence[Claim]) -> list[str]:
    """Return the text of each line with spaces for what is denied, so that offsets stay."""
    texts = {line.number: line.text for line in lines}
    for claim in claims:
        for piece in claim.statement.pieces:
            kept = min(max(claim.end - piece.at, 0), piece.size)
            text = texts[piece.line.number]
            start, end = piece.start + kept, piece.start + piece.size
            texts[piece.line.number] = text[:start] + " " * (end - start) + text[end:]
    return list(texts.values())


def _claim(statement: Statement, language: str) -> Claim:
    denied = read_cues(statement, language).denied_from
    end = len(statement.text) if denied is None else statement.tokens[denied].start
    return Claim(statement, end)

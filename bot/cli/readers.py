"""Who read a document, in words: by rule or by a model, in place of it, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from rich.console import Group, RenderableType
from rich.text import Text

from bot.cli import parts
from bot.cli.terminal import words
from bot.domain.assessment import Assessment, Provenance, Reading
from bot.domain.document import DocumentKind
from bot.domain.job import Required, RequirementMatch
from bot.domain.rubric import TOP_LEVEL
from bot.domain.words import count, level_name, lost_words, samples_words, why_no_model
from bot.errors import ModelError, ModelOutcome

SAME = "the same answer every time"
AGAIN = ", which the next time is asked again"
KEPT = "kept, so asking again gives the same answer"
_NEXT = {
    ModelOutcome.OUTAGE: (
        "Ask again later, or use the offline evaluator; if it lasts, check PLUMBLINE_MODEL_URL."
    ),
    ModelOutcome.LIMITED: "Ask again in a while, or use the offline evaluator.",
}
"""What to do on a command line, where nothing goes on by itself."""


def reader(who: Provenance) -> str:
    """Name who read: the evaluator with its version, its model, and what was asked of it."""
    name = f"{who.name} {who.version}"
    if who.model is None:
        return name
    prompt = f", prompt {who.prompt}" if who.prompt else ""
    return f"{name} with {who.model}{prompt}"


def how_steady(who: Provenance) -> str:
    """Say what asking again gives: a rule repeats itself, a model's answer is kept."""
    return SAME if who.model is None else KEPT


def readers(assessments: Sequence[Assessment]) -> str:
    """Name all who read several documents, the most frequent first with how many where mixed."""
    named = [in_place(each) for each in assessments]
    by_number = sorted(dict.fromkeys(named), key=named.count, reverse=True)
    if len(by_number) == 1:
        return by_number[0]
    return " and ".join(f"{name} ({count(named.count(name), 'document')})" for name in by_number)


def in_place(assessment: Assessment) -> str:
    """Name who read one document, and that it was in place of a model."""
    instead = " in place of the language model" if assessment.stands_in else ""
    return reader(assessment.provenance) + instead


def stand_in(outcome: ModelOutcome) -> RenderableType:
    """Say that a reading by rule stands in for a model's, why, and what to do."""
    problem, fix = why_no_model(outcome)
    return Text.assemble(
        ("Offline reading in place of the language model: ", "yellow"), f"{problem} {fix}"
    )


def unanswered(
    outcome: ModelOutcome,
    kind: DocumentKind = DocumentKind.CV,
    not_before: datetime | None = None,
) -> RenderableType:
    """Say why a model gave no reading, what is kept, and what to do.

    Args:
        outcome: How asking ended.
        kind: Of the document.
        not_before: When asking again makes sense; None where the server did not say.
    """
    error = ModelError(outcome)
    said = [
        Text("Not read by the language model", style="bold yellow"),
        Text(f"{error.problem} ({outcome.value})"),
        Text(_next(outcome, not_before) or error.fix),
        Text("Nothing is kept of it but what it cost; what was read before stays."),
    ]
    if kind is DocumentKind.CV:
        said.append(Text(parts.NO_LEVELS, "dim"))
    return Group(Text(""), *map(parts.indented, said))


def _next(outcome: ModelOutcome, not_before: datetime | None) -> str | None:
    if outcome is ModelOutcome.LIMITED and not_before is not None:
        when = not_before.astimezone(UTC)
        # Rounded up, so that whoever asks then is not told the same again.
        when = when.replace(second=0, microsecond=0) + timedelta(minutes=1)
        return f"Ask again after {when:%Y-%m-%d %H:%M} UTC, or use the offline evaluator."
    return _NEXT.get(outcome)


def matched_by(
    match: RequirementMatch, said: ModelOutcome | None = None
) -> Iterator[RenderableType]:
    """Say who held a CV against a job description, unless it was by rule as always.

    Args:
        match: Of the CV.
        said: The end of asking a model that the sheet has spoken of already.
    """
    if match.stands_in is not None and match.stands_in is not said:
        yield stand_in(match.stands_in)
    if match.provenance.model is not None:
        yield words(f"held against it by {reader(match.provenance)}", "dim")


def required_by(required: Required) -> Iterator[RenderableType]:
    """Say who read what a job description asks for, unless it was by rule as always."""
    if required.stands_in is not None:
        yield stand_in(required.stands_in)
    if required.lost:
        lost = count(required.lost, "requirement")
        yield words(f"{lost} that the model named do not stand in the text, and were left out.")
    if required.provenance.model is not None:
        yield words(f"requirements read by {reader(required.provenance)}, all else by rule", "dim")


def times(assessment: Assessment) -> str:
    """Say how often a document was read; "" where it was once."""
    most = max((len(reading.samples) for reading in assessment.readings), default=0)
    return f"{most} times " if most > 1 else ""


def notes(reading: Reading) -> Iterator[RenderableType]:
    """Say how far samples lie apart, what was given and is not there, and what is missing."""
    spread = samples_words(reading.samples) if len(set(reading.samples)) > 1 else ""
    said = [each for each in (spread, lost_words(reading.lost)) if each]
    if said:
        yield words(" ".join(said), "dim")
    if reading.missing and reading.level != TOP_LEVEL:
        wanted = "Any level" if reading.level is None else f"A {reading.level + 1}"
        yield words(f"{wanted} would need: {_within(reading.missing)}", "dim")


def _within(sentence: str) -> str:
    """Return a sentence as it stands inside another; a name or an acronym keeps its letters."""
    first = sentence.split(maxsplit=1)[0]
    is_word = first == "A" or (first[1:].islower() and first.isalpha())
    return sentence[0].lower() + sentence[1:] if is_word else sentence


def differing(assessment: Assessment, reading: Reading) -> Iterator[RenderableType]:
    """Show two readings of a criterion side by side where they differ, with the second's quote."""
    if assessment.second is None or reading.key not in assessment.differing:
        return
    second = next(r for r in assessment.second.readings if r.key == reading.key)
    levels = f"model: {level_name(reading.level)} · words alone: {level_name(second.level)}"
    yield Text.assemble(("Readings differ", "yellow"), f" · {levels}")
    # The same words may carry two levels; a quote is shown once.
    shown = {each.quote for each in reading.evidence}
    yield from (parts.quoted(e) for e in second.evidence[:1] if e.quote not in shown)

"""The review of a job description, and its suggestions in the thread."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.words import count
from bot.services.messages import JobDetailsMessage, JobMessage, JobSuggestion
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Json, Payload
from bot.slack.builders.text import escape, fit, isolate

_REQUIREMENT = 200
"""Characters of a requirement in a list."""
_LISTED = 6
"""Requirements or criteria in a list; the rest is counted."""
_SUGGESTION = 700
"""Characters of a suggestion's problem, and of its rewrite."""


def job(message: JobMessage) -> Payload:
    """Show what a job description says, leaves out and could say better."""
    title = escape(fit(message.requisition_title, parts.HEADER))
    blocks = [
        parts.header(message.requisition_title),
        parts.small("*Job description*", f"added by {rich.mention(message.added_by)}"),
    ]
    if message.waits is not None:
        waits = rich.line(*parts.waiting_for(message.waits))
        blocks.append(rich.rich(rich.line(rich.bold("Waiting for the language model")), waits))
        return Payload(text=f"{title}: the job description waits to be read.", blocks=blocks)
    if message.is_reading:
        blocks.append(
            rich.rich(
                rich.line(
                    rich.bold("Reading the job description"), "\nThis message shows the result."
                )
            )
        )
        return Payload(text=f"{title}: the job description is being read.", blocks=blocks)
    if message.problem:
        blocks.append(rich.rich(parts.problem_and_fix(message.problem, message.fix)))
        return Payload(text=f"{title}: the job description cannot be read.", blocks=blocks)
    blocks += _review(message)
    return Payload(text=f"{title}: the job description was reviewed.", blocks=blocks)


def job_details(message: JobDetailsMessage) -> Payload:
    """Show what could be better and how, a suggestion at a time."""
    about = "Suggestions for the job description"
    if message.parts > 1:
        about += f", part {message.part + 1} of {message.parts}"
    blocks = [parts.small(f"*{about}*")]
    blocks += [rich.rich(*_suggestion(suggestion)) for suggestion in message.suggestions]
    return Payload(text=f"{about}.", blocks=blocks)


def _review(message: JobMessage) -> Iterator[Json]:
    yield rich.rich(*_role(message))
    if message.unassessed or message.unadvertised:
        yield parts.divider()
    yield from _list("Asked for, but no criterion of the rubric assesses it", message.unassessed)
    yield from _list("Assessed by the rubric, but never mentioned", message.unadvertised)
    notes = parts.notices((), message.findings)
    if notes:
        yield rich.rich(rich.line(rich.bold("Worth knowing")), rich.bullets(notes))
    if message.read_by is not None:
        yield parts.read_by(message.read_by)


def _role(message: JobMessage) -> Iterator[Json]:
    yield rich.line(rich.bold(_role_words(message)))
    must = f"{message.must:,} {'is a must' if message.must == 1 else 'are a must'}"
    nice = f"{message.nice:,} {'is' if message.nice == 1 else 'are'} nice to have"
    asks = f"Of what it asks for, {must} and {nice}."
    changes = "There is nothing to suggest."
    if message.suggestions:
        number = count(message.suggestions, "suggestion")
        changes = f"{number} in the thread, each with what to do."
    yield rich.line(f"{asks} {changes}")
    if message.missing:
        yield rich.line(f"It does not say: {', '.join(message.missing)}.")
    if message.stands_in is not None:
        yield parts.stand_in(message.stands_in, "Requirements read by rule")
    if message.lost:
        lost = count(message.lost, "requirement")
        yield rich.line(f"{lost} that the model named: not found in the text, and left out.")


def _role_words(message: JobMessage) -> str:
    if not message.described:
        return "The text says too little to tell which role it describes."
    if message.is_mismatch:
        return f"The title says {message.title}, the text describes {message.described}."
    if message.title:
        return f"Title and text describe the same role: {message.described}."
    return f"The text describes: {message.described}."


def _list(title: str, items: tuple[str, ...]) -> Iterator[Json]:
    if not items:
        return
    shown = [rich.line(isolate(fit(item, _REQUIREMENT)) or "-") for item in items[:_LISTED]]
    if len(items) > _LISTED:
        shown.append(rich.line(f"and {len(items) - _LISTED} more"))
    yield rich.rich(rich.line(rich.bold(title)), rich.bullets(shown))


def _suggestion(suggestion: JobSuggestion) -> Iterator[Json]:
    where = f"line {suggestion.line}" if suggestion.line else "whole text"
    topic = fit(suggestion.topic.replace("_", " "), parts.TITLE).capitalize()
    yield rich.line(rich.bold(f"{topic}, {where}"))
    yield rich.line(isolate(fit(suggestion.problem, _SUGGESTION)) or "-")
    if suggestion.rewrite:
        yield rich.line(rich.italic("Suggestion:"))
        yield rich.quoted(isolate(fit(suggestion.rewrite, _SUGGESTION)))

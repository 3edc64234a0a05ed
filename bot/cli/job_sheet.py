"""The review of one job description."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from bot.cli import parts, readers
from bot.cli.terminal import Screen, percent, words
from bot.domain.job import JobReview, RequirementKind, RoleReading, Suggestion, Wording
from bot.domain.rubric import Rubric
from bot.domain.words import count, heading
from bot.services.reports import JobReport

_ROLES = 3
"""Archetypes shown, the closest first."""


def job_sheet(report: JobReport, screen: Screen) -> RenderableType:
    """Lay out what a job description says, leaves out and could say better."""
    return Group(*_parts(report, screen), Text(""))


def job_highlights(report: JobReport) -> RenderableType:
    """Lay out the role, what is missing and the first suggestion of each topic."""
    if report.review is None:
        return parts.title(report.card, report.reason)
    topics = {s.topic: s for s in reversed(report.review.suggestions)}
    first = tuple(s for s in report.review.suggestions if topics[s.topic] is s)
    return Group(
        parts.title(report.card, report.reason),
        parts.section("The role", *_role(report.review.role)),
        parts.section("What to change", *_suggestions(report.review.missing, first)),
    )


def _parts(report: JobReport, screen: Screen) -> Iterator[RenderableType]:
    yield parts.title(report.card, report.reason, is_assessed=report.review is not None)
    review = report.review
    if review is None:
        if report.reason is not None:
            yield parts.unreadable(report.reason, report.card.kind)
        if report.unanswered is not None:
            yield readers.unanswered(report.unanswered, report.card.kind)
    else:
        yield parts.section("The role", *_role(review.role))
        yield parts.section("What it asks for", *_requirements(review))
        yield parts.section(
            f"Held against the rubric {report.rubric.name}",
            _coverage(review, report.rubric, screen),
            *_not_covered(review),
        )
        yield parts.section("Wording", *_wording(review.wording))
        if review.suggestions or review.missing:
            yield parts.section("What to change", *_suggestions(review.missing, review.suggestions))
    if report.findings:
        yield parts.section("Noticed while reading", parts.findings(report.findings))
    yield parts.section(
        "", Text(f"rubric {report.rubric.name} {report.rubric.hash[:8]}", style="dim")
    )


def _role(role: RoleReading) -> Iterator[Text]:
    if not role.described:
        yield Text("The text is too thin to tell which role it describes.")
        return
    style = "bold yellow" if role.is_mismatch else "bold"
    described = Text.assemble("The text describes: ", (heading(role.described), style))
    titled = heading(role.title) if role.title else "none that is known"
    yield Text.assemble(described, f" · the title says: {titled}")
    if role.is_mismatch:
        yield Text("Title and text differ: people will apply for another job than this one.")
    closest = sorted(role.scores.items(), key=lambda pair: (-pair[1], pair[0]))[:_ROLES]
    shown = " · ".join(f"{heading(slug)} {percent(value)}" for slug, value in closest)
    yield Text(f"Closest roles: {shown}", style="dim")


def _requirements(review: JobReview) -> Iterator[RenderableType]:
    musts = sum(r.kind is RequirementKind.MUST for r in review.requirements)
    nice = len(review.requirements) - musts
    yield Text(f"{count(musts, 'must-have')} and {nice} nice to have")
    table = parts.grid(4, None)
    for requirement in review.requirements:
        text = Text.assemble(words(requirement.text), (f" l{requirement.line}", "dim"))
        table.add_row(Text(requirement.kind.value, style="dim"), text)
    if table.row_count:
        yield table
    yield from readers.required_by(review.required)


def _coverage(review: JobReview, rubric: Rubric, screen: Screen) -> RenderableType:
    yes, no = ("●", "○") if screen.has_symbols else ("[x]", "[ ]")
    table = parts.grid(3, None)
    for criterion in rubric.criteria:
        lines = review.coverage.get(criterion.key, ())
        where = "line " + ", ".join(str(n) for n in lines[:6]) if lines else "never advertised"
        row = Text.assemble(criterion.title, (f"  {where}", "dim"))
        table.add_row(Text(yes, "green") if lines else Text(no, "yellow"), row)
    return table


def _not_covered(review: JobReview) -> Iterator[RenderableType]:
    if review.unassessed:
        yield Text("Asked for, but no criterion assesses it:")
        for requirement in review.unassessed:
            yield Text.assemble("  - ", words(requirement.text), (f" l{requirement.line}", "dim"))


def _wording(wording: Wording) -> Iterator[Text]:
    coding = "no gender-coded words" if wording.coding == "empty" else wording.coding
    yield Text(f"Gender-coded wording: {coding}")
    for name, found in (
        ("masculine-coded", wording.masculine),
        ("feminine-coded", wording.feminine),
        ("of these, technical terms", wording.allowed),
    ):
        if found:
            yield Text.assemble((f"{name}: ", "dim"), words(_counted(found)))


def _counted(found: Mapping[str, int]) -> str:
    return ", ".join(word + (f" x{n}" if n > 1 else "") for word, n in found.items())


def _suggestions(
    missing: Sequence[str], suggestions: Sequence[Suggestion]
) -> Iterator[RenderableType]:
    if missing:
        yield Text("The text does not say: " + ", ".join(missing))
    table = parts.grid(9, None)
    for suggestion in suggestions:
        where = f" l{suggestion.line}" if suggestion.line else ""
        table.add_row(
            Text(suggestion.topic, style="bold"),
            Group(
                Text.assemble(words(suggestion.problem), (where, "dim")),
                Text.assemble(("instead: ", "green"), words(suggestion.rewrite)),
            ),
        )
    if table.row_count:
        yield table

"""A rubric, and the difference of two, laid out for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.text import Text

from bot.cli import parts
from bot.cli.terminal import percent, words
from bot.domain.rubric import LEVEL_NAMES, Criterion, Rubric
from bot.domain.rubric_change import CriterionChange, ResultChange
from bot.domain.words import PRIORITIES, count
from bot.services.rubrics import Comparison


def rubric_sheet(rubric: Rubric) -> RenderableType:
    """Lay out criteria, anchors, questions and what does not count."""
    return Group(
        Rule(words(f"{rubric.title} ({rubric.name} {rubric.version})", "bold"), align="left"),
        parts.indented(words(rubric.description)),
        parts.indented(Text(f"hash {rubric.hash}", style="dim")),
        *(_criterion(criterion, rubric) for criterion in rubric.criteria),
        Text(""),
    )


def _criterion(criterion: Criterion, rubric: Rubric) -> RenderableType:
    share = percent(criterion.weight / rubric.weight)
    anchors = parts.grid(24, None)
    for level, anchor in enumerate(criterion.anchors, 1):
        anchors.add_row(f"{level} {LEVEL_NAMES[level]}", words(anchor))
    body: list[RenderableType] = [words(criterion.question), anchors]
    for question in criterion.questions:
        body.append(words(f"Ask: {question.ask}"))
        body += [words(f"  then: {probe}", "dim") for probe in question.probes]
    if criterion.does_not_count:
        body.append(words("Does not count: " + "; ".join(criterion.does_not_count), "dim"))
    return parts.section(f"{criterion.title}  ({criterion.key}, {share} of the weight)", *body)


def diff_sheet(comparison: Comparison) -> RenderableType:
    """Lay out what changed, and what that makes of given results."""
    return Group(*_diff(comparison))


def _diff(comparison: Comparison) -> Iterator[RenderableType]:
    old, new, diff = comparison.old, comparison.new, comparison.diff
    yield words(f"{old.name} {old.hash[:8]} -> {new.name} {new.hash[:8]}", "bold")
    if diff.is_empty:
        yield Text("They say the same.")
    if diff.header:
        yield words("changed: " + ", ".join(diff.header))
    yield from (Text(f"added    {key}", style="green") for key in diff.added)
    yield from (Text(f"dropped  {key}", style="yellow") for key in diff.dropped)
    for moved in diff.reweighted:
        shares = f"{percent(moved.old_share)} -> {percent(moved.new_share)} of the weight"
        yield Text(f"weight   {moved.key}: {shares}")
    yield from (Text(f"inside   {change.key}: {_inside(change)}") for change in diff.changed)
    if diff.needs_rereading:
        yield Text("To be read again: " + ", ".join(diff.needs_rereading), style="bold")
    if comparison.results or comparison.left_out:
        yield from _results(comparison)


def _inside(change: CriterionChange) -> str:
    counts = (
        (len(change.indicators_added), "indicator", "added"),
        (len(change.indicators_removed), "indicator", "removed"),
        (len(change.indicators_changed), "indicator", "changed"),
        (len(change.anchors), "anchor", "changed"),
    )
    said = [f"{count(n, noun)} {verb}" for n, noun, verb in counts if n]
    flags = (
        (change.questions_changed, "questions changed"),
        (change.does_not_count_changed, "what does not count changed"),
        (change.wording_changed, "title or question changed"),
    )
    return ", ".join([*said, *(words_ for is_set, words_ in flags if is_set)])


def _results(comparison: Comparison) -> Iterator[RenderableType]:
    changed = [result for result in comparison.results if result.is_changed]
    yield Text("")
    yield Text(
        f"{len(changed)} of {count(len(comparison.results), 'result')} would change.", style="bold"
    )
    yield from (_result(result) for result in changed)
    if comparison.left_out:
        yield Text(
            f"{count(comparison.left_out, 'result')} left out: not made with "
            f"{comparison.old.name} {comparison.old.hash[:8]}.",
            style="dim",
        )


def _result(result: ResultChange) -> Text:
    before, after = result.old_score, result.new_score
    said = f"  evidenced {percent(before.evidenced)} -> {percent(after.evidenced)}"
    said += f", coverage {percent(before.coverage)} -> {percent(after.coverage)}"
    if result.old_priority is not result.new_priority:
        said += f", {PRIORITIES[result.old_priority]} -> {PRIORITIES[result.new_priority]}"
    return Text.assemble(words(result.path), said)

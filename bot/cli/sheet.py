"""The evidence sheet of one document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli import parts, readers
from bot.cli.terminal import Screen, percent, words
from bot.domain.assessment import Assessment
from bot.domain.job import RequirementMatch, RequirementReading
from bot.domain.rubric import LEVEL_NAMES, Rubric
from bot.domain.scoring import Priority
from bot.domain.words import PATTERNS, PRIORITIES, count
from bot.errors import ModelOutcome
from bot.services.reports import Evaluation

_STYLES = {
    Priority.TALK_FIRST: "bold green",
    Priority.TALK: "bold",
    Priority.HUMAN_READ: "bold yellow",
}
_MEASURE = 116
"""Columns of the widest sheet: longer lines of prose are hard to read."""
_QUOTES = 2
"""Quotes shown for a criterion; --json has all."""


def evaluation_sheet(
    evaluation: Evaluation, cannot_see: Sequence[str], screen: Screen
) -> RenderableType:
    """Lay out everything that was found, the answer first."""
    parts_of_sheet = list(_parts(evaluation, cannot_see, screen))
    is_wide = screen.out.width > _MEASURE
    return Padding(
        Group(*parts_of_sheet, Text("")),
        (0, screen.out.width - _MEASURE if is_wide else 0, 0, 0),
    )


def _parts(
    evaluation: Evaluation, cannot_see: Sequence[str], screen: Screen
) -> Iterator[RenderableType]:
    assessment = evaluation.assessment
    yield parts.title(evaluation.card, evaluation.reason, is_assessed=assessment is not None)
    if evaluation.reason is not None:
        yield parts.unreadable(evaluation.reason)
    if evaluation.unanswered is not None:
        yield readers.unanswered(evaluation.unanswered, not_before=evaluation.not_before)
    if assessment is not None:
        yield _answer(evaluation, assessment)
        yield from _evidenced(evaluation.rubric, assessment, screen)
        yield from _gaps(evaluation.rubric, assessment, screen)
        yield _lifecycle(evaluation, screen)
        if assessment.patterns:
            said = [Text(PATTERNS[p]) for p in assessment.patterns]
            yield parts.section("The whole profile", *said)
    if evaluation.match is not None:
        spoken_of = assessment.stands_in if assessment is not None else None
        yield _requirements(evaluation.match, spoken_of, screen)
    if evaluation.findings:
        yield parts.section("Noticed while reading", parts.findings(evaluation.findings))
    if assessment is not None:
        yield _provenance(evaluation, assessment, cannot_see)


def _answer(evaluation: Evaluation, assessment: Assessment) -> RenderableType:
    total, rubric = evaluation.score, evaluation.rubric
    rated = sum(level is not None for level in assessment.levels.values())
    facts = parts.grid(9, 5, None)
    facts.columns[1].justify = "right"
    facts.add_row("Evidenced", percent(total.evidenced), _dim("of all that the rubric asks for"))
    facts.add_row(
        "Coverage",
        percent(total.coverage),
        _dim(f"by weight: {rated} of {len(rubric.criteria)} criteria have evidence"),
    )
    match = evaluation.match
    if match is not None and match.match is not None:
        facts.add_row("Match", percent(match.match), _dim("of what the job description asks for"))
    if assessment.differing:
        number = count(len(assessment.differing), "criterion", "criteria")
        facts.add_row("Differing", "", _dim(f"two readings of {number}, both shown below"))
    answer = Text(PRIORITIES[evaluation.priority], style=_STYLES[evaluation.priority])
    said: list[RenderableType] = [answer, facts]
    if assessment.stands_in is not None:
        said.append(readers.stand_in(assessment.stands_in))
    return Group(Text(""), *map(parts.indented, said))


def _evidenced(rubric: Rubric, assessment: Assessment, screen: Screen) -> Iterator[RenderableType]:
    rated = [(r.level, r) for r in assessment.readings if r.level is not None]
    if not rated:
        return
    table = parts.grid(4, None)
    for number, (level, reading) in enumerate(sorted(rated, key=lambda pair: -pair[0]), 1):
        head = Text.assemble(
            (rubric.criterion(reading.key).title, "bold"),
            f"  {level} {LEVEL_NAMES[level]}",
            _dim("  " + " ".join(stage.value for stage in reading.stages)),
        )
        body: list[RenderableType] = [head, *(parts.quoted(e) for e in reading.evidence[:_QUOTES])]
        body.append(words(reading.rationale, "dim"))
        body += [*readers.differing(assessment, reading), *readers.notes(reading)]
        if number < len(rated):
            body.append(Text(""))
        table.add_row(parts.bar(level, has_symbols=screen.has_symbols), Group(*body))
    yield parts.section("What the document evidences", table)


def _gaps(rubric: Rubric, assessment: Assessment, screen: Screen) -> Iterator[RenderableType]:
    table = parts.grid(4, None)
    for reading in assessment.readings:
        if reading.level is not None:
            continue
        criterion = rubric.criterion(reading.key)
        body: list[RenderableType] = [
            Text(criterion.title, style="bold"),
            words(reading.rationale, "dim"),
            *readers.differing(assessment, reading),
            *readers.notes(reading),
        ]
        for question in criterion.questions[:1]:
            body.append(words(f"Ask: {question.ask}"))
            body += [words(f"then: {probe}", "dim") for probe in question.probes[:1]]
        table.add_row(parts.bar(None, has_symbols=screen.has_symbols), Group(*body))
    if table.row_count:
        yield parts.section("Not evidenced, so ask", table)


def _lifecycle(evaluation: Evaluation, screen: Screen) -> RenderableType:
    seen, unseen = ("●", "○") if screen.has_symbols else ("[x]", "[ ]")
    strip = Text("   ").join(
        Text(f"{seen if is_seen else unseen} {stage.value}", style="green" if is_seen else "dim")
        for stage, is_seen in evaluation.lifecycle.items()
    )
    return parts.section("Lifecycle", strip)


def _requirements(
    match: RequirementMatch, said: ModelOutcome | None, screen: Screen
) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(width=4, no_wrap=True)
    table.add_column(width=11, no_wrap=True)
    table.add_column(ratio=1)
    for reading in match.readings:
        requirement = reading.requirement
        body: list[RenderableType] = [
            _asked(reading),
            *(parts.quoted(e) for e in reading.evidence[:1]),
            *_said(reading),
        ]
        table.add_row(_dim(requirement.kind.value), _met(reading, screen), Group(*body))
    met = sum(reading.is_met is True for reading in match.readings)
    name = f"Job description: {met} of {count(len(match.readings), 'requirement')} evidenced"
    return parts.section(name, table, *readers.matched_by(match, said))


def _said(reading: RequirementReading) -> Iterator[RenderableType]:
    if reading.rationale and reading.is_met is not True:
        yield words(reading.rationale, "dim")
    if reading.lost:
        does = "does" if reading.lost == 1 else "do"
        why = "not in the text, an instruction, or a denial of it"
        yield words(f"{count(reading.lost, 'quote')} {does} not count: {why}.", "dim")
    if reading.differs:
        alone = "not shown" if reading.is_met else "met"
        yield Text.assemble(("Readings differ", "yellow"), f" · words alone: {alone}")


def _asked(reading: RequirementReading) -> Text:
    text = words(reading.requirement.text)
    return text.append(f" ({reading.years} not checked)", "dim") if reading.years else text


def _met(reading: RequirementReading, screen: Screen) -> Text:
    marks = ("✓", "·", "?") if screen.has_symbols else ("+", "-", "?")
    if reading.is_met is None:
        return Text(f"{marks[2]} unclear", style="yellow")
    return Text(f"{marks[0]} met", "green") if reading.is_met else _dim(f"{marks[1]} not shown")


def _provenance(
    evaluation: Evaluation, assessment: Assessment, cannot_see: Sequence[str]
) -> RenderableType:
    rubric, who, second = evaluation.rubric, evaluation.provenance, assessment.second
    steady = readers.AGAIN if assessment.stands_in else f" · {readers.how_steady(who)}"
    beside = f", beside {readers.reader(second.provenance)}" if second else ""
    line = (
        f"rubric {rubric.name} {rubric.hash[:8]} · read {readers.times(assessment)}by "
        f"{readers.in_place(assessment)}{beside}{steady}"
    )
    limits = "A reading aid of stated strength. It cannot see: " + "; ".join(
        _lowered(sentence) for sentence in cannot_see
    )
    return Group(
        Text(""),
        parts.indented(words(line, "dim")),
        parts.indented(_dim(limits + ".")),
    )


def _lowered(sentence: str) -> str:
    stripped = sentence.rstrip(".")
    return stripped[:1].lower() + stripped[1:]


def _dim(text: str) -> Text:
    return Text(text, style="dim")

"""The command that makes an interview kit: a sheet, JSON, or a page to print."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.cli import parts, readers
from bot.cli.edge import FINE, PROBLEMS
from bot.cli.inputs import check_paste, sources
from bot.cli.kit_object import kit_object
from bot.cli.objects import to_line
from bot.cli.terminal import Screen, open_screen, words
from bot.domain import kit_words
from bot.domain.document import DocumentKind
from bot.domain.kit import Kit, KitPart
from bot.domain.plan import Ask, Plan, Turn
from bot.domain.words import count
from bot.errors import UsageError
from bot.services.deps import Deps
from bot.services.kit_page import kit_page
from bot.services.kits import KitReport, KitRequest, prepare_kit

_MEASURE = 116
"""Columns of the widest sheet: longer lines of prose are hard to read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a person asked for beside the CV."""

    job: str | None
    rubric: str | None
    interviewers: int
    minutes: int
    as_json: bool
    page: Path | None
    """Where to write a page to print; None for none."""
    name: str
    """The candidate's; "" when unknown."""
    show_name: bool
    label: str
    """What the page calls the candidate; "" for the first digits of the CV's hash."""


def show_questions(file: str, options: Options, deps: Deps) -> int:
    """Print an interview kit for a CV, or write it as a page; return the exit code.

    Raises:
        UsageError: The name is to be shown and was not given, the page cannot be written, or
            ``prepare_kit`` refuses what was asked for.
    """
    if options.show_name and not options.name:
        raise UsageError("There is no name to show.", "Give it with --name.")
    check_paste([file], options.job)
    (source,) = sources([file], DocumentKind.CV, deps.file_bytes)
    job = None
    if options.job is not None:
        (job,) = sources([options.job], DocumentKind.JOB_DESCRIPTION, deps.file_bytes)
    report = prepare_kit(
        KitRequest(
            source=source,
            job=job,
            rubric=options.rubric,
            interviewers=options.interviewers,
            minutes=options.minutes,
            name=options.name,
            is_blind=not options.show_name,
        ),
        deps,
    )
    screen = open_screen()
    if options.page is not None and report.kit is not None:
        _write(options.page, kit_page(report, _label(report, options)))
        screen.talk.print(words(f"Written: {options.page}"))
    if options.as_json:
        screen.out.file.write(to_line(kit_object(report)) + "\n")
    elif options.page is None or report.kit is None:
        screen.show(kit_sheet(report, screen))
    return PROBLEMS if report.kit is None else FINE


def kit_sheet(report: KitReport, screen: Screen) -> RenderableType:
    """Lay out what to learn, the questions, and who asks them."""
    is_wide = screen.out.width > _MEASURE
    return Padding(
        Group(*_parts(report, screen), Text("")),
        (0, screen.out.width - _MEASURE if is_wide else 0, 0, 0),
    )


def _label(report: KitReport, options: Options) -> str:
    if options.show_name:
        return options.name
    return options.label or f"CV {report.card.sha256[:8]}"


def _write(path: Path, page: str) -> None:
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.", "Name another file."
        ) from None


def _parts(report: KitReport, screen: Screen) -> Iterator[RenderableType]:
    yield parts.title(report.card, report.reason, is_assessed=report.kit is not None)
    if report.reason is not None:
        yield parts.unreadable(report.reason)
    if report.unanswered is not None:
        yield readers.unanswered(report.unanswered)
    if report.kit is None or report.plan is None:
        return
    if report.stands_in is not None:
        yield parts.indented(readers.stand_in(report.stands_in))
    yield parts.section("What to learn, most needed first", _needs(report.kit, report.plan, screen))
    yield _plan_section(report.kit, report.plan)
    for turn in report.plan.turns:
        heading = f"Interviewer {turn.interviewer}: {count(turn.minutes, 'minute')}"
        yield parts.section(heading, *(_ask(ask, report.kit) for ask in turn.asks))
    yield parts.section("", words(f"{kit_words.SAME_FOR_ALL} {kit_words.LEFT_OUT}", "dim"))
    line = (
        f"rubric {report.rubric.name} {report.rubric.hash[:8]} · read by "
        f"{readers.reader(report.provenance)} · {readers.how_steady(report.provenance)}"
    )
    yield parts.section("", words(line, "dim"))


def _needs(kit: Kit, plan: Plan, screen: Screen) -> RenderableType:
    table = parts.grid(4, None)
    for part in kit.parts:
        owners = ", ".join(map(str, plan.owners(part.need.criterion)))
        asked = f"  asked by {owners}" if owners else ""
        body: list[RenderableType] = [
            Text.assemble(words(part.title, "bold"), (asked, "dim")),
            *(words(reason) for reason in kit_words.why(part.need)),
            *(parts.quoted(evidence) for evidence in part.need.evidence[:1]),
            *_without_questions(part),
            Text(""),
        ]
        table.add_row(parts.bar(part.need.level, has_symbols=screen.has_symbols), Group(*body))
    return table


def _without_questions(part: KitPart) -> Iterator[Text]:
    if not part.questions:
        yield words(kit_words.NO_QUESTIONS, "yellow")


def _plan_section(kit: Kit, plan: Plan) -> RenderableType:
    table = Table.grid(padding=(0, 2, 0, 0))
    for turn in plan.turns:
        table.add_row(
            Text(f"Interviewer {turn.interviewer}"),
            Text(count(turn.minutes, "minute"), justify="right"),
            words(_titles(turn, kit), "dim"),
        )
    flaws = [words(kit_words.said_of(s, kit, plan), "yellow") for s in plan.shortfalls]
    name = f"The plan: up to {plan.minutes} minutes of questions each"
    return parts.section(name, table, *flaws)


def _titles(turn: Turn, kit: Kit) -> str:
    return ", ".join(kit.part(ask.criterion).title for ask in turn.asks)


def _ask(ask: Ask, kit: Kit) -> RenderableType:
    question = kit.question(ask.question)
    extra = ", if time allows" if ask.is_extra else ""
    answers = parts.grid(8, None)
    answers.add_row(Text("level 2", "dim"), words(question.level_2, "dim"))
    answers.add_row(Text("level 4", "dim"), words(question.level_4, "dim"))
    head = words(kit.part(ask.criterion).title, "bold")
    warnings = [
        words(f"“{topic.matched}”: {topic.why} {topic.lawful_form}", "bold yellow")
        for topic in question.topics
    ]
    return Group(
        Text.assemble(head, (f"  {count(ask.minutes, 'minute')}{extra}", "dim")),
        words(question.ask),
        *(words(f"then: {probe}") for probe in question.probes),
        *warnings,
        answers,
        Text(""),
    )

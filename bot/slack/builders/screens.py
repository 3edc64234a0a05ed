"""Views to read: interview questions, the facts of a reading, a rubric, a name."""

from __future__ import annotations

from collections.abc import Iterator

from bot.domain.rubric import LEVEL_NAMES, Criterion, Question, Rubric
from bot.domain.words import count
from bot.services.messages import ReadBy
from bot.services.screens import (
    DetailsScreen,
    NameScreen,
    QuestionGroup,
    QuestionsScreen,
    RubricScreen,
)
from bot.slack.builders import inputs, parts, rich
from bot.slack.builders.parts import plain
from bot.slack.builders.payload import Json
from bot.slack.builders.text import escape, fit, isolate
from bot.slack.builders.views import modal
from bot.slack.ids import NONE, ActionId, CallbackId

_HIDDEN = (
    "The CV names the person, so in a blind view a recruiter or the hiring manager opens it:"
    " ⋯, Show name and CV."
)


def questions_view(screen: QuestionsScreen) -> Json:
    """Show what to ask about what the CV does not show."""
    minutes = sum(q.minutes for group in screen.groups for q in group.questions)
    if not screen.groups:
        words = "Every criterion is evidenced, so the rubric has no question for this CV."
        return modal("Interview questions", CallbackId.QUESTIONS, [parts.section(plain(words))])
    blocks = [
        parts.small(
            f"*Candidate {escape(screen.label)}*", f"about {count(minutes, 'minute')} for all"
        ),
        *(block for group in screen.groups for block in _group(group)),
    ]
    return modal("Interview questions", CallbackId.QUESTIONS, blocks)


def details_view(screen: DetailsScreen) -> Json:
    """Show what is known about a reading, for those who want to check it."""
    blocks = [rich.rich(*_facts(screen)), *_file(screen.file_name, screen.file_permalink)]
    if screen.is_file_hidden:
        blocks.append(parts.small(_HIDDEN))
    notes = parts.notices((), screen.findings)
    if notes:
        blocks.append(rich.rich(rich.line(rich.bold("Noticed while reading")), rich.bullets(notes)))
    if screen.read_by is not None:
        blocks.append(rich.rich(*_reader(screen.read_by)))
    if screen.document_sha256:
        blocks.append(parts.context(plain(f"SHA-256 of the document: {screen.document_sha256}")))
    return modal("Details", CallbackId.DETAILS, blocks)


def name_view(screen: NameScreen) -> Json:
    """Show the name behind a blind view, and the CV, to one person."""
    shown = rich.bold(isolate(screen.name)) if screen.name else "no name was given"
    blocks = [
        rich.rich(rich.line(f"Candidate {screen.label}: ", shown)),
        *_file(screen.file_name, screen.file_permalink),
        parts.small("Only you see this. The channel keeps its blind view."),
    ]
    return modal("Name", CallbackId.DETAILS, blocks)


def rubric_view(screen: RubricScreen) -> Json:
    """Show what a rubric asks for, and what each level means."""
    rubric = screen.rubric
    blocks = []
    if len(screen.others) > 1:
        chosen = inputs.menu(
            screen.others, rubric.name, "Choose a rubric", action=ActionId.CHOOSE_RUBRIC
        )
        blocks += parts.actions(chosen)
    blocks += [
        rich.rich(
            rich.line(rich.bold(rubric.title), f"\n{isolate(rubric.description)}"),
            rich.line(
                "A level needs a quote. What is not evidenced has no level; it is asked about."
            ),
        ),
        *(rich.rich(*_criterion(criterion, rubric)) for criterion in rubric.criteria),
        parts.context(plain(f"{rubric.name} {rubric.version} · {rubric.hash[:8]}")),
    ]
    return modal("Rubric", CallbackId.RUBRIC, blocks)


def _file(name: str, permalink: str) -> Iterator[Json]:
    """Say which file it was, with a button that opens it where Slack has an address for it."""
    if name:
        yield rich.rich(rich.line("File: ", isolate(fit(name, parts.TITLE))))
    if permalink:
        yield from parts.actions(
            parts.button("Open the CV", ActionId.OPEN_LINK, NONE, url=permalink)
        )
    elif name:
        yield parts.small("Slack gives no link to this file: open it where it was shared.")


def _group(group: QuestionGroup) -> Iterator[Json]:
    lines = [rich.line(rich.bold(group.title))]
    if group.because:
        lines.append(rich.line(rich.italic(group.because)))
    yield parts.divider()
    yield rich.rich(*lines)
    for question in group.questions:
        yield rich.rich(*_question(question))


def _question(question: Question) -> Iterator[Json]:
    yield rich.quoted(isolate(question.ask), f" ({count(question.minutes, 'minute')})")
    if question.probes:
        yield rich.bullets([rich.line(isolate(probe)) for probe in question.probes])
    yield rich.entry("A 2 sounds like", isolate(question.level_2))
    yield rich.entry("A 4 sounds like", isolate(question.level_4))


def _facts(screen: DetailsScreen) -> Iterator[Json]:
    yield rich.line(rich.bold(f"Candidate {screen.label}"))
    if screen.may_see_name:
        yield rich.line("Name: ", isolate(screen.name) or "not given")
    facts = [count(screen.pages, "page"), count(screen.words, "word")]
    if screen.language:
        facts.append(parts.language(screen.language))
    yield rich.line(" · ".join(facts) if screen.pages else "No text of it was read")
    yield rich.line("Added by ", rich.person(screen.added_by), " · ", rich.moment(screen.added_at))


def _reader(read_by: ReadBy) -> Iterator[Json]:
    yield rich.line(
        rich.bold("Read by"),
        f" {parts.reader(read_by)}, against rubric {read_by.rubric_name}"
        f" {read_by.rubric_hash[:8]}.",
        "" if read_by.is_stand_in else f" {parts.same_answer(read_by).capitalize()}.",
    )
    if read_by.cannot_see:
        yield rich.line(rich.bold("What it cannot see"))
        yield rich.bullets([rich.line(isolate(words)) for words in read_by.cannot_see])


def _criterion(criterion: Criterion, rubric: Rubric) -> Iterator[Json]:
    weight = parts.percent(criterion.weight / rubric.weight)
    yield rich.line(rich.bold(criterion.title), f" · {weight} of the weight")
    yield rich.line(rich.italic(criterion.question))
    yield rich.bullets(
        [
            rich.entry(f"{level} {LEVEL_NAMES[level]}", isolate(anchor))
            for level, anchor in enumerate(criterion.anchors, 1)
        ]
    )
    if criterion.does_not_count:
        yield rich.line("Does not count: ", isolate(" ".join(criterion.does_not_count)))

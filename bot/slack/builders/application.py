"""The living message of one application, in each of its states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.requisition import ApplicationState, Decision, Step
from bot.domain.rubric import LEVEL_NAMES, TOP_LEVEL
from bot.domain.scoring import Priority
from bot.domain.words import PRIORITIES, count
from bot.services.kept import DECISIONS
from bot.services.messages import ApplicationMessage, CriterionLine, Result
from bot.slack.builders import parts, rich
from bot.slack.builders.payload import Json, Payload
from bot.slack.builders.text import escape, fit, isolate
from bot.slack.ids import ActionId, MoreId

STRONGEST = 3
"""Criteria that are shown with a quote; the thread has all."""
_QUOTE = 180
"""Characters of a quote here; the thread shows more of it."""

_STEPS = {Step.FETCH: "Fetch", Step.READ: "Read", Step.ASSESS: "Assess"}

_SUMMARIES = {
    ApplicationState.WAITING: "the CV waits to be read",
    ApplicationState.READING: "the CV is being read",
    ApplicationState.STOPPED: "reading was stopped",
    ApplicationState.UNREADABLE: "the CV cannot be read by a program",
    ApplicationState.FAILED: "reading the CV did not work",
    ApplicationState.READ: "the CV was read; levels and quotes are in the thread",
    ApplicationState.READ_BY_PERSON: "the CV was read by a person",
    ApplicationState.DECIDED: "a decision was recorded",
}

_WAITS = "the reading waits for the language model"


def application(message: ApplicationMessage) -> Payload:
    """Show where an application stands, the answer first and the next step last."""
    title = escape(fit(message.requisition_title, parts.HEADER))
    said = _WAITS if message.waits else _SUMMARIES[message.state]
    summary = f"{title}: candidate {escape(message.label)}, {said}."
    return Payload(text=summary, blocks=list(_blocks(message)))


def _blocks(message: ApplicationMessage) -> Iterator[Json]:
    yield parts.header(message.requisition_title)
    yield parts.small(*_facts(message))
    yield _state(message)
    if message.result is not None:
        yield from _result(message, message.result)
    if message.name:
        yield parts.section(parts.plain(f"Candidate: {message.name}", 300))
    if message.state is ApplicationState.READ:
        yield parts.small("Every level with its quotes is in the thread: agree, change it, or ask.")
    yield from parts.actions(*_buttons(message))
    if message.result is not None:
        yield parts.read_by(message.result.read_by)


def _facts(message: ApplicationMessage) -> Iterator[str]:
    yield f"*Candidate {escape(message.label)}*"
    if message.result is not None and message.seconds is not None:
        yield f"CV read in {parts.duration(message.seconds)}"
    if message.result is not None:
        yield count(message.result.pages, "page")
    yield f"added by {rich.mention(message.added_by)}"
    if message.is_blind:
        yield "blind view"
    if message.same_as:
        yield f"same document as {escape(message.same_as)}"


def _state(message: ApplicationMessage) -> Json:
    """Answer the first question: where does it stand?"""
    if message.decision is not None:
        return rich.rich(*_decided(message.decision))
    match message.state:
        case ApplicationState.WAITING:
            lines = [_waiting(message.ahead)]
        case ApplicationState.READING:
            lines = list(_reading(message))
        case ApplicationState.STOPPED:
            kept = "The document is kept; it can be read at any time."
            lines = [parts.problem_and_fix("Stopped before it was read.", kept)]
        case ApplicationState.READ_BY_PERSON:
            lines = [_read_by_person(message)]
        case _ if message.result is not None:
            lines = list(_headline(message, message.result))
        case ApplicationState.READ:
            lines = [rich.line(rich.bold("The CV was read"), "\nThe result appears here at once.")]
        case _:
            no_score = "It has no levels and no score. That says nothing about the person."
            lines = [parts.problem_and_fix(message.problem, message.fix), rich.line(no_score)]
    return rich.rich(*lines)


def _waiting(ahead: int) -> Json:
    queue = f"{count(ahead, 'document')} ahead of it." if ahead else "It is next."
    return rich.line(rich.bold("Waiting to be read"), f"\n{queue} This message shows the result.")


def _reading(message: ApplicationMessage) -> Iterator[Json]:
    if message.waits is None:
        yield _steps(message.step)
        return
    yield rich.line(rich.bold("Waiting for the language model"))
    yield rich.line(*parts.waiting_for(message.waits))


def _steps(step: Step | None) -> Json:
    order = list(Step)
    now = order.index(step) if step else 0
    states = ["done"] * now + ["now"] + ["next"] * (len(order) - now - 1)
    found: list[rich.Part] = [rich.bold("Reading the CV"), "\n"]
    for index, (name, state) in enumerate(zip(order, states, strict=True)):
        words = f"{'□' if state == 'next' else '■'} {_STEPS[name]}: {state}"
        found += [" · "] if index else []
        found.append(rich.bold(words) if state == "now" else words)
    return rich.line(*found)


def _read_by_person(message: ApplicationMessage) -> Json:
    why = f"\n{fit(message.problem, parts.SENTENCES)}" if message.problem else ""
    return rich.line(rich.bold("Read by a person"), ": ", rich.person(message.read_by_person), why)


def _decided(decision: Decision) -> Iterator[Json]:
    yield rich.line(
        rich.bold(f"Decided: {DECISIONS[decision.kind]}"),
        ", by ",
        rich.person(decision.user_id),
        " · ",
        rich.moment(decision.decided_at),
    )
    if decision.reason:
        yield rich.quoted(isolate(fit(decision.reason, parts.REASON)))


def _headline(message: ApplicationMessage, result: Result) -> Iterator[Json]:
    yield rich.line(rich.bold(PRIORITIES[result.priority]), "\n", _score_words(result))
    if result.stands_in is not None:
        yield parts.stand_in(result.stands_in)
    if result.job_stands_in is not None:
        yield parts.stand_in(result.job_stands_in, "Job description or match read by rule")
    if result.priority is Priority.HUMAN_READ:
        yield rich.line("Too little is evidenced for a suggestion: a person must read this CV.")
    if message.tally.reviewers:
        yield rich.line(*_reviewed(message, len(result.lines)))


def _score_words(result: Result) -> str:
    words = [f"{result.rated} of {len(result.lines)} criteria rated"]
    if result.score.value is not None:
        coverage = parts.percent(result.score.coverage)
        words = [
            f"{parts.percent(result.score.evidenced)} evidenced",
            f"{words[0]} (coverage {coverage})",
        ]
    if result.met is not None and result.asked:
        met = f"{result.met} of {count(result.asked, 'requirement')} of the job met"
        opposite = f" (two readings differ on {result.opposite})" if result.opposite else ""
        words.append(met + opposite)
    return " · ".join(words)


def _reviewed(message: ApplicationMessage, criteria: int) -> list[rich.Part]:
    tally = message.tally
    changed = f"{tally.changed} changed" if tally.changed else "none changed"
    return [
        "Reviewed by ",
        *rich.people(tally.reviewers),
        f": {tally.criteria} of {criteria} criteria, {changed}",
    ]


def _result(message: ApplicationMessage, result: Result) -> Iterator[Json]:
    rated = [line for line in result.lines if line.level is not None]
    missing = [line for line in result.lines if line.level is None]
    yield parts.divider()
    if rated:
        yield rich.rich(*_strongest(rated[:STRONGEST]))
    others = list(_also(rated[STRONGEST:]))
    if missing:
        others.append(_missing(missing, result.questions))
    if result.differing:
        others.append(_differing(result.differing))
    if others:
        yield rich.rich(*others)
    notes = parts.notices(result.patterns, result.findings)
    if notes:
        yield rich.rich(rich.line(rich.bold("Worth knowing")), rich.bullets(notes))
    if message.decision is not None:
        yield rich.rich(rich.line("The reading said: ", *_said(message, result)))
    yield parts.divider()


def _said(message: ApplicationMessage, result: Result) -> list[rich.Part]:
    reviewed = [". ", *_reviewed(message, len(result.lines))] if message.tally.reviewers else []
    return [f"{PRIORITIES[result.priority]}, {_score_words(result)}", *reviewed]


def _strongest(lines: Sequence[CriterionLine]) -> Iterator[Json]:
    """Show criteria with their quotes; one that carries several stands once, below them."""
    for quote in dict.fromkeys(line.quote for line in lines):
        for line in lines:
            if line.quote == quote:
                title = fit(line.title, parts.TITLE)
                yield rich.line(rich.bold(title), f" · {parts.level_words(line.level)}")
        if quote is not None:
            yield parts.quotation(quote, _QUOTE)


def _also(lines: Sequence[CriterionLine]) -> Iterator[Json]:
    for level in range(TOP_LEVEL, 0, -1):
        named = [line.title for line in lines if line.level == level]
        if named:
            words = f"{parts.bar(level)} {level} {LEVEL_NAMES[level]}: "
            yield rich.line(words, parts.titles(named))


def _missing(lines: Sequence[CriterionLine], questions: int) -> Json:
    ready = f". {count(questions, 'question')} ready to ask." if questions else ""
    return rich.entry("Not evidenced", parts.titles([line.title for line in lines]), ready)


def _differing(titles: Sequence[str]) -> Json:
    subject = f"The two readings differ on {count(len(titles), 'criterion', 'criteria')}"
    return rich.entry(subject, parts.titles(titles), ". Both levels are in the thread.")


def _buttons(message: ApplicationMessage) -> Iterator[Json]:
    subject, state = message.application_id, message.state
    if state in {ApplicationState.WAITING, ApplicationState.READING}:
        if message.waits is not None:
            about = f"Read the CV of {message.label} offline now, without the language model"
            yield parts.button("Read offline", ActionId.READ_OFFLINE, subject, about=about)
        yield parts.button("Stop reading", ActionId.STOP_APPLICATION, subject)
    if state is ApplicationState.STOPPED:
        yield parts.button("Read the CV", ActionId.READ_AGAIN, subject, is_primary=True)
    if state in {ApplicationState.UNREADABLE, ApplicationState.FAILED}:
        if message.is_scan:
            about = f"Say that you read the CV of {message.label}"
            ask = parts.confirm(
                f"Did you read the CV of {message.label}?",
                "Your name then stands on its message for everybody here, and somebody may decide"
                " on it. This cannot be taken back.",
                "I read it",
                "Not yet",
            )
            yield parts.button(
                "I read it",
                ActionId.READ_BY_PERSON,
                subject,
                is_primary=True,
                about=about,
                confirm=ask,
            )
        yield parts.button(
            "Try again", ActionId.READ_AGAIN, subject, is_primary=not message.is_scan
        )
    if message.result is not None and message.result.questions:
        yield parts.button(
            "Interview questions", ActionId.QUESTIONS, subject, is_primary=message.decision is None
        )
    if state in {ApplicationState.READ, ApplicationState.READ_BY_PERSON}:
        yield parts.button("Decide…", ActionId.DECIDE, subject)
    if state is ApplicationState.READ and message.result and message.result.stands_in:
        about = f"Have the language model read the CV of {message.label}"
        yield parts.button("Read with the model", ActionId.READ_AGAIN, subject, about=about)
    if message.decision is not None:
        yield _reopen(message)
    yield _more(message)


def _reopen(message: ApplicationMessage) -> Json:
    ask = parts.confirm(
        f"Take back the decision on {message.label}?",
        f"{message.label} is open again, and its levels can be reviewed. Who decided, and why,"
        " is no longer shown.",
        "Take it back",
        "Keep it",
    )
    return parts.button(
        "Take back",
        ActionId.REOPEN,
        message.application_id,
        confirm=ask,
        about=f"Take back the decision on {message.label}",
    )


def _more(message: ApplicationMessage) -> Json:
    # In a blind view the file shows the name, so it stands behind the same entry as the name.
    is_open = message.has_file and not message.is_blind
    entries = [(MoreId.DETAILS, "Show CV and details" if is_open else "Show details")]
    if message.is_blind:
        name = "Show name and CV" if message.has_file else "Show name"
        entries.append((MoreId.SHOW_NAME, name))
    entries.append((MoreId.FORGET, "Remove this person's data…"))
    return parts.overflow(ActionId.MORE, message.application_id, entries)

"""Forms: what they ask, filled with what is known; seven inputs at most."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.domain.requisition import DecisionKind
from bot.domain.rubric import LEVEL_NAMES
from bot.domain.words import count
from bot.services.screens import (
    CandidateForm,
    Choice,
    DecisionForm,
    ForgetForm,
    Forgotten,
    JobForm,
    LevelForm,
    RequisitionForm,
    SameAs,
)
from bot.slack.builders import inputs, parts, rich
from bot.slack.builders.inputs import labelled
from bot.slack.builders.parts import plain
from bot.slack.builders.payload import Json
from bot.slack.builders.text import LONGEST, fit, isolate
from bot.slack.builders.views import modal
from bot.slack.ids import BLIND, NONE, BlockId, CallbackId, join

_KINDS = "PDF, Word (DOCX), plain text or Markdown."
_LONG = f"Up to {LONGEST:,} characters. Share a longer text as a file."
_FILES = 10
"""Most files of one form. Source: docs.slack.dev, file input element."""
_COVERED = "In a blind view names, @handles and words such as he or her are shown covered."
_NAMES = 20
"""File names that a form lists."""


def requisition_view(form: RequisitionForm) -> Json:
    """Ask what is needed to open a requisition, or to change one."""
    is_new = not form.requisition_id
    blocks = [
        labelled(
            BlockId.TITLE,
            "Title",
            inputs.typed(most=inputs.TITLE, placeholder="AI Engineer", initial=form.title),
        ),
        labelled(
            BlockId.CHANNEL,
            "Review channel",
            inputs.private_channel("Choose a private channel", form.channel),
            hint="Everybody in it sees the readings. Invite Plumbline to it first.",
        ),
        labelled(
            BlockId.RUBRIC,
            "Rubric",
            inputs.menu(form.rubrics, form.rubric, "Choose a rubric"),
            hint="New CVs are read against it; those that are read stay as they are.",
        ),
        labelled(
            BlockId.HIRING_MANAGER,
            "Hiring manager",
            inputs.user("Choose a person", form.hiring_manager),
            hint="May add candidates and decide.",
            is_optional=True,
        ),
        *(_job_inputs(is_optional=True) if is_new else ()),
    ]
    return modal(
        "Open a requisition" if is_new else "Change a requisition",
        CallbackId.REQUISITION_FORM,
        blocks,
        submit="Open" if is_new else "Save",
        metadata=form.requisition_id,
    )


def candidate_view(form: CandidateForm) -> Json:
    """Ask for one candidate's CV, or for several CVs."""
    if not form.requisitions:
        return _needs_requisition("Add a candidate", CallbackId.CANDIDATE_FORM)
    several = len(form.file_ids) > 1
    blocks = [
        *_known_files(form),
        _requisition_input(form.requisitions, form.requisition_id),
        *(() if several else _person_inputs()),
        *(() if form.file_ids else _cv_inputs()),
        _blind_input(),
    ]
    return modal(
        "Read CVs" if several else "Add a candidate",
        CallbackId.CANDIDATE_FORM,
        blocks,
        submit="Read them" if several else "Read the CV",
        metadata=join(*form.file_ids),
    )


def job_view(form: JobForm) -> Json:
    """Ask for a job description to review."""
    if not form.requisitions:
        return _needs_requisition("Review a job", CallbackId.JOB_FORM)
    blocks = [
        _requisition_input(form.requisitions, form.requisition_id),
        *_job_inputs(is_optional=True),
        parts.context(
            plain("Give a file or paste the text. The review goes to the review channel.")
        ),
    ]
    return modal("Review a job", CallbackId.JOB_FORM, blocks, submit="Review it")


def level_view(form: LevelForm) -> Json:
    """Ask which level a person holds instead, and why, with every anchor in sight."""
    options = [
        inputs.option(str(level), f"{level} {LEVEL_NAMES[level]}")
        for level in range(1, len(form.anchors) + 1)
    ]
    options.append(
        inputs.option(
            NONE, "Not evidenced", "Nothing in the document shows it. It does not count as low."
        )
    )
    before = form.mine if form.has_mine else form.level
    blocks = [
        rich.rich(*_level_lines(form)),
        labelled(
            BlockId.LEVEL,
            "Which level does the CV show?",
            inputs.radio(options, NONE if before is None else str(before)),
        ),
        labelled(
            BlockId.REASON,
            "Why?",
            inputs.typed(
                most=inputs.REASON,
                placeholder="What in the document shows it, and where?",
                initial=form.my_reason,
                is_multiline=True,
            ),
            hint=f"Shown in the thread beside your name; both readings stay. {_COVERED}",
        ),
    ]
    return modal(
        "Change a level",
        CallbackId.LEVEL_FORM,
        blocks,
        submit="Save",
        metadata=join(form.application_id, form.criterion),
    )


def decision_view(form: DecisionForm) -> Json:
    """Ask for a decision and its reason; none is proposed."""
    options = [
        inputs.option(DecisionKind.ADVANCE, "Go on", "The next step of your process follows."),
        inputs.option(DecisionKind.HOLD, "Put on hold", "Nothing happens until somebody goes on."),
        inputs.option(DecisionKind.CLOSE, "Close", "This application ends here."),
    ]
    blocks = [
        rich.rich(
            rich.line(
                rich.bold(f"Candidate {form.label}"),
                f" for {isolate(fit(form.requisition_title, 200))}",
            ),
            rich.line("It is recorded with your name. Plumbline does not propose a decision."),
        ),
        labelled(BlockId.DECISION, "Decision", inputs.radio(options, "")),
        labelled(
            BlockId.REASON,
            "Reason",
            inputs.typed(
                most=inputs.REASON,
                placeholder="What you know now that led to it",
                is_multiline=True,
            ),
            hint=f"Everybody in the review channel sees it. {_COVERED}",
        ),
    ]
    return modal(
        "Record a decision",
        CallbackId.DECISION_FORM,
        blocks,
        submit="Record",
        metadata=form.application_id,
    )


def forget_view(form: ForgetForm) -> Json:
    """Ask whose data is to be removed; the next view asks again."""
    if not form.candidates:
        return modal(
            "Remove data",
            CallbackId.FORGET_FORM,
            [
                parts.section(
                    plain("Nobody was found. Give a label such as A-17, or a part of the name.")
                )
            ],
        )
    blocks = [
        labelled(
            BlockId.CANDIDATE,
            "Whose data?",
            inputs.menu(form.candidates, form.candidate_id, "Choose a candidate"),
            hint="You are asked once more before anything is removed.",
        )
    ]
    return modal("Remove data", CallbackId.FORGET_FORM, blocks, submit="Go on")


def forget_confirm_view(candidate: Choice, look_alikes: Sequence[SameAs] = ()) -> Json:
    """Name whose data is removed, and what goes with it, before it is done.

    Args:
        candidate: Whose.
        look_alikes: Who may be the same person; they go too, unless they are unticked.
    """
    blocks = [
        rich.rich(
            rich.line("Remove the data of ", rich.bold(candidate.text), "?"),
            rich.bullets(
                [
                    rich.line("The CV, its text, levels, quotes, reviews and decision are erased."),
                    rich.line("Messages about it in Slack are emptied or removed."),
                    rich.line(
                        "A file that a person shared in Slack stays: only they can remove it."
                    ),
                ]
            ),
            rich.line(rich.bold("This cannot be undone.")),
        ),
        *_look_alike_inputs(look_alikes),
    ]
    return modal(
        "Remove for good?",
        CallbackId.FORGET_CONFIRM,
        blocks,
        submit="Remove for good",
        metadata=candidate.id,
    )


def _look_alike_inputs(look_alikes: Sequence[SameAs]) -> Iterator[Json]:
    if not look_alikes:
        return
    shown = look_alikes[: inputs.BOXES]
    yield labelled(
        BlockId.LOOK_ALIKES,
        "Look-alikes that go with it",
        inputs.ticked([inputs.option(each.id, each.text, each.because) for each in shown]),
        hint="Perhaps this person was added more than once. Untick whoever is somebody else.",
        is_optional=True,
    )
    more = len(look_alikes) - len(shown)
    if more:
        yield parts.context(
            plain(f"{count(more, 'look-alike')} more, not removed now: ask once more afterwards.")
        )


def forgotten_view(result: Forgotten) -> Json:
    """Say what was removed, and what could not be reached."""
    done = (
        f"{count(result.applications, 'application')} removed. "
        f"{count(result.messages, 'message')} in Slack being emptied or removed now."
    )
    lines = [rich.line(rich.bold(done))]
    if result.look_alikes:
        stay = count(result.look_alikes, "look-alike")
        lines.append(
            rich.line(
                f"{stay} kept, with the same file, name or account. To remove more, type ",
                rich.code("/hire forget"),
                " with the name or label.",
            )
        )
    if result.left:
        lines.append(rich.line("What I cannot remove:"))
        lines.append(rich.bullets([rich.line(isolate(words)) for words in result.left]))
    return modal("Data removed", CallbackId.NOTICE, [rich.rich(*lines)])


def _needs_requisition(title: str, callback: CallbackId) -> Json:
    words = "There is no open requisition that you may use. Open one first, or ask a recruiter."
    return modal(title, callback, [parts.section(plain(words))])


def _requisition_input(requisitions: Sequence[Choice], chosen: str) -> Json:
    only = requisitions[0].id if len(requisitions) == 1 else chosen
    return labelled(
        BlockId.REQUISITION, "Requisition", inputs.menu(requisitions, only, "Choose a requisition")
    )


def _job_inputs(*, is_optional: bool) -> Iterator[Json]:
    yield labelled(
        BlockId.FILES, "Job description", inputs.files(1), hint=_KINDS, is_optional=is_optional
    )
    yield labelled(
        BlockId.PASTED,
        "Or paste its text",
        inputs.typed(most=LONGEST, is_multiline=True),
        hint=_LONG,
        is_optional=is_optional,
    )


def _known_files(form: CandidateForm) -> Iterator[Json]:
    if not form.file_ids:
        return
    lines = [rich.line(isolate(fit(name, 120)) or "-") for name in form.file_names[:_NAMES]]
    left = len(form.file_ids) - len(lines)
    if left > 0:
        lines.append(rich.line(f"{left} more" if lines else count(left, "file")))
    yield rich.rich(rich.line(rich.bold("To be read")), rich.bullets(lines))


def _person_inputs() -> Iterator[Json]:
    yield labelled(
        BlockId.NAME,
        "Candidate's name",
        inputs.typed(most=200),
        hint="Shown to the hiring team alone while the view is blind.",
        is_optional=True,
    )
    yield labelled(
        BlockId.PERSON,
        "Candidate's own account",
        inputs.user("Choose a person"),
        hint="Only for colleagues who apply: they see nothing of it.",
        is_optional=True,
    )


def _cv_inputs() -> Iterator[Json]:
    yield labelled(
        BlockId.FILES,
        "CV",
        inputs.files(_FILES),
        hint=f"A file here, or its text below. {_KINDS} Several files give a ranked list.",
        is_optional=True,
    )
    yield labelled(
        BlockId.PASTED,
        "Or paste its text",
        inputs.typed(most=LONGEST, is_multiline=True),
        hint=_LONG,
        is_optional=True,
    )


def _blind_input() -> Json:
    box = inputs.option(BLIND, "Blind view", "Hides name and contact details in the channel.")
    return labelled(BlockId.BLIND, "What the channel sees", inputs.ticked([box]), is_optional=True)


def _level_lines(form: LevelForm) -> Iterator[Json]:
    yield rich.line(rich.bold(form.title), f" · candidate {form.label}")
    yield rich.line(isolate(form.question) or "-")
    yield rich.line("The reading says: ", rich.bold(parts.level_words(form.level)))
    for quote in form.quotes:
        yield parts.quotation(quote)
    yield rich.line("\n", rich.bold("What each level means here"))
    yield rich.bullets(
        [
            rich.entry(f"{level} {LEVEL_NAMES[level]}", isolate(anchor))
            for level, anchor in enumerate(form.anchors, 1)
        ]
    )

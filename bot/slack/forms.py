"""Forms that are opened from several places: a command, a button, a shortcut, App Home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.people import Actor
from bot.errors import ConflictError, NotFoundError
from bot.services.bot_deps import BotDeps
from bot.services.forgetting import forget_form
from bot.services.intake import LONGEST_NAME, candidate_form
from bot.services.job_descriptions import job_form
from bot.services.requisitions import open_form
from bot.services.rubrics import names
from bot.services.status import rubric_screen
from bot.slack import builders
from bot.slack.builders import Json
from bot.slack.builders.text import fit
from bot.slack.ids import BlockId, CallbackId
from bot.slack.speaking import Retry, Speaker


def open_requisition(speaker: Speaker, retry: Retry, *, requisition_id: str = "") -> None:
    """Show the form for a requisition.

    Args:
        speaker: To whom.
        retry: What to offer when it may no longer be opened.
        requisition_id: The one to change; "" for a new one.
    """
    deps, channel = speaker.tools.deps, speaker.place.channel
    speaker.show(
        "Requisition",
        CallbackId.REQUISITION_FORM,
        lambda: builders.requisition_view(
            open_form(speaker.actor, deps, requisition_id, "" if requisition_id else channel)
        ),
        retry,
    )


def add_candidate(  # noqa: PLR0913  # what may be known beforehand, all of it optional
    speaker: Speaker,
    retry: Retry | None,
    *,
    requisition_id: str = "",
    file_ids: Sequence[str] = (),
    channel: str = "",
    name: str = "",
    person: str = "",
) -> None:
    """Show the form for a candidate.

    Args:
        speaker: To whom.
        retry: What to offer when it may no longer be opened; None for words.
        requisition_id: Chosen beforehand; "" for none.
        file_ids: Of a message; empty when the form asks for files.
        channel: Whose requisition is meant; "" for the one where it was asked.
        name: Of the candidate; "" when unknown.
        person: Slack user id of their own account; "" when none is known.
    """
    deps, actor = speaker.tools.deps, speaker.actor
    here = channel or speaker.place.channel
    speaker.show(
        "Candidate",
        CallbackId.CANDIDATE_FORM,
        lambda: _filled_in(
            builders.candidate_view(candidate_form(actor, deps, requisition_id, here, file_ids)),
            name,
            person,
        ),
        retry,
    )


def add_job(speaker: Speaker, retry: Retry, *, requisition_id: str = "") -> None:
    """Show the form for a job description.

    Args:
        speaker: To whom.
        retry: What to offer when it may no longer be opened.
        requisition_id: Chosen beforehand; "" for none.
    """
    deps, channel = speaker.tools.deps, speaker.place.channel
    speaker.show(
        "Job description",
        CallbackId.JOB_FORM,
        lambda: builders.job_view(job_form(speaker.actor, deps, requisition_id, channel)),
        retry,
    )


def forget(speaker: Speaker, retry: Retry, *, words: str = "") -> None:
    """Ask whose data is to be removed; whom alone the words fit is chosen beforehand.

    Args:
        speaker: To whom.
        retry: What to offer when it may no longer be opened.
        words: Part of a name or label; "" lists the newest.
    """
    deps = speaker.tools.deps
    speaker.show(
        "Remove data",
        CallbackId.FORGET_FORM,
        lambda: _forget_view(speaker.actor, deps, words),
        retry,
    )


def _forget_view(actor: Actor, deps: BotDeps, words: str) -> Json:
    form = forget_form(actor, deps, words)
    is_one = bool(words) and len(form.candidates) == 1
    chosen = form.candidates[0].id if is_one else form.candidate_id
    return builders.forget_view(replace(form, candidate_id=chosen))


def confirm_forgetting(actor: Actor, deps: BotDeps, candidate_id: str) -> Json:
    """Draw the form that asks once more whether somebody's data is to be removed.

    Raises:
        NotAllowedError: They may not.
        ConflictError: Nobody was chosen, or nothing is kept of them any more.
    """
    form = forget_form(actor, deps, candidate_id=candidate_id)
    if not candidate_id or not form.candidates:
        raise ConflictError(
            "Nothing is kept of this person any more. Nothing was changed.",
            "Look them up by name or label.",
        )
    return builders.forget_confirm_view(form.candidates[0], form.look_alikes)


def show_rubric(speaker: Speaker, retry: Retry, *, name: str = "") -> None:
    """Show a rubric.

    Args:
        speaker: To whom.
        retry: What to offer when it may no longer be opened.
        name: Of one that is listed; "" for the default.
    """
    deps = speaker.tools.deps
    speaker.show("Rubric", CallbackId.RUBRIC, lambda: _rubric(speaker.actor, deps, name), retry)


def _rubric(actor: Actor, deps: BotDeps, name: str) -> Json:
    """Draw a rubric; a name is looked up in the list, since the library would take a path too."""
    listed = names(deps.reading)
    if name and name not in listed:
        raise NotFoundError("There is no such rubric.", f"Choose one of: {', '.join(listed)}.")
    return builders.rubric_view(rubric_screen(actor, deps, name))


def _filled_in(view: Json, name: str, person: str) -> Json:
    """Fill in the candidate's name and own account, as far as they are known and asked for."""
    known = {
        BlockId.NAME: {"initial_value": fit(name, LONGEST_NAME)} if name else {},
        BlockId.PERSON: {"initial_user": person} if person else {},
    }
    return {
        **view,
        "blocks": [_filled(b, known.get(b.get("block_id"), {})) for b in view["blocks"]],
    }


def _filled(block: Json, initial: Json) -> Json:
    return {**block, "element": {**block["element"], **initial}} if initial else block

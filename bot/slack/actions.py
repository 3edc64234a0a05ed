"""What each button and menu does: one use case a click, answered only where there is news."""

from __future__ import annotations

from collections.abc import Callable

from bot.services.again import ReadAgain, ShowAgain, read_again, show_again
from bot.services.assessing import ReadOffline, read_offline
from bot.services.candidates import details, questions, show_name
from bot.services.decisions import (
    ReadByPerson,
    UndoDecision,
    decision_form,
    read_by_person,
    undo_decision,
)
from bot.services.home import publish_home
from bot.services.lookups import candidate_of, offered_files
from bot.services.opening import OpenApplication, open_application
from bot.services.requisitions import SetOpen, close_requisition, reopen_requisition
from bot.services.reviews import Agree, AgreeAll, Undo, agree, agree_all, level_form, undo
from bot.services.stopping import StopReading, stop_reading
from bot.slack import builders, commands, forms
from bot.slack.builders import Json
from bot.slack.ids import NONE, ActionId, CallbackId, MoreId
from bot.slack.parse import Click, entry, stale
from bot.slack.speaking import Retry, Speaker, Tools
from bot.slack.verbs import read_line

After = Callable[[], None]
"""What follows the ack of a click that kept something: a word, or a page shown anew."""
Handler = Callable[[Tools, Click], After | None]


def on_click(tools: Tools, click: Click) -> After | None:
    """Do what was clicked, and return what is to follow its ack; None when nothing does.

    Raises:
        BotError: It could not be done, or not be said.
    """
    return ACTIONS[click.action](tools, click)


def keeps(click: Click) -> bool:
    """Say whether a click keeps something and opens no form, so that its ack comes after that."""
    return click.action in THAT_KEEP


def _stop_application(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    request = StopReading(actor=click.actor, event_key=click.event_key, application_id=id_)
    stop_reading(request, tools.deps)


def _stop_batch(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    request = StopReading(actor=click.actor, event_key=click.event_key, batch_id=id_)
    stop_reading(request, tools.deps)


def _read_again(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    request = ReadAgain(actor=click.actor, event_key=click.event_key, application_id=id_)
    read_again(request, tools.deps)


def _read_offline(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    request = ReadOffline(actor=click.actor, event_key=click.event_key, application_id=id_)
    read_offline(request, tools.deps)


def _read_by_person(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    request = ReadByPerson(actor=click.actor, event_key=click.event_key, application_id=id_)
    read_by_person(request, tools.deps)


def _questions(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    _show(
        tools,
        click,
        ("Interview questions", CallbackId.QUESTIONS),
        lambda: builders.questions_view(questions(click.actor, tools.deps, id_)),
    )


def _decide(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    _show(
        tools,
        click,
        ("Decision", CallbackId.DECISION_FORM),
        lambda: builders.decision_view(decision_form(click.actor, tools.deps, id_)),
    )


def _reopen(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    request = UndoDecision(actor=click.actor, event_key=click.event_key, application_id=id_)
    undo_decision(request, tools.deps)


def _agree(tools: Tools, click: Click) -> None:
    id_, criterion = click.ids(2)
    request = Agree(
        actor=click.actor, event_key=click.event_key, application_id=id_, criterion=criterion
    )
    agree(request, tools.deps)


def _agree_all(tools: Tools, click: Click) -> None:
    id_, part = click.ids(2)
    if not (part.isascii() and part.isdecimal() and len(part) < 4):
        raise stale()
    request = AgreeAll(
        actor=click.actor, event_key=click.event_key, application_id=id_, part=int(part)
    )
    agree_all(request, tools.deps)


def _change(tools: Tools, click: Click) -> None:
    id_, criterion = click.ids(2)
    _show(
        tools,
        click,
        ("Change a level", CallbackId.LEVEL_FORM),
        lambda: builders.level_view(level_form(click.actor, tools.deps, id_, criterion)),
    )


def _undo_review(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    undo(Undo(actor=click.actor, event_key=click.event_key, review_id=id_), tools.deps)


def _read_offered(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    offered = offered_files(click.actor, tools.deps, id_)
    forms.add_candidate(
        _speaker(tools, click), _retry(click), file_ids=offered.file_ids, channel=offered.channel
    )


def _retry_posting(tools: Tools, click: Click) -> After:
    _show_again(tools, click, is_private=False)
    return lambda: _speaker(tools, click).say(builders.said("It is being posted again."))


def _show_privately(tools: Tools, click: Click) -> After:
    _show_again(tools, click, is_private=True)
    return lambda: _speaker(tools, click).say(builders.said("It is being sent to you here."))


def _show_again(tools: Tools, click: Click, *, is_private: bool) -> None:
    (id_,) = click.ids(1)
    request = ShowAgain(
        actor=click.actor, event_key=click.event_key, posting_id=id_, is_private=is_private
    )
    show_again(request, tools.deps)


def _open_application(tools: Tools, click: Click) -> After:
    (id_,) = click.ids(1)
    request = OpenApplication(actor=click.actor, event_key=click.event_key, application_id=id_)
    opened = open_application(request, tools.deps)
    return lambda: _speaker(tools, click).say(builders.opened(opened.label, opened.permalink))


def _run_verb(tools: Tools, click: Click) -> None:
    commands.run(_speaker(tools, click), read_line(click.value))


def _add_candidate(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    meant = "" if id_ == NONE else id_
    forms.add_candidate(_speaker(tools, click), _retry(click), requisition_id=meant)


def _add_job(tools: Tools, click: Click) -> None:
    (id_,) = click.ids(1)
    meant = "" if id_ == NONE else id_
    forms.add_job(_speaker(tools, click), _retry(click), requisition_id=meant)


def _refresh_home(tools: Tools, click: Click) -> None:
    publish_home(click.actor.user_id, tools.deps)


def _choose_rubric(tools: Tools, click: Click) -> None:
    forms.show_rubric(_speaker(tools, click), _retry(click), name=click.value)


def _more(tools: Tools, click: Click) -> None:
    """Do what was chosen in an overflow menu, on a message or in App Home."""
    chosen, subject = entry(click.value)
    MORE[chosen](tools, click, subject)


def _nothing(_tools: Tools, _click: Click) -> None:
    """Leave it at the ack: Slack opened a link by itself, or an input changed."""


def _details(tools: Tools, click: Click, id_: str) -> None:
    _show(
        tools,
        click,
        ("Details", CallbackId.DETAILS),
        lambda: builders.details_view(details(click.actor, tools.deps, id_)),
    )


def _show_name(tools: Tools, click: Click, id_: str) -> None:
    def build() -> Json:
        return builders.name_view(show_name(click.actor, tools.deps, id_))

    _show(tools, click, ("Name", CallbackId.DETAILS), build)


def _forget(tools: Tools, click: Click, id_: str) -> None:
    """Ask about this one person at once, without choosing."""

    def build() -> Json:
        candidate = candidate_of(click.actor, tools.deps, id_)
        return forms.confirm_forgetting(click.actor, tools.deps, candidate)

    _show(tools, click, ("Remove data", CallbackId.FORGET_CONFIRM), build)


def _edit_requisition(tools: Tools, click: Click, id_: str) -> None:
    forms.open_requisition(_speaker(tools, click), _retry(click), requisition_id=id_)


def _review_job(tools: Tools, click: Click, id_: str) -> None:
    forms.add_job(_speaker(tools, click), _retry(click), requisition_id=id_)


def _close_requisition(tools: Tools, click: Click) -> After:
    (id_,) = click.ids(1)
    request = SetOpen(actor=click.actor, event_key=click.event_key, requisition_id=id_)
    close_requisition(request, tools.deps)
    return lambda: publish_home(click.actor.user_id, tools.deps)


def _reopen_requisition(tools: Tools, click: Click) -> After:
    (id_,) = click.ids(1)
    request = SetOpen(actor=click.actor, event_key=click.event_key, requisition_id=id_)
    reopen_requisition(request, tools.deps)
    return lambda: publish_home(click.actor.user_id, tools.deps)


def _speaker(tools: Tools, click: Click) -> Speaker:
    return Speaker(tools=tools, actor=click.actor, place=click.place)


def _retry(click: Click) -> Retry:
    return Retry(action=click.action, value=click.value)


def _show(
    tools: Tools, click: Click, form: tuple[str, CallbackId], build: Callable[[], Json]
) -> None:
    title, callback = form
    _speaker(tools, click).show(title, callback, build, _retry(click))


THAT_KEEP: dict[ActionId, Handler] = {
    ActionId.STOP_APPLICATION: _stop_application,
    ActionId.STOP_BATCH: _stop_batch,
    ActionId.READ_AGAIN: _read_again,
    ActionId.READ_OFFLINE: _read_offline,
    ActionId.READ_BY_PERSON: _read_by_person,
    ActionId.REOPEN: _reopen,
    ActionId.AGREE: _agree,
    ActionId.AGREE_ALL: _agree_all,
    ActionId.UNDO_REVIEW: _undo_review,
    ActionId.OPEN_APPLICATION: _open_application,
    ActionId.RETRY_POSTING: _retry_posting,
    ActionId.SHOW_PRIVATELY: _show_privately,
    ActionId.CLOSE_REQUISITION: _close_requisition,
    ActionId.REOPEN_REQUISITION: _reopen_requisition,
}
"""What each id does that keeps something, and is acked after that."""

ACTIONS: dict[ActionId, Handler] = THAT_KEEP | {
    ActionId.QUESTIONS: _questions,
    ActionId.DECIDE: _decide,
    ActionId.MORE: _more,
    ActionId.CHANGE: _change,
    ActionId.READ_OFFERED: _read_offered,
    ActionId.OPEN_LINK: _nothing,
    ActionId.RUN_VERB: _run_verb,
    ActionId.ADD_CANDIDATE: _add_candidate,
    ActionId.ADD_JOB: _add_job,
    ActionId.MORE_REQUISITION: _more,
    ActionId.REFRESH_HOME: _refresh_home,
    ActionId.CHOOSE_RUBRIC: _choose_rubric,
    ActionId.VALUE: _nothing,
}
"""What each id does; a test holds that none is missing."""

MORE: dict[MoreId, Callable[[Tools, Click, str], None]] = {
    MoreId.DETAILS: _details,
    MoreId.SHOW_NAME: _show_name,
    MoreId.FORGET: _forget,
    MoreId.EDIT_REQUISITION: _edit_requisition,
    MoreId.REVIEW_JOB: _review_job,
}
"""What each entry of an overflow menu does."""

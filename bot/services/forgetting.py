"""Remove everything about a candidate, and say what cannot be reached."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.policy import Action, decide
from bot.domain.posting import MessageKind, Posting
from bot.domain.requisition import Application, Requisition, UploadKind
from bot.domain.words import count
from bot.errors import ConflictError
from bot.services.access import own_requisition, require, standing_of
from bot.services.batch_steps import end_if_done
from bot.services.bot_deps import BotDeps, Job
from bot.services.look_alikes import look_alikes
from bot.services.screens import Choice, ForgetForm, Forgotten, SameAs
from bot.store import Tx, applications, documents, forgetting, inbox, postings, requisitions

CHOICES = 25
"""Most candidates in the form; more words narrow the search."""

LEFT = (
    "What people wrote about this person in Slack themselves.",
    "Slack's own exports and logs, which follow your workspace's retention.",
    "Backups of Plumbline's database that were made before now.",
)
"""What Plumbline cannot remove, whoever it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forget:
    """Somebody has a candidate's data removed."""

    actor: Actor
    event_key: str
    candidate_ids: tuple[str, ...]
    """One person, who may have been added several times; whoever was removed since is passed over.
    """


def forget_form(actor: Actor, deps: BotDeps, words: str = "", candidate_id: str = "") -> ForgetForm:
    """List people whose data can be removed, newest first; of one, also who looks the same.

    Args:
        actor: Who asks.
        deps: What to reach.
        words: Part of a name or label; "" lists the newest.
        candidate_id: Chosen beforehand, and listed alone; "" for none.

    Raises:
        NotAllowedError: They may not.
    """
    require(Action.FORGET, actor, deps)
    with deps.database.read() as tx:
        found = (
            _own(tx, actor, candidate_id)
            if candidate_id
            else applications.search(tx, actor.team_id, words, CHOICES)
        )
        texts: dict[str, str] = {}
        for application in found:
            requisition = requisitions.get(tx, application.requisition_id)
            texts.setdefault(application.candidate_id, _words(requisition, application))
        others = look_alikes(tx, actor.team_id, found) if candidate_id and found else ()
    return ForgetForm(
        candidates=tuple(Choice(id=id_, text=text) for id_, text in texts.items()),
        candidate_id=candidate_id if candidate_id in texts else "",
        look_alikes=tuple(
            SameAs(id=other.candidate_id, text=_words(*other.cases[0]), because=other.because)
            for other in others
            if all(_may(actor, deps, *case) for case in other.cases)
        ),
    )


def forget(request: Forget, deps: BotDeps) -> Forgotten:
    """Remove the data of a candidate, and of look-alikes, here and in our messages.

    All of it is one transaction, and nothing goes unless all of it may.

    The living messages turn into tombstones, all others disappear; ranked lists that showed the
    person disappear too. Bytes leave the database's files with the ERASE job that follows.

    Returns:
        What is being removed, and what cannot be; nothing is, when the event is a repeat.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: Somebody of another workspace is meant.
        ConflictError: Nothing is kept of this person: it was removed already, or never here.
    """
    with deps.database.read() as tx:
        found = _all(tx, request)
        of = [requisitions.get(tx, application.requisition_id) for application in found]
        stay = len(look_alikes(tx, request.actor.team_id, found))
    require(Action.FORGET, request.actor, deps)
    for application, requisition in zip(found, of, strict=True):
        require(Action.FORGET, request.actor, deps, requisition, application)
    with deps.database.write() as tx:
        if not inbox.accept(tx, request.event_key, deps.now()):
            return Forgotten(applications=0, messages=0, look_alikes=stay, left=LEFT)
        forgotten = _erase(tx, request, deps, stay)
    deps.wake_senders()
    return forgotten


def _erase(tx: Tx, request: Forget, deps: BotDeps, stay: int) -> Forgotten:
    found = _all(tx, request)
    if not found:
        raise ConflictError(
            "Nothing is kept of this person: it is already removed, or never was here. "
            "Nothing was changed.",
            "Look them up by name or label.",
        )
    files = [documents.get(tx, application.document_id).upload for application in found]
    ids = [application.id for application in found]
    erased = forgetting.erase(tx, ids, deps.now(), request.actor.user_id)
    shown = [posting for posting in erased.postings if posting.may_stand]
    for posting in erased.postings:
        _take_back(tx, posting, deps)
    for batch_id in erased.batches:
        shown += _take_back_list(tx, batch_id, deps)
    for id_ in ids:
        deps.queue.enqueue(tx, Job.ERASE, id_)
    return Forgotten(
        applications=len(ids),
        messages=len(shown),
        look_alikes=stay,
        left=_left(files.count(UploadKind.SLACK_FILE)),
    )


def _take_back(tx: Tx, posting: Posting, deps: BotDeps) -> None:
    """Turn a living message into a tombstone; have everything else disappear."""
    if posting.kind is MessageKind.APPLICATION and posting.ts:
        postings.refresh(tx, MessageKind.APPLICATION, posting.subject_id, deps.now())
    else:
        postings.want_removed(tx, posting.id, deps.now())


def _take_back_list(tx: Tx, batch_id: str, deps: BotDeps) -> list[Posting]:
    """Have a run's file disappear, and its message shown without the person."""
    ranking = postings.find(tx, MessageKind.RANKING, batch_id)
    if ranking is not None:
        postings.want_removed(tx, ranking.id, deps.now())
    end_if_done(tx, batch_id, deps)
    living = postings.find(tx, MessageKind.BATCH, batch_id)
    return [posting for posting in (ranking, living) if posting and posting.may_stand]


def _left(files: int) -> tuple[str, ...]:
    if not files:
        return LEFT
    theirs = (
        f"{count(files, 'CV file')} in Slack: a file belongs to whoever shared it, and they delete "
        "it there."
    )
    return (theirs, *LEFT)


def _own(tx: Tx, actor: Actor, candidate_id: str) -> list[Application]:
    """List a candidate's applications; those of another workspace are as good as none."""
    found = forgetting.applications_of(tx, candidate_id)
    for application in found:
        own_requisition(tx, actor, application.requisition_id)
    return found


def _all(tx: Tx, request: Forget) -> list[Application]:
    ids = dict.fromkeys(request.candidate_ids)
    return [each for id_ in ids for each in _own(tx, request.actor, id_)]


def _may(actor: Actor, deps: BotDeps, requisition: Requisition, application: Application) -> bool:
    return decide(Action.FORGET, standing_of(actor, deps, requisition, application)).is_allowed


def _words(requisition: Requisition, application: Application) -> str:
    parts = (application.label, application.candidate_name, requisition.title)
    return " · ".join(part for part in parts if part)

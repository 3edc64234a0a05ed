"""CVs come in: a form, files or text on it, and files that are shared in a review channel.

What each bad input gets; nothing is kept of any of them, and a test holds every row:

==================================  ==============================================================
input                               answer
==================================  ==============================================================
no file and no text                 UsageError: share a file or paste the text
a file and a text                   UsageError: give one of them
more than 10 files                  UsageError: share at most 10 at once
several files and one name          UsageError: a name goes with one file
one file that is not a CV's kind    UsageError: PDF, DOCX, plain text or Markdown
several files, none of such a kind  UsageError: PDF, DOCX, plain text or Markdown
several files, some of such a kind  accepted; the others become unreadable, each with its reason
a file over the size limit          UsageError: share a smaller copy
a file that is gone                 DownloadError: share it again
text of fewer than 20 words         UsageError: too short to be a CV
text over 200,000 characters        UsageError: share it as a file
a name over 200 characters          UsageError: shorten it
a closed requisition                ConflictError: open it again, or choose another
a requisition of another workspace  NotFoundError, as if there were none
an id of no requisition             NotFoundError: choose one from the list
a guest, a stranger, a bot          NotAllowedError: says who can help
the candidate themselves            NotAllowedError: another recruiter has to
a candidate in the review channel   AudienceError: choose a channel that they are not in
the same request again              the first one's result; nothing happens
==================================  ==============================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind
from bot.domain.requisition import (
    Batch,
    BatchState,
    Requisition,
    letters,
)
from bot.errors import (
    AudienceError,
    AudienceRefusal,
    ConflictError,
    DocumentError,
    NotAllowedError,
    NotFoundError,
    Reason,
    UsageError,
)
from bot.services.access import is_allowed, own_requisition, require
from bot.services.adding import Incoming, add_application, application_id_of
from bot.services.bot_deps import BotDeps, FileFacts, Job
from bot.services.derived import derived_id
from bot.services.offering import offer_files, welcome
from bot.services.opening import want_message
from bot.services.screens import CandidateForm, Choice
from bot.store import Tx, applications, batches, inbox, postings, requisitions

MOST_FILES = 10
"""Files read at once. Source: Slack's form takes ten, and a message holds ten."""
LONGEST_TEXT = 200_000
"""Characters of a pasted text: about 60 pages."""
LEAST_TEXT_WORDS = 20
"""Words below which a pasted text is a remark. Source: bot/documents/prose.py."""
LEAST_TEXT_CHARACTERS = 200
"""Characters that are enough whatever the words, for scripts without spaces."""
_TITLE_IN_A_MENU = 64
"""Characters of a title in a menu: what follows it tells two of one title apart.

Source: Slack takes 75 of an option."""
LONGEST_NAME = 200
"""Characters of a candidate's name."""

__all__ = [
    "AddCandidate",
    "Added",
    "add_candidate",
    "candidate_form",
    "check_files",
    "check_text",
    "encoded",
    "offer_files",
    "requisition_choice",
    "start_batch",
    "welcome",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCandidate:
    """One CV, as a file or pasted, or several files, to be read for a requisition."""

    actor: Actor
    event_key: str
    """What tells this request from every other; a repeat of it has no effect."""
    requisition_id: str
    name: str
    """"" when unknown."""
    candidate_user_id: str
    """Slack id when the candidate is an employee; "" otherwise."""
    file_ids: tuple[str, ...]
    pasted_text: str
    is_blind: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was added, and where its message will stand."""

    application_id: str | None
    """None for several files, and for one that was forgotten since."""
    batch_id: str | None
    """None for one CV."""
    label: str
    """Of the one candidate; "" for several."""
    channel: str
    is_repeat: bool


def candidate_form(
    actor: Actor,
    deps: BotDeps,
    requisition_id: str = "",
    channel: str = "",
    file_ids: Sequence[str] = (),
) -> CandidateForm:
    """Fill the form for a candidate with what this person may choose.

    Args:
        actor: Who will see the form.
        deps: What to reach.
        requisition_id: Chosen beforehand; "" for none.
        channel: Where the form was asked for: its requisition is chosen when it has one.
        file_ids: Files of a message that are to be read; empty when the form asks for them.

    Raises:
        NotAllowedError: They may add candidates to no requisition.
        UsageError: No requisition is open.
        DownloadError: A file cannot be seen, or is gone.
    """
    with deps.database.read() as tx:
        opened = requisitions.all(tx, actor.team_id, is_open=True)
    mine = [r for r in opened if is_allowed(Action.ADD_CANDIDATE, actor, deps, r)]
    if not mine:
        require(Action.ADD_CANDIDATE, actor, deps)
        raise UsageError("No requisition is open.", "Open one first: `/hire open`.")
    here = [r for r in mine if r.channel == channel] or mine
    meant = next((r for r in mine if r.id == requisition_id), here[0] if len(here) == 1 else None)
    return CandidateForm(
        requisitions=tuple(requisition_choice(r) for r in mine),
        requisition_id=meant.id if meant else "",
        file_ids=tuple(file_ids),
        file_names=tuple(deps.slack.file(file_id).name for file_id in file_ids),
    )


def requisition_choice(requisition: Requisition) -> Choice:
    """Name a requisition in a menu, with the letter of its candidates' labels."""
    title = requisition.title
    if len(title) > _TITLE_IN_A_MENU:
        title = f"{title[: _TITLE_IN_A_MENU - 1].rstrip()}…"
    return Choice(id=requisition.id, text=f"{title} ({letters(requisition.number)})")


def add_candidate(request: AddCandidate, deps: BotDeps) -> Added:
    """Keep what is to be read, and have it read; the module's table lists what is refused.

    Raises:
        UsageError: What was given cannot be read as a CV.
        NotFoundError: There is no such requisition.
        NotAllowedError: They may not.
        AudienceError: The candidate is a member of the review channel.
        ConflictError: The requisition is closed.
        DownloadError: A file cannot be seen, or is gone.
        SlackError: Slack did not describe a file; nothing was kept.
    """
    with deps.database.read() as tx:
        requisition = own_requisition(tx, request.actor, request.requisition_id)
        earlier = _earlier(tx, request, requisition)
    require(Action.ADD_CANDIDATE, request.actor, deps, requisition)
    if earlier is not None:
        return earlier
    files = _checked(request, requisition, deps)
    with deps.database.write() as tx:
        _check_open(requisitions.get(tx, requisition.id))
        if not inbox.accept(tx, request.event_key, deps.now()):
            return _earlier(tx, request, requisition) or _forgotten(requisition)
        if len(files) > 1:
            added = _add_batch(tx, request, requisition, files, deps)
        else:
            added = _add_one(tx, request, requisition, files, deps)
    deps.wake_senders()
    return added


def _earlier(tx: Tx, request: AddCandidate, requisition: Requisition) -> Added | None:
    """Say what the same request added before; None when it added nothing that is still there."""
    application = applications.find(tx, application_id_of((request.event_key,)))
    if application is not None:
        return Added(
            application_id=application.id,
            batch_id=None,
            label=application.label,
            channel=requisition.channel,
            is_repeat=True,
        )
    try:
        batch = batches.get(tx, derived_id("batch", request.event_key))
    except NotFoundError:
        return None
    return Added(
        application_id=None,
        batch_id=batch.id,
        label="",
        channel=requisition.channel,
        is_repeat=True,
    )


def _forgotten(requisition: Requisition) -> Added:
    return Added(
        application_id=None,
        batch_id=None,
        label="",
        channel=requisition.channel,
        is_repeat=True,
    )


def _checked(request: AddCandidate, requisition: Requisition, deps: BotDeps) -> list[FileFacts]:
    """Refuse what cannot be read, and describe the files, each once."""
    _check_open(requisition)
    if request.candidate_user_id == request.actor.user_id:
        raise NotAllowedError("You may not add yourself.", "Ask another recruiter.")
    person = request.candidate_user_id
    if person and deps.slack.is_in_channel(person, requisition.channel):
        raise AudienceError(AudienceRefusal.CANDIDATE)
    if len(request.name) > LONGEST_NAME:
        raise UsageError(
            f"The name is longer than {LONGEST_NAME} characters.", "Shorten it, or leave it out."
        )
    file_ids = list(dict.fromkeys(request.file_ids))
    _check_amount(request, file_ids)
    if not file_ids:
        check_text(request.pasted_text)
        return []
    return check_files([deps.slack.file(file_id) for file_id in file_ids], deps)


def _check_open(requisition: Requisition) -> None:
    if requisition.closed_at is not None:
        raise ConflictError(
            "The requisition is closed. Nothing was added.", "Open it again, or choose another."
        )


def _check_amount(request: AddCandidate, file_ids: Sequence[str]) -> None:
    has_text = bool(request.pasted_text.strip())
    if not file_ids and not has_text:
        raise UsageError("There is no CV yet.", "Share a file, or paste the text.")
    if file_ids and has_text:
        raise UsageError(
            "There is a file and a pasted text.", "Give one of them, so that it is clear which."
        )
    if len(file_ids) > MOST_FILES:
        raise UsageError(
            f"There are {len(file_ids)} files.", f"Share at most {MOST_FILES} at once."
        )
    if len(file_ids) > 1 and (request.name.strip() or request.candidate_user_id):
        raise UsageError(
            "There are several files and one name.",
            "Leave the name out, or add this candidate's file alone.",
        )


def check_text(text: str) -> None:
    """Refuse a pasted text that is too short or too long.

    Raises:
        UsageError: Fewer than 20 words, or more than 200,000 characters.
    """
    if len(text) > LONGEST_TEXT:
        raise UsageError(
            f"The text is longer than {LONGEST_TEXT:,} characters.", "Share it as a file."
        )
    if len(text.split()) < LEAST_TEXT_WORDS and len(text) < LEAST_TEXT_CHARACTERS:
        raise UsageError(
            f"The text has fewer than {LEAST_TEXT_WORDS} words.", "Paste the whole text."
        )


def encoded(text: str) -> bytes:
    """Return a pasted text as the bytes of a document, with ``?`` for each half of a character."""
    return text.encode("utf-8", "replace")


def check_files(files: list[FileFacts], deps: BotDeps) -> list[FileFacts]:
    """Refuse files of which none can be read; beside one that can, the others get their reason.

    Raises:
        UsageError: None is of a kind that is read, or the only one is too large.
    """
    if not any(facts.is_readable for facts in files):
        error = DocumentError(Reason.UNSUPPORTED)
        raise UsageError(error.problem, error.fix)
    if len(files) == 1 and files[0].size > deps.reading.file_bytes:
        error = DocumentError(Reason.TOO_LARGE)
        raise UsageError(error.problem, error.fix)
    return files


def _add_one(
    tx: Tx,
    request: AddCandidate,
    requisition: Requisition,
    files: Sequence[FileFacts],
    deps: BotDeps,
) -> Added:
    incoming = Incoming(
        key=(request.event_key,),
        added_by=request.actor.user_id,
        is_blind=request.is_blind,
        file_id=files[0].file_id if files else "",
        file_name=files[0].name if files else "",
        data=None if files else encoded(request.pasted_text),
        candidate_name=" ".join(request.name.split()),
        candidate_user_id=request.candidate_user_id,
    )
    application = add_application(tx, requisition, incoming, deps)
    want_message(tx, application, requisition, deps)
    return Added(
        application_id=application.id,
        batch_id=None,
        label=application.label,
        channel=requisition.channel,
        is_repeat=False,
    )


def _add_batch(
    tx: Tx,
    request: AddCandidate,
    requisition: Requisition,
    files: Sequence[FileFacts],
    deps: BotDeps,
) -> Added:
    batch = Batch(
        id=derived_id("batch", request.event_key),
        requisition_id=requisition.id,
        started_by=request.actor.user_id,
        started_at=deps.now(),
        finished_at=None,
        state=BatchState.RUNNING,
        is_blind=request.is_blind,
    )
    start_batch(tx, batch, [facts.file_id for facts in files], requisition.channel, deps)
    return Added(
        application_id=None,
        batch_id=batch.id,
        label="",
        channel=requisition.channel,
        is_repeat=False,
    )


def start_batch(tx: Tx, batch: Batch, file_ids: Sequence[str], channel: str, deps: BotDeps) -> None:
    """Keep a run over files of any number, show it, and have it done."""
    batches.add(tx, batch, file_ids)
    postings.want(
        tx,
        id=deps.new_id(),
        kind=MessageKind.BATCH,
        subject_id=batch.id,
        channel=channel,
        now=deps.now(),
    )
    deps.queue.enqueue(tx, Job.RUN_BATCH, batch.id)

"""What a posting shows, told from the database at the moment of sending."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.audience import refuse_channel
from bot.domain.posting import MessageKind, Posting
from bot.errors import AudienceError
from bot.services.answers import compose_answer
from bot.services.bot_deps import BotDeps
from bot.services.compose_application import compose_application, compose_levels
from bot.services.compose_batch import compose_batch
from bot.services.compose_job import compose_job, compose_job_details
from bot.services.digesting import compose_digest
from bot.services.messages import Message, NoteMessage, OfferMessage, WelcomeMessage
from bot.services.ranking_file import compose_ranking
from bot.services.reminding import compose_reminder
from bot.store import Tx, documents, notes, offers, requisitions


def compose(posting: Posting, deps: BotDeps) -> Message | None:
    """Say what a posting shows now; None when there is nothing to show, so that it is removed.

    Names and contact details are already taken out where the view is blind. Welcoming a channel
    asks Slack what it is, unless that was asked within the last minute.

    Raises:
        NotFoundError: What it is about is no longer there.
    """
    return _COMPOSERS[posting.kind](posting, deps)


def _told(
    compose_one: Callable[[Tx, Posting, BotDeps], Message | None],
) -> Callable[[Posting, BotDeps], Message | None]:
    """Have a message told from one state of the database."""

    def composer(posting: Posting, deps: BotDeps) -> Message | None:
        with deps.database.read() as tx:
            return compose_one(tx, posting, deps)

    return composer


def _offer(tx: Tx, posting: Posting) -> OfferMessage | None:
    offer = offers.get(tx, posting.subject_id)
    taken = documents.of_files(tx, offer.file_ids)
    if taken >= set(offer.file_ids):
        return None  # they are being read already, asked for in another way
    here = requisitions.in_channel(tx, offer.channel)
    return OfferMessage(
        offer_id=offer.id,
        files=len(offer.file_ids),
        requisition_title=here[0].title if len(here) == 1 else "",
    )


def _note(tx: Tx, posting: Posting) -> NoteMessage:
    note = notes.get(tx, posting.subject_id)
    return NoteMessage(problem=note.problem, fix=note.fix, retry_posting_id=note.retry_posting_id)


def _welcome(posting: Posting, deps: BotDeps) -> WelcomeMessage:
    refusal = refuse_channel(deps.slack.channel(posting.channel), deps.rules)
    if refusal is not None:
        error = AudienceError(refusal)
        return WelcomeMessage(
            is_safe=False, problem=error.problem, fix=error.fix, requisition_titles=()
        )
    with deps.database.read() as tx:
        here = requisitions.in_channel(tx, posting.channel)
    return WelcomeMessage(
        is_safe=True, problem="", fix="", requisition_titles=tuple(r.title for r in here)
    )


_COMPOSERS: dict[MessageKind, Callable[[Posting, BotDeps], Message | None]] = {
    MessageKind.APPLICATION: _told(compose_application),
    MessageKind.LEVELS: _told(lambda tx, posting, _: compose_levels(tx, posting)),
    MessageKind.ANSWER: _told(compose_answer),
    MessageKind.BATCH: _told(compose_batch),
    MessageKind.RANKING: _told(compose_ranking),
    MessageKind.JOB: _told(compose_job),
    MessageKind.JOB_DETAILS: _told(compose_job_details),
    MessageKind.OFFER: _told(lambda tx, posting, _: _offer(tx, posting)),
    MessageKind.NOTE: _told(lambda tx, posting, _: _note(tx, posting)),
    MessageKind.WELCOME: _welcome,  # asks Slack, for which no transaction stays open
    MessageKind.DIGEST: compose_digest,  # may ask Slack who its reader is
    MessageKind.REMINDER: _told(compose_reminder),
}
"""Who tells what each kind shows; a test holds that no kind is missing."""

"""Take a question from an application's thread, and answer it from what is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain.answers import Known, Said, answer
from bot.domain.asked import LONGEST, Asked, take_apart
from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind, Posting
from bot.domain.question import Question
from bot.domain.requisition import Application, ApplicationState, Requisition
from bot.domain.rubric import LEVEL_NAMES, TOP_LEVEL
from bot.domain.words import why_no_model
from bot.errors import DocumentError, NotFoundError
from bot.services.access import require
from bot.services.bot_deps import BotDeps
from bot.services.derived import derived_id
from bot.services.kept import (
    find_application,
    mask_of,
    masked,
    masked_assessment,
    masked_document,
    masked_match,
    quote,
)
from bot.services.messages import AnswerMessage, AnswerPart
from bot.services.withheld import check_may_see_reading
from bot.store import (
    Tx,
    applications,
    assessments,
    documents,
    inbox,
    postings,
    questions,
    reviews,
    rubrics,
)

_MENTION = re.compile(r"<@[^>\s]*>")
_WAITING = frozenset({ApplicationState.WAITING, ApplicationState.READING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question to the bot in a thread."""

    actor: Actor
    event_key: str
    channel: str
    thread_ts: str
    """Of the message that the thread hangs on."""
    text: str
    """As typed; mentions are left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A question that will be answered in its thread."""

    question_id: str
    is_repeat: bool
    """Whether the same event came before, so that nothing was done now."""


def ask(request: Ask, deps: BotDeps) -> Accepted:
    """Keep a question, and have its answer posted in the thread.

    Raises:
        NotFoundError: The thread is about no application, or its data was removed.
        NotAllowedError: They may not see the application, or are still to rate it themselves.
    """
    with deps.database.read() as tx:
        parent, application, requisition = _thread(tx, request)
    require(Action.SEE_APPLICATION, request.actor, deps, requisition, application)
    question_id = derived_id("question", request.event_key)
    with deps.database.write() as tx:
        if not inbox.accept(tx, request.event_key, deps.now()):
            return Accepted(question_id=question_id, is_repeat=True)
        find_application(tx, request.actor, application.id)
        check_may_see_reading(tx, application, request.actor.user_id)
        text = " ".join(_MENTION.sub(" ", request.text).split())
        # One more than is read, so that the answer can say that the rest was not.
        kept = text[: LONGEST + 1]
        questions.add(tx, question_id, application.id, request.actor.user_id, kept, deps.now())
        postings.want(
            tx,
            id=deps.new_id(),
            kind=MessageKind.ANSWER,
            subject_id=question_id,
            channel=parent.channel,
            parent_id=parent.id,
            now=deps.now(),
        )
    deps.wake_senders()
    return Accepted(question_id=question_id, is_repeat=False)


def compose_answer(tx: Tx, posting: Posting, deps: BotDeps) -> AnswerMessage | None:
    """Answer a question as of now; None when its application is gone.

    In a blind view everything of the document is masked before the question is looked at, so that
    a name in a question finds nothing, whether it is the right one or not.
    """
    del deps  # every message is composed from the same three
    try:
        question = questions.get(tx, posting.subject_id)
    except NotFoundError:
        return None
    application = applications.get(tx, question.application_id)
    return AnswerMessage(asked_by=question.asked_by, parts=_parts(tx, question, application))


def _thread(tx: Tx, request: Ask) -> tuple[Posting, Application, Requisition]:
    parent = postings.by_ts(tx, request.channel, request.thread_ts)
    if parent is None or parent.kind is not MessageKind.APPLICATION:
        raise NotFoundError(
            "This thread is about no application.",
            "Ask in the thread below the message of one candidate.",
        )
    return (parent, *find_application(tx, request.actor, parent.subject_id))


def _parts(tx: Tx, question: Question, application: Application) -> tuple[AnswerPart, ...]:
    stored = assessments.get(tx, application.id)
    document = documents.text(tx, application.document_id)
    if stored is None or document is None:
        return (AnswerPart(text=_no_reading(application)),)
    assessment, match = stored
    mask = mask_of(tx, application)
    known = Known(
        label=application.label,
        rubric=rubrics.get(tx, assessment.rubric_hash),
        assessment=masked_assessment(assessment, mask),
        reviews=tuple(
            replace(review, reason=masked(review.reason, mask))
            for review in reviews.of_application(tx, application.id)
        ),
        match=masked_match(match, mask),
        lines=masked_document(document, mask).lines,
        is_masked=mask is not None,
    )
    return tuple(
        AnswerPart(text=said.text, quotes=tuple(quote(e, None) for e in said.quotes))
        for said in (*answer(question.text, known), *_lowest(question.text, known))
    )


_LOWEST = 2
"""Different levels that are named where nothing is missing."""


def _lowest(question: str, known: Known) -> Iterator[Said]:
    """Say where a CV without a gap is weakest, to whom asks what is missing."""
    inquiry = take_apart(question, known.rubric, label=known.label)
    levels = [level for level in known.assessment.levels.values() if level is not None]
    is_asked = inquiry.asked is Asked.MISSING and not inquiry.criteria
    if not is_asked or len(levels) < len(known.rubric.criteria):
        return
    for level in sorted(set(levels) - {TOP_LEVEL})[:_LOWEST]:
        named = [c.title for c in known.rubric.criteria if known.assessment.levels[c.key] == level]
        yield Said(text=f"Lowest: {level}, {LEVEL_NAMES[level]} on {' · '.join(named)}.")


def _no_reading(application: Application) -> str:
    label = application.label
    if application.waits_for is not None:
        problem, _ = why_no_model(application.waits_for)
        return f"{label} has no levels yet. {problem} The reading goes on by itself."
    if application.state in _WAITING:
        return f"{label} is still being read. Ask again when its levels stand in this thread."
    if application.state is ApplicationState.STOPPED:
        return f"The reading of {label} was stopped, so there is nothing to answer from."
    if application.reason is not None:
        error = DocumentError(application.reason)
        return f"{label} could not be read: {error.problem} {error.fix}"
    return f"{label} has no reading to answer from. {application.problem} {application.fix}".strip()

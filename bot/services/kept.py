"""Find the application that a person means, or say what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.domain.assessment import Assessment, Evidence
from bot.domain.blind import Mask
from bot.domain.document import Document
from bot.domain.job import RequirementMatch
from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.requisition import Application, DecisionKind, Requisition
from bot.errors import ConflictError, NotFoundError, UsageError
from bot.services.access import own_application, require
from bot.services.bot_deps import BotDeps
from bot.services.messages import Quote
from bot.store import Tx, documents, forgetting

SHORTEST_REASON = 3
"""Characters: shorter is no reason that a colleague could weigh."""
LONGEST_REASON = 1_000
"""Characters: what a form takes and a message shows without being split."""

DECISIONS = {
    DecisionKind.ADVANCE: "go on",
    DecisionKind.HOLD: "put on hold",
    DecisionKind.CLOSE: "close",
}
"""A decision, after a colon, in the words of its form."""


def find_application(tx: Tx, actor: Actor, application_id: str) -> tuple[Application, Requisition]:
    """Return an application of the actor's own workspace, with its requisition.

    Raises:
        NotFoundError: There is none, or its data was removed: then says by whom and when.
    """
    stone = forgetting.tombstone(tx, application_id)
    if stone is not None:
        raise NotFoundError(
            f"{stone.label} and all its data were removed by <@{stone.forgotten_by}> on "
            f"{day(stone.at)}.",
            "Nothing of it is left; share the CV anew if it has to be read again.",
        )
    return own_application(tx, actor, application_id)


def application_for(
    action: Action, actor: Actor, deps: BotDeps, application_id: str, author: str = ""
) -> tuple[Application, Requisition]:
    """Return an application that somebody may do something with, with its requisition.

    It is no part of a transaction that writes: saying who somebody is may take a call to Slack.

    Args:
        action: What they want to do.
        actor: From the envelope of the request.
        deps: What to reach.
        application_id: Which.
        author: Slack user id of who made the thing itself; "" when that does not matter.

    Raises:
        NotAllowedError: They may not.
        NotFoundError: There is no such application, or its data was removed.
    """
    with deps.database.read() as tx:
        application, requisition = find_application(tx, actor, application_id)
    require(action, actor, deps, requisition, application, author)
    return application, requisition


def check_undecided(application: Application) -> None:
    """Let pass what nobody has decided on.

    Raises:
        ConflictError: Somebody did; says who and when.
    """
    decision = application.decision
    if decision is not None:
        raise ConflictError(
            f"<@{decision.user_id}> decided on {application.label} on {day(decision.decided_at)}: "
            f"{DECISIONS[decision.kind]}. Nothing was changed.",
            "If it should be open again, a recruiter or the hiring manager can press Take back on "
            "its message.",
        )


def checked_reason(text: str) -> str:
    """Return a reason without surrounding space.

    Raises:
        UsageError: It is shorter than SHORTEST_REASON or longer than LONGEST_REASON characters.
    """
    reason = text.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise UsageError(
            "A reason is needed." if not reason else f"The reason has {len(reason):,} characters.",
            f"Give a reason of {SHORTEST_REASON} to {LONGEST_REASON:,} characters.",
        )
    return reason


def day(at: datetime) -> str:
    """Write a moment for a sentence, such as ``2 March 2026, 09:00 UTC``."""
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def mask_of(tx: Tx, application: Application) -> Mask | None:
    """Return what a blind view of an application takes out of texts; None when it is not blind."""
    if not application.is_blind:
        return None
    return Mask.of(application.candidate_name, documents.text(tx, application.document_id))


def masked(text: str, mask: Mask | None) -> str:
    """Return a text as the view of its application shows it."""
    return mask.mask(text) if mask else text


def quote(evidence: Evidence, mask: Mask | None) -> Quote:
    """Show words of the document, as the view of its application does."""
    return Quote(text=masked(evidence.quote, mask), page=evidence.page, line=evidence.line)


def masked_assessment(assessment: Assessment, mask: Mask | None) -> Assessment:
    """Return an assessment, and the second beside it, as a blind view shows their words."""
    if mask is None:
        return assessment
    readings = tuple(
        replace(
            reading,
            rationale=mask.mask(reading.rationale),
            missing=mask.mask(reading.missing),
            evidence=tuple(replace(e, quote=mask.mask(e.quote)) for e in reading.evidence),
        )
        for reading in assessment.readings
    )
    second = masked_assessment(assessment.second, mask) if assessment.second else None
    return replace(assessment, readings=readings, second=second)


def masked_match(match: RequirementMatch | None, mask: Mask | None) -> RequirementMatch | None:
    """Return a match whose words are as a blind view shows them."""
    if match is None or mask is None:
        return match
    readings = tuple(
        replace(
            reading,
            rationale=mask.mask(reading.rationale),
            evidence=tuple(replace(e, quote=mask.mask(e.quote)) for e in reading.evidence),
        )
        for reading in match.readings
    )
    return replace(match, readings=readings)


def masked_document(document: Document, mask: Mask | None) -> Document:
    """Return a document whose lines are as a blind view shows them."""
    if mask is None:
        return document
    return replace(
        document, lines=tuple(replace(line, text=mask.mask(line.text)) for line in document.lines)
    )

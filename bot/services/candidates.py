"""Show one person what is known of a reading: details, interview questions, the name."""

from __future__ import annotations

from bot.domain.people import Actor
from bot.domain.policy import Action, decide
from bot.errors import ConflictError, DownloadError, SlackError
from bot.services.access import standing_of
from bot.services.bot_deps import BotDeps
from bot.services.compose_application import read_by
from bot.services.compose_job import finding_notes
from bot.services.kept import application_for
from bot.services.screens import DetailsScreen, NameScreen, QuestionGroup, QuestionsScreen
from bot.services.withheld import check_may_see_reading, may_see_reading
from bot.store import assessments, documents, rubrics

NOT_EVIDENCED = "Nothing in the document says enough for a level."
"""Why the questions of a gap are asked."""


def details(actor: Actor, deps: BotDeps, application_id: str) -> DetailsScreen:
    """Say what is known about one reading.

    The name, and the file that shows it, are there only for those who may see the name, or where
    the view is not blind. What the reading came upon is left out for those who are still to rate.

    Raises:
        NotAllowedError: They may not see the application.
        NotFoundError: There is no such application, or its data was removed.
    """
    application, requisition = application_for(Action.SEE_APPLICATION, actor, deps, application_id)
    standing = standing_of(actor, deps, requisition, application)
    may_see_name = decide(Action.SEE_NAME, standing).is_allowed or not application.is_blind
    with deps.database.read() as tx:
        stored = documents.get(tx, application.document_id)
        document = documents.text(tx, application.document_id)
        is_open = may_see_reading(tx, application_id, actor.user_id)
        reading = assessments.get(tx, application_id) if is_open else None
        rubric = rubrics.get(tx, reading[0].rubric_hash) if reading else None
    return DetailsScreen(
        application_id=application.id,
        label=application.label,
        name=application.candidate_name if may_see_name else "",
        may_see_name=may_see_name,
        file_name=stored.name if may_see_name else "",
        file_permalink=_permalink(stored.file_id, deps) if may_see_name else "",
        is_file_hidden=bool(stored.file_id) and not may_see_name,
        pages=document.pages if document else 0,
        words=document.words if document else 0,
        language=document.language if document else "",
        added_by=application.added_by,
        added_at=application.added_at,
        findings=finding_notes(document.findings if document and is_open else ()),
        read_by=read_by(reading[0], rubric, deps) if reading and rubric else None,
        document_sha256=stored.sha256,
    )


def questions(actor: Actor, deps: BotDeps, application_id: str) -> QuestionsScreen:
    """List the rubric's interview questions for what the document does not show.

    Raises:
        NotAllowedError: They may not see the application, or are still to rate it themselves.
        NotFoundError: There is no such application, or its data was removed.
        ConflictError: It was not read yet, or cannot be.
    """
    application, _ = application_for(Action.SEE_APPLICATION, actor, deps, application_id)
    with deps.database.read() as tx:
        check_may_see_reading(tx, application, actor.user_id)
        stored = assessments.get(tx, application_id)
        if stored is None:
            raise ConflictError(
                f"{application.label} has no reading that questions could follow from.",
                "Its message in the channel says how it stands.",
            )
        levels = stored[0].levels
        rubric = rubrics.get(tx, stored[0].rubric_hash)
    gaps = [c for c in rubric.criteria if levels.get(c.key) is None and c.questions]
    return QuestionsScreen(
        application_id=application.id,
        label=application.label,
        groups=tuple(
            QuestionGroup(title=gap.title, because=NOT_EVIDENCED, questions=gap.questions)
            for gap in gaps
        ),
    )


def show_name(actor: Actor, deps: BotDeps, application_id: str) -> NameScreen:
    """Return the name behind a label, and the file that shows it, for this person alone.

    Raises:
        NotAllowedError: They may not see it.
        NotFoundError: There is no such application, or its data was removed.
    """
    application, _ = application_for(Action.SEE_NAME, actor, deps, application_id)
    with deps.database.read() as tx:
        stored = documents.get(tx, application.document_id)
    return NameScreen(
        label=application.label,
        name=application.candidate_name,
        file_name=stored.name,
        file_permalink=_permalink(stored.file_id, deps),
    )


def _permalink(file_id: str, deps: BotDeps) -> str:
    """Return where the file is in Slack; "" when there is none, or Slack cannot say."""
    if not file_id:
        return ""
    try:
        return deps.slack.file(file_id).permalink
    except (DownloadError, SlackError):
        return ""

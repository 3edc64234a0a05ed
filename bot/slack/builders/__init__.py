"""Pure functions from what is to be shown to JSON as Slack takes it."""

from __future__ import annotations

from bot.services.messages import (
    AnswerMessage,
    ApplicationMessage,
    BatchMessage,
    DigestMessage,
    JobDetailsMessage,
    JobMessage,
    LevelsMessage,
    Message,
    NoteMessage,
    OfferMessage,
    RankingFile,
    ReminderMessage,
    TombstoneMessage,
    WelcomeMessage,
)
from bot.slack.builders.answer import answer
from bot.slack.builders.application import application
from bot.slack.builders.batch import batch, ranking_file
from bot.slack.builders.digest import digest, reminder
from bot.slack.builders.forms import (
    candidate_view,
    decision_view,
    forget_confirm_view,
    forget_view,
    forgotten_view,
    job_view,
    level_view,
    requisition_view,
)
from bot.slack.builders.home import home_view
from bot.slack.builders.job import job, job_details
from bot.slack.builders.levels import levels
from bot.slack.builders.note import note
from bot.slack.builders.offer import offer
from bot.slack.builders.payload import Json, Payload
from bot.slack.builders.replies import (
    candidate_done,
    fault,
    help_reply,
    job_done,
    opened,
    refusal,
    requisition_done,
    said,
    status_reply,
    unknown_reply,
)
from bot.slack.builders.screens import details_view, name_view, questions_view, rubric_view
from bot.slack.builders.tombstone import tombstone
from bot.slack.builders.views import error_view, menu_view, notice_view, skeleton_view
from bot.slack.builders.welcome import welcome

__all__ = [
    "Json",
    "Payload",
    "candidate_done",
    "candidate_view",
    "decision_view",
    "details_view",
    "error_view",
    "fault",
    "forget_confirm_view",
    "forget_view",
    "forgotten_view",
    "help_reply",
    "home_view",
    "job_done",
    "job_view",
    "level_view",
    "menu_view",
    "message",
    "name_view",
    "notice_view",
    "opened",
    "questions_view",
    "refusal",
    "requisition_done",
    "requisition_view",
    "rubric_view",
    "said",
    "skeleton_view",
    "status_reply",
    "unknown_reply",
]


def message(content: Message) -> Payload:  # noqa: C901, PLR0911, PLR0912 - one line for each kind
    """Draw what a posting shows.

    Args:
        content: As its audience may see it.
    """
    match content:
        case ApplicationMessage():
            return application(content)
        case LevelsMessage():
            return levels(content)
        case AnswerMessage():
            return answer(content)
        case BatchMessage():
            return batch(content)
        case RankingFile():
            return ranking_file(content)
        case JobMessage():
            return job(content)
        case JobDetailsMessage():
            return job_details(content)
        case OfferMessage():
            return offer(content)
        case NoteMessage():
            return note(content)
        case WelcomeMessage():
            return welcome(content)
        case DigestMessage():
            return digest(content)
        case ReminderMessage():
            return reminder(content)
        case TombstoneMessage():
            return tombstone(content)

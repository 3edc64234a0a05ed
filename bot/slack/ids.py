"""Every id that a click or a form brings back, so that builders and listeners mean the same.

Values, block ids and metadata hold opaque ids alone, several joined by ``join``:
never a name, a level or words of a document.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Protocol

from bot.domain.policy import Action

_JOINT = ":"


class ActionId(StrEnum):
    """What was clicked; the comment below each says what its value holds."""

    STOP_APPLICATION = "stop_application"
    """application_id."""
    OPEN_APPLICATION = "open_application"
    """A menu below a ranked list; the option's value is an application_id."""
    STOP_BATCH = "stop_batch"
    """batch_id."""
    READ_AGAIN = "read_again"
    """application_id: fetch and read the document once more."""
    READ_OFFLINE = "read_offline"
    """application_id: have the offline reading stand in for a model that is waited for."""
    READ_BY_PERSON = "read_by_person"
    """application_id: this person read what the bot could not."""
    QUESTIONS = "questions"
    """application_id: open the interview questions."""
    DECIDE = "decide"
    """application_id: open the form for a decision."""
    REOPEN = "reopen"
    """application_id: take the decision back."""
    MORE = "more"
    """An overflow menu; the chosen option's value is join(MoreId, application_id)."""
    AGREE = "agree"
    """join(application_id, criterion)."""
    AGREE_ALL = "agree_all"
    """join(application_id, part)."""
    CHANGE = "change"
    """join(application_id, criterion): open the form for a level."""
    UNDO_REVIEW = "undo_review"
    """review_id; numbered, because a block holds one for each reviewer."""
    READ_OFFERED = "read_offered"
    """offer_id: open the form with the files that were shared."""
    RETRY_POSTING = "retry_posting"
    """posting_id of a message that was held."""
    SHOW_PRIVATELY = "show_privately"
    """posting_id of a message that was held: send it to this person instead."""
    OPEN_LINK = "open_link"
    """A link that Slack opens by itself; the click needs an ack and nothing else."""
    RUN_VERB = "run_verb"
    """Name of a verb: do what the command would; numbered where a block holds several."""
    ADD_CANDIDATE = "add_candidate"
    """requisition_id, or ``NONE``: open the form for a candidate; may be numbered."""
    ADD_JOB = "add_job"
    """requisition_id, or ``NONE``: open the form for a job description; may be numbered."""
    CLOSE_REQUISITION = "close_requisition"
    """requisition_id."""
    REOPEN_REQUISITION = "reopen_requisition"
    """requisition_id."""
    MORE_REQUISITION = "more_requisition"
    """An overflow menu; the chosen option's value is join(MoreId, requisition_id)."""
    REFRESH_HOME = "refresh_home"
    """``NONE``."""
    CHOOSE_RUBRIC = "choose_rubric"
    """A menu in the rubric view; the option's value is the name of a rubric."""
    VALUE = "value"
    """The element of every input block; the block id says which input it is."""


class MoreId(StrEnum):
    """An entry of an overflow menu; an option's value is join(entry, id)."""

    DETAILS = "details"
    SHOW_NAME = "show_name"
    FORGET = "forget"
    EDIT_REQUISITION = "edit_requisition"
    REVIEW_JOB = "review_job"


class BlockId(StrEnum):
    """An input of a form: ``state["values"][BlockId.X][ActionId.VALUE]``."""

    TITLE = "title"
    """Plain text."""
    CHANNEL = "channel"
    """``selected_conversation``."""
    RUBRIC = "rubric"
    """``selected_option``: name of a rubric."""
    HIRING_MANAGER = "hiring_manager"
    """``selected_user``, or None."""
    REQUISITION = "requisition"
    """``selected_option``: requisition_id."""
    NAME = "name"
    """Plain text, or None."""
    PERSON = "person"
    """``selected_user``: the candidate's own account, or None."""
    FILES = "files"
    """``files``: a list of files, each with its ``id``; CVs, or one job description."""
    PASTED = "pasted"
    """Plain text, or None."""
    BLIND = "blind"
    """``selected_options``: [BLIND] when the blind view is on, empty otherwise."""
    LEVEL = "level"
    """``selected_option``: "1".."4", or ``NONE`` for not evidenced."""
    REASON = "reason"
    """Plain text."""
    DECISION = "decision"
    """``selected_option``: a DecisionKind."""
    CANDIDATE = "candidate"
    """``selected_option``: candidate_id."""
    LOOK_ALIKES = "look_alikes"
    """``selected_options``: candidate_ids that go with the one in the metadata."""


class CallbackId(StrEnum):
    """Which view was submitted or closed; below each, what its private_metadata holds."""

    MENU = "menu"
    """"" ; has no submit."""
    REQUISITION_FORM = "requisition_form"
    """requisition_id, or "" for a new one."""
    CANDIDATE_FORM = "candidate_form"
    """join(*file_ids); "" when the form asks for files."""
    JOB_FORM = "job_form"
    """""."""
    LEVEL_FORM = "level_form"
    """join(application_id, criterion)."""
    DECISION_FORM = "decision_form"
    """application_id."""
    FORGET_FORM = "forget_form"
    """"": choosing whom; its submission shows FORGET_CONFIRM."""
    FORGET_CONFIRM = "forget_confirm"
    """candidate_id."""
    QUESTIONS = "questions"
    """"" ; has no submit."""
    DETAILS = "details"
    """"" ; has no submit."""
    RUBRIC = "rubric"
    """"" ; has no submit."""
    NOTICE = "notice"
    """"": something done or refused; has no submit."""


class ShortcutId(StrEnum):
    """Shortcuts as the manifest names them."""

    NEW_CANDIDATE = "new_candidate"
    READ_CV = "read_cv"


NONE = "none"
"""Value of a button or option that stands for nothing: Slack refuses an empty one."""
BLIND = "blind"
"""Value of the one box that keeps the view blind."""


class Verb(Protocol):
    """What the menu and the help need of a row in the table of verbs."""

    @property
    def name(self) -> str:
        """As typed after the command, such as ``open``."""
        ...

    @property
    def usage(self) -> str:
        """The verb with its arguments, such as ``forget [name or label]``."""
        ...

    @property
    def label(self) -> str:
        """Words of its button: a verb first, such as ``Open a requisition``; 30 characters."""
        ...

    @property
    def help(self) -> str:
        """What it does, in one line of our own words."""
        ...

    @property
    def action(self) -> Action:
        """Who may see it: those who may do this."""
        ...


def join(*ids: str) -> str:
    """Write several ids as one value; none of them may hold a colon."""
    return _JOINT.join(ids)


def split(value: str) -> tuple[str, ...]:
    """Read what ``join`` wrote; "" gives no ids at all."""
    return tuple(value.split(_JOINT)) if value else ()


def numbered(action: ActionId, number: int) -> str:
    """Name one of several equal buttons in a block; Slack wants each to differ there."""
    return join(action, str(number))


def matching(action: ActionId) -> re.Pattern[str]:
    """Match an action's id, numbered or not."""
    return re.compile(rf"{re.escape(action)}(?:{_JOINT}\d+)?\Z")

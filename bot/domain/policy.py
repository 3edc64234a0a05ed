"""Who may do what: one table of actions, walked by the tests and printed in the docs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is to the hiring team, whatever the requisition."""

    RECRUITER = "recruiter"
    """Named in the settings."""
    MEMBER = "member"
    """A full member of the workspace."""
    OUTSIDER = "outsider"
    """A guest, a stranger, a bot, a deactivated or unknown account: may do nothing."""


class Relation(StrEnum):
    """What a person is to the thing that an action is about."""

    HIRING_MANAGER = "hiring_manager"
    """Of the requisition."""
    IN_CHANNEL = "in_channel"
    """A member of the requisition's review channel."""
    AUTHOR = "author"
    """Made the thing itself: the review to undo, the reading to stop, the file that was shared."""
    RATER = "rater"
    """Has a seat in the panel, and has not left it."""
    CANDIDATE = "candidate"
    """The application is about them: may do nothing with it, whatever else they are."""


class Action(StrEnum):
    """Everything that a person can ask of the bot."""

    HELP = "help"
    HOME = "home"
    SEE_RUBRIC = "see_rubric"
    OPEN_REQUISITION = "open_requisition"
    EDIT_REQUISITION = "edit_requisition"
    """Title, channel, rubric, hiring manager; close and open again."""
    REVIEW_JOB = "review_job"
    """Have a job description reviewed."""
    ADD_CANDIDATE = "add_candidate"
    """Have one or several CVs read."""
    STOP_READING = "stop_reading"
    READ_AGAIN = "read_again"
    SEE_STATUS = "see_status"
    """How a requisition and its applications stand."""
    SEE_APPLICATION = "see_application"
    """Levels, quotes, questions and answers about one application."""
    SEE_NAME = "see_name"
    """The name behind a blind view."""
    REVIEW_LEVEL = "review_level"
    """Agree with a level, or change it."""
    UNDO_REVIEW = "undo_review"
    READ_BY_PERSON = "read_by_person"
    """Say that a person read a document which the bot could not."""
    DECIDE = "decide"
    SET_UP_PANEL = "set_up_panel"
    """Say who rates what until when; change it, or call it off."""
    SEE_PANEL = "see_panel"
    """Who has submitted; once it is revealed, what."""
    RATE = "rate"
    """Write one's own scorecard, amend it, or say that one did not interview."""
    REVEAL_PANEL = "reveal_panel"
    """Show all scorecards when all are in."""
    REVEAL_EARLY = "reveal_early"
    """Show the scorecards that are in, and take no more."""
    FORGET = "forget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Who asks, in the only terms that the table knows."""

    role: Role
    relations: frozenset[Relation] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may do one action: any of these roles or relations is enough."""

    roles: frozenset[Role] = frozenset()
    relations: frozenset[Relation] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an action is allowed."""

    is_allowed: bool
    who_can_help: str
    """Words for the person who was refused; "" when allowed."""


_ANYBODY = Rule(roles=frozenset({Role.RECRUITER, Role.MEMBER}))
_RECRUITERS = Rule(roles=frozenset({Role.RECRUITER}))
_HIRING_TEAM = Rule(
    roles=frozenset({Role.RECRUITER}), relations=frozenset({Relation.HIRING_MANAGER})
)
_REVIEWERS = Rule(
    roles=frozenset({Role.RECRUITER}),
    relations=frozenset({Relation.HIRING_MANAGER, Relation.IN_CHANNEL}),
)
_RATERS = Rule(relations=frozenset({Relation.RATER}))
_PANEL = Rule(roles=_REVIEWERS.roles, relations=_REVIEWERS.relations | _RATERS.relations)
_HIRING_MANAGERS = Rule(relations=frozenset({Relation.HIRING_MANAGER}))
_AUTHORS = Rule(relations=frozenset({Relation.AUTHOR}))
_AUTHORS_AND_TEAM = Rule(
    roles=frozenset({Role.RECRUITER}),
    relations=frozenset({Relation.HIRING_MANAGER, Relation.AUTHOR}),
)

RULES: dict[Action, Rule] = {
    Action.HELP: _ANYBODY,
    Action.HOME: _ANYBODY,
    Action.SEE_RUBRIC: _ANYBODY,
    Action.OPEN_REQUISITION: _RECRUITERS,
    Action.EDIT_REQUISITION: _HIRING_TEAM,
    Action.REVIEW_JOB: _HIRING_TEAM,
    Action.ADD_CANDIDATE: _HIRING_TEAM,
    Action.STOP_READING: _AUTHORS_AND_TEAM,
    Action.READ_AGAIN: _AUTHORS_AND_TEAM,
    Action.SEE_STATUS: _REVIEWERS,
    Action.SEE_APPLICATION: _REVIEWERS,
    Action.SEE_NAME: _HIRING_TEAM,
    Action.REVIEW_LEVEL: _REVIEWERS,
    Action.UNDO_REVIEW: _AUTHORS,
    Action.READ_BY_PERSON: _REVIEWERS,
    Action.DECIDE: _HIRING_TEAM,
    Action.SET_UP_PANEL: _HIRING_TEAM,
    Action.SEE_PANEL: _PANEL,
    Action.RATE: _RATERS,
    Action.REVEAL_PANEL: _HIRING_TEAM,
    Action.REVEAL_EARLY: _HIRING_MANAGERS,
    Action.FORGET: _RECRUITERS,
}
"""The whole policy; an action that is not in it is refused to everybody."""

_WORDS: dict[Role | Relation, str] = {
    Role.RECRUITER: "a recruiter",
    Role.MEMBER: "a member of the workspace",
    Relation.HIRING_MANAGER: "the hiring manager of the requisition",
    Relation.IN_CHANNEL: "somebody in its review channel",
    Relation.AUTHOR: "the person who did it",
    Relation.RATER: "somebody who rates in the panel",
}


def decide(action: Action, standing: Standing) -> Verdict:
    """Say whether somebody may do something; what no rule allows is refused.

    An outsider and the candidate concerned may do nothing, whatever else they are.
    """
    rule = RULES.get(action, Rule())
    is_barred = standing.role is Role.OUTSIDER or Relation.CANDIDATE in standing.relations
    is_named = standing.role in rule.roles or bool(standing.relations & rule.relations)
    if is_named and not is_barred:
        return Verdict(is_allowed=True, who_can_help="")
    return Verdict(is_allowed=False, who_can_help=_helpers(rule))


def _helpers(rule: Rule) -> str:
    known = [words for who, words in _WORDS.items() if who in rule.roles | rule.relations]
    if not known:
        return "whoever runs Plumbline in your workspace"
    return known[0] if len(known) == 1 else f"{', '.join(known[:-1])} or {known[-1]}"

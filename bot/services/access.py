"""Whether a person may do something, told from the envelope's actor and from nothing else."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.people import Actor, refuse_person
from bot.domain.policy import Action, Relation, Role, Standing, decide
from bot.domain.requisition import Application, Requisition
from bot.errors import AudienceError, AudienceRefusal, NotAllowedError, NotFoundError
from bot.services.bot_deps import BotDeps
from bot.store import Tx, applications, requisitions

_WORDS = {
    Action.HELP: "see the help",
    Action.HOME: "see this page",
    Action.SEE_RUBRIC: "see the rubric",
    Action.OPEN_REQUISITION: "open a requisition",
    Action.EDIT_REQUISITION: "change this requisition",
    Action.REVIEW_JOB: "have a job description reviewed here",
    Action.ADD_CANDIDATE: "add a candidate here",
    Action.STOP_READING: "stop this reading",
    Action.READ_AGAIN: "have this read again",
    Action.SEE_STATUS: "see how requisitions stand here",
    Action.SEE_APPLICATION: "see this application",
    Action.SEE_NAME: "see this name",
    Action.REVIEW_LEVEL: "agree with or change these levels",
    Action.UNDO_REVIEW: "undo this review",
    Action.READ_BY_PERSON: "say that this document was read",
    Action.DECIDE: "decide on this application",
    Action.SET_UP_PANEL: "set up or change this panel",
    Action.SEE_PANEL: "see this panel",
    Action.RATE: "rate in this panel",
    Action.REVEAL_PANEL: "reveal this panel",
    Action.REVEAL_EARLY: "reveal this panel before all scorecards are in",
    Action.FORGET: "remove a candidate's data",
}
"""Every action as it follows "You may not"."""


def standing_of(  # noqa: PLR0913, PLR0917  # the facts of a case are few, and each stands for itself
    actor: Actor,
    deps: BotDeps,
    requisition: Requisition | None = None,
    application: Application | None = None,
    author: str = "",
    raters: Collection[str] = (),
) -> Standing:
    """Say who somebody is to the hiring team and to the thing at hand.

    Args:
        actor: From the envelope of the request.
        deps: What to ask about people and channels; may call Slack.
        requisition: What it is about; None when it is about no requisition.
        application: What it is about, where it is one candidate.
        author: Slack user id of who made the thing itself; "" when that does not matter.
        raters: Slack user ids of those who rate in the panel that it is about.
    """
    role = _role(actor, deps)
    relations = set()
    if requisition is not None and requisition.hiring_manager == actor.user_id:
        relations.add(Relation.HIRING_MANAGER)
    if author == actor.user_id:
        relations.add(Relation.AUTHOR)
    if actor.user_id in raters:
        relations.add(Relation.RATER)
    if application is not None and application.candidate_user_id == actor.user_id:
        relations.add(Relation.CANDIDATE)
    if (
        requisition is not None
        and role is not Role.OUTSIDER
        and deps.slack.is_in_channel(actor.user_id, requisition.channel)
    ):
        relations.add(Relation.IN_CHANNEL)
    return Standing(role=role, relations=frozenset(relations))


def require(  # noqa: PLR0913, PLR0917  # the facts of a case are few, and each stands for itself
    action: Action,
    actor: Actor,
    deps: BotDeps,
    requisition: Requisition | None = None,
    application: Application | None = None,
    author: str = "",
    raters: Collection[str] = (),
) -> None:
    """Let pass who may do something; the arguments are those of ``standing_of``.

    Raises:
        NotAllowedError: They may not; says who can help, and to an outsider why.
    """
    verdict = decide(action, standing_of(actor, deps, requisition, application, author, raters))
    if verdict.is_allowed:
        return
    refusal = _refusal(actor, deps)
    problem = f"You may not {_WORDS[action]}."
    if refusal is None:
        raise NotAllowedError(problem, f"Ask {verdict.who_can_help}.")
    because = AudienceError(refusal)
    raise NotAllowedError(f"{problem} {because.problem}", because.fix)


def is_allowed(
    action: Action, actor: Actor, deps: BotDeps, requisition: Requisition | None = None
) -> bool:
    """Say whether somebody may do something with a requisition, or with none at hand."""
    return decide(action, standing_of(actor, deps, requisition)).is_allowed


def allowed_to(
    actor: Actor, deps: BotDeps, requisition: Requisition | None = None
) -> frozenset[Action]:
    """List what somebody may do with a requisition, or with none at hand."""
    standing = standing_of(actor, deps, requisition)
    return frozenset(action for action in Action if decide(action, standing).is_allowed)


def own_requisition(tx: Tx, actor: Actor, requisition_id: str) -> Requisition:
    """Return a requisition of the actor's own workspace.

    Raises:
        NotFoundError: There is none with this id there.
    """
    requisition = requisitions.get(tx, requisition_id)
    if requisition.team_id != actor.team_id:
        raise NotFoundError("There is no such requisition.", "Choose one from the list.")
    return requisition


def own_application(tx: Tx, actor: Actor, application_id: str) -> tuple[Application, Requisition]:
    """Return an application of the actor's own workspace, with its requisition.

    Raises:
        NotFoundError: There is none with this id there.
    """
    application = applications.get(tx, application_id)
    return application, own_requisition(tx, actor, application.requisition_id)


def _role(actor: Actor, deps: BotDeps) -> Role:
    if _refusal(actor, deps) is not None:
        return Role.OUTSIDER
    recruiters = deps.recruiters
    is_recruiter = actor.user_id in recruiters.user_ids or any(
        actor.user_id in deps.slack.group_members(group) for group in recruiters.group_ids
    )
    return Role.RECRUITER if is_recruiter else Role.MEMBER


def _refusal(actor: Actor, deps: BotDeps) -> AudienceRefusal | None:
    if actor.team_id != deps.team_id:
        return AudienceRefusal.OTHER_TEAM
    return refuse_person(deps.slack.person(actor.user_id), team_id=deps.team_id)

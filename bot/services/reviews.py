"""Agree with a level, change it, or take one's own word back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.people import Actor
from bot.domain.policy import Action
from bot.domain.posting import MessageKind, PostingState
from bot.domain.requisition import Application, ApplicationState
from bot.domain.review import Review, ReviewKind, standing
from bot.domain.rubric import TOP_LEVEL, Rubric
from bot.errors import ConflictError, NotFoundError, RatingError
from bot.services.bot_deps import BotDeps
from bot.services.derived import derived_id
from bot.services.kept import (
    application_for,
    check_undecided,
    checked_reason,
    find_application,
    mask_of,
    quote,
)
from bot.services.parts import criteria_of_part, part_of
from bot.services.screens import LevelForm
from bot.services.withheld import check_may_see_reading
from bot.store import Tx, assessments, inbox, postings, reviews, rubrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree:
    """Somebody holds the level of the reading."""

    actor: Actor
    event_key: str
    application_id: str
    criterion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeAll:
    """Somebody holds all levels of one message in the thread."""

    actor: Actor
    event_key: str
    application_id: str
    part: int
    """0-based, as on the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Somebody holds another level."""

    actor: Actor
    event_key: str
    application_id: str
    criterion: str
    level: int | None
    """1..4, or None for "not evidenced"."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Somebody takes their own word back."""

    actor: Actor
    event_key: str
    review_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """What a person's word came to."""

    review: Review
    is_repeat: bool
    """Whether the same event came before, so that nothing was done now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedAll:
    """What agreeing with several levels came to."""

    reviews: tuple[Review, ...]
    """New ones alone; empty on a repeat."""
    is_repeat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """An application whose levels are open, inside a transaction."""

    application: Application
    rubric: Rubric
    levels: dict[str, int | None]
    """What the reading says."""
    reviews: list[Review]

    def word_of(self, user_id: str, criterion: str) -> Review | None:
        """Return what stands of one person on one criterion."""
        mine = (r for r in standing(self.reviews) if r.reviewer == user_id)
        return next((review for review in mine if review.criterion == criterion), None)


def agree(request: Agree, deps: BotDeps) -> Reviewed:
    """Agree with the level of the reading; a change of one's own before no longer stands.

    Raises:
        NotAllowedError: They may not, or are still to rate the person themselves.
        NotFoundError: There is no such application or criterion, or its data was removed.
        ConflictError: They agree already, it is decided, or it has no levels.
    """
    application_for(Action.REVIEW_LEVEL, request.actor, deps, request.application_id)
    review_id = derived_id("review", request.event_key)
    with deps.database.write() as tx:
        if not inbox.accept(tx, request.event_key, deps.now()):
            return Reviewed(review=reviews.get(tx, review_id), is_repeat=True)
        case = _open(tx, request.actor, request.application_id)
        review = _agreement(case, request.actor, request.criterion, review_id, deps)
        _keep(tx, case, [review], deps)
    deps.wake_senders()
    return Reviewed(review=review, is_repeat=False)


def agree_all(request: AgreeAll, deps: BotDeps) -> ReviewedAll:
    """Agree with every level of one message on which the person has no word yet.

    Raises:
        NotAllowedError: They may not, or are still to rate the person themselves.
        NotFoundError: There is no such application or part, or its data was removed.
        ConflictError: They have a word on all of them, it is decided, or it has no levels.
    """
    application_for(Action.REVIEW_LEVEL, request.actor, deps, request.application_id)
    with deps.database.write() as tx:
        if not inbox.accept(tx, request.event_key, deps.now()):
            return ReviewedAll(reviews=(), is_repeat=True)
        case = _open(tx, request.actor, request.application_id)
        made = [
            _agreement(case, request.actor, key, derived_id("review", request.event_key, key), deps)
            for key in _keys_of(case, request.part)
            if case.word_of(request.actor.user_id, key) is None
        ]
        if not made:
            raise ConflictError(
                "You have already reviewed all of these levels. Nothing was changed.",
                "Change one of them, or undo what you said.",
            )
        _keep(tx, case, made, deps)
    deps.wake_senders()
    return ReviewedAll(reviews=tuple(made), is_repeat=False)


def change(request: Change, deps: BotDeps) -> Reviewed:
    """Hold another level, with a reason; the level of the reading itself is an agreement.

    Raises:
        NotAllowedError: They may not, or are still to rate the person themselves.
        NotFoundError: There is no such application or criterion, or its data was removed.
        RatingError: The level is off the scale.
        UsageError: There is no reason, or one that is too short or too long.
        ConflictError: They said exactly that already, it is decided, or it has no levels.
    """
    application_for(Action.REVIEW_LEVEL, request.actor, deps, request.application_id)
    if request.level is not None and not 1 <= request.level <= TOP_LEVEL:
        raise RatingError(
            f"There is no level {request.level}.",
            f"Choose a level from 1 to {TOP_LEVEL}, or “not evidenced”.",
        )
    review_id = derived_id("review", request.event_key)
    with deps.database.write() as tx:
        if not inbox.accept(tx, request.event_key, deps.now()):
            return Reviewed(review=reviews.get(tx, review_id), is_repeat=True)
        case = _open(tx, request.actor, request.application_id)
        case.rubric.criterion(request.criterion)
        if request.level == case.levels.get(request.criterion):
            review = _agreement(case, request.actor, request.criterion, review_id, deps)
        else:
            review = _changed(case, request, review_id, deps)
        _keep(tx, case, [review], deps)
    deps.wake_senders()
    return Reviewed(review=review, is_repeat=False)


def undo(request: Undo, deps: BotDeps) -> Reviewed:
    """Take one's own word back, once; an older one does not come back with it.

    Raises:
        NotAllowedError: Somebody else said it, or they are still to rate the person themselves.
        NotFoundError: There is no such review, or the data was removed.
        ConflictError: It is undone or replaced already, or the application is decided.
    """
    with deps.database.read() as tx:
        review = reviews.get(tx, request.review_id)
    application_for(
        Action.UNDO_REVIEW, request.actor, deps, review.application_id, author=review.reviewer
    )
    with deps.database.write() as tx:
        if not inbox.accept(tx, request.event_key, deps.now()):
            return Reviewed(review=reviews.get(tx, review.id), is_repeat=True)
        case = _open(tx, request.actor, review.application_id)
        newest = case.word_of(review.reviewer, review.criterion)
        if newest is not None and newest.id != review.id:
            raise ConflictError(
                "A newer word of yours has already replaced this one. Nothing was changed.",
                "Undo the newer one.",
            )
        if not reviews.undo(tx, review.id, deps.now()):
            raise ConflictError("This is already undone. Nothing was changed.", "Review it anew.")
        _show(tx, case, [review.criterion], deps)
        undone = reviews.get(tx, review.id)
    deps.wake_senders()
    return Reviewed(review=undone, is_repeat=False)


def level_form(actor: Actor, deps: BotDeps, application_id: str, criterion: str) -> LevelForm:
    """Fill the form to change one level.

    Raises:
        NotAllowedError: They may not, or are still to rate the person themselves.
        NotFoundError: There is no such application or criterion, or its data was removed.
        ConflictError: It is decided, or it has no levels.
    """
    application_for(Action.REVIEW_LEVEL, actor, deps, application_id)
    with deps.database.read() as tx:
        case = _open(tx, actor, application_id)
        mask = mask_of(tx, case.application)
        stored = assessments.get(tx, application_id)
    about = case.rubric.criterion(criterion)
    mine = case.word_of(actor.user_id, criterion)
    readings = stored[0].readings if stored else ()
    evidence = [e for reading in readings if reading.key == criterion for e in reading.evidence]
    return LevelForm(
        application_id=application_id,
        criterion=criterion,
        title=about.title,
        question=about.question,
        label=case.application.label,
        level=case.levels.get(criterion),
        mine=mine.level if mine else None,
        my_reason=mine.reason if mine else "",
        has_mine=mine is not None,
        anchors=about.anchors,
        quotes=tuple(quote(e, mask) for e in evidence),
    )


def _open(tx: Tx, actor: Actor, application_id: str) -> _Open:
    application, _ = find_application(tx, actor, application_id)
    check_may_see_reading(tx, application, actor.user_id)
    check_undecided(application)
    stored = assessments.get(tx, application_id)
    if application.state is not ApplicationState.READ or stored is None:
        raise ConflictError(
            f"{application.label} has no levels to review. Nothing was changed.",
            "Wait until it is read; the message in the channel says how it stands.",
        )
    assessment, _ = stored
    return _Open(
        application=application,
        rubric=rubrics.get(tx, assessment.rubric_hash),
        levels=assessment.levels,
        reviews=reviews.of_application(tx, application_id),
    )


def _keys_of(case: _Open, part: int) -> tuple[str, ...]:
    keys = criteria_of_part(case.rubric, part) if part >= 0 else ()
    if not keys:
        raise NotFoundError(
            f"{case.application.label} has no such message of levels.",
            "Use the buttons below the newest message.",
        )
    return keys


def _agreement(case: _Open, actor: Actor, criterion: str, review_id: str, deps: BotDeps) -> Review:
    title = case.rubric.criterion(criterion).title
    mine = case.word_of(actor.user_id, criterion)
    # What was read anew may have another level than the one that they agreed with.
    read = case.levels.get(criterion)
    if mine is not None and (mine.kind, mine.level) == (ReviewKind.AGREE, read):
        raise ConflictError(
            f"You already agreed with the level of {title}. Nothing was changed.",
            "Change it, or undo what you said.",
        )
    return Review(
        id=review_id,
        application_id=case.application.id,
        criterion=criterion,
        reviewer=actor.user_id,
        kind=ReviewKind.AGREE,
        level=read,
        reason="",
        made_at=deps.now(),
        undone_at=None,
    )


def _changed(case: _Open, request: Change, review_id: str, deps: BotDeps) -> Review:
    reason = checked_reason(request.reason)
    mine = case.word_of(request.actor.user_id, request.criterion)
    if mine is not None and (mine.level, mine.reason) == (request.level, reason):
        raise ConflictError(
            "You already said exactly that. Nothing was changed.",
            "Give another level or another reason.",
        )
    return Review(
        id=review_id,
        application_id=case.application.id,
        criterion=request.criterion,
        reviewer=request.actor.user_id,
        kind=ReviewKind.CHANGE,
        level=request.level,
        reason=reason,
        made_at=deps.now(),
        undone_at=None,
    )


def _keep(tx: Tx, case: _Open, made: list[Review], deps: BotDeps) -> None:
    for review in made:
        reviews.add(tx, review)
    _show(tx, case, [review.criterion for review in made], deps)


def _show(tx: Tx, case: _Open, criteria: list[str], deps: BotDeps) -> None:
    """Have the living message and the messages that hold the criteria shown anew."""
    subject = case.application.id
    postings.refresh(tx, MessageKind.APPLICATION, subject, deps.now())
    for part in sorted({part_of(case.rubric, key) for key in criteria}):
        shown = postings.find(tx, MessageKind.LEVELS, subject, part)
        if shown is not None and shown.state is not PostingState.GONE:
            postings.want(
                tx,
                id=shown.id,
                kind=MessageKind.LEVELS,
                subject_id=subject,
                part=part,
                channel=shown.channel,
                parent_id=shown.parent_id,
                now=deps.now(),
            )

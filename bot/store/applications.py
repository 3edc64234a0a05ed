"""Candidates on requisitions, and how far each stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import and_, col, func, or_, select, update

from bot.domain.requisition import (
    Application,
    ApplicationState,
    Decision,
    DecisionKind,
    Step,
)
from bot.errors import ModelOutcome, Reason
from bot.store.sealing import open_text, place, seal_text
from bot.store.tables import ApplicationRow, CandidateRow, RequisitionRow
from bot.store.transaction import Tx, missing

_ANY_STATE = frozenset(ApplicationState)
_WITH_RESULT = frozenset({ApplicationState.READ, ApplicationState.READ_BY_PERSON})


def add(tx: Tx, application: Application) -> None:
    """Keep a new application, and the candidate unless there is one with this id.

    Its requisition, document, rubric version and batch are kept before.

    Raises:
        ConflictError: Its id or label is taken, or something it belongs to is not kept.
    """
    candidate_id = application.candidate_id
    tx.add_if_new(
        CandidateRow(
            id=candidate_id,
            name=seal_text(tx, application.candidate_name, _of_candidate("name", candidate_id)),
            user_id=seal_text(
                tx, application.candidate_user_id, _of_candidate("user_id", candidate_id)
            ),
        )
    )
    decision = application.decision
    tx.add(
        ApplicationRow(
            id=application.id,
            requisition_id=application.requisition_id,
            candidate_id=candidate_id,
            document_id=application.document_id,
            label=application.label,
            is_blind=application.is_blind,
            state=application.state.value,
            state_before=None,
            step=_value(application.step),
            reason=_value(application.reason),
            problem=seal_text(tx, application.problem, _place("problem", application.id)),
            fix=seal_text(tx, application.fix, _place("fix", application.id)),
            rubric_hash=application.rubric_hash,
            batch_id=application.batch_id,
            added_by=application.added_by,
            added_at=application.added_at,
            changed_at=application.added_at,
            read_at=application.read_at,
            seconds=application.seconds,
            read_by=application.read_by,
            decision_kind=None,
            decision_user=None,
            decision_reason=None,
            decided_at=None,
            waits_for=_value(application.waits_for),
            not_before=application.not_before,
            waits_since=application.waits_since,
        )
    )
    if decision is not None:
        _set(tx, application.id, _ANY_STATE, _decided(tx, application.id, decision))


def get(tx: Tx, application_id: str) -> Application:
    """Return an application.

    Raises:
        NotFoundError: There is none with this id, for example since it was forgotten.
    """
    found = find(tx, application_id)
    if found is None:
        raise missing("application")
    return found


def find(tx: Tx, application_id: str) -> Application | None:
    """Return an application, or None when there is none with this id."""
    found = _applications(tx, col(ApplicationRow.id) == application_id)
    return found[0] if found else None


def of_requisition(tx: Tx, requisition_id: str) -> list[Application]:
    """List the applications to an opening, oldest first."""
    return _applications(tx, col(ApplicationRow.requisition_id) == requisition_id)


def of_batch(tx: Tx, batch_id: str) -> list[Application]:
    """List the applications of a run, oldest first."""
    return _applications(tx, col(ApplicationRow.batch_id) == batch_id)


def unfinished_since(tx: Tx, before: datetime) -> list[str]:
    """List the ids of applications that are to be read, without a step since a moment.

    What waits for a language model was to go on before that moment, too.
    """
    unfinished = [ApplicationState.WAITING.value, ApplicationState.READING.value]
    not_before = col(ApplicationRow.not_before)
    statement = select(ApplicationRow.id).where(
        col(ApplicationRow.state).in_(unfinished),
        col(ApplicationRow.changed_at) < before,
        or_(not_before.is_(None), not_before < before),
    )
    return tx.many(statement.order_by(col(ApplicationRow.changed_at), col(ApplicationRow.id)))


def advance(  # noqa: PLR0913  # the fields of a state
    tx: Tx,
    application_id: str,
    *,
    state: ApplicationState,
    from_states: frozenset[ApplicationState],
    step: Step | None = None,
    reason: Reason | None = None,
    problem: str = "",
    fix: str = "",
    now: datetime | None = None,
    seconds: float | None = None,
    read_by: str = "",
    waits_for: ModelOutcome | None = None,
    not_before: datetime | None = None,
    waits_since: datetime | None = None,
) -> bool:
    """Move an application to a state, if it is in one of those named.

    Everything that describes the state is replaced, so that nothing of the former one is left.

    Args:
        tx: The transaction.
        application_id: Which.
        state: Where it goes; not DECIDED (see ``decide``).
        from_states: Where it must be.
        step: While it is being read.
        reason: When it cannot be read.
        problem: When something broke.
        fix: What to do next.
        now: When; it is also ``read_at`` when the state is READ or READ_BY_PERSON.
        seconds: From taking it up to the result.
        read_by: The person who read what the bot could not.
        waits_for: How asking the language model ended, while it waits.
        not_before: When it is asked again.
        waits_since: When it first gave no answer in this reading.

    Returns:
        False when it was in none of these states, or is gone; nothing was changed.
    """
    values: dict[str, object] = {
        "state": state.value,
        "step": _value(step),
        "reason": _value(reason),
        "problem": seal_text(tx, problem, _place("problem", application_id)),
        "fix": seal_text(tx, fix, _place("fix", application_id)),
        "read_at": now if state in _WITH_RESULT else None,
        "seconds": seconds,
        "read_by": read_by,
        "waits_for": _value(waits_for),
        "not_before": not_before,
        "waits_since": waits_since,
    }
    if now is not None:
        values["changed_at"] = now
    return _set(tx, application_id, from_states, values)


def decide(
    tx: Tx, application_id: str, decision: Decision, from_states: frozenset[ApplicationState]
) -> bool:
    """Keep a decision, if the application is in one of the states named.

    Returns:
        False when it was in none of them, or is gone; nothing was changed.
    """
    return _set(tx, application_id, from_states, _decided(tx, application_id, decision))


def reopen(tx: Tx, application_id: str) -> bool:
    """Undo a decision: the state before it comes back.

    Returns:
        False when nothing was decided, or it is gone; nothing was changed.
    """
    values: dict[str, object] = {
        "state": func.coalesce(ApplicationRow.state_before, ApplicationState.READ.value),
        "state_before": None,
        "decision_kind": None,
        "decision_user": None,
        "decision_reason": None,
        "decided_at": None,
    }
    return _set(tx, application_id, frozenset({ApplicationState.DECIDED}), values)


def ahead_of(tx: Tx, application_id: str) -> int:
    """Count the applications that were added before this one and wait to be read.

    Raises:
        NotFoundError: There is none with this id.
    """
    mine = tx.get(
        select(ApplicationRow).where(col(ApplicationRow.id) == application_id), "application"
    )
    added_at = col(ApplicationRow.added_at)
    is_before = or_(
        added_at < mine.added_at,
        and_(added_at == mine.added_at, col(ApplicationRow.id) < mine.id),
    )
    is_waiting = col(ApplicationRow.state) == ApplicationState.WAITING.value
    return tx.first(select(func.count()).where(is_waiting, is_before)) or 0


def search(tx: Tx, team_id: str, words: str, limit: int) -> list[Application]:
    """Find applications by label or name, newest first.

    Names are sealed, so each is opened and looked at: meant for thousands, not for millions.

    Args:
        tx: The transaction.
        team_id: The workspace.
        words: Part of a label or name, in any case; "" finds all.
        limit: How many at most.
    """
    wanted = words.strip().casefold()
    mine = select(RequisitionRow.id).where(col(RequisitionRow.team_id) == team_id)
    newest = reversed(_applications(tx, col(ApplicationRow.requisition_id).in_(mine)))
    found = (
        application
        for application in newest
        if wanted in application.label.casefold() or wanted in application.candidate_name.casefold()
    )
    return [application for application, _ in zip(found, range(limit), strict=False)]


def _value(word: StrEnum | None) -> str | None:
    return None if word is None else word.value


def _place(column: str, application_id: str) -> str:
    return place("application", column, application_id)


def _of_candidate(column: str, candidate_id: str) -> str:
    return place("candidate", column, candidate_id)


def _decided(tx: Tx, application_id: str, decision: Decision) -> dict[str, object]:
    state = col(ApplicationRow.state)
    return {
        "state": ApplicationState.DECIDED.value,
        "state_before": func.coalesce(ApplicationRow.state_before, state),
        "decision_kind": decision.kind.value,
        "decision_user": decision.user_id,
        "decision_reason": seal_text(
            tx, decision.reason, _place("decision_reason", application_id)
        ),
        "decided_at": decision.decided_at,
    }


def _set(
    tx: Tx,
    application_id: str,
    from_states: frozenset[ApplicationState],
    values: dict[str, object],
) -> bool:
    """Change one application, if it is in one of these states."""
    statement = update(ApplicationRow).where(
        col(ApplicationRow.id) == application_id,
        col(ApplicationRow.state).in_([state.value for state in from_states]),
    )
    return bool(tx.changed(statement.values(**values).returning(col(ApplicationRow.id))))


def _applications(tx: Tx, *conditions: object) -> list[Application]:
    statement = (
        select(ApplicationRow, CandidateRow)
        .join(CandidateRow, col(CandidateRow.id) == col(ApplicationRow.candidate_id))
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(col(ApplicationRow.added_at), col(ApplicationRow.id))
    )
    return [_application(tx, row, candidate) for row, candidate in tx.pairs(statement)]


def _application(tx: Tx, row: ApplicationRow, candidate: CandidateRow) -> Application:
    return Application(
        id=row.id,
        requisition_id=row.requisition_id,
        candidate_id=row.candidate_id,
        document_id=row.document_id,
        label=row.label,
        candidate_name=open_text(tx, candidate.name, _of_candidate("name", candidate.id)),
        candidate_user_id=open_text(tx, candidate.user_id, _of_candidate("user_id", candidate.id)),
        is_blind=row.is_blind,
        state=ApplicationState(row.state),
        step=Step(row.step) if row.step else None,
        reason=Reason(row.reason) if row.reason else None,
        problem=open_text(tx, row.problem, _place("problem", row.id)),
        fix=open_text(tx, row.fix, _place("fix", row.id)),
        rubric_hash=row.rubric_hash,
        batch_id=row.batch_id,
        added_by=row.added_by,
        added_at=row.added_at,
        read_at=row.read_at,
        seconds=row.seconds,
        read_by=row.read_by,
        decision=_decision(tx, row),
        waits_for=ModelOutcome(row.waits_for) if row.waits_for else None,
        not_before=row.not_before,
        waits_since=row.waits_since,
    )


def _decision(tx: Tx, row: ApplicationRow) -> Decision | None:
    if row.decision_kind is None or row.decision_reason is None or row.decided_at is None:
        return None
    return Decision(
        kind=DecisionKind(row.decision_kind),
        user_id=row.decision_user or "",
        reason=open_text(tx, row.decision_reason, _place("decision_reason", row.id)),
        decided_at=row.decided_at,
    )

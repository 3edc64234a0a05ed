"""Other candidates who may be the same person: they share a file, a name or an account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from sys import maxsize

from bot.domain.requisition import Application, Requisition
from bot.store import Tx, applications, documents, requisitions


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """Another candidate who may be the same person."""

    candidate_id: str
    cases: tuple[tuple[Requisition, Application], ...]
    """All of their applications, newest first; at least one."""
    because: str
    """What is the same, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Traits:
    """What others may share with some people; "" and missing bytes are shared by nobody."""

    candidate_ids: frozenset[str]
    labels: frozenset[tuple[str, str]]
    """Requisition and label of each application whose document has the same bytes."""
    names: frozenset[str]
    accounts: frozenset[str]


def look_alikes(tx: Tx, team_id: str, people: Sequence[Application]) -> tuple[LookAlike, ...]:
    """Find the candidates of a workspace who may be one of these people, newest first.

    Names are sealed, so each is opened and looked at: meant for thousands, not for millions.

    Args:
        tx: The transaction.
        team_id: The workspace.
        people: All applications of those who are meant; they are not found themselves.
    """
    openings = {opening.id: opening for opening in requisitions.all(tx, team_id)}
    traits = _traits(tx, people, list(openings))
    others: dict[str, list[Application]] = {}
    for application in applications.search(tx, team_id, "", maxsize):
        if application.candidate_id not in traits.candidate_ids:
            others.setdefault(application.candidate_id, []).append(application)
    return tuple(
        LookAlike(
            candidate_id=candidate_id,
            cases=tuple((openings[each.requisition_id], each) for each in theirs),
            because=f"The same {' and '.join(shared)}",
        )
        for candidate_id, theirs in others.items()
        if (shared := tuple(_shared(theirs, traits)))
    )


def _traits(tx: Tx, people: Sequence[Application], opening_ids: Sequence[str]) -> _Traits:
    bytes_of = {documents.get(tx, each.document_id).sha256 for each in people}
    return _Traits(
        candidate_ids=frozenset(each.candidate_id for each in people),
        labels=frozenset(
            (opening_id, label)
            for opening_id in opening_ids
            for sha256 in bytes_of
            for label in documents.with_bytes(tx, opening_id, sha256, besides="")
        ),
        names=frozenset(map(_name, people)) - {""},
        accounts=frozenset(each.candidate_user_id for each in people) - {""},
    )


def _shared(theirs: Sequence[Application], traits: _Traits) -> Iterator[str]:
    if any((each.requisition_id, each.label) in traits.labels for each in theirs):
        yield "file"
    if any(_name(each) in traits.names for each in theirs):
        yield "name"
    if any(each.candidate_user_id in traits.accounts for each in theirs):
        yield "account"


def _name(application: Application) -> str:
    """Return a name as it is compared: letters' case and spaces make no difference."""
    return " ".join(application.candidate_name.split()).casefold()

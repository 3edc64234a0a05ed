"""Whether candidate data may reach a person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.people import PersonFacts, refuse_person
from bot.errors import AudienceRefusal

MEMBER = PersonFacts(
    user_id="U1",
    team_id="T1",
    is_bot=False,
    is_deactivated=False,
    is_guest=False,
    is_stranger=False,
    timezone="Europe/Berlin",
)


def test_a_full_member_of_the_workspace_is_not_refused() -> None:
    assert refuse_person(MEMBER, team_id="T1") is None


def test_somebody_whom_slack_cannot_name_is_refused() -> None:
    assert refuse_person(None, team_id="T1") is AudienceRefusal.UNKNOWN_PERSON


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"is_deactivated": True}, AudienceRefusal.DEACTIVATED),
        ({"is_stranger": True}, AudienceRefusal.STRANGER),
        ({"team_id": "T2"}, AudienceRefusal.OTHER_TEAM),
        ({"is_guest": True}, AudienceRefusal.GUEST),
        ({"is_bot": True}, AudienceRefusal.BOT),
        # Of several, the one that no setting of the workspace can change comes first.
        ({"is_guest": True, "is_stranger": True, "team_id": "T2"}, AudienceRefusal.STRANGER),
    ],
)
def test_each_kind_of_outsider_is_refused_by_name(
    changes: dict[str, Any], refusal: AudienceRefusal
) -> None:
    assert refuse_person(replace(MEMBER, **changes), team_id="T1") is refusal

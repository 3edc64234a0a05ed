"""Whether candidate data may go into a channel; what is not known to be safe is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.audience import AudienceRules, ChannelFacts, refuse_channel
from bot.errors import AudienceError, AudienceRefusal

PRIVATE = ChannelFacts(
    channel_id="C1",
    name="hiring",
    is_direct=False,
    is_private=True,
    is_externally_shared=False,
    is_pending_externally_shared=False,
    is_org_shared=False,
    is_archived=False,
    is_member=True,
)
STRICT = AudienceRules()
OPEN = AudienceRules(allow_public=True, allow_org_shared=True)


def test_a_private_channel_with_the_bot_in_it_is_safe() -> None:
    assert refuse_channel(PRIVATE, STRICT) is None


def test_a_direct_conversation_is_safe_without_membership() -> None:
    direct = replace(PRIVATE, is_direct=True, is_private=False, is_member=False, name="")
    assert refuse_channel(direct, STRICT) is None


@pytest.mark.parametrize("rules", [STRICT, OPEN])
def test_a_channel_that_slack_cannot_describe_is_refused(rules: AudienceRules) -> None:
    assert refuse_channel(None, rules) is AudienceRefusal.UNKNOWN_CHANNEL


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"is_externally_shared": True}, AudienceRefusal.SHARED),
        ({"is_pending_externally_shared": True}, AudienceRefusal.PENDING_SHARED),
        ({"is_archived": True}, AudienceRefusal.ARCHIVED),
        ({"is_member": False}, AudienceRefusal.NOT_A_MEMBER),
    ],
)
@pytest.mark.parametrize("rules", [STRICT, OPEN])
def test_what_no_setting_allows_is_refused(
    changes: dict[str, Any], refusal: AudienceRefusal, rules: AudienceRules
) -> None:
    assert refuse_channel(replace(PRIVATE, **changes), rules) is refusal


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"is_private": False}, AudienceRefusal.PUBLIC),
        ({"is_org_shared": True}, AudienceRefusal.ORG_SHARED),
    ],
)
def test_what_a_setting_allows_is_refused_without_it(
    changes: dict[str, Any], refusal: AudienceRefusal
) -> None:
    channel = replace(PRIVATE, **changes)
    assert refuse_channel(channel, STRICT) is refusal
    assert refuse_channel(channel, OPEN) is None


@pytest.mark.parametrize("refusal", AudienceRefusal)
def test_every_refusal_says_what_is_wrong_and_what_to_do(refusal: AudienceRefusal) -> None:
    error = AudienceError(refusal)
    assert error.refusal is refusal
    assert error.problem.endswith(".")
    assert error.fix.endswith(".")

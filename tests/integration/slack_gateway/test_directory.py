"""What the gateway says about channels, people and groups, and how long it believes it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.errors import RefusedError, UnsureError
from tests.integration.slack_gateway.fake_slack import FakeSlack, Reply, ok, refuses
from tests.integration.slack_gateway.parts import Clock, channel, gateway, user


def test_a_channel_is_believed_for_a_minute(fake: FakeSlack, clock: Clock) -> None:
    slack = gateway(fake, clock)
    fake.on("conversations.info", ok(channel=channel()), ok(channel=channel(is_archived=True)))
    facts = slack.channel("C0HIRING")
    assert facts is not None
    assert (facts.name, facts.is_private, facts.is_member) == ("hiring-ai", True, True)
    clock.now += 59
    assert slack.channel("C0HIRING") == facts
    clock.now += 1
    later = slack.channel("C0HIRING")
    assert later is not None
    assert later.is_archived


def test_what_changed_is_asked_anew(fake: FakeSlack) -> None:
    slack = gateway(fake)
    fake.on("conversations.info", ok(channel=channel(name="old")), ok(channel=channel(name="new")))
    slack.channel("C0HIRING")
    slack.forget("C0HIRING")
    facts = slack.channel("C0HIRING")
    assert facts is not None
    assert facts.name == "new"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"is_pending_ext_shared": True}, (True, False)),
        ({"pending_shared": ["T2"]}, (True, False)),
        ({"pending_connected_team_ids": ["T2"]}, (True, False)),
        ({"is_org_shared": True, "is_shared": True}, (False, True)),
        ({"is_shared": True}, (False, True)),  # shared somehow: never taken for our own
        ({"is_shared": True, "is_ext_shared": True}, (False, False)),
        ({}, (False, False)),
    ],
)
def test_every_way_of_sharing_is_seen(
    given: dict[str, Any], expected: tuple[bool, bool], fake: FakeSlack
) -> None:
    fake.on("conversations.info", ok(channel=channel(**given)))
    facts = gateway(fake).channel("C0HIRING")
    assert facts is not None
    assert (facts.is_pending_externally_shared, facts.is_org_shared) == expected


@pytest.mark.parametrize(
    "reply",
    [
        refuses("channel_not_found"),
        refuses("missing_scope"),
        refuses("invalid_auth"),
        Reply(status=500),
        ok(),
        ok(channel=None),
        ok(channel=channel(is_private=None)),
        ok(channel=channel(is_ext_shared="false")),
        ok(channel=channel(id="C0OTHER")),
    ],
)
def test_a_channel_that_slack_cannot_describe_is_unknown(reply: Reply, fake: FakeSlack) -> None:
    fake.on("conversations.info", reply)
    assert gateway(fake).channel("C0HIRING") is None


def test_a_person_is_believed_for_a_minute(fake: FakeSlack, clock: Clock) -> None:
    slack = gateway(fake, clock)
    fake.on("users.info", ok(user=user(is_ultra_restricted=True)), ok(user=user(deleted=True)))
    facts = slack.person("U0RHEA")
    assert facts is not None
    assert (facts.is_guest, facts.is_deactivated, facts.timezone) == (True, False, "Europe/Berlin")
    clock.now += 60
    later = slack.person("U0RHEA")
    assert later is not None
    assert later.is_deactivated


@pytest.mark.parametrize(
    "reply",
    [refuses("user_not_found"), Reply(status=503), ok(user=user(id="U0X")), ok(user={"id": "U0"})],
)
def test_a_person_whom_slack_cannot_name_is_unknown(reply: Reply, fake: FakeSlack) -> None:
    fake.on("users.info", reply)
    assert gateway(fake).person("U0RHEA") is None


def test_members_are_read_to_the_last_page(fake: FakeSlack) -> None:
    slack = gateway(fake)
    more = {"next_cursor": "page2"}
    fake.on(
        "conversations.members",
        ok(members=["U1", "U2"], response_metadata=more),
        ok(members=["U3"], response_metadata={"next_cursor": ""}),
    )
    assert slack.is_in_channel("U3", "C1")
    assert not slack.is_in_channel("U4", "C1")
    first, second = fake.calls("conversations.members")  # and no third: it is remembered
    assert "cursor" not in first.arguments
    assert second.arguments["cursor"] == "page2"


def test_members_that_cannot_be_had_are_nobody(fake: FakeSlack) -> None:
    fake.on("conversations.members", ok(members=None))
    assert not gateway(fake).is_in_channel("U1", "C1")


def test_pages_without_an_end_are_given_up(fake: FakeSlack) -> None:
    fake.on("conversations.members", ok(members=["U1"], response_metadata={"next_cursor": "x"}))
    assert not gateway(fake).is_in_channel("U1", "C1")
    assert len(fake.calls("conversations.members")) == 50


def test_a_group_is_believed_for_five_minutes(fake: FakeSlack, clock: Clock) -> None:
    slack = gateway(fake, clock)
    fake.on("usergroups.users.list", ok(users=["U1"]), ok(users=["U2"]))
    assert slack.group_members("S1") == {"U1"}
    clock.now += 299
    assert slack.group_members("S1") == {"U1"}
    clock.now += 1
    assert slack.group_members("S1") == {"U2"}


def test_a_group_that_cannot_be_had_is_empty(fake: FakeSlack) -> None:
    fake.on("usergroups.users.list", refuses("missing_scope"))
    assert gateway(fake).group_members("S1") == frozenset()


def test_a_direct_conversation_is_opened_and_known_from_then_on(fake: FakeSlack) -> None:
    slack = gateway(fake)
    fake.on("conversations.open", ok(channel={"id": "D1"}))
    assert slack.direct_channel("U0RHEA") == "D1"
    facts = slack.channel("D1")
    assert facts is not None
    assert facts.is_direct
    assert len(fake.calls("conversations.open")) == 1


@pytest.mark.parametrize("found", [{"id": "C1"}, {"id": None}, {}])
def test_what_is_no_direct_conversation_is_not_taken_for_one(
    found: dict[str, Any], fake: FakeSlack
) -> None:
    fake.on("conversations.open", ok(channel=found))
    with pytest.raises(UnsureError):
        gateway(fake).direct_channel("U0RHEA")


def test_a_person_who_cannot_be_written_to_is_refused(fake: FakeSlack) -> None:
    fake.on("conversations.open", refuses("cannot_dm_bot"))
    with pytest.raises(RefusedError):
        gateway(fake).direct_channel("U0BOT")


def test_a_direct_conversation_of_nobody_is_unknown(fake: FakeSlack) -> None:
    fake.on("conversations.open", ok(channel={"id": "D1"}))
    assert gateway(fake).channel("D1") is None

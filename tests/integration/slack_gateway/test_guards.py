"""Nothing is sent unless everybody who would read it may."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.audience import AudienceRules
from bot.errors import (
    AudienceError,
    AudienceRefusal,
    DisconnectedError,
    RateLimitedError,
)
from bot.services.messages import Message, TombstoneMessage
from bot.slack.errors import UnreachedError
from tests.integration.slack_gateway.fake_slack import FakeSlack, Reply, ok, refuses, says
from tests.integration.slack_gateway.parts import (
    NOTE,
    OFFER,
    RANKING,
    WELCOME,
    Clock,
    answer_well,
    application,
    channel,
    gateway,
    post,
    user,
)

REFUSED_CHANNELS: list[tuple[dict[str, Any], AudienceRefusal]] = [
    ({"is_ext_shared": True, "is_shared": True}, AudienceRefusal.SHARED),
    ({"is_pending_ext_shared": True}, AudienceRefusal.PENDING_SHARED),
    ({"is_org_shared": True}, AudienceRefusal.ORG_SHARED),
    ({"is_private": False}, AudienceRefusal.PUBLIC),
    ({"is_archived": True}, AudienceRefusal.ARCHIVED),
    ({"is_member": False}, AudienceRefusal.NOT_A_MEMBER),
    ({"is_member": None}, AudienceRefusal.NOT_A_MEMBER),
    ({"id": "C0NEWID"}, AudienceRefusal.UNKNOWN_CHANNEL),
]
REFUSED_PEOPLE: list[tuple[dict[str, Any], AudienceRefusal]] = [
    ({"deleted": True}, AudienceRefusal.DEACTIVATED),
    ({"is_stranger": True}, AudienceRefusal.STRANGER),
    ({"team_id": "T0OTHER"}, AudienceRefusal.OTHER_TEAM),
    ({"team_id": None}, AudienceRefusal.OTHER_TEAM),
    ({"is_restricted": True}, AudienceRefusal.GUEST),
    ({"is_ultra_restricted": True}, AudienceRefusal.GUEST),
    ({"is_bot": True}, AudienceRefusal.BOT),
    ({"id": "U0X"}, AudienceRefusal.UNKNOWN_PERSON),
]
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TOMBSTONE = TombstoneMessage(label="A-1", forgotten_by="U0RHEA", forgotten_at=NOON)
SENDING = ("chat.postMessage", "chat.postEphemeral", "chat.update", "files.getUploadURLExternal")


def sent(fake: FakeSlack) -> int:
    return sum(len(fake.calls(method)) for method in SENDING)


@pytest.mark.parametrize(("given", "refusal"), REFUSED_CHANNELS)
def test_candidate_data_stays_out_of_every_unsafe_channel(
    given: dict[str, Any], refusal: AudienceRefusal, fake: FakeSlack
) -> None:
    answer_well(fake)
    fake.on("conversations.info", ok(channel=channel(**given)))
    slack = gateway(fake)
    for send in (
        lambda: slack.post(post()),
        lambda: slack.update(post(), "1.1"),
        lambda: slack.upload(post(RANKING)),
        lambda: slack.post(post(recipient="U0RHEA")),
    ):
        with pytest.raises(AudienceError) as caught:
            send()
        assert caught.value.refusal is refusal
    assert sent(fake) == 0


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refuses("channel_not_found"), AudienceError),
        (refuses("missing_scope", needed="groups:read"), AudienceError),
        (refuses("brand_new_code"), AudienceError),
        (refuses("internal_error"), UnreachedError),
        (Reply(status=500), UnreachedError),
        (Reply(does="reset"), UnreachedError),
        (ok(channel=channel(is_private=None)), UnreachedError),
        (says({}, 429, **{"Retry-After": "9"}), RateLimitedError),
        (refuses("token_revoked"), DisconnectedError),
    ],
)
def test_nothing_is_sent_while_slack_does_not_say_who_reads_a_channel(
    reply: Reply, error: type[Exception], fake: FakeSlack
) -> None:
    answer_well(fake)
    fake.on("conversations.info", reply)
    with pytest.raises(error):
        gateway(fake).post(post())
    assert sent(fake) == 0


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("channel_not_found", AudienceRefusal.NOT_A_MEMBER),
        ("not_in_channel", AudienceRefusal.NOT_A_MEMBER),
        ("missing_scope", AudienceRefusal.UNKNOWN_CHANNEL),
    ],
)
def test_a_channel_that_hides_from_the_bot_is_one_to_invite_it_to(
    code: str, refusal: AudienceRefusal, fake: FakeSlack
) -> None:
    answer_well(fake)
    fake.on("conversations.info", refuses(code))
    with pytest.raises(AudienceError) as caught:
        gateway(fake).post(post())
    assert caught.value.refusal is refusal


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        ({"is_private": False}, AudienceRules(allow_public=True)),
        ({"is_org_shared": True}, AudienceRules(allow_org_shared=True)),
    ],
)
def test_what_the_operator_allowed_passes(
    given: dict[str, Any], rules: AudienceRules, fake: FakeSlack
) -> None:
    answer_well(fake)
    fake.on("conversations.info", ok(channel=channel(**given)))
    assert gateway(fake, rules=rules).post(post()) == "1.1"


def test_a_channel_is_checked_anew_after_a_minute(fake: FakeSlack, clock: Clock) -> None:
    answer_well(fake)
    slack = gateway(fake, clock)
    slack.post(post())
    fake.on("conversations.info", ok(channel=channel(is_ext_shared=True)))
    clock.now += 59
    slack.post(post())
    clock.now += 1
    with pytest.raises(AudienceError):
        slack.update(post(), "1.1")
    assert sent(fake) == 2


def test_a_refusal_of_slack_has_the_channel_checked_anew(fake: FakeSlack) -> None:
    answer_well(fake)
    slack = gateway(fake)
    fake.on("chat.postMessage", refuses("not_in_channel"))
    fake.on("conversations.info", ok(channel=channel()), ok(channel=channel(is_member=False)))
    with pytest.raises(Exception, match="not in the channel"):
        slack.post(post())
    with pytest.raises(AudienceError) as caught:
        slack.post(post())
    assert caught.value.refusal is AudienceRefusal.NOT_A_MEMBER


@pytest.mark.parametrize("message", [WELCOME, TOMBSTONE])
def test_what_holds_no_candidate_data_reaches_an_unsafe_channel(
    message: Message, fake: FakeSlack
) -> None:
    answer_well(fake)
    fake.on("conversations.info", ok(channel=channel(is_ext_shared=True)))
    slack = gateway(fake)
    assert slack.post(post(message)) == "1.1"
    slack.update(post(message), "1.1")
    assert sent(fake) == 2


@pytest.mark.parametrize(("given", "refusal"), REFUSED_PEOPLE)
def test_no_outsider_gets_a_direct_message_or_one_that_only_they_see(
    given: dict[str, Any], refusal: AudienceRefusal, fake: FakeSlack
) -> None:
    answer_well(fake)
    fake.on("users.info", ok(user=user(**given)))
    slack = gateway(fake)
    direct = slack.direct_channel("U0RHEA")
    for it in (
        post(NOTE, channel=direct),
        post(NOTE, channel=direct, recipient="U0RHEA"),
        post(OFFER, recipient="U0RHEA"),
    ):
        with pytest.raises(AudienceError) as caught:
            slack.post(it)
        assert caught.value.refusal is refusal
    assert sent(fake) == 0


def test_a_direct_conversation_of_somebody_else_is_refused(fake: FakeSlack) -> None:
    answer_well(fake)
    slack = gateway(fake)
    with pytest.raises(AudienceError) as caught:
        slack.post(post(application(), channel="D0OTHER", recipient="U0RHEA"))
    assert caught.value.refusal is AudienceRefusal.UNKNOWN_PERSON
    slack.direct_channel("U0RHEA")
    with pytest.raises(AudienceError):
        slack.post(post(application(), channel="D0RHEA", recipient="U0HUGO"))
    assert sent(fake) == 0


def test_who_is_behind_a_direct_conversation_is_asked_after_a_restart(fake: FakeSlack) -> None:
    answer_well(fake)
    assert gateway(fake).post(post(NOTE, channel="D0RHEA")) == "1.1"
    (opened,) = fake.calls("conversations.open")
    assert opened.arguments == {"channel": "D0RHEA", "return_im": "1"}
    assert gateway(fake).post(post(NOTE, channel="D0RHEA", recipient="U0RHEA")) == "1.1"
    assert fake.calls("conversations.open")[-1].arguments == {"users": "U0RHEA"}
    assert fake.calls("chat.postEphemeral") == []


def test_nothing_is_sent_while_nobody_knows_who_is_behind_a_conversation(fake: FakeSlack) -> None:
    answer_well(fake)
    fake.on("conversations.open", ok(channel={"id": "D0RHEA"}))
    with pytest.raises(AudienceError):
        gateway(fake).post(post(NOTE, channel="D0RHEA"))
    assert sent(fake) == 0


MEMBERS = "conversations.members"


def members(*ids: str) -> Reply:
    return ok(members=list(ids), response_metadata={"next_cursor": ""})


def test_what_is_about_a_person_stays_out_of_a_channel_that_they_read(
    fake: FakeSlack, clock: Clock
) -> None:
    answer_well(fake)
    fake.on(MEMBERS, members("U0RHEA", "U0CAND"))
    slack = gateway(fake, clock)
    theirs = post(about="U0CAND")
    for send in (lambda: slack.post(theirs), lambda: slack.update(theirs, "1.1")):
        with pytest.raises(AudienceError) as caught:
            send()
        assert caught.value.refusal is AudienceRefusal.CANDIDATE
    assert sent(fake) == 0
    slack.post(post(TOMBSTONE, about="U0CAND"))  # what takes it away holds nothing of them
    slack.post(post(about="U0OTHER"))
    assert len(fake.calls(MEMBERS)) == 1  # a minute's memory, and only where it matters


def test_nobody_is_looked_for_where_no_candidate_is_known(fake: FakeSlack) -> None:
    answer_well(fake)
    assert gateway(fake).post(post()) == "1.1"
    assert fake.calls(MEMBERS) == []


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refuses("missing_scope"), AudienceError),
        (refuses("internal_error"), UnreachedError),
        (says({}, 429, **{"Retry-After": "2"}), RateLimitedError),
    ],
)
def test_nothing_is_sent_while_slack_does_not_say_whether_the_candidate_reads_it(
    reply: Reply, error: type[Exception], fake: FakeSlack
) -> None:
    answer_well(fake)
    fake.on(MEMBERS, reply)
    with pytest.raises(error):
        gateway(fake).post(post(about="U0CAND"))
    assert sent(fake) == 0


class _TooLateError(Exception):
    """As a sender raises whose claim is half over."""


def test_the_last_check_comes_after_all_that_is_slow(fake: FakeSlack) -> None:
    asked: list[list[str]] = []

    def too_late() -> None:
        asked.append([each.path.rpartition("/")[2] for each in fake.asked])
        raise _TooLateError

    answer_well(fake)
    address = f"{fake.url}/upload/v1/secret"
    fake.on("files.getUploadURLExternal", ok(file_id="F9", upload_url=address))
    fake.on("/upload/v1/secret", Reply())
    late = post(before_sending=too_late)
    for send in (
        lambda: gateway(fake).post(late),
        lambda: gateway(fake).update(late, "1.1"),
        lambda: gateway(fake).upload(post(RANKING, before_sending=too_late)),
    ):
        with pytest.raises(_TooLateError):
            send()
    assert asked[0] == ["conversations.info"]
    assert asked[-1][-2:] == ["files.getUploadURLExternal", "secret"]
    assert fake.calls("files.completeUploadExternal") == []
    assert not any(fake.calls(method) for method in SENDING[:3])

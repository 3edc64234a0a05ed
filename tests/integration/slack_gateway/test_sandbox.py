"""The gateway against the sandbox, which is strict where Slack is strict."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.audience import AudienceRules
from bot.errors import (
    AudienceError,
    AudienceRefusal,
    DisconnectedError,
    DownloadError,
    RateLimitedError,
    RefusedError,
    SlackError,
    UnsureError,
)
from bot.sandbox import Fault, Sandbox
from bot.services.bot_deps import Post
from bot.services.messages import (
    Message,
    NoteMessage,
    OfferMessage,
    RankingFile,
    TombstoneMessage,
    WelcomeMessage,
)
from bot.slack.client import make_client
from bot.slack.errors import UnreachedError
from bot.slack.gateway import SlackGateway
from bot.slack.loggers import quiet_loggers
from tests.integration.slack_gateway.parts import (
    NOTE,
    OFFER,
    RANKING,
    Clock,
    application,
    post,
)

MANIFEST = Path(__file__).resolve().parents[3] / "manifest.yml"
CANARY = "Zebrafinch-7731"
PDF = b"%PDF-1.7\n" + b"x" * 1000


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(MANIFEST, strict_rate_limits=False) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    running.faults.clear()
    yield running
    running.faults.clear()


def gateway(sandbox: Sandbox, rules: AudienceRules | None = None) -> SlackGateway:
    return SlackGateway(
        make_client(sandbox.bot_token, sandbox.api_url, timeout_seconds=1),
        team_id="T0PLUMB",
        rules=rules or AudienceRules(),
        sleep=Clock().sleep,
    )


def now() -> datetime:
    return datetime.now(UTC)


def messages(sandbox: Sandbox, channel: str = "C0HIRING") -> int:
    return len(sandbox.workspace.channels[channel].messages)


def fresh(number: int) -> str:
    return f"{number:032x}"


def test_a_message_is_posted_changed_found_linked_and_removed(sandbox: Sandbox) -> None:
    slack, posting_id = gateway(sandbox), fresh(1)
    ts = slack.post(post(posting_id=posting_id))
    slack.update(post(application(ahead=3), posting_id=posting_id), ts)
    assert slack.find("C0HIRING", "", posting_id, now()) == ts  # the mark outlives the change
    assert slack.find("C0HIRING", "", fresh(2), now()) is None
    assert slack.find("C0HIRING", "", posting_id, now() + timedelta(seconds=180)) is None
    assert slack.permalink("C0HIRING", ts).startswith("http")
    slack.delete("C0HIRING", ts)
    slack.delete("C0HIRING", ts)
    assert slack.find("C0HIRING", "", posting_id, now()) is None
    with pytest.raises(RefusedError) as caught:
        slack.update(post(posting_id=posting_id), ts)
    assert caught.value.code == "message_not_found"


def test_a_reply_is_found_in_its_thread(sandbox: Sandbox) -> None:
    slack = gateway(sandbox)
    parent = slack.post(post(posting_id=fresh(3)))
    ts = slack.post(post(posting_id=fresh(4), thread_ts=parent))
    assert slack.find("C0HIRING", parent, fresh(4), now()) == ts
    assert slack.find("C0HIRING", parent, fresh(5), now()) is None


def test_notes_and_offers_reach_one_person(sandbox: Sandbox) -> None:
    slack = gateway(sandbox)
    direct = slack.direct_channel("U0RHEA")
    assert slack.post(post(NOTE, channel=direct, posting_id=fresh(6)))
    assert slack.find(direct, "", fresh(6), now()) is not None
    assert slack.post(post(OFFER, recipient="U0RHEA")) == ""
    newest = list(sandbox.workspace.channels["C0HIRING"].messages.values())[-1]
    assert newest.ephemeral_to == "U0RHEA"


@pytest.mark.parametrize(
    ("channel", "refusal"),
    [
        ("C0GENERAL", AudienceRefusal.PUBLIC),
        ("C0LAUNCH", AudienceRefusal.SHARED),
        ("C0OLD", AudienceRefusal.ARCHIVED),
        ("C0QUIET", AudienceRefusal.NOT_A_MEMBER),  # private, and the bot was never in it
        ("C0NOWHERE", AudienceRefusal.NOT_A_MEMBER),
        ("D0NOBODY", AudienceRefusal.UNKNOWN_PERSON),
    ],
)
def test_candidate_data_stays_out_of_every_unsafe_channel(
    channel: str, refusal: AudienceRefusal, sandbox: Sandbox
) -> None:
    slack = gateway(sandbox)
    before = {key: len(c.messages) for key, c in sandbox.workspace.channels.items()}
    sends: list[Callable[[], object]] = [
        lambda: slack.post(post(channel=channel)),
        lambda: slack.update(post(channel=channel), "1.1"),
        lambda: slack.upload(post(RANKING, channel=channel)),
    ]
    for send in sends:
        with pytest.raises(AudienceError) as caught:
            send()
        assert caught.value.refusal is refusal
    assert {key: len(c.messages) for key, c in sandbox.workspace.channels.items()} == before


@pytest.mark.parametrize("channel", ["C0HIRING", "C0PANEL"])
def test_candidate_data_goes_into_private_channels_of_the_team(
    channel: str, sandbox: Sandbox
) -> None:
    assert gateway(sandbox).post(post(channel=channel))


def test_a_public_channel_passes_when_the_operator_allowed_it(sandbox: Sandbox) -> None:
    rules = AudienceRules(allow_public=True)
    assert gateway(sandbox, rules).post(post(channel="C0GENERAL"))


def test_a_welcome_reaches_a_channel_that_is_not_safe(sandbox: Sandbox) -> None:
    welcome = WelcomeMessage(
        is_safe=False, problem="It is shared.", fix="Choose another.", requisition_titles=()
    )
    assert gateway(sandbox).post(post(welcome, channel="C0LAUNCH"))


@pytest.mark.parametrize(
    ("user", "refusal"),
    [
        ("U0GITA", AudienceRefusal.GUEST),
        ("U0STRA", AudienceRefusal.STRANGER),
        ("U0GONE", AudienceRefusal.DEACTIVATED),
        ("U0PLUM", AudienceRefusal.BOT),
        ("U0NOBODY", AudienceRefusal.UNKNOWN_PERSON),
    ],
)
def test_no_outsider_is_shown_anything(
    user: str, refusal: AudienceRefusal, sandbox: Sandbox
) -> None:
    slack = gateway(sandbox)
    with pytest.raises(AudienceError) as caught:
        slack.post(post(OFFER, recipient=user))
    assert caught.value.refusal is refusal


def test_channels_people_and_groups_are_described(sandbox: Sandbox) -> None:
    slack = gateway(sandbox)
    assert slack.is_in_channel("U0RHEA", "C0HIRING")
    assert not slack.is_in_channel("U0GITA", "C0HIRING")
    assert "U0RHEA" in slack.group_members("S0TALENT")
    person = slack.person("U0HUGO")
    assert person is not None
    assert (person.team_id, person.is_guest, person.is_bot) == ("T0PLUMB", False, False)


def shared(sandbox: Sandbox, name: str, data: bytes, channel: str = "C0HIRING") -> str:
    before = set(sandbox.workspace.files)
    assert sandbox.person("U0RHEA").message(channel, "a CV", files=[(name, data)]).ok
    (file_id,) = set(sandbox.workspace.files) - before
    return file_id


def test_a_file_is_described_and_fetched(sandbox: Sandbox) -> None:
    slack, file_id = gateway(sandbox), shared(sandbox, "cv.pdf", PDF)
    facts = slack.file(file_id)
    assert (facts.name, facts.size, facts.shared_by) == ("cv.pdf", len(PDF), "U0RHEA")
    assert facts.is_readable
    assert slack.download(file_id, 10_000) == PDF
    with pytest.raises(DownloadError, match="larger"):
        slack.download(file_id, 1_000)


def test_a_file_where_the_bot_is_not_cannot_be_had(sandbox: Sandbox) -> None:
    slack, file_id = gateway(sandbox), shared(sandbox, "cv.pdf", PDF, "C0QUIET")
    for fetch in (lambda: slack.download(file_id, 10_000), lambda: slack.file(file_id)):
        with pytest.raises(DownloadError) as caught:
            fetch()
        assert caught.value.is_final


def test_a_file_is_shared_in_a_thread_and_removed(sandbox: Sandbox) -> None:
    slack = gateway(sandbox)
    parent = slack.post(post(posting_id=fresh(7)))
    file_id = slack.upload(post(RANKING, thread_ts=parent, posting_id=fresh(8)))
    (reply,) = sandbox.workspace.channels["C0HIRING"].replies(parent)
    assert reply.files == [file_id]
    assert sandbox.workspace.files[file_id].content == RANKING.data
    slack.delete_file(file_id)
    slack.delete_file(file_id)
    assert file_id not in sandbox.workspace.files


BEFORE = [
    Fault(effect="status_before", method="chat.postMessage", status=500),
    Fault(effect="status_before", method="chat.postMessage", status=503),
    Fault(effect="html", method="chat.postMessage"),
    Fault(effect="error", method="chat.postMessage", error="fatal_error"),
]
AFTER = [
    Fault(effect="status_after", method="chat.postMessage", status=502),
    Fault(effect="timeout_after", method="chat.postMessage", seconds=1.5),
    Fault(effect="reset_after", method="chat.postMessage"),
    Fault(effect="no_ts", method="chat.postMessage"),
]


@pytest.mark.parametrize("fault", [*BEFORE, *AFTER])
def test_an_unsure_post_is_sent_once_and_the_look_back_says_what_became_of_it(
    fault: Fault, sandbox: Sandbox
) -> None:
    slack, posting_id, is_there = gateway(sandbox), fresh(100 + id(fault)), fault in AFTER
    before = messages(sandbox)
    planted = sandbox.faults.add(fault)
    with pytest.raises(UnsureError):
        slack.post(post(posting_id=posting_id))
    sandbox.faults.clear()
    assert planted.fired == 1
    assert messages(sandbox) == before + is_there
    assert (slack.find("C0HIRING", "", posting_id, now()) is not None) is is_there


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("1", 1), ("30", 30), ("3600", 3600), ("abc", 30), (None, 30), ("0", 1)],
)
def test_a_limited_post_says_when_to_come_back(
    header: str | None, seconds: float, sandbox: Sandbox
) -> None:
    sandbox.faults.add(Fault(effect="rate_limited", method="chat.postMessage", retry_after=header))
    before = messages(sandbox)
    with pytest.raises(RateLimitedError) as caught:
        gateway(sandbox).post(post())
    assert caught.value.retry_after == seconds
    assert messages(sandbox) == before


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("not_in_channel", RefusedError),
        ("is_archived", RefusedError),
        ("invalid_blocks", RefusedError),
        ("ekm_access_denied", RefusedError),
        ("token_revoked", DisconnectedError),
        ("account_inactive", DisconnectedError),
        ("internal_error", UnsureError),
        ("ratelimited", RateLimitedError),
    ],
)
def test_a_code_on_a_post_becomes_its_error(
    code: str, kind: type[SlackError], sandbox: Sandbox
) -> None:
    planted = sandbox.faults.add(Fault(effect="error", method="chat.postMessage", error=code))
    with pytest.raises(kind):
        gateway(sandbox).post(post())
    assert planted.fired == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault(effect="status_before", method="conversations.info", status=500),
        Fault(effect="html", method="conversations.info"),
        Fault(effect="reset_after", method="conversations.info"),
        Fault(effect="error", method="conversations.info", error="internal_error"),
    ],
)
def test_a_guard_that_gets_no_answer_lets_nothing_pass(fault: Fault, sandbox: Sandbox) -> None:
    before = messages(sandbox)
    planted = sandbox.faults.add(fault)
    with pytest.raises(UnreachedError):
        gateway(sandbox).post(post())
    assert planted.fired == 3
    assert messages(sandbox) == before


def test_a_guard_that_is_refused_lets_nothing_pass(sandbox: Sandbox) -> None:
    before = messages(sandbox)
    sandbox.faults.add(Fault(effect="error", method="conversations.info", error="missing_scope"))
    with pytest.raises(AudienceError) as caught:
        gateway(sandbox).post(post())
    assert caught.value.refusal is AudienceRefusal.UNKNOWN_CHANNEL
    assert messages(sandbox) == before


def test_passing_trouble_of_a_guard_is_ridden_out(sandbox: Sandbox) -> None:
    sandbox.faults.add(
        Fault(effect="status_before", method="conversations.info", status=503, times=2)
    )
    assert gateway(sandbox).post(post())


@pytest.mark.parametrize(
    "effect", ["status_before", "status_after", "reset_after", "html", "no_ts"]
)
def test_a_share_without_an_answer_never_shows_a_file_twice(effect: str, sandbox: Sandbox) -> None:
    slack = gateway(sandbox)
    parent = slack.post(post(posting_id=fresh(9)))
    sandbox.faults.add(Fault(effect=effect, method="files.completeUploadExternal", times=1))
    try:
        slack.upload(post(RANKING, thread_ts=parent))
    except RateLimitedError:
        slack.upload(post(RANKING, thread_ts=parent))
    shown = [
        file_id
        for reply in sandbox.workspace.channels["C0HIRING"].replies(parent)
        for file_id in reply.files
        if file_id in sandbox.workspace.files
    ]
    assert len(shown) == 1


@pytest.mark.parametrize(
    ("fault", "is_final"),
    [
        (Fault(effect="status_before", method="download", status=500), False),
        (Fault(effect="reset_after", method="download"), False),
        (Fault(effect="html", method="download"), True),
    ],
)
def test_a_download_that_fails_says_whether_trying_again_helps(
    fault: Fault, *, is_final: bool, sandbox: Sandbox
) -> None:
    file_id = shared(sandbox, "cv.pdf", PDF)
    sandbox.faults.add(fault)
    with pytest.raises(DownloadError) as caught:
        gateway(sandbox).download(file_id, 10_000)
    assert caught.value.is_final is is_final


def test_a_history_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    lines = MANIFEST.read_text(encoding="utf-8").splitlines(keepends=True)
    poorer = tmp_path / "manifest.yml"
    poorer.write_text("".join(line for line in lines if ":history" not in line), encoding="utf-8")
    with Sandbox(poorer) as sandbox:
        slack = gateway(sandbox)
        ts = slack.post(post())
        with pytest.raises(RefusedError) as caught:
            slack.find("C0HIRING", "", fresh(1), now())
        assert caught.value.code == "missing_scope"
        assert "groups:history" in caught.value.problem
        slack.update(post(), ts)


def test_a_token_that_was_revoked_disconnects() -> None:
    with Sandbox(MANIFEST) as sandbox:
        slack = gateway(sandbox)
        sandbox.uninstall()
        with pytest.raises(DisconnectedError):
            slack.post(post())


def test_a_burst_into_one_channel_is_limited_and_nothing_is_lost() -> None:
    with Sandbox(MANIFEST) as sandbox:
        slack = gateway(sandbox)
        sent, limited = 0, 0
        for number in range(20):
            try:
                slack.post(post(posting_id=fresh(number)))
                sent += 1
            except RateLimitedError:
                limited += 1
        assert limited > 0
        assert messages(sandbox) == sent


def everything(slack: SlackGateway, sandbox: Sandbox) -> list[Callable[[], object]]:
    """Every call of the gateway, with the canary wherever a candidate's words may stand."""
    named = application(name=f"{CANARY} Doe", requisition_title=f"Engineer {CANARY}")
    file_id = shared(sandbox, f"{CANARY}.pdf", PDF + CANARY.encode())
    ranking = RankingFile(
        file_name=f"{CANARY}.csv", title=CANARY, data=f"name\r\n{CANARY}\r\n".encode()
    )
    told: list[Message] = [
        NoteMessage(problem=CANARY, fix=CANARY, retry_posting_id=""),
        OfferMessage(offer_id="f" * 32, files=1, requisition_title=CANARY),
        TombstoneMessage(label=CANARY, forgotten_by="U0RHEA", forgotten_at=now()),
    ]
    posts: list[Post] = [post(named), *(post(each) for each in told)]
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Title"},
        "blocks": [{"type": "section", "text": {"type": "plain_text", "text": CANARY}}],
    }
    return [
        *(lambda it=it: slack.post(it) for it in posts),
        lambda: slack.update(post(named), slack.post(post(named))),
        lambda: slack.post(post(told[1], recipient="U0RHEA")),
        lambda: slack.post(post(told[0], channel=slack.direct_channel("U0RHEA"))),
        lambda: slack.upload(post(ranking)),
        lambda: slack.file(file_id),
        lambda: slack.download(file_id, 10_000),
        lambda: slack.download(file_id, 10),
        lambda: slack.find("C0HIRING", "", fresh(1), now()),
        lambda: slack.open_view("expired", view),
        lambda: slack.channel("C0HIRING"),
    ]


@pytest.mark.parametrize(
    "fault",
    [
        None,
        Fault(effect="status_before", status=500),
        Fault(effect="status_after", status=502),
        Fault(effect="reset_after"),
        Fault(effect="html"),
        Fault(effect="no_ts"),
        Fault(effect="rate_limited", retry_after="9"),
        Fault(effect="error", error="invalid_blocks"),
        Fault(effect="error", error="token_revoked"),
    ],
)
def test_no_candidate_reaches_a_log_or_an_error(
    fault: Fault | None, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("slack_sdk", "slack_sdk.web.base_client", "plumbline.slack"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    quiet_loggers()
    slack = gateway(sandbox)
    calls = everything(slack, sandbox)
    caplog.clear()
    if fault is not None:
        sandbox.faults.add(fault)
    said: list[str] = []
    for call in calls:
        try:
            call()
        except (SlackError, AudienceError, DownloadError) as error:
            said += [repr(error), error.problem, error.fix, repr(error.__context__)]
    assert any(record.name == "plumbline.slack.client" for record in caplog.records)
    log = [
        record.getMessage() + repr(record.args) + repr(record.exc_info) for record in caplog.records
    ]
    assert CANARY not in "\n".join(log + said)
    assert sandbox.bot_token not in "\n".join(log + said)

"""Requests as Bolt hands them on: each gets an answer that Slack takes, whatever it holds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.domain.posting import PostingState
from bot.domain.requisition import Requisition
from bot.errors import RefusedError, UnsureError
from bot.services.bot_deps import BotDeps
from bot.slack import gate as gates
from bot.slack.app import SlackApp, _Handler
from bot.slack.builders import Payload
from bot.slack.events import Ears
from bot.slack.gate import Gate
from bot.slack.gateway import OpenView
from bot.slack.parse_events import Event
from bot.slack.responding import respond
from bot.slack.routes import Routes
from bot.slack.speaking import Tools
from bot.store import postings, requisitions, rubrics
from tests.integration.bot_services.fakes import (
    REVIEW,
    STARTED_AT,
    FakeSlack,
    make_bot_deps,
    make_person,
)
from tests.integration.slack_gateway.fake_slack import fake_slack, raw
from tests.unit.slack_listeners.payloads import (
    APPLICATION,
    RHEA,
    TEAM,
    make_click,
    make_command,
    make_event,
    make_submission,
)


@pytest.fixture
def deps(tmp_path: Path) -> Iterator[BotDeps]:
    slack = FakeSlack(people={RHEA: make_person(RHEA, team_id=TEAM)})
    made = make_bot_deps(tmp_path, slack=slack, team_id=TEAM)
    yield made
    made.database.close()


@pytest.fixture
def app(deps: BotDeps) -> Iterator[SlackApp]:
    made = SlackApp(deps, bot_token="xoxb-1", app_token="xapp-1", api_url="http://127.0.0.1:9/api/")
    yield made
    made.close()


def dispatch(app: SlackApp, body: Any) -> BoltResponse:
    return app.dispatch(BoltRequest(mode="socket_mode", body=body))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="empty"),
        pytest.param({"type": "block_suggestion"}, id="a kind we do not have"),
        pytest.param({"command": "/other", "user_id": RHEA}, id="another command"),
        pytest.param({"command": 7}, id="a number for a command"),
        pytest.param(make_click(actions=[]), id="no actions"),
        pytest.param(make_click(actions=None), id="null actions"),
        pytest.param(make_click("of_another_version", response_url=""), id="an old button"),
        pytest.param({**make_submission(), "view": None}, id="null view"),
        pytest.param(make_submission("of_another_version"), id="an old form"),
        pytest.param({"type": "view_closed", "view": {"callback_id": "menu"}}, id="a closed view"),
        pytest.param({"type": "shortcut", "callback_id": "old"}, id="an old shortcut"),
        pytest.param(make_event() | {"event": None}, id="null event"),
        pytest.param(make_event("reaction_added"), id="an event we do not take"),
        pytest.param(make_event(team="T0OTHER"), id="an event of another workspace"),
    ],
)
def test_what_nobody_takes_is_answered_with_a_200(app: SlackApp, body: dict[str, Any]) -> None:
    assert dispatch(app, body).status == 200


def test_a_form_of_another_version_is_replaced_by_what_to_do(app: SlackApp) -> None:
    for body in (make_submission("of_another_version"), {**make_submission(), "view": None}):
        answer = dispatch(app, body)
        assert '"response_action": "update"' in answer.body
        assert "Reopen the form" in answer.body


def test_bolt_does_not_change_how_much_the_bot_logs(
    app: SlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="plumbline")

    dispatch(app, make_command())

    assert logging.getLogger("plumbline").level == logging.DEBUG


def test_a_command_that_cannot_be_read_is_answered_in_its_ack(app: SlackApp) -> None:
    answer = dispatch(app, make_command(user_id=None))

    assert "Reopen the form" in answer.body


def test_a_wrong_level_and_a_wrong_decision_are_refused_in_words(app: SlackApp) -> None:
    odd = {"value": {"selected_option": {"value": "9"}}}
    state = {"values": {"level": odd, "decision": odd}}

    level = dispatch(app, make_submission(state=state))
    decision = dispatch(
        app, make_submission("decision_form", state=state, private_metadata=APPLICATION)
    )

    assert "Reopen the form" in level.body
    assert "Reopen the form" in decision.body


def test_a_part_that_is_no_number_is_refused(
    app: SlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "plumbline.slack")

    assert dispatch(app, make_click("agree_all", f"{APPLICATION}:²")).status == 200
    app.close()

    assert "click: UsageError" in caplog.text or "agree_all: UsageError" in caplog.text


class Screen:
    """Remembers views, and refuses what a test says."""

    def __init__(self, refusal: str = "") -> None:
        self.views: list[dict[str, Any]] = []
        self.refusal = refusal

    def open_view(self, trigger_id: str, view: dict[str, Any]) -> OpenView:
        return self.update_view(OpenView(view_id=trigger_id, hash=""), view)

    def update_view(self, shown: OpenView, view: dict[str, Any]) -> OpenView:
        if self.refusal:
            raise RefusedError(self.refusal, "Slack said no.", "-")
        self.views.append(view)
        return shown


def routes(deps: BotDeps, screen: Screen, said: list[Payload]) -> Routes:
    return Routes(
        Tools(deps=deps, views=screen, respond=lambda _url, payload, _ts: said.append(payload))
    )


def test_an_error_right_after_the_ack_still_ends_well(deps: BotDeps) -> None:
    said: list[Payload] = []
    acks: list[dict[str, Any]] = []

    routes(deps, Screen("not_allowed"), said).command(
        lambda **body: acks.append(body), make_command(text="open")
    )

    assert acks == [{}]
    assert said[0].text.startswith("Slack said no.")


def test_a_form_that_was_closed_meanwhile_is_left(deps: BotDeps) -> None:
    said: list[Payload] = []
    modal = {"id": "V1", "hash": "7.h", "type": "modal"}

    routes(deps, Screen("not_found"), said).click(
        lambda **_: None, make_click("run_verb", "rubric", view=modal, response_url="")
    )

    assert said == []


def test_a_click_in_a_form_that_slack_refuses_is_only_logged(
    deps: BotDeps, caplog: pytest.LogCaptureFixture
) -> None:
    modal = {"id": "V1", "hash": "7.h", "type": "modal"}

    routes(deps, Screen("not_allowed"), []).click(
        lambda **_: None, make_click("run_verb", "help", view=modal, response_url="")
    )

    assert "run_verb: could not be said: RefusedError" in caplog.text


def test_a_fault_in_home_reaches_the_person_as_a_direct_message(deps: BotDeps) -> None:
    broken = replace(deps, database=None)  # type: ignore[arg-type]  # as after a bug

    routes(broken, Screen("expired_trigger_id"), []).click(
        lambda **_: None, make_click("refresh_home", "none", container={}, response_url="")
    )

    slack = deps.slack
    assert isinstance(slack, FakeSlack)
    assert "Something broke on our side." in str(slack.whispers[0].message)


def test_an_event_that_takes_too_long_is_left_to_come_again(
    deps: BotDeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def slow(_ears: Ears, _event: Event) -> None:
        go_on.wait(5)

    monkeypatch.setattr(gates, "on_event", slow)
    tools = Tools(deps=deps, views=Screen(), respond=respond)
    with ThreadPoolExecutor(1) as executor:
        gate = Gate(Ears(tools=tools, stop=lambda: None), executor, seconds=0.01)
        answer = gate.process(
            req=BoltRequest(mode="socket_mode", body=make_event()),
            resp=BoltResponse(status=200),
            next=lambda: BoltResponse(status=500),
        )
        go_on.set()

    assert answer is not None
    assert answer.status == 503


@pytest.mark.parametrize(
    "inner",
    [
        {"type": "app_mention", "user": "U0PLUM"},
        {"type": "file_shared", "user": "U0PLUM", "file_id": "F1"},
        {"type": "file_shared", "file_id": ""},
        {"type": "member_joined_channel", "channel": ""},
        {"type": "member_joined_channel", "user": RHEA},
        {"type": "group_left", "channel": ""},
        {"type": "app_home_opened", "tab": "messages"},
        {"type": "tokens_revoked", "tokens": {"oauth": [RHEA]}},
    ],
)
def test_an_event_that_asks_for_nothing_does_nothing(
    app: SlackApp, deps: BotDeps, inner: dict[str, Any]
) -> None:
    slack = deps.slack
    assert isinstance(slack, FakeSlack)

    assert dispatch(app, make_event(inner["type"], **inner)).status == 200

    assert slack.whispers == []
    assert slack.homes == {}


def test_a_mention_delivered_twice_is_answered_once(app: SlackApp, deps: BotDeps) -> None:
    slack = deps.slack
    assert isinstance(slack, FakeSlack)

    for _ in range(2):
        assert dispatch(app, make_event(channel=REVIEW, thread_ts=None)).status == 200

    assert len(slack.whispers) == 1


def test_a_word_that_slack_refuses_is_logged_and_the_event_is_done(
    app: SlackApp, deps: BotDeps, caplog: pytest.LogCaptureFixture
) -> None:
    slack = deps.slack
    assert isinstance(slack, FakeSlack)
    slack.faults.append(RefusedError("not_in_channel", "Not there.", "-"))

    with caplog.at_level(logging.INFO, "plumbline.slack.events"):
        answer = dispatch(app, make_event(channel=REVIEW, thread_ts=None))

    assert answer.status == 200
    assert "a word to one person was not said: RefusedError" in caplog.text


def test_leaving_a_channel_is_said_once_to_each_person_concerned(
    app: SlackApp, deps: BotDeps
) -> None:
    with deps.database.write() as tx:
        rubric = deps.reading.rubrics.load("short")
        rubrics.keep(tx, rubric)
        for number, manager in enumerate(("", "U0HUGO", "U0HUGO"), 1):
            requisitions.add(tx, make_requisition(number, manager, rubric.hash))

    for _ in range(2):
        assert dispatch(app, make_event("group_left", channel=REVIEW)).status == 200

    with deps.database.read() as tx:
        assert postings.counts(tx)[PostingState.WANTED] == 2  # who opened one, who hires for two


def make_requisition(number: int, manager: str, rubric_hash: str) -> Requisition:
    return Requisition(
        id=f"{number:032x}",
        team_id=TEAM,
        number=number,
        title=f"Role {number}",
        channel=REVIEW,
        rubric_name="short",
        rubric_hash=rubric_hash,
        hiring_manager=manager,
        opened_by=RHEA,
        opened_at=STARTED_AT,
        closed_at=None,
        job_document_id=None,
    )


def test_an_envelope_that_bolt_cannot_take_is_acked(app: SlackApp) -> None:
    sent: list[Any] = []

    class Wire:
        def send_socket_mode_response(self, response: Any) -> None:
            sent.append(response.envelope_id)

    handler = _Handler(app.bolt, "xapp-1", "http://127.0.0.1:9/api/")
    odd = SocketModeRequest(
        type="events_api",
        envelope_id="E1",
        payload={"type": "event_callback", "authorizations": [5]},
    )
    handler.handle(Wire(), odd)  # type: ignore[arg-type]  # all that it uses
    handler.drain(0.1)
    handler.handle(Wire(), odd)  # type: ignore[arg-type]
    handler.hang_up()
    handler.hang_up()

    assert sent == ["E1"]  # what comes while it drains is left to be delivered again


def test_an_ack_that_finds_the_line_cut_is_no_trouble_for_it_comes_again(
    app: SlackApp, caplog: pytest.LogCaptureFixture
) -> None:
    class Cut:
        def send_socket_mode_response(self, _response: Any) -> None:
            raise SlackClientNotConnectedError

    caplog.set_level("INFO")
    handler = _Handler(app.bolt, "xapp-1", "http://127.0.0.1:9/api/")
    unknown = SocketModeRequest(type="slash_commands", envelope_id="E1", payload={"command": "/x"})

    handler.handle(Cut(), unknown)  # type: ignore[arg-type]  # all that it uses
    handler.hang_up()

    assert "cut before an ack" in caplog.text
    assert "envelope" not in caplog.text


def test_an_address_that_is_used_up_is_no_answer() -> None:
    with fake_slack() as server:
        server.on("/gone", raw(b"used_url", status=404))
        with pytest.raises(UnsureError) as caught:
            respond(f"{server.url}/gone", Payload(text="x"), "")

    assert caught.value.code == "http_404"


def test_an_address_that_cannot_be_reached_is_no_answer() -> None:
    with pytest.raises(UnsureError):
        respond("http://127.0.0.1:9/x", Payload(text="x"), "1.1")

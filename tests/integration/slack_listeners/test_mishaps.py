"""What goes wrong in Slack or on our side: the person learns what happened, and what was kept."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot.domain.people import Actor
from bot.domain.requisition import ApplicationState
from bot.errors import SlackError, StoreError, UnsureError
from bot.sandbox.faults import Fault
from bot.slack import submissions, submitting
from bot.slack.app import SlackApp
from bot.slack.gateway import OpenView
from bot.slack.ids import CallbackId
from bot.slack.parse import Fields, Submission
from bot.slack.speaking import Tools
from bot.slack.submitting import submit
from bot.store import applications, requisitions
from tests.integration.slack_listeners.office import (
    CV,
    GENERAL,
    HIRING,
    HUGO,
    INES,
    RHEA,
    TEAM,
    Office,
    open_office,
    words,
)


def until(holds: Callable[[], bool]) -> None:
    """Wait for what the sandbox cannot tell of, at most 8 s."""
    deadline = time.monotonic() + 8
    while not holds():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def waiting(office: Office) -> int:
    with office.deps.database.read() as tx:
        opened = requisitions.all(tx, TEAM)
        return sum(len(applications.of_requisition(tx, r.id)) for r in opened)


def expire(office: Office, kind: str) -> None:
    office.sandbox.faults.add(Fault(effect="expire_trigger", method=kind, times=1))


def test_a_command_that_came_too_late_offers_to_try_again(office: Office) -> None:
    office.requisition()
    expire(office, "slash_commands")

    assert office.person().command(HIRING, "/hire cv A. Name").ok
    told = office.told()

    assert "Slack did not let me open the form in time." in words(told)
    assert "A. Name" not in words(told)  # no button holds a name
    assert office.press(told, "run_verb").ok
    assert office.modal("candidate_form")


def test_a_click_that_came_too_late_offers_the_same_click_again(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    expire(office, "interactive")

    office.press(living, "questions", user_id=INES)
    told = office.told(INES)
    office.press(told, "questions", user_id=INES)

    assert office.modal("questions", INES)


def test_a_shortcut_that_came_too_late_is_said_in_a_direct_message(office: Office) -> None:
    office.requisition()
    expire(office, "interactive")

    assert office.person().shortcut("new_candidate").ok

    def direct() -> list[Any]:
        channels = office.person().sees()["messages"]
        return [m for c, messages in channels.items() if c[0] == "D" for m in messages]

    office.wait(lambda: bool(direct()))
    assert "Slack did not let me open the form in time." in words(direct()[0])


def test_a_click_in_home_that_came_too_late_is_said_in_a_direct_message(office: Office) -> None:
    opened = office.requisition()
    sights = office.sandbox.workspace.sights[RHEA]
    office.person().open_home()
    office.wait(lambda: sights.home is not None)
    home = office.person().sees()["home"]
    office.press(home, "close_requisition")
    office.wait(lambda: office.only(opened.id).closed_at is not None)
    expire(office, "interactive")

    office.sandbox.core.deliver("interactive", home_click(office, opened.id))

    def direct() -> list[Any]:
        channels = office.person().sees()["messages"]
        return [m for c, messages in channels.items() if c[0] == "D" for m in messages]

    office.wait(lambda: bool(direct()))
    assert "closed already" in words(direct()[0])


def home_click(office: Office, requisition_id: str) -> dict[str, Any]:
    """A click on a Home that still shows a requisition as open, in a second window."""
    return {
        "type": "block_actions",
        "user": {"id": RHEA, "team_id": TEAM},
        "team": {"id": TEAM},
        "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": "home"},
        "trigger_id": office.sandbox.core.trigger("interactive", RHEA),
        "actions": [
            {
                "action_id": "close_requisition",
                "action_ts": "9.9",
                "value": requisition_id,
            }
        ],
    }


def test_a_decision_that_a_colleague_took_back_first_is_said_to_be(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    office.press(living, "decide", user_id=HUGO)
    form = office.modal("decision_form", HUGO)
    office.submit(form, HUGO, decision="advance", reason="Strong on operations.")
    office.work()
    decided = office.living()

    office.press(decided, "reopen", user_id=HUGO)
    late = message_click(office, decided, "reopen")  # Rhea had her confirm open before
    office.sandbox.core.deliver("interactive", late)

    assert "was already taken back" in words(office.told())


def message_click(office: Office, message: dict[str, Any], action: str) -> dict[str, Any]:
    """A click of Rhea's on a message that has changed since it was drawn for her."""
    element = next(
        e
        for block in message["blocks"]
        for e in block.get("elements", ())
        if isinstance(e, dict) and e.get("action_id") == action
    )
    return {
        "type": "block_actions",
        "user": {"id": RHEA, "team_id": TEAM},
        "team": {"id": TEAM},
        "container": {"type": "message", "channel_id": HIRING, "message_ts": message["ts"]},
        "channel": {"id": HIRING},
        "trigger_id": office.sandbox.core.trigger("interactive", RHEA),
        "response_url": office.sandbox.core.responses.new(RHEA, HIRING, message["ts"]),
        "actions": [{"action_id": action, "action_ts": "9.9", "value": element["value"]}],
    }


def test_a_double_click_has_one_effect_and_says_so(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    levels = office.thread(living)[0]

    office.press(levels, "agree", user_id=INES)
    office.press(levels, "agree", user_id=INES)

    assert "You already agreed with the level" in words(office.told(INES))


def test_the_same_form_in_two_tabs_is_decided_once(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    office.press(living, "decide", user_id=HUGO)
    first = office.modal("decision_form", HUGO)
    office.press(living, "decide", user_id=RHEA)
    second = office.modal("decision_form", RHEA)

    assert office.submit(first, HUGO, decision="advance", reason="Strong evidence.").ok
    late = office.submit(second, RHEA, decision="close", reason="Position is filled.")

    assert "decided on A-1" in str(late.error)  # at a field: what was typed is still there
    assert len(office.modals(RHEA)) == 1


def test_a_form_that_is_delivered_twice_adds_one_candidate(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.requisition()
    office.person().command(HIRING, "/hire cv")
    form = office.modal("candidate_form")
    sent: list[dict[str, Any]] = []
    original = office.sandbox.core.sockets.send

    def remember(kind: str, payload: dict[str, Any], *rest: Any) -> Any:
        sent.append(payload)
        return original(kind, payload, *rest)

    monkeypatch.setattr(office.sandbox.core.sockets, "send", remember)
    office.submit(form, files=[{"name": "cv.txt", "content": CV}])

    office.sandbox.core.deliver("interactive", sent[-1])

    assert waiting(office) == 1


def test_events_that_come_again_have_one_effect(office: Office) -> None:
    office.requisition()
    office.sandbox.faults.add(Fault(effect="duplicate", method="file_shared", copies=3))

    office.person().message(HIRING, "", files=[("cv.txt", CV)])
    office.wait(lambda: office.sandbox.events.unacked == 0)
    office.work()

    assert len(office.whispers()) == 1


def test_an_event_that_could_not_be_kept_is_not_acked_and_comes_again(office: Office) -> None:
    office.requisition()
    database = office.deps.database
    original = database.write
    failures = iter([StoreError("The disk is full.", "Free some space.")])

    def failing() -> Any:
        for failure in failures:
            raise failure
        return original()

    database.write = failing  # type: ignore[method-assign]
    office.person().message(HIRING, "", files=[("cv.txt", CV)])
    office.wait(lambda: office.sandbox.events.unacked == 0)
    office.work()

    assert "Shall I read this file" in words(office.told())


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        pytest.param({}, "files", "There is no CV yet.", id="neither file nor text"),
        pytest.param({"pasted": "too short"}, "pasted", "fewer than 20 words", id="a remark"),
        pytest.param(
            {"files": [{"name": "a.txt", "content": CV}], "pasted": "x " * 30},
            "files",
            "a file and a pasted text",
            id="both",
        ),
    ],
)
def test_what_is_wrong_with_a_cv_stands_at_its_field(
    office: Office, typed: dict[str, Any], field: str, says: str
) -> None:
    office.requisition()
    office.person().command(HIRING, "/hire cv")

    office.submit(office.modal("candidate_form"), **typed)

    (errors,) = [modal["errors"] for modal in office.modals()]
    assert list(errors) == [field]
    assert says in errors[field]
    assert waiting(office) == 0


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        pytest.param({"title": "   "}, "title", id="blank title"),
        pytest.param({"channel": GENERAL}, "channel", id="public channel"),
        pytest.param({"channel": "C0LAUNCH"}, "channel", id="shared channel"),
        pytest.param({"hiring_manager": "U0GITA"}, "hiring_manager", id="a guest"),
        pytest.param({"pasted": "too short"}, "pasted", id="job description of two words"),
        pytest.param(
            {"pasted": "x " * 30, "files": [{"name": "a.txt", "content": b"x"}]},
            "files",
            id="job description twice",
        ),
    ],
)
def test_what_is_wrong_with_a_requisition_stands_at_its_field(
    office: Office, typed: dict[str, Any], field: str
) -> None:
    office.person().command(HIRING, "/hire open")

    office.submit(office.modal("requisition_form"), **({"title": "AI Engineer"} | typed))

    (errors,) = [modal["errors"] for modal in office.modals()]
    assert list(errors) == [field]
    with office.deps.database.read() as tx:
        assert requisitions.all(tx, TEAM) == []  # a bad job description opens nothing either


def test_a_reason_that_is_too_short_is_asked_for_again(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    office.press(office.thread(living)[0], "change", user_id=HUGO)

    office.submit(office.modal("level_form", HUGO), HUGO, level="4", reason="no")

    (errors,) = [modal["errors"] for modal in office.modals(HUGO)]
    assert list(errors) == ["reason"]


def test_a_form_about_somebody_removed_meanwhile_says_so(office: Office) -> None:
    office.requisition()
    office.read_cv(name="Amara Nwosu")
    office.person().command(HIRING, "/hire forget amara")
    choice = office.modal("forget_form")
    option = next(b for b in choice["blocks"] if b["block_id"] == "candidate")
    value = option["element"]["options"][0]["value"]
    office.submit(choice, candidate=value)
    confirm = office.modal("forget_confirm")
    office.submit(confirm)

    office.person().command(HIRING, "/hire forget nobody")
    assert "Nobody was found." in words(office.modal("forget_form"))


def test_a_fault_of_ours_leaves_what_was_typed_and_gives_a_reference(
    office: Office, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("Amara Nwosu")

    office.requisition()
    office.person().command(HIRING, "/hire cv")
    form = office.modal("candidate_form")
    monkeypatch.setattr(submitting, "on_submission", broken)

    with caplog.at_level(logging.DEBUG, "plumbline.slack"):
        outcome = office.submit(form, pasted="x " * 30)

    reference = str(outcome.error).partition("(ref ")[2][:4]
    assert "Something broke on our side." in str(outcome.error)
    assert f"(ref {reference})" in caplog.text
    assert "ValueError in broken" in caplog.text
    assert "Amara" not in caplog.text
    assert len(office.modals()) == 1


def test_a_slow_form_is_acked_in_time_and_shows_its_outcome_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    original = submissions.on_submission

    def slow(tools: Tools, submission: Submission) -> Any:
        go_on.wait(5)
        return original(tools, submission)

    office.requisition()
    office.person().command(HIRING, "/hire cv")
    form = office.modal("candidate_form")
    monkeypatch.setattr(submitting, "on_submission", slow)
    monkeypatch.setattr(office.app._routes, "_ack_seconds", 0.05)

    outcome = office.submit(form, files=[{"name": "cv.txt", "content": CV}])
    assert outcome.ok
    assert "One moment" in str(office.modals()[-1]["title"])
    go_on.set()

    assert "Candidate A-1 is in line." in words(office.modal("notice"))


@pytest.mark.parametrize("callback", [CallbackId.LEVEL_FORM, CallbackId.CANDIDATE_FORM])
def test_a_late_outcome_of_any_kind_is_shown_in_the_form(
    office: Office, callback: CallbackId, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A form that closes says that it is done; an error says what happened."""
    acks: list[dict[str, Any]] = []
    views: list[dict[str, Any]] = []
    done = threading.Event()

    def ack(**body: Any) -> None:
        acks.append(body)
        done.set()

    def late(_tools: Tools, submission: Submission) -> None:
        done.wait(5)
        if submission.callback is CallbackId.CANDIDATE_FORM:
            raise UnsureError("timeout")

    class Screen:
        def open_view(self, trigger_id: str, view: dict[str, Any]) -> OpenView:
            raise AssertionError((trigger_id, view))

        def update_view(self, shown: OpenView, view: dict[str, Any]) -> OpenView:
            views.append(view)
            return shown

    monkeypatch.setattr(submitting, "on_submission", late)
    tools = Tools(deps=office.deps, views=Screen(), respond=lambda *_: None)
    submit(tools, make_submission(callback), ack, 0.01)

    assert [body["response_action"] for body in acks] == ["update"]
    says = "Done." if callback is CallbackId.LEVEL_FORM else "Slack did not answer."
    assert says in words(views[0])


def make_submission(callback: CallbackId) -> Submission:
    return Submission(
        actor=Actor(user_id=RHEA, team_id=TEAM),
        event_key="view:V1:1",
        callback=callback,
        metadata=(),
        fields=Fields(values={}),
        inputs=("reason",),
        view=OpenView(view_id="V1", hash="1"),
    )


def test_somebody_of_another_company_is_refused_by_their_own_workspace(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    levels = office.thread(living)[0]
    block = next(b for b in levels["blocks"] if b["type"] == "actions")
    click = {
        "type": "block_actions",
        "user": {"id": "U0STRA", "team_id": "T0OTHER"},
        "team": {"id": TEAM},
        "container": {"type": "message", "channel_id": HIRING, "message_ts": levels["ts"]},
        "response_url": "",
        "trigger_id": "1.2",
        "actions": [dict(block["elements"][0], action_ts="1.1")],
    }

    answer = office.app.dispatch(BoltRequest(mode="socket_mode", body=click))
    office.app._executor.shutdown(wait=True)

    assert answer.status == 200
    with office.deps.database.read() as tx:
        (opened,) = requisitions.all(tx, TEAM)
        (application,) = applications.of_requisition(tx, opened.id)
    assert application.state is ApplicationState.READ


def test_the_app_stops_listening_when_it_is_removed(office: Office) -> None:
    office.sandbox.uninstall()

    until(lambda: not office.app.is_connected)
    until(lambda: office.sandbox.sockets.connections == 0)


def test_a_connection_that_slack_renews_is_taken_up_again(office: Office) -> None:
    client = office.app._handler.client  # type: ignore[union-attr]  # connected
    before = client.session_id()
    office.sandbox.sockets.disconnect("refresh_requested")

    until(lambda: client.session_id() != before)
    office.wait(lambda: office.sandbox.sockets.connections == 1)
    assert office.person().command(HIRING, "/hire help").ok


def test_a_token_that_slack_does_not_accept_is_said_in_words(tmp_path: Path) -> None:
    with open_office(tmp_path) as office:
        app = SlackApp(
            office.deps,
            bot_token=office.sandbox.bot_token,
            app_token="xapp-wrong",
            api_url=office.sandbox.api_url,
        )

        with pytest.raises(SlackError) as caught:
            app.connect()

    assert "token" in caught.value.problem.lower() + caught.value.fix.lower()

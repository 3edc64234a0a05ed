"""Corners of forms and buttons: who else presses, what else is wrong, where it is said."""

from __future__ import annotations

import pytest
from slack_bolt import BoltRequest

from bot.domain.people import Actor
from bot.errors import NotAllowedError, SlackError
from bot.sandbox.faults import Fault
from bot.services.forgetting import Forget, forget
from bot.services.lookups import offered_files
from bot.services.requisitions import SetOpen, close_requisition
from bot.slack.app import SlackApp
from bot.slack.gateway import SlackGateway
from bot.store import applications, requisitions, reviews
from tests.integration.slack_listeners.office import (
    CV,
    GENERAL,
    GITA,
    HIRING,
    HUGO,
    INES,
    RHEA,
    TEAM,
    Office,
    words,
)


def errors(office: Office, user_id: str = RHEA) -> dict[str, str]:
    (found,) = [modal["errors"] for modal in office.modals(user_id)]
    return dict(found)


def close(office: Office, requisition_id: str) -> None:
    actor = Actor(user_id=RHEA, team_id=TEAM)
    close_requisition(
        SetOpen(actor=actor, event_key="closing", requisition_id=requisition_id), office.deps
    )


@pytest.mark.parametrize(
    ("user_id", "shown", "hidden"),
    [
        pytest.param(HUGO, "/hire cv", "/hire forget", id="the hiring manager"),
        pytest.param(INES, "/hire status", "/hire cv", id="somebody in the review channel"),
    ],
)
def test_help_lists_what_this_person_may_do(
    office: Office, user_id: str, shown: str, hidden: str
) -> None:
    office.requisition()

    office.person(user_id).command(GENERAL, "/hire help")

    told = words(office.told(user_id))
    assert shown in told
    assert hidden not in told


def test_nobody_else_uses_an_offer(office: Office) -> None:
    office.requisition()
    office.person().message(HIRING, "", files=[("cv.txt", CV)])
    office.wait(lambda: office.sandbox.events.unacked == 0)
    office.work()
    offer = office.told()
    button = next(b for b in offer["blocks"] if b["type"] == "actions")["elements"][0]

    with pytest.raises(NotAllowedError, match="somebody else"):
        offered_files(Actor(user_id=HUGO, team_id=TEAM), office.deps, button["value"])


@pytest.mark.parametrize("form", ["candidate", "job"])
def test_a_requisition_that_was_closed_meanwhile_is_said_at_its_field(
    office: Office, form: str
) -> None:
    opened = office.requisition()
    office.person().command(HIRING, "/hire cv" if form == "candidate" else "/hire jd")
    view = office.modal(f"{form}_form")
    close(office, opened.id)

    office.submit(view, pasted="craft is asked for " * 10)

    assert list(errors(office)) == ["requisition"]
    assert "closed" in errors(office)["requisition"]


def test_who_cannot_be_the_hiring_manager_is_told_to_who_chose_them(office: Office) -> None:
    for manager, who in ((GITA, "A guest"), ("U0PLUM", "A bot")):
        office.person().command(HIRING, "/hire open")
        view = office.modal("requisition_form")
        office.submit(view, title="AI Engineer", hiring_manager=manager)

        said = errors(office)["hiring_manager"]
        assert said.startswith(f"{who} may not see candidate data")
        assert "Choose a full member" in said
        assert "recruiter" not in said
        office.person().close(view["id"])


def test_a_job_description_that_is_too_short_is_said_at_its_field(office: Office) -> None:
    office.requisition()
    office.person().command(HIRING, "/hire jd")

    office.submit(office.modal("job_form"), pasted="too short")

    assert list(errors(office)) == ["pasted"]


def test_a_job_file_that_is_gone_is_said_at_its_field(office: Office) -> None:
    office.person().command(HIRING, "/hire open")
    office.sandbox.faults.add(Fault(effect="error", method="files.info", error="file_not_found"))

    office.submit(
        office.modal("requisition_form"),
        title="AI Engineer",
        files=[{"name": "jd.txt", "content": b"craft"}],
    )

    assert list(errors(office)) == ["files"]


def test_slack_is_not_asked_about_a_job_file_of_somebody_who_may_open_nothing(
    office: Office,
) -> None:
    office.person().command(HIRING, "/hire open")
    form = office.modal("requisition_form")
    values = {
        "title": {"value": {"value": "AI Engineer"}},
        "channel": {"value": {"selected_conversation": HIRING}},
        "files": {"value": {"files": [{"id": "F0GONE"}]}},
    }
    body = {
        "type": "view_submission",
        "user": {"id": INES, "team_id": TEAM},
        "team": {"id": TEAM},
        "view": {**form, "state": {"values": values}},
    }

    answer = office.app.dispatch(BoltRequest(mode="socket_mode", body=body))

    assert "You may not open a requisition." in answer.body


def test_adding_oneself_is_refused_in_words(office: Office) -> None:
    office.requisition()
    office.person().command(HIRING, "/hire cv")

    office.submit(office.modal("candidate_form"), pasted="x " * 30, person=RHEA)

    assert "You may not add yourself." in words(office.modal("notice"))


def test_somebody_removed_in_another_window_cannot_be_chosen_again(office: Office) -> None:
    office.requisition()
    office.read_cv(name="Amara Nwosu")
    office.person().command(HIRING, "/hire forget amara")
    choice = office.modal("forget_form")
    block = next(b for b in choice["blocks"] if b["block_id"] == "candidate")
    value = block["element"]["options"][0]["value"]
    actor = Actor(user_id=RHEA, team_id=TEAM)
    forget(Forget(actor=actor, event_key="elsewhere", candidate_ids=(value,)), office.deps)

    office.submit(choice, candidate=value)

    assert "Nothing is kept of this person any more." in errors(office)["candidate"]


def test_a_decision_without_a_reason_is_asked_for_at_its_field(office: Office) -> None:
    office.requisition()
    office.press(office.read_cv(), "decide", user_id=HUGO)

    office.submit(office.modal("decision_form", HUGO), HUGO, decision="hold", reason="x")

    assert list(errors(office, HUGO)) == ["reason"]


def test_the_same_change_twice_is_said_at_the_level(office: Office) -> None:
    office.requisition()
    levels = office.thread(office.read_cv())[0]
    for _ in range(2):
        office.press(levels, "change", user_id=HUGO)
        form = office.modal("level_form", HUGO)
        office.submit(form, HUGO, level="4", reason="Runs the pager since 2023.")

    assert list(errors(office, HUGO)) == ["level"]


def test_home_opens_the_form_for_a_job_description(office: Office) -> None:
    opened = office.requisition()
    sights = office.sandbox.workspace.sights[RHEA]
    office.person().open_home()
    office.wait(lambda: sights.home is not None)
    home = office.person().sees()["home"]

    office.press(home, "more_requisition", f"review_job:{opened.id}")
    office.modal("job_form")


def test_a_part_that_is_no_number_is_refused_in_words(office: Office) -> None:
    office.requisition()
    levels = office.thread(office.read_cv())[0]
    with office.sandbox.workspace.lock:
        stored = office.sandbox.workspace.channels[HIRING].messages[levels["ts"]]
        for block in stored.blocks:
            for element in block.get("elements", ()):
                if isinstance(element, dict) and element.get("action_id") == "agree_all":
                    element["value"] = "0123:first"

    office.press(levels, "agree_all")

    assert "another version of Plumbline" in words(office.told())


def test_a_question_that_nobody_may_ask_is_refused_to_them_alone(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    with office.sandbox.workspace.lock:
        office.sandbox.workspace.channels[HIRING].members.add("U0TOMA")
    office.deps.slack.is_in_channel("U0TOMA", HIRING)

    office.person("U0TOMA").message(HIRING, "<@U0PLUM> why?", thread_ts=living["ts"])
    office.wait(lambda: office.sandbox.events.unacked == 0)

    with office.deps.database.read() as tx:
        assert requisitions.in_channel(tx, HIRING)
    assert "You may not see this application." in words(office.told("U0TOMA"))


def test_a_slack_that_cannot_be_reached_is_said_in_words(office: Office) -> None:
    app = SlackApp(
        office.deps, bot_token="xoxb", app_token="xapp", api_url="http://127.0.0.1:9/api/"
    )

    with pytest.raises(SlackError) as caught:
        app.connect()

    assert caught.value.code == "not_reached"
    assert not app.is_connected


def test_a_held_message_that_stands_in_its_channel_cannot_be_sent_privately(office: Office) -> None:
    office.requisition()
    living = office.read_cv()
    with office.sandbox.workspace.lock:
        office.sandbox.workspace.channels[HIRING].is_ext_shared = True
    gateway = office.deps.slack
    assert isinstance(gateway, SlackGateway)
    gateway.forget(HIRING)
    office.press(office.thread(living)[0], "agree", user_id=INES)
    office.wait(lambda: posted(office) is not None)
    office.work()

    channels = office.person().sees()["messages"]
    note = next(m for c, ms in channels.items() if c[0] == "D" for m in ms)
    assert "shared with another company" in words(note)
    office.press(note, "show_privately")
    office.wait(lambda: "cannot be moved" in str(office.person().sees()["messages"]))


def posted(office: Office) -> object:
    with office.deps.database.read() as tx:
        (opened,) = requisitions.all(tx, TEAM)
        (application,) = applications.of_requisition(tx, opened.id)
        return next(iter(reviews.of_application(tx, application.id)), None)


def test_a_name_that_is_too_long_is_said_at_its_field(office: Office) -> None:
    opened = office.requisition()
    body = {
        "type": "view_submission",
        "user": {"id": RHEA, "team_id": TEAM},
        "team": {"id": TEAM},
        "view": {
            "id": "V9",
            "type": "modal",
            "callback_id": "candidate_form",
            "private_metadata": "",
            "blocks": [{"type": "input", "block_id": b} for b in ("requisition", "name", "pasted")],
            "state": {
                "values": {
                    "requisition": {"value": {"selected_option": {"value": opened.id}}},
                    "name": {"value": {"value": "x" * 201}},
                    "pasted": {"value": {"value": "x " * 30}},
                }
            },
        },
    }

    answer = office.app.dispatch(BoltRequest(mode="socket_mode", body=body))

    assert '"name": "The name is longer than 200 characters.' in answer.body


def test_a_form_without_fields_is_replaced_by_what_went_wrong(office: Office) -> None:
    body = {
        "type": "view_submission",
        "user": {"id": RHEA, "team_id": TEAM},
        "team": {"id": TEAM},
        "view": {
            "id": "V9",
            "type": "modal",
            "callback_id": "forget_confirm",
            "private_metadata": "0123456789abcdef" * 2,
            "blocks": [],
            "state": {"values": {}},
        },
    }

    answer = office.app.dispatch(BoltRequest(mode="socket_mode", body=body))

    assert '"response_action": "update"' in answer.body
    assert "Nothing is kept of this person" in answer.body


def test_a_rubric_that_is_gone_and_a_direct_channel_are_said_at_their_fields(
    office: Office,
) -> None:
    def answer(rubric: str, channel: str) -> str:
        values = {
            "title": {"value": {"value": "AI Engineer"}},
            "rubric": {"value": {"selected_option": {"value": rubric}}},
            "channel": {"value": {"selected_conversation": channel}},
        }
        view = {
            "id": "V9",
            "type": "modal",
            "callback_id": "requisition_form",
            "private_metadata": "",
            "blocks": [{"type": "input", "block_id": b} for b in values],
            "state": {"values": values},
        }
        user = {"id": RHEA, "team_id": TEAM}
        body = {"type": "view_submission", "user": user, "team": {"id": TEAM}, "view": view}
        return str(office.app.dispatch(BoltRequest(mode="socket_mode", body=body)).body)

    direct = office.deps.slack.direct_channel(RHEA)

    assert '"rubric": "There is no such rubric.' in answer("vanished", HIRING)
    assert '"channel": "A direct conversation' in answer("short", direct)

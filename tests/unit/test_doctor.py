"""Every judgement of the doctor: facts in, a verdict out, always with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.audience import AudienceRules, ChannelFacts
from bot.domain.people import PersonFacts
from bot.domain.requisition import Requisition
from bot.domain.rubric import RubricProblem
from bot.errors import (
    DisconnectedError,
    RateLimitedError,
    RefusedError,
    SettingsError,
    UnsureError,
)
from bot.services import doctor, doctor_slack
from bot.services.doctor import Check, DatabaseFacts, FolderFacts, Health, Tables
from bot.services.doctor_slack import ScopeNeed, SocketFacts, TokenFacts

OK, WARN, FAIL = Health.OK, Health.WARN, Health.FAIL
GIB = 1 << 30
FOLDER = FolderFacts(path="data", is_there=True, mode=0o700, is_writable=True, free_bytes=5 * GIB)
DATABASE = DatabaseFacts(name="a.db", is_there=True, tables=Tables.CURRENT, journal="wal")
TOKEN = TokenFacts(
    error=None, team="Acme", team_id="T1", app_id="A1", scopes=frozenset(), skew_seconds=0.0
)
SOCKET = SocketFacts(error=None, is_opened=True, app_id="A1", connections=1)
NEEDS = (
    ScopeNeed(name="chat:write", why="to speak"),
    ScopeNeed(name="im:history", why="without which it forgets", is_optional=True),
)


def health(check: Check) -> Health:
    """What is not fine comes with a fix, and what is fine without."""
    assert bool(check.fix) is (check.health is not OK)
    assert check.what
    return check.health


@pytest.mark.parametrize(
    ("version", "expected"), [((3, 10, 9), FAIL), ((3, 11, 0), OK), ((3, 14, 1), OK)]
)
def test_python_is_new_enough(version: tuple[int, int, int], expected: Health) -> None:
    assert health(doctor.python(version)) is expected


@pytest.mark.parametrize(("version", "expected"), [((3, 34, 1), FAIL), ((3, 35, 0), OK)])
def test_sqlite_knows_returning(version: tuple[int, int, int], expected: Health) -> None:
    assert health(doctor.sqlite(version)) is expected


@pytest.mark.parametrize(
    ("mode", "expected"), [(None, OK), (0o600, OK), (0o400, OK), (0o640, WARN), (0o604, WARN)]
)
def test_only_its_owner_reads_the_settings_file(mode: int | None, expected: Health) -> None:
    assert health(doctor.settings_file(mode)) is expected


def test_another_process_on_the_data_folder_is_said_and_not_failed() -> None:
    held, free = doctor.instance(is_held=True), doctor.instance(is_held=False)

    assert (health(held), health(free)) == (OK, OK)
    assert held.what != free.what


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, OK),
        ({"mode": 0o750}, WARN),
        ({"mode": 0o701}, WARN),
        ({"is_writable": False}, FAIL),
        ({"is_there": False, "mode": 0}, OK),
        ({"is_there": False, "mode": 0, "is_writable": False}, FAIL),
        ({"free_bytes": GIB}, OK),
        ({"free_bytes": GIB - 1}, WARN),
        ({"free_bytes": 100 << 20}, WARN),
        ({"free_bytes": (100 << 20) - 1}, FAIL),
    ],
)
def test_the_data_folder_is_there_private_writable_and_has_room(
    changes: dict[str, Any], expected: Health
) -> None:
    assert health(doctor.folder(replace(FOLDER, **changes))) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, OK),
        ({"journal": ""}, OK),  # a server has none
        ({"journal": "delete"}, WARN),
        ({"tables": Tables.OLDER}, WARN),
        ({"tables": Tables.NEWER}, FAIL),
        ({"tables": Tables.NONE}, OK),
        ({"is_there": False, "tables": Tables.NONE}, OK),
    ],
)
def test_the_database_has_this_versions_tables(changes: dict[str, Any], expected: Health) -> None:
    assert health(doctor.database(replace(DATABASE, **changes))) is expected


@pytest.mark.parametrize(
    ("is_there", "opened", "has_data", "expected"),
    [
        (True, 3, True, OK),
        (True, 0, False, OK),
        (False, 0, False, OK),
        (False, 0, True, FAIL),
    ],
)
def test_a_key_that_is_gone_is_a_failure_once_something_is_stored(
    is_there: bool, opened: int, has_data: bool, expected: Health
) -> None:
    check = doctor.key(source="k", is_there=is_there, opened=opened, has_data=has_data)

    assert health(check) is expected


def test_problems_of_a_rubric_are_counted_and_the_first_is_named() -> None:
    problems = [RubricProblem(path="r.yml", line=n, what="Vague.", fix="Say it.") for n in (4, 9)]

    check = doctor.rubrics(["r"], problems, "r")

    assert health(check) is WARN
    assert "2 problems" in check.what
    assert "line 4 of r.yml" in check.what
    assert health(doctor.rubrics(["r"], [], "r")) is OK


def test_errors_and_time_outs_are_failures() -> None:
    assert health(doctor.of_error("x", SettingsError("Bad.", "Mend it."))) is FAIL
    assert health(doctor.late("x", 3.0)) is FAIL


def test_a_token_that_is_not_accepted_is_a_failure() -> None:
    refused = replace(TOKEN, error=DisconnectedError("invalid_auth"))

    assert health(doctor_slack.bot_token(TOKEN)) is OK
    assert health(doctor_slack.bot_token(refused)) is FAIL


def test_every_trouble_with_slack_has_its_own_remedy_and_none_promises_to_mend_itself() -> None:
    revoked, limited = DisconnectedError("invalid_auth"), RateLimitedError(30.0)
    lost, broken, odd = (UnsureError(c) for c in ("timeout", "http_503", "unreadable_answer"))
    deaf = UnsureError("no_hello")
    kind = RefusedError("not_allowed_token_type", "It is of another kind.", "Ask your admin.")
    other = RefusedError("org_login_required", "The organisation moves.", "Ask your admin.")
    for error, for_bot, for_app in (
        (revoked, "Bot User OAuth Token", "connections:write"),
        (kind, "Ask your admin.", "connections:write"),
        (limited, "Wait 30 seconds", "Wait 30 seconds"),
        (lost, "network", "network"),
        (broken, "slack-status.com", "slack-status.com"),
        (odd, "SLACK_API_URL", "SLACK_API_URL"),
        (deaf, "SLACK_API_URL", "WebSockets"),
        (other, "Ask your admin.", "Ask your admin."),
    ):
        bot = doctor_slack.bot_token(replace(TOKEN, error=error))
        app = doctor_slack.app_token(replace(SOCKET, error=error, is_opened=False), "A1")

        assert (health(bot), health(app)) == (FAIL, FAIL)
        assert for_bot in bot.fix
        assert for_app in app.fix
        assert "itself" not in bot.fix + app.fix
        assert "bot's token" not in app.what


@pytest.mark.parametrize(
    ("changes", "app_id", "expected"),
    [
        ({}, "A1", OK),
        ({}, "", OK),  # Slack did not say whose the bot is
        ({"app_id": ""}, "A1", OK),
        ({"app_id": "A2"}, "A1", FAIL),
        ({"connections": 2}, "A1", WARN),
        ({"is_opened": False, "app_id": "", "connections": 0}, "A1", OK),
        ({"error": DisconnectedError("invalid_auth"), "is_opened": False}, "A1", FAIL),
    ],
)
def test_the_app_token_opens_one_socket_of_the_same_app(
    changes: dict[str, Any], app_id: str, expected: Health
) -> None:
    assert health(doctor_slack.app_token(replace(SOCKET, **changes), app_id)) is expected


@pytest.mark.parametrize(
    ("stored", "expected"), [([], OK), (["T1"], OK), (["T2"], FAIL), (["T1", "T2"], FAIL)]
)
def test_a_database_of_another_workspace_is_a_failure(stored: list[str], expected: Health) -> None:
    assert health(doctor_slack.teams(stored, "T1")) is expected


@pytest.mark.parametrize(
    ("granted", "expected"),
    [
        ({"chat:write", "im:history"}, [OK, OK]),
        ({"im:history"}, [FAIL, OK]),
        ({"chat:write"}, [OK, WARN]),
        (set(), [FAIL, WARN]),
        ({"chat:write", "im:history", "admin"}, [OK, OK, WARN]),
        (None, [WARN]),
    ],
)
def test_scopes_missing_and_surplus_are_told_apart(
    granted: set[str] | None, expected: list[Health]
) -> None:
    checks = doctor_slack.scopes(None if granted is None else frozenset(granted), NEEDS)

    assert [health(check) for check in checks] == expected


def test_a_missing_scope_is_named_with_what_is_lost() -> None:
    said = " ".join(check.what for check in doctor_slack.scopes(frozenset({"admin"}), NEEDS))

    assert "chat:write, to speak" in said
    assert "im:history, without which it forgets" in said
    assert "never used: admin" in said


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (0.0, OK),
        (60.0, OK),
        (-60.0, OK),
        (60.5, WARN),
        (-300.0, WARN),
        (300.5, FAIL),
        (-301.0, FAIL),
        (None, WARN),
    ],
)
def test_a_clock_may_be_a_minute_off_and_never_five(
    seconds: float | None, expected: Health
) -> None:
    assert health(doctor_slack.clock(seconds)) is expected


def _person(**changes: Any) -> PersonFacts:
    person = PersonFacts(
        user_id="U1",
        team_id="T1",
        is_bot=False,
        is_deactivated=False,
        is_guest=False,
        is_stranger=False,
        timezone="",
    )
    return replace(person, **changes)


@pytest.mark.parametrize(
    ("people", "groups", "expected"),
    [
        ({}, {}, [FAIL]),
        ({"U1": _person()}, {}, [OK]),
        ({"U1": _person(is_guest=True)}, {}, [WARN, FAIL]),
        ({"U1": _person(), "U2": _person(is_deactivated=True)}, {}, [WARN, OK]),
        ({"U1": _person(), "U2": None}, {}, [WARN, OK]),
        ({"U1": _person(team_id="T2")}, {"S1": 2}, [WARN, OK]),
        ({}, {"S1": 0}, [WARN, FAIL]),
    ],
)
def test_each_recruiter_is_known_and_may_see_candidates(
    people: dict[str, PersonFacts | None], groups: dict[str, int], expected: list[Health]
) -> None:
    checks = doctor_slack.recruiters(people, groups, "T1")

    assert [health(check) for check in checks] == expected


def _opening(title: str) -> Requisition:
    return Requisition(
        id="1" * 32,
        team_id="T1",
        number=1,
        title=title,
        channel="C1",
        rubric_name="r",
        rubric_hash="h",
        hiring_manager="",
        opened_by="U1",
        opened_at=datetime(2026, 3, 2, tzinfo=UTC),
        closed_at=None,
        job_document_id=None,
    )


def _channel(**changes: Any) -> ChannelFacts:
    channel = ChannelFacts(
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
    return replace(channel, **changes)


def _judged(*facts: ChannelFacts | None) -> Iterator[Check]:
    found = [(_opening(f"Role {n}"), each) for n, each in enumerate(facts)]
    return doctor_slack.channels(found, AudienceRules())


def test_every_channel_that_candidate_data_may_not_enter_is_named() -> None:
    checks = list(_judged(_channel(), _channel(is_externally_shared=True), None))

    assert [health(check) for check in checks] == [FAIL, FAIL]
    assert "#hiring of Role 1" in checks[0].what
    assert "C1 of Role 2" in checks[1].what


def test_channels_that_are_safe_are_counted() -> None:
    (check,) = _judged(_channel(), _channel())

    assert health(check) is OK
    assert "2 open requisitions" in check.what


def test_no_open_requisition_is_fine() -> None:
    (check,) = _judged()

    assert health(check) is OK
    assert check.what == "no requisition is open"

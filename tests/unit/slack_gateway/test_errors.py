"""Every answer of Slack, and every failure to get one, becomes one typed error."""

from __future__ import annotations

import http.client
import socket
import ssl
from datetime import UTC, datetime
from urllib.error import URLError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import (
    DisconnectedError,
    RateLimitedError,
    RefusedError,
    SlackError,
    UnsureError,
)
from bot.slack.codes import CODES, Outcome, unknown
from bot.slack.errors import (
    UnreachedError,
    error_of_answer,
    error_of_failure,
    refusal,
    retry_after_seconds,
)

NOW = datetime(2026, 11, 25, 12, 0, 0, tzinfo=UTC)
CLASSES: dict[Outcome, type[SlackError]] = {
    Outcome.REFUSED: RefusedError,
    Outcome.UNSURE: UnsureError,
    Outcome.LATER: RateLimitedError,
    Outcome.DISCONNECTED: DisconnectedError,
}
FAULT_LIST_B = {
    "not_in_channel",
    "channel_not_found",
    "is_archived",
    "msg_too_long",
    "msg_blocks_too_long",
    "invalid_blocks",
    "missing_scope",
    "token_revoked",
    "account_inactive",
    "invalid_auth",
    "token_expired",
    "ekm_access_denied",
    "team_access_not_granted",
    "restricted_action",
    "user_not_found",
    "cannot_dm_bot",
    "user_disabled",
    "expired_trigger_id",
    "exchanged_trigger_id",
    "hash_conflict",
    "fatal_error",
    "internal_error",
    "message_not_found",
}


def answer(status: int, data: object, **headers: str) -> SlackError:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return error_of_answer(status, given, data, lambda: NOW)


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_becomes_the_error_of_its_outcome_with_words(code: str) -> None:
    error = answer(200, {"ok": False, "error": code})
    assert type(error) is CLASSES[CODES[code].outcome]
    assert error.problem
    assert error.fix
    assert error.code in (code, "ratelimited")


def test_no_words_say_twice_that_everything_is_kept_or_name_a_reference_there_is_none_of() -> None:
    fixes = [code.fix for code in (*CODES.values(), unknown("a_code_of_tomorrow"))]

    assert len(fixes) > len(FAULT_LIST_B)
    assert not [fix for fix in fixes if "is kept" in fix or "the reference;" in fix]


def test_every_code_of_the_fault_list_is_known() -> None:
    assert set(CODES) >= FAULT_LIST_B


def test_a_refusal_has_words_of_its_own_and_no_other_outcome_has() -> None:
    for code in CODES.values():
        assert bool(code.problem and code.fix) is (code.outcome is Outcome.REFUSED)


def test_an_unknown_code_is_refused_and_named() -> None:
    error = answer(200, {"ok": False, "error": "brand_new_code"})
    assert type(error) is RefusedError
    assert error.code == "brand_new_code"
    assert "brand_new_code" in error.problem


@pytest.mark.parametrize("code", ["", "Jane Doe, CV", "a" * 81, 7, None, ["x"], {"a": 1}, "X-Y"])
def test_what_is_no_code_never_reaches_an_error(code: object) -> None:
    error = answer(200, {"ok": False, "error": code})
    assert type(error) is UnsureError
    assert error.code == "unreadable_answer"


@pytest.mark.parametrize("data", [None, [], "text", 5, {}, b"raw"])
def test_an_answer_without_a_code_is_unsure(data: object) -> None:
    assert answer(200, data).code == "unreadable_answer"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 599])
def test_a_server_error_is_unsure_whatever_it_says(status: int) -> None:
    for data in ({"ok": False, "error": "channel_not_found"}, None):
        error = answer(status, data)
        assert type(error) is UnsureError
        assert error.code == f"http_{status}"


@pytest.mark.parametrize("status", [301, 400, 403, 404, 407])
def test_another_status_without_a_code_is_a_wrong_address(status: int) -> None:
    error = answer(status, None)
    assert type(error) is RefusedError
    assert error.code == f"http_{status}"


def test_a_missing_scope_is_named() -> None:
    data = {"ok": False, "error": "missing_scope", "needed": "channels:history,groups:history"}
    error = answer(200, data)
    assert error.code == "missing_scope"
    assert "channels:history,groups:history" in error.problem


@pytest.mark.parametrize("needed", ["", None, "Jane Doe", "<script>", "a" * 300])
def test_what_is_no_scope_is_not_repeated(needed: object) -> None:
    error = answer(200, {"ok": False, "error": "missing_scope", "needed": needed})
    assert error.problem == CODES["missing_scope"].problem


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("1", 1.0),
        ("30", 30.0),
        (" 2.5 ", 2.5),
        ("3600", 3600.0),
        ("86400", 3600.0),  # cut to an hour
        ("0", 1.0),  # never at once
        ("-5", 30.0),
        ("abc", 30.0),
        ("", 30.0),
        ("inf", 30.0),
        ("nan", 30.0),
        ("1e3", 30.0),
        ("9" * 5000, 30.0),
        ("Wed, 25 Nov 2026 12:01:30 GMT", 90.0),  # 90 s after NOW
        ("Wed, 25 Nov 2026 12:01:30 -0000", 90.0),  # no zone is UTC
        ("Wed, 25 Nov 2026 11:00:00 GMT", 1.0),  # past
        ("Wed, 25 Nov 2099 11:00:00 GMT", 3600.0),
        ("Wed, 99 Foo 2026", 30.0),
    ],
)
def test_every_form_of_retry_after_gives_a_sane_wait(header: str, seconds: float) -> None:
    assert retry_after_seconds({"RETRY-after": header}, lambda: NOW) == seconds
    error = answer(429, {"ok": False, "error": "ratelimited"}, Retry_After=header)
    assert isinstance(error, RateLimitedError)
    assert error.retry_after == seconds


def test_a_missing_retry_after_waits_half_a_minute() -> None:
    error = answer(429, None)
    assert isinstance(error, RateLimitedError)
    assert error.retry_after == 30.0


@given(st.text(max_size=60))
def test_no_retry_after_raises_or_leaves_its_range(header: str) -> None:
    assert 1.0 <= retry_after_seconds({"Retry-After": header}, lambda: NOW) <= 3600.0


@pytest.mark.parametrize(
    "reason",
    [
        socket.gaierror(-2, "Name or service not known"),
        ConnectionRefusedError(111, "Connection refused"),
        ssl.SSLCertVerificationError(1, "certificate verify failed"),
        OSError("Tunnel connection failed: 407 Proxy Authentication Required"),
    ],
)
def test_what_fails_before_sending_surely_did_nothing(reason: OSError) -> None:
    error = error_of_failure(URLError(reason))
    assert isinstance(error, UnreachedError)
    assert isinstance(error, RateLimitedError)
    assert (error.code, error.problem) == ("not_reached", "Slack cannot be reached.")
    assert str(error) == error.problem
    assert error.retry_after == 5.0


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (TimeoutError("timed out"), "timeout"),
        (URLError(TimeoutError("timed out")), "timeout"),
        (ConnectionResetError(104, "reset"), "connection_lost"),
        (URLError(BrokenPipeError(32, "broken")), "connection_lost"),
        (URLError("no host given"), "connection_lost"),
        (http.client.RemoteDisconnected("closed"), "connection_lost"),
        (http.client.IncompleteRead(b"", 5), "unreadable_answer"),
        (ValueError("not JSON"), "unreadable_answer"),
        (AttributeError("list has no get"), "unreadable_answer"),
    ],
)
def test_what_fails_after_sending_is_unsure(failure: Exception, code: str) -> None:
    error = error_of_failure(failure)
    assert type(error) is UnsureError
    assert error.code == code


def test_our_own_refusals_take_the_words_of_the_table() -> None:
    assert refusal("too_long").problem == CODES["too_long"].problem

"""Rate limits, faults, triggers and response addresses keep their rules without a server."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.api import chat, files
from bot.sandbox.faults import Fault, Faults, fault_from_json
from bot.sandbox.limits import RateLimits
from bot.sandbox.people import BOT_USER
from bot.sandbox.records import Message
from bot.sandbox.responses import ResponseUrls
from bot.sandbox.shapes import RefusalError
from bot.sandbox.workspace import Workspace


class Clock:
    """Stands still until it is moved."""

    def __init__(self, now: float = 1_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


# Rate limits ------------------------------------------------------------------------------------


def test_a_tier_refills_as_its_minute_passes() -> None:
    clock = Clock()
    limits = RateLimits(clock, is_strict=True)
    assert [limits.wait_for_method("m", 2) for _ in range(21)] == [0] * 20 + [60]
    clock.now += 59.5
    assert limits.wait_for_method("m", 2) == 1
    assert limits.wait_for_method("other", 2) == 0
    clock.now += 0.5
    assert limits.wait_for_method("m", 2) == 0
    assert limits.wait_for_method("m", None) == 0


def test_a_channel_takes_four_at_once_then_one_a_second() -> None:
    clock = Clock()
    limits = RateLimits(clock, is_strict=True)
    assert [limits.wait_for_post("C") for _ in range(5)] == [0, 0, 0, 0, 1]
    clock.now += 1
    assert [limits.wait_for_post("C") for _ in range(2)] == [0, 1]


def test_lax_limits_let_everything_through() -> None:
    limits = RateLimits(Clock(), is_strict=False)
    assert {limits.wait_for_post("C") for _ in range(100)} == {0}
    assert {limits.wait_for_method("m", 1) for _ in range(100)} == {0}


# Faults -----------------------------------------------------------------------------------------


def test_a_fault_strikes_its_method_channel_and_times() -> None:
    faults = Faults()
    planted = faults.add(Fault(effect="error", method="m", channel="C1", times=2))
    for name, channel in [("n", "C1"), ("m", "C2"), ("m", None)]:
        assert faults.strike({"error"}, name, channel) == []
    assert faults.strike({"html"}, "m", "C1") == []
    struck = [bool(faults.strike({"error"}, "m", "C1")) for _ in range(3)]
    assert (struck, planted.fired, faults.fired) == ([True, True, False], 2, 2)
    faults.clear()
    assert faults.as_json() == []


def test_nonsense_is_no_fault() -> None:
    with pytest.raises(ValueError, match="unknown effect"):
        Fault(effect="dance")
    with pytest.raises(ValueError, match=r"0\.\.1"):
        Fault(effect="html", share=1.5)
    with pytest.raises(ValueError, match="colour"):
        fault_from_json({"effect": "html", "colour": "red"})
    with pytest.raises(ValueError, match="fields of a fault"):
        fault_from_json({})
    assert fault_from_json({"effect": "html", "times": 3}) == Fault(effect="html", times=3)


@given(seed=st.integers(0, 2**16), share=st.floats(0, 1))
def test_the_same_seed_strikes_the_same_calls(seed: int, share: float) -> None:
    runs = []
    for _ in range(2):
        faults = Faults(seed)
        faults.add(Fault(effect="html", share=share))
        runs.append([bool(faults.strike({"html"}, "m")) for _ in range(50)])
    assert runs[0] == runs[1]


# Triggers ---------------------------------------------------------------------------------------


def test_a_trigger_lives_three_seconds() -> None:
    clock = Clock()
    workspace = Workspace(clock)
    trigger = workspace.new_trigger("U0RHEA")
    clock.now += 2.9
    assert workspace.use_trigger(trigger).user == "U0RHEA"
    late = workspace.new_trigger("U0RHEA")
    clock.now += 3.0
    with pytest.raises(RefusalError, match="expired_trigger_id"):
        workspace.use_trigger(late)


@given(steps=st.lists(st.floats(-5, 5), max_size=30))
def test_no_two_messages_share_a_ts_whatever_the_clock_does(steps: list[float]) -> None:
    clock = Clock()
    workspace = Workspace(clock)
    seen = []
    for step in steps:
        clock.now += step
        seen.append(workspace.next_ts())
    assert seen == sorted(set(seen), key=float)


# response_url -----------------------------------------------------------------------------------


@pytest.fixture
def workspace() -> Workspace:
    return Workspace(Clock())


def use(urls: ResponseUrls, url: str, body: Any) -> tuple[int, Any]:
    status, answer = urls.use(url.rpartition("/")[2], body)
    return status, answer.get("error")


def test_a_response_address_ends_after_half_an_hour(workspace: Workspace) -> None:
    urls = ResponseUrls(workspace)
    url = urls.new("U0RHEA", "C0HIRING")
    workspace.clock.now += 1_799.0  # type: ignore[attr-defined]
    assert use(urls, url, {"text": "a"}) == (200, None)
    workspace.clock.now += 1.0  # type: ignore[attr-defined]
    assert use(urls, url, {"text": "a"}) == (404, "expired_url")
    assert use(urls, "x/none", {"text": "a"}) == (404, "expired_url")


def test_a_response_address_leaves_what_people_wrote(workspace: Workspace) -> None:
    message = Message(channel="C0HIRING", ts=workspace.next_ts(), user="U0HUGO", text="mine")
    workspace.add_message(message)
    urls = ResponseUrls(workspace)
    url = urls.new("U0RHEA", "C0HIRING", message.ts)
    refused = use(urls, url, {"text": "a", "replace_original": True})
    assert refused == (400, "cant_update_message")
    assert message.text == "mine"


def test_what_is_gone_already_is_deleted_and_replaced_in_peace(workspace: Workspace) -> None:
    urls = ResponseUrls(workspace)
    url = urls.new("U0RHEA", "C0HIRING", "1.000001")
    assert use(urls, url, {"delete_original": True}) == (200, None)
    assert use(urls, url, {"text": "a", "replace_original": True}) == (200, None)
    shown = workspace.channels["C0HIRING"].messages.values()
    assert [(m.text, m.ephemeral_to) for m in shown] == [("a", "U0RHEA")]


# Files ------------------------------------------------------------------------------------------


def test_a_file_shared_twice_in_a_channel_survives_one_deletion(workspace: Workspace) -> None:
    file = files.new_file(workspace, "Lebenslauf Ä.pdf", "U0HUGO", b"1")
    assert file.url.endswith("/download/lebenslauf__.pdf")
    messages = [
        Message(channel="C0HIRING", ts=workspace.next_ts(), user="U0HUGO", text="", files=[file.id])
        for _ in range(2)
    ]
    for message in messages:
        workspace.add_message(message)
    chat.remove(workspace, messages[0])
    assert files.is_readable_by_bot(workspace, file)
    chat.remove(workspace, messages[1])
    assert not files.is_readable_by_bot(workspace, file)
    own = files.new_file(workspace, "noname", BOT_USER, b"1")
    assert (own.filetype, files.is_readable_by_bot(workspace, own)) == ("text", True)

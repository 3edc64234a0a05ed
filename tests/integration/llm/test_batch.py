"""Questions in batches come to the same ends as alone, whatever becomes of the batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from bot.domain.usage import Usage
from bot.errors import ConflictError, ModelError, ModelOutcome, StoreError, UsageError
from bot.evaluators.llm.batch_orders import Orders
from bot.sandbox.model import ModelServer, honest
from bot.sandbox.model.batch_input import Limits
from tests.integration.llm.batches import Desk, Killed, killed_at, outcomes, questions
from tests.integration.llm.parts import KEY, SECRET, START, Hours

O = ModelOutcome  # noqa: E741  # the table below is read by its columns
SIX = questions(6)
"""The first goes alone, so five of them go in a batch."""
DAY = 86_400.0


@pytest.fixture(scope="module")
def _timed() -> Iterator[tuple[ModelServer, list[Hours]]]:
    hours = [Hours()]
    with ModelServer(clock=lambda: START.timestamp() + hours[0].passed) as server:
        yield server, hours


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def server(_timed: tuple[ModelServer, list[Hours]], hours: Hours) -> ModelServer:
    _timed[1][0] = hours
    _timed[0].brain = honest
    renew(_timed[0])
    return _timed[0]


@pytest.fixture
def desk(server: ModelServer, hours: Hours, tmp_path: Path) -> Desk:
    return Desk(server, hours, tmp_path / "data")


def renew(server: ModelServer) -> None:
    server.clear()
    server.forget()


def batches_of(server: ModelServer) -> list[str]:
    return [batch["id"] for batch in server.batches.list(None, 100)["data"]]


def lines_of(server: ModelServer) -> int:
    return sum(call.is_line for call in server.calls)


def alone(server: ModelServer) -> int:
    return sum(call.path == "/v1/responses" and not call.is_line for call in server.calls)


@pytest.mark.parametrize("wire", ["responses", "chat"])
def test_answers_of_a_batch_are_used_at_half_the_price(
    server: ModelServer, hours: Hours, tmp_path: Path, wire: str
) -> None:
    desk = Desk(server, hours, tmp_path, wire=wire, tier="flex")
    ends = desk.run(SIX)

    assert ends == {0: "flex", **dict.fromkeys(range(1, 6), "batch")}
    assert [(spent.tier, spent.usage.calls) for spent in desk.spent] == [
        ("flex", 1),
        *[("batch", 1)] * 5,
    ]
    assert all(spent.usage.input_tokens > 0 for spent in desk.spent)
    assert lines_of(server) == 5
    # A tier and a batch exclude each other.
    assert not any("service_tier" in call.body for call in server.calls if call.is_line)
    # 5 s and 7.5 s lie between the three looks that a batch takes here.
    assert hours.slept == [5.0, 7.5]
    assert [(seen.done, seen.total, seen.batches) for seen in desk.progress] == [
        (0, 5, 1),
        (5, 5, 1),
        (5, 5, 0),
    ]
    assert server.files == ()
    assert not (tmp_path / "batches.json").exists()


Plan = Callable[[ModelServer], object]
TABLE: list[tuple[str, Plan, list[str], int, int]] = [
    # What goes wrong, ends of the six, batches begun, questions asked alone.
    ("upload fails once", lambda s: s.fault("server_error", wire="upload"), [], 1, 1),
    ("upload is cut off", lambda s: s.fault("disconnect_after", wire="upload"), [], 1, 1),
    ("too many begin", lambda s: s.fault("rate_limited", wire="create", seconds=7), [], 1, 1),
    ("begun, not heard", lambda s: s.fault("disconnect_after", wire="create"), [], 1, 1),
    ("begun, a page", lambda s: s.fault("html", wire="create"), [], 1, 1),
    ("list fails", lambda s: s.fault("overloaded", 3, wire="batches"), [], 1, 1),
    ("looks fail", lambda s: s.fault("server_error", 9, wire="batch"), [], 1, 1),
    ("answers are cut", lambda s: s.fault("cut_body", wire="content"), [], 1, 1),
    ("deleting fails", lambda s: s.fault("server_error", None, wire="delete"), [], 1, 1),
    # The answers are gone: the first of the five goes alone once more, four in a second batch.
    ("answers gone", lambda s: s.fault("not_found", wire="content"), [], 2, 2),
    (
        "gone twice",
        lambda s: s.fault("not_found", None, wire="content"),
        outcomes(("default", 2), (O.OUTAGE, 4)),
        2,
        2,
    ),
    ("batch gone", lambda s: s.fault("not_found", wire="batch"), [], 2, 2),
    # Lines that fail are asked alone where that may help.
    ("lines fail", lambda s: s.fault("server_error", 3, wire="line"), [], 1, 4),
    ("all lines fail", lambda s: s.fault("server_error", 5, wire="line"), [], 1, 6),
    ("lines limited", lambda s: s.fault("rate_limited", 2, wire="line"), [], 1, 3),
    ("lines refused", lambda s: s.fault("bad_request", 2, wire="line"), [], 1, 3),
    ("cut short", lambda s: s.fault("truncation", 2, wire="line"), [], 1, 3),
    ("no JSON", lambda s: s.fault("malformed", 1, wire="line"), [], 1, 2),
    ("declined", lambda s: s.fault("refusal", 2, wire="line"), [O.REFUSED] * 2, 1, 1),
    ("filtered", lambda s: s.fault("content_filter", wire="line"), [O.FILTERED], 1, 1),
    ("too long", lambda s: s.fault("context_length", wire="line"), [O.TOO_LONG], 1, 1),
    ("no money", lambda s: s.fault("insufficient_quota", wire="line"), [O.QUOTA], 1, 1),
    ("first declined", lambda s: s.fault("prompt_filter"), [O.FILTERED], 1, 1),
    # The whole batch fails.
    (
        "no batch",
        lambda s: setattr(s.batches, "limits", Limits(lines=1)),
        [O.BAD_REQUEST] * 5,
        1,
        1,
    ),
    (
        "the queue is full",
        lambda s: setattr(s.batches, "limits", Limits(tokens=10)),
        [O.LIMITED] * 5,
        1,
        1,
    ),
]


def test_every_fault_of_a_batch_has_its_end(
    server: ModelServer, hours: Hours, tmp_path: Path
) -> None:
    for name, plan, ends, begun, asked_alone in TABLE:
        renew(server)
        folder = tmp_path / name
        desk = Desk(server, hours, folder)
        plan(server)
        came = desk.run(SIX)
        bad = [str(end) for end in ends if end not in ("default", "batch")]
        assert sorted(end for end in came.values() if end not in ("default", "batch")) == bad, name
        assert len(batches_of(server)) == begun, name
        assert alone(server) == asked_alone, name
        server.clear()
        hours.sleep(25 * 3_600)  # what could not be deleted expires by itself
        assert [file for file in server.files if file.purpose == "batch"] == [], name
        assert not (folder / "batches.json").exists(), name


def test_what_stops_all_is_said_and_gone_on_with(
    server: ModelServer, hours: Hours, tmp_path: Path
) -> None:
    stops: list[tuple[str, str, dict[str, float], O]] = [
        ("server_error", "upload", {}, O.OUTAGE),
        ("server_error", "batches", {}, O.OUTAGE),
        ("rate_limited", "create", {"seconds": 300}, O.LIMITED),
        ("insufficient_quota", "create", {}, O.QUOTA),
        ("permission", "upload", {}, O.AUTHENTICATION),
        ("bad_request", "create", {}, O.BAD_REQUEST),
        ("server_error", "batch", {}, O.OUTAGE),
        ("permission", "batch", {}, O.AUTHENTICATION),
        ("server_error", "content", {}, O.OUTAGE),
        ("permission", "content", {}, O.AUTHENTICATION),
    ]
    for kind, wire, options, outcome in stops:
        renew(server)
        desk = Desk(server, hours, tmp_path / kind / wire)
        server.fault(kind, None, wire=wire, **options)
        with pytest.raises(ModelError) as raised:
            desk.run(SIX)
        assert raised.value.outcome is outcome, (kind, wire)
        server.clear()
        assert len(desk.run(SIX)) == 6, (kind, wire)
        assert len(batches_of(server)) == 1, (kind, wire)
        assert lines_of(server) in (4, 5), (kind, wire)
        assert server.files == (), (kind, wire)


def test_a_server_without_batches_says_so(server: ModelServer, desk: Desk, tmp_path: Path) -> None:
    server.fault("not_found", None, wire="batches")
    with pytest.raises(UsageError) as raised:
        desk.run(SIX)
    assert raised.value.fix == "Run the same command without --batch."
    assert [call.path for call in server.calls] == ["/v1/responses"]
    assert not (tmp_path / "data" / "batches.json").exists()


def test_a_wrong_key_sends_no_file(server: ModelServer, hours: Hours, tmp_path: Path) -> None:
    with pytest.raises(ModelError) as raised:
        Desk(server, hours, tmp_path, api_key="bad").run(SIX)
    assert raised.value.outcome is O.AUTHENTICATION
    assert [call.path for call in server.calls] == ["/v1/responses"]


def test_a_cap_stops_what_is_new_and_not_what_was_paid_for(server: ModelServer, desk: Desk) -> None:
    def capped(_: object) -> int:
        raise ModelError(O.CAPPED)

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    assert set(desk.run(SIX, may_ask=capped).values()) == {O.CAPPED}
    assert server.calls == ()
    with pytest.raises(KeyboardInterrupt):
        desk.run(SIX, on_progress=stop)
    ends = desk.run([*SIX, *questions(7)[6:]], may_ask=capped)
    # The first went alone and its answer was lost with the first run.
    assert ends == {0: O.CAPPED, **dict.fromkeys(range(1, 6), "batch"), 6: O.CAPPED}


def test_of_questions_that_do_not_all_fit_the_first_ones_go_out(
    server: ModelServer, desk: Desk
) -> None:
    told: list[Usage] = []

    def four(estimates: Sequence[Usage]) -> int:
        told.extend(estimates)
        return 4

    assert desk.run(SIX, may_ask=four) == {
        0: "default",
        **dict.fromkeys(range(1, 4), "batch"),
        4: O.CAPPED,
        5: O.CAPPED,
    }
    assert sum(call.is_line for call in server.calls) == 3
    # Each fills its room for a reply, and four bytes are a token.
    assert [each.output_tokens for each in told] == [one.output_tokens for one in SIX]
    assert all(each.input_tokens >= len(SIX[0].content) // 4 for each in told)


def test_time_that_runs_out_leaves_no_question_behind(
    server: ModelServer, desk: Desk, hours: Hours
) -> None:
    server.batches.lines_per_look = 2

    def expire(_: object) -> None:
        if len(desk.progress) == 2:
            hours.sleep(DAY)

    # Two lines were answered when the day was over; the three others are asked alone.
    ends = desk.run(SIX, on_progress=expire)
    assert sorted(ends.values()) == outcomes(("batch", 2), ("default", 4))
    assert server.files == ()


def test_a_batch_that_somebody_else_cancelled_is_not_asked_again(
    server: ModelServer, desk: Desk
) -> None:
    server.batches.lines_per_look = 2

    def cancel(_: object) -> None:
        if len(desk.progress) == 2:
            server.batches.cancel(*batches_of(server))

    ends = desk.run(SIX, on_progress=cancel)
    assert sorted(ends.values()) == outcomes(("batch", 2), ("default", 1), (O.OUTAGE, 3))
    assert sorted(desk.run(SIX).values()) == outcomes(("batch", 2), ("default", 1))
    assert len(batches_of(server)) == 2


def test_a_batch_that_never_ends_is_given_up(server: ModelServer, desk: Desk, hours: Hours) -> None:
    server.batches.lines_per_look = 0

    def wait(_: object) -> None:
        if server.batches.lines_per_look == 0:
            hours.sleep(27 * 3_600)
            server.batches.lines_per_look = None

    ends = desk.run(SIX, on_progress=wait)
    assert sorted(ends.values()) == outcomes(("batch", 4), ("default", 2))
    assert len(batches_of(server)) == 2


def test_many_questions_make_several_batches(server: ModelServer, desk: Desk) -> None:
    ends = desk.run(SIX, most_requests=2)
    assert sorted(ends.values()) == outcomes(("batch", 5), ("default", 1))
    assert len(batches_of(server)) == 3  # of 2, 2 and 1
    assert desk.progress[0].batches == 3


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_questions_need_no_batch(server: ModelServer, desk: Desk, count: int) -> None:
    assert desk.run(SIX[:count]) == dict.fromkeys(range(count), "default")
    assert batches_of(server) == []


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_killed_at_any_request_it_goes_on_without_submitting_twice(
    server: ModelServer,
    hours: Hours,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_after: bool,
) -> None:
    ends = 0
    for step in range(1, 40):
        renew(server)
        desk = Desk(server, hours, tmp_path / str(step))
        with killed_at(monkeypatch, step, is_after=is_after) as count:
            try:
                desk.run(SIX)
            except Killed:
                pass
            else:
                ends = count[0]
                break
        desk.run(SIX)
        assert len(desk.texts) == 6, step
        assert len(batches_of(server)) == 1, step
        assert lines_of(server) == 5, step
        hours.sleep(3_600)  # answers that nobody took expire within the hour
        assert server.files == (), step
    # One alone, list, upload, list, create, three looks, answers, and deleting two files.
    assert ends == 11


def test_stopped_while_it_waits_the_same_command_collects(
    server: ModelServer, desk: Desk, tmp_path: Path
) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.run(SIX, on_progress=stop)
    kept = tmp_path / "data" / "batches.json"
    text = kept.read_text()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700
    assert SECRET not in text
    assert KEY not in text
    assert set(json.loads(text)["orders"][0]) == {
        *("key", "place", "ids", "begun_at", "input_file_id", "batch_id")
    }
    (sent,) = server.files
    assert SECRET not in sent.filename
    # Somebody asks about some of them only: the others' answers are kept for who asks later.
    assert sorted(desk.run(SIX[:3]).values()) == outcomes(("batch", 2), ("default", 1))
    assert [file.purpose for file in server.files] == ["batch_output"]
    assert desk.run(SIX) == {3: "batch", 4: "batch", 5: "batch"}
    assert (server.files, kept.exists()) == ((), False)
    assert lines_of(server) == 5


def test_answers_that_were_not_all_used_stay_for_the_next(server: ModelServer, desk: Desk) -> None:
    desk.run(SIX, is_kept=True)
    assert [file.purpose for file in server.files] == ["batch_output"]
    desk.texts.clear()
    assert sorted(desk.run(SIX).values()) == outcomes(("batch", 5), ("default", 1))
    assert server.files == ()
    assert lines_of(server) == 5


def test_who_comes_too_late_asks_anew(server: ModelServer, desk: Desk, hours: Hours) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.run(SIX, on_progress=stop)
    server.batches.step()
    server.batches.step()
    hours.sleep(2 * 3_600)
    # The first of six was never stored, nor is it enough for a batch; the five are asked anew.
    assert sorted(desk.run(SIX).values()) == outcomes(("batch", 4), ("default", 2))
    assert len(batches_of(server)) == 2


def test_a_lost_note_is_made_up_by_the_mark(
    server: ModelServer, desk: Desk, tmp_path: Path
) -> None:
    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.run(SIX, on_progress=stop)
    (tmp_path / "data" / "batches.json").unlink()
    # 120 batches of others came after it, so that it stands on the second page of 100.
    (ours,) = batches_of(server)
    begun = {"input_file_id": server.files[0].id, "completion_window": "24h"}
    for n in range(120):
        server.batches.create({**begun, "endpoint": "/v1/responses", "metadata": {"n": str(n)}})
    assert len(desk.run(SIX)) == 6
    assert ours in server.batches.list(None, 200)["data"][-1]["id"]
    assert len(server.batches.list(None, 200)["data"]) == 121
    assert lines_of(server) == 5


def test_two_documents_alike_share_an_answer_that_is_counted_once(
    server: ModelServer, desk: Desk
) -> None:
    assert desk.run([*SIX[:4], SIX[3]]) == {0: "default", **dict.fromkeys(range(1, 5), "batch")}
    assert lines_of(server) == 3
    assert [spent.usage.calls for spent in desk.spent] == [1, 1, 1, 1, 0]


def test_cancelling_leaves_nothing(server: ModelServer, desk: Desk, tmp_path: Path) -> None:
    def stop(_: object) -> None:
        if len(desk.progress) == 2:
            raise KeyboardInterrupt

    assert desk.cancel() == (0, 0)
    server.batches.lines_per_look = 2
    with pytest.raises(KeyboardInterrupt):
        desk.run(SIX, on_progress=stop)
    server.fault("server_error", None, wire="cancel")
    with pytest.raises(ModelError) as raised:
        desk.cancel()
    assert raised.value.outcome is O.OUTAGE
    server.clear()
    assert desk.cancel() == (1, 0)
    assert (server.files, (tmp_path / "data" / "batches.json").exists()) == ((), False)
    # One that is over already, or gone, is removed too.
    for way in ("over", "gone", "slow"):
        desk.progress.clear()
        renew(server)
        with pytest.raises(KeyboardInterrupt):
            desk.run(SIX, on_progress=stop)
        if way == "over":
            server.batches.step()
        elif way == "gone":
            server.batches.clear()
        else:
            server.batches.lines_per_look = 0
        assert desk.cancel() == ((0, 1) if way == "slow" else (1, 0)), way
    # Two looks before; then at 0, 5, 12.5, 23.75, 40.6 s and at the end of the 60 that are waited.
    assert len(desk.progress) == 2 + 6
    server.batches.step()
    assert desk.cancel() == (1, 0)


def test_one_command_at_a_time_works_on_a_folder(desk: Desk, tmp_path: Path) -> None:
    with Orders(tmp_path / "data").alone(), pytest.raises(ConflictError):
        desk.run(SIX)


def test_a_data_folder_that_cannot_be_used_is_said_to_be(
    server: ModelServer, desk: Desk, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    folder.write_text("a file")
    with pytest.raises(StoreError, match="cannot be used"):
        desk.run(SIX)
    folder.unlink()
    for name in ("batches.json", "batches.new"):  # what is to be a file is a folder
        (folder / name).mkdir(parents=True)
        with pytest.raises(StoreError, match="cannot be used"):
            desk.run(SIX)
        (folder / name).rmdir()
    assert batches_of(server) == []
    assert server.files == ()


def test_a_damaged_note_is_said_to_be(server: ModelServer, desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    for damage in ('{"version": 1, "orders": [', '{"version": 2, "orders": []}', "[]", "\xff"):
        (folder / "batches.json").write_text(damage, encoding="latin-1")
        with pytest.raises(StoreError, match=r"batches\.json"):
            desk.run(SIX)
    assert server.calls == ()

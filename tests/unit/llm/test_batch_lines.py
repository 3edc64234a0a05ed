"""Questions become lines within the API's limits, and odd lines of an answer have an end too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.batch_lines import heard_in, id_of, key_of, loads_of
from bot.evaluators.llm.replies import Said
from bot.evaluators.llm.wires import first_manner
from bot.settings import load_model_settings
from tests.integration.llm.parts import SECRET, question

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SETTINGS = load_model_settings(model="plumb-1", base_url="http://localhost:1/v1", wire="chat")


def test_a_question_has_one_name_whatever_its_fence() -> None:
    asked = question()
    fenced = question(content=asked.content.replace("7f3a0c11d2e4b596", "0123456789abcdef"))
    other = question(content=asked.content.replace("Python", "Rust"))
    assert id_of(asked, SETTINGS) == id_of(fenced, SETTINGS)
    elsewhere = load_model_settings(model="plumb-2", base_url="http://localhost:1/v1")
    names = [id_of(asked, SETTINGS), id_of(other, SETTINGS), id_of(asked, elsewhere)]
    assert len({*names, id_of(question(samples=2), SETTINGS)}) == 4
    assert all(len(name) == 40 and set(name) <= set("0123456789abcdef") for name in names)
    assert key_of(names) == key_of(names[::-1])


def test_files_are_cut_at_either_limit() -> None:
    requests = {f"{n}": question(samples=n + 1) for n in range(5)}
    manner = first_manner(SETTINGS)

    def loads(**limits: int) -> list[tuple[str, ...]]:
        return [load.ids for load in loads_of(requests, manner, SETTINGS, **limits)]

    assert loads() == [("0", "1", "2", "3", "4")]
    assert loads(most_requests=2) == [("0", "1"), ("2", "3"), ("4",)]
    (whole,) = loads_of(requests, manner, SETTINGS)
    sizes = [len(line) + 1 for line in whole.content.splitlines()]
    # The first two fill a file to the last byte; a line that fits nowhere is a file of its own.
    assert loads(most_bytes=sizes[0] + sizes[1])[0] == ("0", "1")
    assert loads(most_bytes=sizes[0] + sizes[1] - 1)[0] == ("0",)
    assert loads(most_bytes=1) == [("0",), ("1",), ("2",), ("3",), ("4",)]
    assert list(loads_of({}, manner, SETTINGS)) == []
    lines = [json.loads(line) for line in whole.content.splitlines()]
    assert [line["body"].get("n") for line in lines] == [None, 2, 3, 4, 5]
    assert {(line["method"], line["url"]) for line in lines} == {("POST", "/v1/chat/completions")}
    assert all(SECRET not in line["custom_id"] for line in lines)


def line(**fields: Any) -> bytes:
    return json.dumps({"id": "batch_req_1", "custom_id": "a", **fields}).encode() + b"\n"


def answered(status: object, body: object) -> bytes:
    return line(response={"status_code": status, "request_id": "r", "body": body}, error=None)


def test_every_line_has_its_end() -> None:
    refused = {"error": {"message": "no", "code": "context_length_exceeded"}}
    ended: list[tuple[bytes, ModelOutcome | None]] = [
        (line(response=None, error={"code": "batch_expired"}), None),
        (line(response=None, error={"code": "batch_cancelled"}), ModelOutcome.OUTAGE),
        (line(response=None, error=None), None),
        (line(response=7, error="x"), None),
        (line(), None),
        (answered("200", {}), None),
        (answered(200, []), None),
        (answered(500, {"error": {}}), None),
        (answered(429, {"error": {"code": "rate_limit_exceeded"}}), None),
        (answered(400, {"error": {"param": "temperature"}}), None),
        (answered(400, refused), ModelOutcome.TOO_LONG),
        (answered(401, {"error": "no"}), ModelOutcome.AUTHENTICATION),
        (answered(429, {"error": {"code": "insufficient_quota"}}), ModelOutcome.QUOTA),
        (answered(200, {"error": {"code": "content_filter"}}), ModelOutcome.FILTERED),
    ]
    for content, outcome in ended:
        (came,) = heard_in(content, NOW).values()
        assert (came.outcome if isinstance(came, ModelError) else came) == outcome, content
    for noise in (b"", b"\n\n", b"no json\n", b"[]\n", b'{"id": 1}\n', b'{"custom_id": 7}\n'):
        assert heard_in(noise, NOW) == {}


def test_the_first_of_two_answers_counts_and_costs_what_a_batch_does() -> None:
    said = {"choices": [{"message": {"content": "{}"}}], "service_tier": "default"}
    usage = {"usage": {"prompt_tokens": 9, "completion_tokens": 2}}
    came = heard_in(answered(200, {**said, **usage}) + answered(500, {}), NOW)["a"]
    assert isinstance(came, Said)
    assert (came.tier, came.usage.input_tokens, came.usage.seconds) == ("batch", 9, 0.0)
    assert came.choices[0].text == "{}"

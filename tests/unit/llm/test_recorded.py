"""Recorded replies: found by what was asked, and a clear word when it is not as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.domain.usage import Meter, Spent, Usage, unmetered
from bot.errors import ModelError, ModelOutcome, NotFoundError, UsageError
from bot.evaluators.llm.recorded import (
    RecordedModel,
    Recorder,
    dump_recording,
    load_recording,
)
from bot.evaluators.llm.request import Check, Complaint, ModelReply, ModelRequest
from bot.judges import write_recording

FENCE = '<document id="{0}">\n1| Built it\n</document id="{0}">'


def request(fence: str = "0123456789abcdef", **changes: object) -> ModelRequest:
    asked = ModelRequest(
        instructions="Read it.",
        content=f"Criteria: craft.\n{FENCE.format(fence)}",
        schema_name="read_cv",
        schema={"type": "object", "properties": {}},
        output_tokens=300,
        cache_key="c",
        safety_id="s",
    )
    return replace(asked, **changes)  # type: ignore[arg-type]  # fields by name


def fine(_text: str) -> Complaint | None:
    return None


@dataclass
class Model:
    """Says how often it was asked, or ends as told."""

    ends: ModelOutcome | None = None
    asked: list[ModelRequest] = field(default_factory=list)

    def ask(self, request: ModelRequest, check: Check, *, meter: Meter = unmetered) -> ModelReply:
        del check, meter
        self.asked.append(request)
        if self.ends is not None:
            raise ModelError(self.ends)
        usage = Usage(calls=1, input_tokens=50, cached_tokens=20, output_tokens=7, seconds=3.0)
        texts = (f"reply {len(self.asked)}",) * request.samples
        return ModelReply(texts=texts, model="m-2026", usage=usage, tier="flex")


def kept(path: Path, *requests: ModelRequest, model: Model | None = None) -> RecordedModel:
    """A recording that went through a file."""
    recorder = Recorder(model or Model())
    for each in requests:
        recorder.ask(each, fine)
    path.write_text(dump_recording(recorder.recording("m", "a test")), encoding="utf-8")
    return RecordedModel(load_recording(path))


def test_a_reply_is_found_again_whatever_was_drawn_for_the_fence(tmp_path: Path) -> None:
    recorded = kept(tmp_path / "r.json", request(), request(), request(samples=2))
    spent: list[Spent] = []

    first = recorded.ask(request("fedcba9876543210"), fine, meter=spent.append)
    again = recorded.ask(request("00000000000000aa"), fine)
    two = recorded.ask(request(samples=2), fine)

    # The n-th asking gets the n-th reply, so that readings that differ stay different.
    assert (first.texts, again.texts, two.texts) == (("reply 1",), ("reply 2",), ("reply 3",) * 2)
    assert (first.model, first.tier) == ("m-2026", "flex")
    # What it took is kept, but for the time: nobody waited.
    usage = Usage(calls=1, input_tokens=50, cached_tokens=20, output_tokens=7)
    assert spent == [Spent(model="m-2026", tier="flex", usage=usage)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (request(instructions="Read it well."), "the prompt or the rubric"),
        (request(schema={"type": "object", "properties": {"a": {}}}), "the schema of the reply"),
        (request(output_tokens=301), "the schema of the reply"),
        (request(content="Criteria: craft.\nother"), "the document, its blind view"),
        (request(samples=3), "how many samples"),
    ],
)
def test_what_is_not_as_it_was_is_named_with_what_to_do(
    asked: ModelRequest, said: str, tmp_path: Path
) -> None:
    recorded = kept(tmp_path / "r.json", request())
    with pytest.raises(UsageError, match=said) as caught:
        recorded.ask(asked, fine)
    assert "make record" in caught.value.fix
    assert "Built it" not in caught.value.problem


def test_asking_more_often_than_was_recorded_is_named_too(tmp_path: Path) -> None:
    recorded = kept(tmp_path / "r.json", request())
    recorded.ask(request(), fine)
    with pytest.raises(UsageError, match="how often the same is asked"):
        recorded.ask(request(), fine)


def test_a_named_end_is_repeated_and_a_state_of_the_moment_is_not_kept(tmp_path: Path) -> None:
    for outcome, is_kept in ((ModelOutcome.REFUSED, True), (ModelOutcome.OUTAGE, False)):
        recorder = Recorder(Model(ends=outcome))
        with pytest.raises(ModelError):
            recorder.ask(request(), fine)
        path = tmp_path / f"{outcome}.json"
        path.write_text(dump_recording(recorder.recording("m", "")), encoding="utf-8")
        with pytest.raises(ModelError if is_kept else UsageError) as caught:
            RecordedModel(load_recording(path)).ask(request(), fine)
        if isinstance(caught.value, ModelError):
            assert caught.value.outcome is outcome


@pytest.mark.parametrize(("is_usable", "ends"), [(True, False), (False, True)])
def test_a_reply_that_no_longer_passes_is_a_bad_reply(
    is_usable: bool, ends: bool, tmp_path: Path
) -> None:
    recorded = kept(tmp_path / "r.json", request())
    complaint = Complaint(words="no", is_usable=is_usable)
    check: Callable[[str], Complaint] = lambda _: complaint  # noqa: E731  # three words of a fake
    if not ends:
        assert recorded.ask(request(), check).texts == ("reply 1",)
        return
    with pytest.raises(ModelError) as caught:
        recorded.ask(request(), check)
    assert caught.value.outcome is ModelOutcome.BAD_REPLY


def test_a_recording_is_the_same_text_in_whatever_order_it_was_made() -> None:
    others = [request(content=f"about {n}") for n in range(5)]
    texts = set()
    for asked in (others, others[::-1]):
        recorder = Recorder(Model())
        for each in asked:
            recorder.ask(each, fine)
        text = dump_recording(recorder.recording("m", ""))
        texts.add("".join(line for line in text.splitlines() if "reply" not in line))
    assert len(texts) == 1


def test_a_recording_holds_quotes_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "replies.json"
    write_recording(Recorder(Model()), path, "m")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_no_recording_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    with pytest.raises(NotFoundError, match=r"no readable file"):
        load_recording(path)
    for text in ("", "[]", '{"format": "plumbline.replies/9", "model": "m", "entries": []}'):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match="no recorded replies: at "):
            load_recording(path)

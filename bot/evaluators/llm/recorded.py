"""Replies of a model kept in a file, so that a reading can be repeated without the model."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.usage import Meter, Spent, Usage, unmetered
from bot.errors import ModelError, ModelOutcome, NotFoundError, UsageError
from bot.evaluators.llm.question import Asker, unfenced
from bot.evaluators.llm.request import Check, ModelReply, ModelRequest

FORMAT: Final = "plumbline.replies/1"
"""Of the file; goes up when a file of before can no longer be read."""
MOST_BYTES = 64 * 1024 * 1024
"""Largest file. Source: a reply takes about 4 KB; this is 16,000 of them."""
_HEX = 16
"""Digits of a digest; 64 bits tell a few thousand questions apart."""
_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Counted(_Strict):
    """What a reply took; how long it took then is nothing to repeat."""

    calls: Annotated[int, Field(ge=0)] = 0
    input_tokens: Annotated[int, Field(ge=0)] = 0
    cached_tokens: Annotated[int, Field(ge=0)] = 0
    output_tokens: Annotated[int, Field(ge=0)] = 0


class Entry(_Strict):
    """One question, by digests of its parts, and what came of it."""

    instructions: _Digest
    """Of prompt and rubric together."""
    form: _Digest
    """Of the schema of the reply."""
    content: _Digest
    """Of what was read, and the order of the criteria."""
    samples: Annotated[int, Field(ge=1, le=100)]
    time: Annotated[int, Field(ge=1)]
    """1 for the first time that this question was asked, 2 for the second, and so on."""
    texts: tuple[str, ...] = ()
    outcome: ModelOutcome | None = Field(default=None, strict=False)
    """How it ended, when it did not end in texts."""
    model: str = ""
    """The one that answered."""
    tier: str = ""
    usage: Counted = Counted()

    @property
    def key(self) -> _Key:
        """What the entry is found by."""
        return self.instructions, self.form, self.content, self.samples, self.time


class Recording(_Strict):
    """All that was asked of one model."""

    format: Literal["plumbline.replies/1"] = FORMAT
    model: str
    """Name that was asked for."""
    note: str = ""
    """Where the replies are from, for people."""
    entries: tuple[Entry, ...]


_Key = tuple[str, str, str, int, int]


def load_recording(path: Path) -> Recording:
    """Load recorded replies.

    Raises:
        NotFoundError: There is no such file.
        UsageError: It is no recording of this version.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError:
        raise NotFoundError(f"There is no readable file {path}.", _HOW_TO_RECORD) from None
    try:
        return Recording.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the top"
        raise UsageError(
            f"{path} holds no recorded replies: at {place}, {first['msg']}.", _HOW_TO_RECORD
        ) from None


def dump_recording(recording: Recording) -> str:
    """Write recorded replies as JSON, the same for the same replies in any order."""
    entries = sorted(recording.entries, key=lambda entry: entry.key)
    value: dict[str, Any] = recording.model_dump(mode="json", exclude={"entries"})
    value["entries"] = [entry.model_dump(mode="json", exclude_defaults=True) for entry in entries]
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


@dataclass(slots=True)
class RecordedModel:
    """Answers from a recording; knows nothing else, and never asks anybody."""

    recording: Recording
    _entries: dict[_Key, Entry] = field(init=False)
    _asked: _Times = field(init=False)

    def __post_init__(self) -> None:
        self._entries = {entry.key: entry for entry in self.recording.entries}
        self._asked = _Times()

    def ask(self, request: ModelRequest, check: Check, *, meter: Meter = unmetered) -> ModelReply:
        """Give what was recorded for this question, the n-th reply to the n-th asking.

        Raises:
            UsageError: Nothing was recorded for it; says what is not as it was.
            ModelError: It ended so then, or its reply no longer passes the check.
        """
        key = self._asked.key(request)
        entry = self._entries.get(key)
        if entry is None:
            raise self._missing(key)
        usage = Usage(**entry.usage.model_dump())
        meter(Spent(model=entry.model, tier=entry.tier, usage=usage))
        if entry.outcome is not None:
            raise ModelError(entry.outcome)
        for text in entry.texts:
            complaint = check(text)
            if complaint is not None and not complaint.is_usable:
                raise ModelError(ModelOutcome.BAD_REPLY)
        return ModelReply(texts=entry.texts, model=entry.model, usage=usage, tier=entry.tier)

    def _missing(self, key: _Key) -> UsageError:
        instructions, form, content, samples, _ = key
        entries = self.recording.entries
        same = [e for e in entries if e.content == content and e.instructions == instructions]
        if not any(entry.instructions == instructions for entry in entries):
            what = "the prompt or the rubric"
        elif not any(entry.form == form for entry in entries):
            what = "the schema of the reply"
        elif not same:
            what = "the document, its blind view, or how it is asked about"
        elif not any(entry.samples == samples for entry in same):
            what = "how many samples are asked for"
        else:
            what = "how often the same is asked"
        return UsageError(
            f"There is no recorded reply of {self.recording.model} to this question: {what} is "
            "not as it was when the replies were recorded.",
            _HOW_TO_RECORD,
        )


@dataclass(slots=True)
class Recorder:
    """Asks a model, and keeps what it says.

    A question that ends in OUTAGE or LIMITED is not kept: that is a state of the moment.
    """

    asker: Asker
    entries: list[Entry] = field(default_factory=list)
    _asked: _Times = field(init=False)

    def __post_init__(self) -> None:
        self._asked = _Times()

    def ask(self, request: ModelRequest, check: Check, *, meter: Meter = unmetered) -> ModelReply:
        """Ask, and keep the reply or the end.

        Raises:
            ModelError: It came to another end.
        """
        key = self._asked.key(request)
        try:
            reply = self.asker.ask(request, check, meter=meter)
        except ModelError as error:
            if error.is_final:
                self._keep(key, outcome=error.outcome)
            raise
        usage = Counted(
            calls=reply.usage.calls,
            input_tokens=reply.usage.input_tokens,
            cached_tokens=reply.usage.cached_tokens,
            output_tokens=reply.usage.output_tokens,
        )
        self._keep(key, texts=reply.texts, model=reply.model, tier=reply.tier, usage=usage)
        return reply

    def recording(self, model: str, note: str) -> Recording:
        """Return what was said so far.

        Args:
            model: Name that was asked for.
            note: Where the replies are from, for people.
        """
        return Recording(model=model, note=note, entries=tuple(self.entries))

    def _keep(self, key: _Key, **came: Any) -> None:  # noqa: ANN401  fields of Entry
        instructions, form, content, samples, time = key
        self.entries.append(
            Entry(
                instructions=instructions,
                form=form,
                content=content,
                samples=samples,
                time=time,
                **came,
            )
        )


class _Times:
    """Counts how often each question was asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, str, str, int]] = Counter()

    def key(self, request: ModelRequest) -> _Key:
        schema = json.dumps(request.schema, sort_keys=True, separators=(",", ":"))
        question = (
            _digest(request.instructions),
            _digest(f"{request.schema_name}\n{schema}\n{request.output_tokens}"),
            _digest(unfenced(request.content)),
            request.samples,
        )
        with self._lock:
            self._counts[question] += 1
            return *question, self._counts[question]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_HEX]


_HOW_TO_RECORD = (
    "Record anew with `make record`, which asks the local test model about the shipped set, or "
    "with `plumbline eval SET --evaluator llm --record FILE`."
)

"""Questions as lines of a file for the Batch API, and the lines of its answer as outcomes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias

from bot.errors import ModelError, ModelOutcome
from bot.evaluators.llm.memory import Manner, Wire
from bot.evaluators.llm.outcomes import Answer, PassingError, end_of, json_object, refusal_in
from bot.evaluators.llm.question import unfenced
from bot.evaluators.llm.replies import Said, said_in
from bot.evaluators.llm.request import ModelRequest
from bot.evaluators.llm.wires import Turn, body_of
from bot.settings import ModelSettings

MOST_REQUESTS = 50_000
"""Questions of one batch. Source: OpenAI's guide to batches, as the next."""
MOST_BYTES = 200_000_000
"""Size of the file with the questions of one batch."""
TIER = "batch"
"""What answers of a batch are priced as: the name in the table of models."""
ENDPOINTS = {Wire.RESPONSES: "/v1/responses", Wire.CHAT: "/v1/chat/completions"}
_CANCELLED = "batch_cancelled"

Heard: TypeAlias = Said | ModelError | None
"""What a batch brought for a question; None is nothing, and that asking it alone may help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The questions of one batch."""

    ids: tuple[str, ...]
    content: bytes
    """The file: JSON Lines."""


def id_of(request: ModelRequest, settings: ModelSettings) -> str:
    """Name a question by what is asked of whom; it is the same when the same is asked again.

    The random fence around the document is left out of it.

    Returns:
        40 hexadecimal digits, which say nothing of the document.
    """
    asked = [
        settings.base_url,
        settings.model,
        settings.temperature,
        request.instructions,
        unfenced(request.content),
        request.schema,
        request.output_tokens,
        request.samples,
    ]
    written = json.dumps(asked, sort_keys=True).encode()
    return hashlib.sha256(written).hexdigest()[:40]


def key_of(ids: Iterable[str]) -> str:
    """Name a batch by its questions, in whatever order: 40 hexadecimal digits."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()[:40]


def loads_of(
    requests: Mapping[str, ModelRequest],
    manner: Manner,
    settings: ModelSettings,
    *,
    most_requests: int = MOST_REQUESTS,
    most_bytes: int = MOST_BYTES,
) -> Iterator[Load]:
    """Write questions into as few files as the API's limits allow, one at a time.

    Args:
        requests: By their ids.
        manner: What the server takes.
        settings: Model and temperature; a service tier does not go with a batch.
        most_requests: Of one file, >= 1.
        most_bytes: Of one file; a question that is larger by itself gets its own.
    """
    ids: list[str] = []
    lines: list[bytes] = []
    size = 0
    for custom_id, request in requests.items():
        line = _line(custom_id, request, manner, settings)
        if ids and (len(ids) == most_requests or size + len(line) > most_bytes):
            yield Load(ids=tuple(ids), content=b"".join(lines))
            ids, lines, size = [], [], 0
        ids.append(custom_id)
        lines.append(line)
        size += len(line)
    if ids:
        yield Load(ids=tuple(ids), content=b"".join(lines))


def heard_in(content: bytes, now: datetime) -> dict[str, Heard]:
    """Read a file of answers or of errors; lines that are none are left out.

    Args:
        content: JSON Lines.
        now: Aware.

    Returns:
        By id. A line ends as the same answer would to a question that is asked alone, but for what
        asking alone may mend, which is None.
    """
    heard: dict[str, Heard] = {}
    for line in content.splitlines():
        said = json_object(line)
        if said is not None and isinstance(said.get("custom_id"), str):
            heard.setdefault(said["custom_id"], _heard(said, now))
    return heard


def _line(custom_id: str, request: ModelRequest, manner: Manner, settings: ModelSettings) -> bytes:
    many = manner.wire is Wire.CHAT and "n" not in manner.dropped
    plain = replace(manner, dropped=manner.dropped | {"service_tier"})
    written = {
        "custom_id": custom_id,
        "method": "POST",
        "url": ENDPOINTS[manner.wire],
        "body": body_of(
            Turn(request=request, samples=request.samples if many else 1), plain, settings
        ),
    }
    return json.dumps(written, ensure_ascii=False).encode() + b"\n"


def _heard(line: Mapping[str, Any], now: datetime) -> Heard:
    response = line.get("response")
    if not isinstance(response, dict):
        error = line.get("error")
        is_cancelled = isinstance(error, dict) and error.get("code") == _CANCELLED
        return ModelError(ModelOutcome.OUTAGE, now) if is_cancelled else None
    status, body = response.get("status_code"), response.get("body")
    if not isinstance(status, int) or not isinstance(body, dict):
        return None
    answer = Answer(status=status, headers={}, body=json.dumps(body).encode(), seconds=0.0)
    try:
        refusal = refusal_in(answer, now)
    except PassingError:
        return None
    if refusal is None:
        return replace(said_in(body, seconds=0.0), tier=TIER)
    end = end_of(refusal)
    # What the server does not take, asking alone learns to leave out.
    return None if end is ModelOutcome.BAD_REQUEST else ModelError(end, status=status)

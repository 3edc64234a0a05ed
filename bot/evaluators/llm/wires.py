"""A question as the body of a request, in the manner that a server takes."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.evaluators.llm.memory import Manner, Rung, Wire
from bot.evaluators.llm.request import ModelRequest
from bot.settings import ModelSettings

THINKING_ROOM = 4
"""How much more than the visible reply a model that thinks may write.

Source: reasoning tokens count in ``max_output_tokens``; OpenAI's guide advises a generous reserve.
"""
_OPENAI_HOSTS = ("api.openai.com", ".api.openai.com")
_AZURE_HOSTS = (".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com")
_THINKING_NAMES = re.compile(
    r"(?:^|[/:-])(?:o\d|gpt-[5-9]|gpt-oss|r1|qwq|magistral)|reason|think", re.IGNORECASE
)
_SCHEMA_IN_WORDS = (
    "\n\nReply with one JSON object and nothing else: no heading, no code fence, no remark. "
    "It fits this JSON Schema:\n"
)
_MOST_OF_A_BAD_REPLY = 16_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One request for one question: the first, or one that mends what came back."""

    request: ModelRequest
    room: int = 1
    """How many times the size asked for the reply may have."""
    samples: int = 1
    """Replies asked for at once; more than one on the chat wire alone."""
    bad_reply: str = ""
    complaint: str = ""
    """What is wrong with the bad reply; "" in the first request."""
    is_mended: bool = False
    """Whether this question was asked again because a reply could not be used."""
    is_bettered: bool = False
    """Whether it was asked again although a reply could be used."""


def first_manner(settings: ModelSettings) -> Manner:
    """Choose how a server is spoken to before anything is known of it."""
    is_responses = settings.wire == "responses" or (
        settings.wire == "auto" and _is_openai_or_azure(settings.base_url)
    )
    if not is_responses:
        return chat_manner(settings)
    return Manner(
        wire=Wire.RESPONSES,
        sizes=("max_output_tokens",),
        is_thinking=_THINKING_NAMES.search(settings.model) is not None,
    )


def chat_manner(settings: ModelSettings) -> Manner:
    """Choose how the chat wire is spoken."""
    # The younger name is OpenAI's; what others do with it is to overlook it, often in silence.
    sizes = ("max_tokens", "max_completion_tokens")
    is_openai = _is_openai_or_azure(settings.base_url)
    return Manner(
        wire=Wire.CHAT,
        sizes=sizes[::-1] if is_openai else sizes,
        # Names that only OpenAI's own server knows.
        dropped=frozenset() if is_openai else frozenset({"prompt_cache_key", "safety_identifier"}),
        is_thinking=_THINKING_NAMES.search(settings.model) is not None,
    )


def body_of(turn: Turn, manner: Manner, settings: ModelSettings) -> dict[str, Any]:
    """Compose the body of a request; instructions stand first and are alike for one rubric.

    Args:
        turn: What is asked.
        manner: What the server takes.
        settings: Model, temperature and tier.
    """
    request = turn.request
    instructions = request.instructions
    if manner.rung is not Rung.SCHEMA:
        instructions += _SCHEMA_IN_WORDS + json.dumps(request.schema, ensure_ascii=False)
    room = turn.room * (THINKING_ROOM if manner.is_thinking else 1)
    extras = {
        "temperature": settings.temperature,
        "service_tier": settings.tier or None,
        "prompt_cache_key": request.cache_key,
        "safety_identifier": request.safety_id,
        "n": turn.samples if turn.samples > 1 else None,
    }
    return {
        "model": settings.model,
        **_speech(manner, _clean(instructions), _clean(_content(turn))),
        **_form(manner, request),
        **({manner.size_name: request.output_tokens * room} if manner.size_name else {}),
        **{
            name: value
            for name, value in extras.items()
            if value is not None and name not in manner.dropped
        },
    }


def _content(turn: Turn) -> str:
    if not turn.complaint:
        return turn.request.content
    # In one message: the templates of some models take no other order than question and answer.
    # As a JSON string it is one line, which cannot look like the end of a document.
    bad = json.dumps(turn.bad_reply[:_MOST_OF_A_BAD_REPLY], ensure_ascii=False)
    return (
        f"{turn.request.content}\n\nYour last reply to this was:\n{bad}\n"
        f"{turn.complaint}\nReply again, with the JSON object alone."
    )


def _speech(manner: Manner, instructions: str, content: str) -> dict[str, Any]:
    said = {"role": "user", "content": content}
    if manner.wire is Wire.RESPONSES:
        # Kept for 30 days unless it is said that it may not be.
        return {"instructions": instructions, "input": [said], "store": False}
    return {"messages": [{"role": "system", "content": instructions}, said]}


def _form(manner: Manner, request: ModelRequest) -> dict[str, Any]:
    if manner.rung is Rung.WORDS:
        return {}
    is_responses = manner.wire is Wire.RESPONSES
    schema = {"name": request.schema_name, "schema": dict(request.schema), "strict": True}
    form: dict[str, Any] = {"type": "json_object"}
    if manner.rung is Rung.SCHEMA:
        form = {"type": "json_schema", **(schema if is_responses else {"json_schema": schema})}
    return {"text": {"format": form}} if is_responses else {"response_format": form}


def _is_openai_or_azure(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    return host == _OPENAI_HOSTS[0] or host.endswith((_OPENAI_HOSTS[1], *_AZURE_HOSTS))


def _clean(text: str) -> str:
    # Half a surrogate pair cannot be sent; the error would hold the whole text.
    return text.encode("utf-8", "replace").decode("utf-8")

"""The wire of /v1/responses, in and out."""

from __future__ import annotations

from bot.sandbox.model.exchange import Answer, Asked, Sample, both_sides
from bot.sandbox.shapes import Json

REASONS = {"length": "max_output_tokens", "content_filter": "content_filter"}
"""What this wire calls the reasons for which an answer is incomplete."""


def read(body: Json) -> Asked:
    """Read a body that was checked."""
    given = body["input"]
    messages = [{"role": "user", "content": given}] if isinstance(given, str) else given
    said, content = both_sides(messages)
    wanted = body.get("text", {}).get("format") or {"type": "text"}
    return Asked(
        model=body["model"],
        instructions="\n".join(part for part in (body.get("instructions"), said) if part),
        content=content,
        form=wanted["type"],
        schema=wanted.get("schema"),
        schema_param="text.format.schema",
        is_strict=bool(wanted.get("strict")),
        most_tokens=body.get("max_output_tokens"),
        tier=body.get("service_tier") or "default",
    )


def write(answer: Answer) -> Json:
    """Write the body of an answer."""
    unfinished = [sample.finish for sample in answer.samples if sample.finish != "stop"]
    status = "incomplete" if unfinished else "completed"
    return {
        "id": f"resp_{answer.id}",
        "object": "response",
        "created_at": int(answer.at),
        "status": "failed" if answer.is_failed else status,
        "error": (
            {"code": "server_error", "message": "The model broke down."}
            if answer.is_failed
            else None
        ),
        "incomplete_details": {"reason": REASONS[unfinished[0]]} if unfinished else None,
        "model": answer.model,
        "service_tier": answer.tier,
        "output": [] if answer.is_failed else _output(answer),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "store": False,
        "usage": {
            "input_tokens": answer.prompt_tokens,
            "input_tokens_details": {
                "cached_tokens": answer.cached_tokens,
                "cache_write_tokens": 0,
            },
            "output_tokens": answer.output_tokens,
            "output_tokens_details": {"reasoning_tokens": answer.reasoning_tokens},
            "total_tokens": answer.prompt_tokens + answer.output_tokens,
        },
    }


def _output(answer: Answer) -> list[Json]:
    thought = {"id": f"rs_{answer.id}", "type": "reasoning", "summary": []}
    items: list[Json] = [thought] if answer.reasoning_tokens else []
    # Nothing was said when all tokens went into reasoning: then there is no message at all.
    return items + [_message(answer.id, said) for said in answer.samples if said.text != ""]


def _message(answer_id: str, sample: Sample) -> Json:
    if sample.refusal is not None:
        part: Json = {"type": "refusal", "refusal": sample.refusal}
    else:
        part = {"type": "output_text", "text": sample.text, "annotations": [], "logprobs": []}
    return {
        "id": f"msg_{answer_id}",
        "type": "message",
        "role": "assistant",
        "status": "completed" if sample.finish == "stop" else "incomplete",
        "content": [part],
    }

"""The wire of /v1/chat/completions, in and out."""

from __future__ import annotations

from bot.sandbox.model.exchange import Answer, Asked, Sample, both_sides
from bot.sandbox.shapes import Json


def read(body: Json) -> Asked:
    """Read a body that was checked."""
    instructions, content = both_sides(body["messages"])
    wanted = body.get("response_format") or {"type": "text"}
    schema = wanted.get("json_schema", {})
    return Asked(
        model=body["model"],
        instructions=instructions,
        content=content,
        form=wanted["type"],
        schema=schema.get("schema"),
        schema_param="response_format",
        is_strict=bool(schema.get("strict")),
        most_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
        samples=body.get("n") or 1,
        tier=body.get("service_tier") or "default",
    )


def write(answer: Answer) -> Json:
    """Write the body of an answer."""
    if answer.is_failed:
        return {"error": {"message": "The provider broke down.", "code": 502}}
    return {
        "id": f"chatcmpl-{answer.id}",
        "object": "chat.completion",
        "created": int(answer.at),
        "model": answer.model,
        "service_tier": answer.tier,
        "choices": [_choice(index, sample) for index, sample in enumerate(answer.samples)],
        "usage": {
            "prompt_tokens": answer.prompt_tokens,
            "completion_tokens": answer.output_tokens,
            "total_tokens": answer.prompt_tokens + answer.output_tokens,
            "prompt_tokens_details": {"cached_tokens": answer.cached_tokens},
            "completion_tokens_details": {"reasoning_tokens": answer.reasoning_tokens},
        },
    }


def _choice(index: int, sample: Sample) -> Json:
    message = {"role": "assistant", "content": sample.text, "refusal": sample.refusal}
    return {"index": index, "message": message, "finish_reason": sample.finish, "logprobs": None}

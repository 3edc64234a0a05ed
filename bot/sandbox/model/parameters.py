"""What a request may hold: the parameters of both wires, as strictly as the API takes them."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.exceptions import best_match

from bot.sandbox.model.refusals import ApiRefusalError
from bot.sandbox.shapes import Json

TIERS = ["auto", "default", "flex", "scale", "priority", "fast", "ultrafast"]
EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
FORMAT_NAME = "^[a-zA-Z0-9_-]{1,64}$"
MOST_SAMPLES = 128
"""Source: the API's own limit on `n`."""


def _closed(properties: Json, *required: str) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _optional(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _parts(kind: str) -> Json:
    part = _closed({"type": {"const": kind}, "text": {"type": "string"}}, "type", "text")
    return {"anyOf": [{"type": "string"}, {"type": "array", "items": part, "minItems": 1}]}


_ROLE = {"enum": ["system", "developer", "user"]}
_JSON_SCHEMA: Json = {
    "name": {"type": "string", "pattern": FORMAT_NAME},
    "schema": {"type": "object"},
    "strict": {"type": ["boolean", "null"]},
    "description": {"type": "string"},
}
_METADATA: Json = {
    "type": ["object", "null"],
    "maxProperties": 16,
    "propertyNames": {"maxLength": 64},
    "additionalProperties": {"type": "string", "maxLength": 512},
}
_EXPIRY = _closed(
    {
        "anchor": {"const": "created_at"},
        "seconds": {"type": "integer", "minimum": 3_600, "maximum": 2_592_000},
    },
    "anchor",
    "seconds",
)
_COMMON: Json = {
    "model": {"type": "string", "minLength": 1},
    "temperature": {"type": ["number", "null"], "minimum": 0, "maximum": 2},
    "top_p": {"type": ["number", "null"], "minimum": 0, "maximum": 1},
    "store": {"type": ["boolean", "null"]},
    "stream": {"type": ["boolean", "null"]},
    "service_tier": {"enum": [*TIERS, None]},
    "safety_identifier": {"type": ["string", "null"], "maxLength": 64},
    "prompt_cache_key": {"type": ["string", "null"], "maxLength": 64},
    "prompt_cache_options": {"type": "object"},
    "metadata": _METADATA,
    "user": {"type": "string"},
}
_TEXT_FORMAT: Json = {
    "oneOf": [
        _closed({"type": {"enum": ["text", "json_object"]}}, "type"),
        _closed({"type": {"const": "json_schema"}, **_JSON_SCHEMA}, "type", "name", "schema"),
    ]
}
_RESPONSE_FORMAT: Json = {
    "oneOf": [
        _closed({"type": {"enum": ["text", "json_object"]}}, "type"),
        _closed(
            {
                "type": {"const": "json_schema"},
                "json_schema": _closed(_JSON_SCHEMA, "name", "schema"),
            },
            "type",
            "json_schema",
        ),
    ]
}
_MESSAGE = _closed({"role": _ROLE, "content": _parts("text")}, "role", "content")
_INPUT_ITEM = _closed(
    {"type": {"const": "message"}, "role": _ROLE, "content": _parts("input_text")},
    "role",
    "content",
)
BODIES: Json = {
    "responses": _closed(
        {
            **_COMMON,
            "input": {
                "anyOf": [
                    {"type": "string"},
                    {"type": "array", "items": _INPUT_ITEM, "minItems": 1},
                ]
            },
            "instructions": {"type": ["string", "null"]},
            "max_output_tokens": {"type": ["integer", "null"], "minimum": 16},
            "reasoning": _optional(
                _closed({"effort": {"enum": [*EFFORTS, None]}, "summary": {"type": "string"}})
            ),
            "text": _closed(
                {"format": _TEXT_FORMAT, "verbosity": {"enum": ["low", "medium", "high", None]}}
            ),
            "truncation": {"enum": ["disabled", None]},
        },
        "model",
        "input",
    ),
    "chat": _closed(
        {
            **_COMMON,
            "messages": {"type": "array", "items": _MESSAGE, "minItems": 1},
            "max_completion_tokens": {"type": ["integer", "null"], "minimum": 1},
            "max_tokens": {"type": ["integer", "null"], "minimum": 1},
            "n": {"type": ["integer", "null"], "minimum": 1, "maximum": MOST_SAMPLES},
            "seed": {"type": ["integer", "null"]},
            "reasoning_effort": {"enum": [*EFFORTS, None]},
            "response_format": _RESPONSE_FORMAT,
            "verbosity": {"enum": ["low", "medium", "high", None]},
        },
        "model",
        "messages",
    ),
}
"""JSON Schema of a request, by wire; what is not here, the server does not do."""
FORMS: Json = {
    "batches": _closed(
        {
            "input_file_id": {"type": "string", "minLength": 1},
            "endpoint": {"enum": ["/v1/responses", "/v1/chat/completions"]},
            "completion_window": {"const": "24h"},
            "metadata": _METADATA,
            "output_expires_after": _EXPIRY,
        },
        "input_file_id",
        "endpoint",
        "completion_window",
    ),
    "files": _closed(
        {"purpose": {"const": "batch"}, "expires_after": _EXPIRY, "file": {"const": True}},
        "file",
        "purpose",
    ),
}
"""JSON Schema of a request, by door; as strict as the wires."""
_CHECKS = {name: Draft202012Validator(schema) for name, schema in (BODIES | FORMS).items()}


def check_parameters(wire: str, body: Json) -> None:
    """Refuse a request that the API would not take.

    Args:
        wire: One of BODIES or FORMS.
        body: What was sent.

    Raises:
        ApiRefusalError: 400; its `param` names what is wrong.
    """
    error = best_match(_CHECKS[wire].iter_errors(body))
    if error is not None:
        raise _refusal(error)
    if body.get("stream"):
        raise ApiRefusalError(
            400, "Streaming is off here.", param="stream", code="unsupported_value"
        )
    if body.get("max_tokens") and body.get("max_completion_tokens"):
        message = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is wrong."
        raise ApiRefusalError(400, message, param="max_tokens", code="invalid_parameter")


def _refusal(error: ValidationError) -> ApiRefusalError:
    path = [str(part) for part in error.absolute_path]
    rule: Any = error.validator_value
    instance: Any = error.instance
    if error.validator == "required":
        missing = next(name for name in rule if name not in instance)
        return _named("Missing required parameter", [*path, missing], "missing_required_parameter")
    if error.validator == "additionalProperties":
        known: Any = error.schema
        unknown = min(set(instance) - set(known["properties"]))
        return _named("Unknown parameter", [*path, unknown], "unknown_parameter")
    # The value itself is not repeated: it may be a whole document.
    return _named(f"Invalid value, it breaks '{error.validator}'", path, "invalid_value")


def _named(message: str, path: list[str], code: str) -> ApiRefusalError:
    param = ".".join(path)
    return ApiRefusalError(400, f"{message}: '{param}'.", param=param, code=code)

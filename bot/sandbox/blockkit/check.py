"""Checks a whole message or view as Slack would, before anything is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from bot.sandbox.blockkit.problems import Problem
from bot.sandbox.blockkit.rules import RULES
from bot.sandbox.blockkit.shape import shape_problems
from bot.sandbox.blockkit.surfaces import Surface, surface_problems
from bot.sandbox.blockkit.tables import chart_problems, table_problems
from bot.sandbox.blockkit.walk import blocks_in, listed

UPDATE_CHARACTERS = 4_000
"""Most characters in the text of an update. Source: chat.update, `msg_too_long`."""

METADATA_CHARACTERS = 8_000
"""Most characters of metadata as escaped JSON; Slack publishes no number, this one is ours."""

VIEW_BYTES = 250_000
"""Most bytes of a view as escaped JSON. Source: docs.slack.dev, views.open, `view_too_large`."""

_VIEWS: Mapping[str, tuple[str, Surface]] = {
    "modal": ("ModalView", "modal"),
    "home": ("HomeView", "home"),
}


def check_message(payload: Mapping[str, object]) -> list[Problem]:
    """Checks what chat.postMessage or chat.update would show.

    Args:
        payload: The arguments of the call, of which text, blocks, metadata and attachments are
            looked at. With `ts` it is an update, whose text has a lower bound. What is null
            counts as absent.

    Returns:
        Everything that Slack would refuse or cut, with where it is; empty when all is well.
    """
    parts = {
        key: payload[key] for key in ("text", "blocks", "metadata") if payload.get(key) is not None
    }
    if parts.get("metadata") == {}:  # an update clears metadata so
        del parts["metadata"]
    return [
        *shape_problems("Message", parts),
        *_text_problems(payload),
        *_attachment_problems(payload),
        *_block_problems(parts.get("blocks"), "message"),
        *_size_problems(parts.get("metadata"), "/metadata", METADATA_CHARACTERS, "characters"),
    ]


def check_view(view: Mapping[str, object]) -> list[Problem]:
    """Checks what views.open, views.push, views.update or views.publish would show.

    Args:
        view: The view, of type `modal` or `home`.

    Returns:
        Everything that Slack would refuse, with where it is; empty when all is well.
    """
    kind = view.get("type")
    known = _VIEWS.get(kind) if isinstance(kind, str) else None
    if known is None:
        return [Problem(pointer="/type", message="must be one of: modal, home")]
    definition, surface = known
    return [
        *shape_problems(definition, dict(view)),
        *_block_problems(view.get("blocks"), surface),
        *_submit_problems(view),
        *_size_problems(dict(view), "", VIEW_BYTES, "bytes"),
    ]


def _block_problems(blocks: object, surface: Surface) -> Iterator[Problem]:
    found = blocks_in(blocks)
    yield from surface_problems(found, surface)
    for rule in (*RULES, table_problems, chart_problems):
        yield from rule(found)


def _text_problems(payload: Mapping[str, object]) -> Iterator[Problem]:
    text = payload.get("text")
    if text is None:
        has_blocks = bool(listed(payload.get("blocks")))
        reason = "; notifications and screen readers need it beside blocks" if has_blocks else ""
        yield Problem(pointer="/text", message=f"text is missing{reason}")
    if payload.get("ts") is not None and isinstance(text, str) and len(text) > UPDATE_CHARACTERS:
        message = (
            f"has {len(text)} characters, at most {UPDATE_CHARACTERS} are allowed in an update"
        )
        yield Problem(pointer="/text", message=message)


def _attachment_problems(payload: Mapping[str, object]) -> Iterator[Problem]:
    if payload.get("attachments"):
        yield Problem(
            pointer="/attachments", message="attachments are not used; blocks say the same"
        )


def _submit_problems(view: Mapping[str, object]) -> Iterator[Problem]:
    has_input = any(block.type == "input" for block in blocks_in(view.get("blocks")))
    if view["type"] == "modal" and has_input and "submit" not in view:
        yield Problem(
            pointer="/submit", message="submit is missing; a modal with an input needs it"
        )


def _size_problems(value: object, pointer: str, most: int, unit: str) -> Iterator[Problem]:
    try:
        found = len(json.dumps(value))
    except (RecursionError, TypeError) as error:
        reason = "is no JSON" if isinstance(error, TypeError) else "is nested too deeply"
        yield Problem(pointer=pointer, message=reason)
        return
    if found > most:
        yield Problem(
            pointer=pointer, message=f"has {found} {unit} as JSON, at most {most} are allowed"
        )

"""What is wrong with a Slack payload, in words that repeat nothing of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_TAME = re.compile(r"[a-z][a-z_]{0,39}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that Slack would refuse."""

    pointer: str
    """Where it is, as a JSON pointer such as `/blocks/3/text/text`; empty for the whole payload."""
    message: str
    """What is wrong; names lengths, types and field names, never the payload's own text."""


def pointer(path: Iterable[str | int]) -> str:
    """Writes a path as a JSON pointer.

    Args:
        path: Keys and list positions from the outermost inwards.

    Returns:
        The pointer; a key that is no plain field name becomes `?`, since it may hold anything.

    Source: RFC 6901.
    """
    return "".join(
        f"/{step if isinstance(step, int) or _TAME.fullmatch(step) else '?'}" for step in path
    )


def named(word: str) -> str:
    """Names a key or type that the payload holds, if it looks like a name at all.

    Args:
        word: The word as it stands in the payload.

    Returns:
        The word in quotes, or only its length when it could be more than a field name.
    """
    return f'"{word}"' if _TAME.fullmatch(word) else f"of {len(word)} characters"


def kind(value: object) -> str:
    """Names the JSON type of a value.

    Args:
        value: Any value of a payload.

    Returns:
        `a text`, `a list`, and so on; for what is no JSON, `a Python value`.
    """
    if value is None:
        return "null"
    names = {
        bool: "a boolean",
        str: "a text",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return names.get(type(value), "a Python value")

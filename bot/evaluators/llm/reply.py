"""What a model says about a CV, taken only when it has exactly the form that was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.rubric import TOP_LEVEL

MOST_QUOTES = 12
"""Quotes for one criterion that are looked at; three are asked for."""
_Words = Annotated[str, Field(max_length=4_000)]
_Level = Annotated[int, Field(ge=1, le=TOP_LEVEL)]  # not a Literal, to which true is 1
_LONGEST_NAME = 60
"""Characters of a name that is the model's own, when it is told what is wrong with it."""


class _Strict(BaseModel):
    """Nothing is coerced: "4", 3.7 and true are no levels. Errors never show what was said."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class QuoteReply(_Strict):
    """A passage that is said to stand in the document."""

    line: int
    text: _Words


class ReadingReply(_Strict):
    """What is said about one criterion."""

    criterion: str
    quotes: Annotated[tuple[QuoteReply, ...], Field(max_length=MOST_QUOTES)]
    rationale: _Words
    level: _Level | None
    missing: _Words


class CvReply(_Strict):
    """What is said about a CV."""

    readings: tuple[ReadingReply, ...]


def parse(text: str, keys: Sequence[str]) -> tuple[CvReply | None, str]:
    """Take a reply.

    Args:
        text: JSON.
        keys: Criteria that were asked about.

    Returns:
        The reply, or None and what is wrong with it, in words for the model.
    """
    try:
        reply = CvReply.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part)[:_LONGEST_NAME] for part in first["loc"])
        return None, f"At {place or 'the top'}: {first['msg']}."
    counted = Counter(reading.criterion for reading in reply.readings)
    unknown = sorted(counted.keys() - set(keys))
    if unknown:
        name = unknown[0][:_LONGEST_NAME]
        return None, f"There is no criterion {name!r}. The criteria are: {_list(keys)}."
    wrong = [key for key in keys if counted[key] != 1]
    if wrong:
        return None, f"Give each criterion exactly once; look at: {_list(wrong)}."
    return reply, ""


def _list(keys: Sequence[str]) -> str:
    return ", ".join(keys)

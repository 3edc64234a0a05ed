"""What a model says about a document, taken only when it has exactly the form asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.rubric import TOP_LEVEL

MOST_QUOTES = 12
"""Quotes for one criterion that are looked at; three are asked for."""
MOST_ASKED = 150
"""Requirements of one job description that are looked at; more is no description of one job."""
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

    @property
    def subject(self) -> str:
        """What it is about, in words for the model."""
        return self.criterion


class CvReply(_Strict):
    """What is said about a CV."""

    readings: tuple[ReadingReply, ...]


class AskedReply(_Strict):
    """One thing that a job description is said to ask for."""

    line: int
    text: _Words
    kind: Literal["must", "nice"]

    @property
    def subject(self) -> str:
        """What it is about, in words for the model."""
        return "requirement"

    @property
    def quotes(self) -> tuple[QuoteReply, ...]:
        """Its words."""
        return (QuoteReply(line=self.line, text=self.text),)


class JobReply(_Strict):
    """What a job description is said to ask for."""

    requirements: Annotated[tuple[AskedReply, ...], Field(max_length=MOST_ASKED)]


class MetReply(_Strict):
    """What is said about one requirement."""

    requirement: str
    quotes: Annotated[tuple[QuoteReply, ...], Field(max_length=MOST_QUOTES)]
    rationale: _Words
    met: bool | None

    @property
    def subject(self) -> str:
        """What it is about, in words for the model."""
        return self.requirement


class MatchReply(_Strict):
    """What is said about a CV against requirements."""

    readings: tuple[MetReply, ...]


_Reply = TypeVar("_Reply", bound=_Strict)


def parse(text: str, keys: Sequence[str]) -> tuple[CvReply | None, str]:
    """Take a reply about a CV.

    Args:
        text: JSON.
        keys: Criteria that were asked about.

    Returns:
        The reply, or None and what is wrong with it, in words for the model.
    """
    reply, wrong = _valid(CvReply, text)
    if reply is not None:
        wrong = _each_once([said.subject for said in reply.readings], keys, "criterion", "criteria")
    return (None, wrong) if wrong else (reply, "")


def parse_job(text: str) -> tuple[tuple[AskedReply, ...] | None, str]:
    """Take a reply about a job description.

    Args:
        text: JSON.

    Returns:
        What is asked for, or None and what is wrong with the reply, in words for the model.
    """
    reply, wrong = _valid(JobReply, text)
    return (None, wrong) if reply is None else (reply.requirements, "")


def parse_match(text: str, keys: Sequence[str]) -> tuple[tuple[MetReply, ...] | None, str]:
    """Take a reply about a CV against requirements.

    Args:
        text: JSON.
        keys: Requirements that were asked about.

    Returns:
        What was said, or None and what is wrong with the reply, in words for the model.
    """
    reply, wrong = _valid(MatchReply, text)
    if reply is None:
        return None, wrong
    said = [each.subject for each in reply.readings]
    wrong = _each_once(said, keys, "requirement", "requirements")
    return (None, wrong) if wrong else (reply.readings, "")


def _valid(form: type[_Reply], text: str) -> tuple[_Reply | None, str]:
    try:
        return form.model_validate_json(text), ""
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        place = ".".join(str(part)[:_LONGEST_NAME] for part in first["loc"])
        return None, f"At {place or 'the top'}: {first['msg']}."


def _each_once(said: Sequence[str], keys: Sequence[str], one: str, many: str) -> str:
    """Say what is wrong unless each key stands there exactly once; "" when nothing is."""
    counted = Counter(said)
    unknown = sorted(counted.keys() - set(keys))
    if unknown:
        name = unknown[0][:_LONGEST_NAME]
        return f"There is no {one} {name!r}. The {many} are: {_list(keys)}."
    wrong = [key for key in keys if counted[key] != 1]
    return f"Give each {one} exactly once; look at: {_list(wrong)}." if wrong else ""


def _list(keys: Sequence[str]) -> str:
    return ", ".join(keys)

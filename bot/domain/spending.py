"""What asking language models took: by purpose, month, requisition, document and model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from bot.domain.usage import Usage

_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])\Z")


class Purpose(StrEnum):
    """What a model was asked for; the values are names in the database and never change."""

    READ_CV = "read_cv"
    REVIEW_JOB = "review_job"
    MATCH = "match"
    WORD_QUESTION = "word_question"
    EVAL = "eval"
    """Measuring how well a model reads."""


class Grouping(StrEnum):
    """What sums are made by."""

    MONTH = "month"
    REQUISITION = "requisition"
    DOCUMENT = "document"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecord:
    """What one request took, without a word of what was asked or answered."""

    id: str
    at: datetime
    """Aware UTC; when the answer was there."""
    purpose: Purpose
    document_sha256: str
    """Of the bytes that were read; "" for none, or once its person was forgotten."""
    application_id: str | None
    """None outside Slack, or once its person was forgotten."""
    requisition_id: str | None
    model: str
    """The one that answered."""
    tier: str
    """Service tier that was used; "" when the server does not say."""
    usage: Usage
    micro_dollars: int | None
    """None when no price was known when the answer came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageSum:
    """What several requests took."""

    usage: Usage
    micro_dollars: int
    """Of the requests with a known price."""
    unpriced: int
    """Answers without a known price, whose cost is not in the sum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageGroup:
    """What the requests have in common that a sum is of; what the sum is not by is empty."""

    month: str = ""
    """Such as ``2026-11``."""
    model: str = ""
    tier: str = ""
    requisition_number: int = 0
    """Counted from 1 in a workspace; 0 for none."""
    requisition_title: str = ""
    application_label: str = ""
    """Such as ``A-17``; "" for a document that is no application's, or of a forgotten one."""
    document_sha256: str = ""
    """"" for one that is an application's, or of a forgotten one."""


def month_of(at: datetime) -> str:
    """Name the calendar month in UTC that a moment is in, such as ``2026-11``."""
    return at.astimezone(UTC).strftime("%Y-%m")


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """Return the first moment of a month and that of the next, aware UTC.

    Args:
        month: Such as ``2026-11``; years 2000 to 2099.

    Raises:
        ValueError: It is no month.
    """
    found = _MONTH.match(month)
    if found is None:
        raise ValueError(month)
    year, number = int(found[1]), int(found[2])
    following = (year + 1, 1) if number == 12 else (year, number + 1)
    return datetime(year, number, 1, tzinfo=UTC), datetime(*following, 1, tzinfo=UTC)

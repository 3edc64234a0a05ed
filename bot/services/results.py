"""Results by what they were made from: the same things read the same way have the same one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from pydantic import TypeAdapter

from bot.domain.assessment import Assessment
from bot.domain.document import Document
from bot.domain.job import Required, Requirement, RequirementMatch
from bot.domain.rubric import Rubric
from bot.services.deps import Evaluator, JobReviewer
from bot.store import Database, assessments, results

_Value = TypeVar("_Value")

KEPT = timedelta(days=30)
"""How long a reading on the command line is kept, where no document is kept with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResults:
    """The results of the bot's database, for the command line, which keeps no documents."""

    database: Database
    now: Callable[[], datetime]
    """Aware UTC."""

    def get(self, key: str) -> Assessment | None:
        """Return a reading; None when there is none, or its time is over."""
        return self._get(key, results.ASSESSMENT)

    def keep(self, key: str, assessment: Assessment) -> Assessment:
        """Keep a reading for ``KEPT``, and return the one that stands: one that was there stays."""
        with self.database.write() as tx:
            return assessments.keep_result(tx, key, assessment, self.now() + KEPT)

    def required(self, key: str) -> Required | None:
        """Return what a job description asks for; None when that is not kept."""
        return self._get(key, results.REQUIRED)

    def keep_required(self, key: str, required: Required, sha256: str) -> Required:
        """Keep what a job description asks for, for ``KEPT``, and return what stands."""
        with self.database.write() as tx:
            return results.keep(tx, key, required, results.REQUIRED, sha256, self.now() + KEPT)

    def match(self, key: str) -> RequirementMatch | None:
        """Return a CV's match; None when there is none, or its time is over."""
        return self._get(key, results.MATCH)

    def keep_match(self, key: str, match: RequirementMatch, sha256: str) -> RequirementMatch:
        """Keep a CV's match for ``KEPT``, and return the one that stands."""
        with self.database.write() as tx:
            return results.keep(tx, key, match, results.MATCH, sha256, self.now() + KEPT)

    def _get(self, key: str, kind: TypeAdapter[_Value]) -> _Value | None:
        with self.database.write() as tx:
            results.drop_old(tx, self.now())
            return results.get(tx, key, kind)


def result_key(document: Document, rubric: Rubric, evaluator: Evaluator, name: str) -> str:
    """Name a result by everything that it depends on: lines and their places, rubric, evaluator.

    Args:
        document: Of whose bytes nothing counts but what a reader sees.
        rubric: Resolved rubric.
        evaluator: Who reads.
        name: The candidate's, which a model is not shown.

    Returns:
        Sha256 in hex.

    Source:
        docs/scoring.md#the-same-answer.
    """
    given = name if evaluator.asks_model else ""
    return _key([*_seen(document), rubric.hash, evaluator.parameters, given])


def required_key(document: Document, jobs: JobReviewer) -> str:
    """Name what a job description asks for by everything that it depends on.

    Args:
        document: Of whose bytes nothing counts but what a reader sees.
        jobs: Who reads.

    Returns:
        Sha256 in hex.
    """
    return _key(["required", *_seen(document), jobs.parameters])


def match_key(
    requirements: Sequence[Requirement], document: Document, jobs: JobReviewer, name: str
) -> str:
    """Name the match of a CV by everything that it depends on.

    Args:
        requirements: What is asked.
        document: The CV, of whose bytes nothing counts but what a reader sees.
        jobs: Who reads.
        name: The candidate's, which a model is not shown.

    Returns:
        Sha256 in hex.
    """
    asked = [[each.text, each.kind.value, each.line] for each in requirements]
    given = name if jobs.asks_model else ""
    return _key(["match", *_seen(document), asked, jobs.parameters, given])


def _seen(document: Document) -> list[object]:
    lines = [[line.page, line.number, line.section, line.text] for line in document.lines]
    return [lines, document.language]


def _key(parts: Sequence[object]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

"""Levels that people gave to documents, which an evaluator is measured against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.review import Review, standing
from bot.domain.rubric import TOP_LEVEL

SET_FILE = "dataset.yml"
"""Name of the file that makes a folder a labelled set."""
SET_VERSION = 1
"""Of the format; goes up when a file of before can no longer be read."""


class LabelKind(StrEnum):
    """How levels came about; the values are part of the format."""

    READING = "reading"
    """Somebody read the documents and gave the levels without seeing an evaluator's."""
    REVIEW = "review"
    """Reviewers agreed with an evaluator's levels or changed them, which pulls towards them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A level that somebody gave."""

    criterion: str
    """Criterion key."""
    level: int | None
    """1..4, or None for "not evidenced"."""
    line: int = 1
    """1-based, where it stands in the set's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledItem:
    """A document with its levels."""

    file: str
    """Path inside the folder of the set; "" when the document is known by its hash alone."""
    sha256: str
    """Of the document's bytes, in hex; "" when its file is named."""
    language: str
    """ISO 639-1 code; "" when nobody said."""
    labels: tuple[Label, ...]
    """At least one. A criterion that is not in it was not labelled, and is not compared."""
    name: str = ""
    """Of the candidate, as the document writes it; "" when unknown."""
    city: str = ""
    """That the document names, for the counterfactual table; "" for none."""
    school: str = ""
    note: str = ""
    line: int = 1
    """1-based, where it begins in the set's file."""

    @property
    def id(self) -> str:
        """What people call it: its file, or the beginning of its hash."""
        return self.file or self.sha256[:12]

    @property
    def levels(self) -> dict[str, int | None]:
        """Level by criterion key."""
        return {label.criterion: label.level for label in self.labels}


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSet:
    """Documents with the levels that people gave."""

    path: str
    """Of its file, as it was named."""
    title: str
    note: str
    rubric: str
    """Name or path of the rubric that the levels belong to."""
    rubric_hash: str
    """What its hash was then; "" when nobody wrote it down."""
    labelled_by: str
    """In words."""
    kind: LabelKind
    items: tuple[LabelledItem, ...]
    """At least one."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SetProblem:
    """Something in the file of a labelled set."""

    path: str
    line: int
    """1-based."""
    what: str
    fix: str

    def __str__(self) -> str:
        """Read as editors and people expect: path, line, what, fix."""
        return f"{self.path}:{self.line}: {self.what} {self.fix}"


def is_level(level: int) -> bool:
    """Whether a number is on the scale."""
    return 1 <= level <= TOP_LEVEL


def settled(reviews: Iterable[Review]) -> dict[str, int | None]:
    """Return the level that reviewers of one application left standing, by criterion key.

    Of each person the newest word counts, if it is not undone. Where several people hold
    different levels there is no level that stands, and the criterion is left out: a middle that
    nobody holds is no label.

    Args:
        reviews: Of one application, undone ones too.
    """
    held: dict[str, set[int | None]] = {}
    for review in standing(reviews):
        held.setdefault(review.criterion, set()).add(review.level)
    return {key: next(iter(levels)) for key, levels in sorted(held.items()) if len(levels) == 1}
